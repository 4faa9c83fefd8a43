"""One submission as one bound paper: what its template is given, and the files that are bound in.

Everything comes from the frozen submission, the ledger and the case's own revision of the measure, never
from tables that may still be edited: so the same submission always makes the same pages.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from pypdf import PdfReader

from lianmeng.cases import queries as cases
from lianmeng.cases.models import Case, Submission
from lianmeng.documents.binding import Insert, bind
from lianmeng.documents.numbers import short_code
from lianmeng.documents.render import RenderFailed, render
from lianmeng.files.actions import open_file
from lianmeng.files.inside import Unreadable, open_pdf, pixels_of
from lianmeng.files.models import StoredFile
from lianmeng.law import criteria
from lianmeng.law.facts import FactSheet, Member, Organ
from lianmeng.law.pack import Pack
from lianmeng.law.schema import FieldType
from lianmeng.law.verdicts import Finding, Met, Weight
from lianmeng.policies import queries as policies
from lianmeng.record import queries as record
from lianmeng.record.models import Entry

TEMPLATE = "dossier.typ"
BOUND_AT_MOST = 400 * 2**20  # bytes of all files bound into one dossier
PIXELS_AT_MOST = 50_000_000  # of one picture: A4 at 600 dots per inch has 35 million
PICTURES = {"image/png": ".png", "image/jpeg": ".jpg"}
FREEZING = ("submit", "resubmit_pre", "resubmit", "resubmit_supplement")  # acts that make a submission
TRY = b'#image("/picture")'
MET = {Met.MET: "满足", Met.NEEDS_PERSON: "需人工判断"}
NOT_MET = {Weight.BLOCKS: "待补", Weight.WARNS: "请留意", Weight.INFORMS: "供参考"}


@dataclass(frozen=True)
class Item:
    """One file of the submission: bound in with its ``pages``, or named on one page with the reason why not."""

    paper: str
    name: str
    member: str
    sha256: str
    size: int
    picture: str = ""
    reader: PdfReader | None = None
    why: str = ""

    @property
    def pages(self) -> int:
        """How many pages it takes."""
        return len(self.reader.pages) if self.reader else 1

    def plain(self) -> dict[str, Any]:
        """What the template is told."""
        kept = {name: getattr(self, name) for name in ("paper", "name", "member", "sha256", "picture", "why")}
        return {**kept, "pages": self.pages, "size": _size(self.size)}


def template_of(pack: Pack) -> bytes:
    """The template of the case's measure; a revision published before there was one uses today's."""
    return pack.templates.get(TEMPLATE) or policies.current_pack().templates[TEMPLATE]


def make(case: Case, submission: Submission) -> bytes:
    """The dossier as PDF. Raises ``RenderFailed`` for a fault of the template, never for an uploaded file."""
    pack = cases.pack_of(case)
    data = _data(pack, case, submission)
    items, pictures = _items(pack, submission)
    opened = [one.reader.stream for one in items if one.reader]
    try:
        return _bound(template_of(pack), data, items, pictures)
    finally:
        for content in opened:
            content.close()


def _bound(template: bytes, data: dict[str, Any], items: list[Item], pictures: dict[str, bytes]) -> bytes:
    while True:
        data["items"] = [one.plain() for one in items]
        bound, failed = bind(render(template, data, pictures), _inserts(items))
        if not failed:
            return bound
        broken = [one.reader for one in failed]
        items = [
            replace(one, reader=None, why="文件已损坏，没有装订") if one.reader in broken else one
            for one in items
        ]


def _inserts(items: list[Item]) -> list[Insert]:
    """Where the pages of each PDF go, counted from the end: what stands in front is as long as it is."""
    found, place = [], -sum(one.pages for one in items)
    for one in items:
        if one.reader:
            found.append(Insert(place, one.reader))
        place += one.pages
    return found


# ---- files ---------------------------------------------------------------------------------------------------


def _items(pack: Pack, submission: Submission) -> tuple[list[Item], dict[str, bytes]]:
    order = {name: place for place, name in enumerate(pack.materials)}
    papers = sorted(submission.papers, key=lambda paper: order.get(paper["paper"], len(order)))
    stored = {row.sha256: row for row in StoredFile.objects.filter(sha256__in=[p["sha256"] for p in papers])}
    items: list[Item] = []
    pictures: dict[str, bytes] = {}
    left = BOUND_AT_MOST
    for number, paper in enumerate(papers, 1):
        row = stored.get(paper["sha256"])
        item = Item(
            paper=_paper_words(pack, paper["paper"]),
            name=paper["name"],
            member=paper.get("member", ""),
            sha256=paper["sha256"],
            size=row.size if row else 0,
        )
        items.append(_opened(item, row, number, left, pictures))
        left -= item.size if not items[-1].why else 0
    return items, pictures


def _opened(item: Item, row: StoredFile | None, number: int, left: int, pictures: dict[str, bytes]) -> Item:
    try:
        content = open_file(item.sha256)
    except FileNotFoundError:
        return replace(item, why="文件缺失")
    if row is None or row.size > left:
        content.close()
        return replace(item, why="合订本过大，没有装订")
    if row.media_type == "application/pdf":
        try:
            return replace(item, reader=open_pdf(content))
        except Unreadable as error:
            content.close()
            return replace(item, why=f"{error.text}，没有装订")
    with content:
        size = pixels_of(content, row.media_type)
        if size is None or not 0 < size[0] * size[1] <= PIXELS_AT_MOST:
            return replace(
                item, why="这种文件不能装订" if row.media_type not in PICTURES else "图像过大，没有装订"
            )
        content.seek(0)
        picture = content.read()
    if not _can_be_drawn(picture):
        return replace(item, why="图像已损坏，没有装订")
    name = f"{number}{PICTURES[row.media_type]}"
    pictures[name] = picture
    return replace(item, picture=f"/{name}")


def _can_be_drawn(picture: bytes) -> bool:
    try:
        render(TRY, {}, {"picture": picture})
    except RenderFailed:
        return False
    return True


def _paper_words(pack: Pack, name: str) -> str:
    fields = (form.fields.get(name) for form in pack.forms.values())
    label = next((item.label for item in fields if item), name)
    return pack.terms.papers.get(name, label)


def _size(size: int) -> str:
    return f"{size / 2**20:.1f} MB" if size >= 2**20 else f"{max(size // 1024, 1)} KB"


# ---- words ---------------------------------------------------------------------------------------------------


def _data(pack: Pack, case: Case, submission: Submission) -> dict[str, Any]:
    facts = FactSheet.model_validate(submission.facts)
    lists, office = pack.terms.lists, pack.offices.get(facts.applicant.office)
    roles = {one.role: one.name for one in facts.members}
    findings = criteria.judge(pack, facts, submission.submitted_on)
    return {
        "measure": pack.head.title,
        "authority": pack.head.authority,
        "name": facts.name,
        "call": case.parent.title if case.parent else "",
        "number": case.number,
        "applicant": facts.applicant.name,
        "lead": roles.get("lead", ""),
        "host": roles.get("host", ""),
        "office": office.name if office else "",
        "submitted_on": submission.submitted_on.isoformat(),
        "no": submission.no,
        "code": short_code(submission.digest),
        "digest": submission.digest,
        "demonstration": bool(case.alliance and case.alliance.demonstration),
        "foci": [_word(lists, "focus", one) for one in facts.foci],
        "main_focus": _word(lists, "focus", facts.main_focus),
        "focus_note": facts.focus_note,
        "goals": facts.goals,
        "agreement": _agreement(pack, facts),
        "members": [_member(pack, one) for one in facts.members],
        "organs": [_organ(lists, one) for one in facts.organs],
        "daily": _amount(facts.funds.daily),
        "joint": _amount(facts.funds.joint),
        "rules": "有" if facts.funds.rules else "未附",
        "earlier": list(facts.earlier_recognition),
        "declarations": [_word(lists, "declarations", one) for one in facts.declarations],
        "findings": [_finding(pack, one) for one in findings],
        "signed": _signed(pack, case, submission.no),
    }


def _word(lists: Any, name: str, value: str) -> str:
    return str(lists.get(name, {}).get(value, value))


def _agreement(pack: Pack, facts: FactSheet) -> dict[str, Any]:
    agreement = facts.agreement
    return {
        "effective_on": _iso(agreement.effective_on),
        "valid_until": _iso(agreement.valid_until),
        "first_signed_on": _iso(min(agreement.signed_on, default=None)),
        "last_signed_on": _iso(max(agreement.signed_on, default=None)),
        "clauses": [_word(pack.terms.lists, "clauses", one) for one in agreement.clauses],
    }


def _member(pack: Pack, one: Member) -> dict[str, Any]:
    lists = pack.terms.lists
    return {
        "name": one.name,
        "code": one.code,
        "kind": _word(lists, "member_kind", one.kind),
        "role": _word(lists, "member_role", one.role) if one.role != "member" else "",
        "counted": one.counted,
        "task": one.task,
        "tasks": [_word(lists, "task_kind", name) for name in one.tasks],
        "signed": one.signed,
        "seal": _word(lists, "seal_kind", one.seal),
        "confirmed": one.confirmed,
        "licence": one.licence_copy,
        "licence_until": _iso(one.licence_until),
    }


def _organ(lists: Any, one: Organ) -> dict[str, Any]:
    kind = _word(lists, "organ_kind", one.kind)
    return {"kind": kind, "name": one.name, "head": one.head, "full_time": one.full_time}


def _finding(pack: Pack, one: Finding) -> dict[str, str]:
    return {
        "articles": "、".join(pack.label(unit) for unit in one.articles),
        "title": one.title,
        "value": one.value,
        "said": MET.get(one.met) or NOT_MET[one.weight],
    }


def _signed(pack: Pack, case: Case, no: int) -> list[dict[str, Any]]:
    """Who signed the act that made the submission, hand by hand, with what was answered besides files."""
    entries = record.stream(case.stream)
    freezing = [one for one in entries if one.data["performed"] and one.act in FREEZING]
    if len(freezing) < no:
        return []
    attempt = freezing[no - 1].data["attempt"]
    hands = pack.act(case.kind, freezing[no - 1].act).hands
    mine = [one for one in entries if one.data["attempt"] == attempt and not one.data["back"]]
    latest = {one.data["hand"]: one for one in mine}
    return [
        {
            "act": pack.act_label(case.kind, one.act),
            "hand": pack.terms.hands[hands[hand].role],
            "who": one.name,
            "place": one.organisation_name or one.office_name,
            "on": one.on.isoformat(),
            "answers": list(_answers(pack, case, one)),
        }
        for hand, one in sorted(latest.items())
    ]


def _answers(pack: Pack, case: Case, entry: Entry) -> Iterable[dict[str, str]]:
    for name, field in pack.field_of(case.kind, entry.act).items():
        value = entry.data["answers"].get(name)
        if value and field.type not in (FieldType.FILE, FieldType.TABLE) and name != "declarations":
            known = pack.terms.lists.get(field.options or "", {})
            values = value if isinstance(value, list) else [value]
            yield {"label": field.label, "words": "、".join(known.get(str(one), str(one)) for one in values)}


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _amount(amount: Decimal) -> str:
    return f"{amount.normalize():f}"
