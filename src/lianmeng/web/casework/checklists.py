"""The checklist of the reviewing office: facts and findings on the left, its own judgement on the right."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import uuid4

from django.http import Http404, QueryDict
from django.urls import reverse

from lianmeng.applications.actions.papers import PER_MEMBER
from lianmeng.cases import queries as cases
from lianmeng.cases.models import Case
from lianmeng.cases.refusals import Invalid
from lianmeng.files.models import Attachment
from lianmeng.law import checklist, criteria
from lianmeng.law.checklist import Item, Judgement, Section
from lianmeng.law.facts import FactSheet
from lianmeng.law.pack import Pack
from lianmeng.law.verdicts import Finding
from lianmeng.record.people import Actor
from lianmeng.reviews import queries as reviews
from lianmeng.reviews import rules
from lianmeng.reviews.actions.checklist import FROZEN, Judged, snapshot
from lianmeng.reviews.models import ReviewItem
from lianmeng.web.casework import viewers
from lianmeng.web.casework.tasks import Task
from lianmeng.web.casework.viewers import Viewer, viewer_of

MOST_PAGES = 50  # in one judgement
REST = "rest"


@dataclass(frozen=True)
class Place:
    """A page of a paper, and where it opens."""

    words: str
    address: str


@dataclass(frozen=True)
class Pages:
    """The pages of one file, as they are typed."""

    file: int
    pages: str


@dataclass(frozen=True)
class Typed:
    """What came back from an attempt on one item."""

    item: str = ""
    verdict: str = ""
    note: str = ""
    pages: tuple[Pages, ...] = ()
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """One item as the page draws it. ``seen`` and ``once`` go with its form."""

    item: Item
    finding: Finding | None
    row: ReviewItem | None
    verdict: str
    verdict_words: str
    note: str
    pages: tuple[Pages, ...]
    places: tuple[Place, ...]
    seen: int
    once: str
    outdated: bool
    before: ReviewItem | None
    before_words: str
    mended: bool
    errors: Mapping[str, str]

    @property
    def asks(self) -> bool:
        """Whether a person has to judge it."""
        return checklist.asks(self.item, self.finding)

    @property
    def error(self) -> str:
        """Everything wrong with what was typed."""
        return "；".join(self.errors.values())


@dataclass(frozen=True)
class Part:
    """One section with its lines and, for a paper, its files."""

    section: Section
    lines: tuple[Line, ...]
    files: tuple[Attachment, ...]

    @property
    def judged(self) -> int:
        """How many items are judged."""
        return sum(line.row is not None for line in self.lines)

    @property
    def left(self) -> int:
        """How many are not, and may be judged together."""
        return sum(line.row is None and not line.mended for line in self.lines)


@dataclass(frozen=True)
class Page:
    """All that the template of the checklist prints."""

    case: Case
    pack: Pack
    parts: tuple[Part, ...]
    files: tuple[Attachment, ...]
    choices: tuple[tuple[str, str], ...]
    good: tuple[str, str]
    missing: tuple[Item, ...]
    defects: int
    refused: str
    state: str
    acts: tuple[tuple[str, str], ...]
    once: str

    @property
    def may(self) -> bool:
        """Whether this viewer may judge now."""
        return not self.refused

    def line(self, key: str) -> Line:
        """The line of one item, which is known to stand in it."""
        return next(line for part in self.parts for line in part.lines if line.item.key == key)


def find(actor: Actor, number: int) -> Case:
    """A case that the actor's office reviews. Raises Http404."""
    case = viewers.find(actor, number)
    if viewer_of(actor) is not Viewer.RECOMMENDER or cases.pack_of(case).checklist is None:
        raise Http404
    if not case.submissions.exists():
        raise Http404
    return case


def page(case: Case, actor: Actor, on: date, typed: Typed | None = None) -> Page:
    """Gather the checklist in a fixed number of queries; after a failed attempt with what was typed."""
    pack, typed = cases.pack_of(case), typed or Typed()
    view = cases.view(case)
    rows, files = reviews.judgements(case, view), tuple(reviews.papers_of(case))
    findings = findings_of(case, on, view.facts)
    verdict = rules.may_review(pack, case, actor)
    parts = tuple(
        Part(
            section,
            tuple(_line(pack, item, findings, rows, typed) for item in section.items),
            tuple(one for one in files if section.paper and one.kind == section.paper),
        )
        for section in checklist.sections(pack)
    )
    choices = choices_of(pack)
    return Page(
        case=case,
        pack=pack,
        parts=parts,
        files=files,
        choices=choices,
        good=choices[0],
        missing=checklist.unjudged(pack, findings, rows.counting, rows.mended),
        defects=len(checklist.defects(pack, judgements(pack, rows.counting.values()))),
        refused="；".join(reason.text for reason in verdict.reasons),
        state=pack.state_label(case.kind, case.state),
        acts=_acts(pack, case, actor) if verdict.allowed else (),
        once=uuid4().hex,
    )


def line(case: Case, key: str, on: date, typed: Typed | None = None) -> Line:
    """One item as it stands, for the answer to a save. Raises Http404 for an unknown one."""
    pack = cases.pack_of(case)
    item = checklist.items(pack).get(key)
    if item is None:
        raise Http404
    view = cases.view(case)
    rows = reviews.judgements(case, view)
    return _line(pack, item, findings_of(case, on, view.facts), rows, typed or Typed())


def findings_of(case: Case, on: date, facts: FactSheet | None = None) -> dict[str, Finding]:
    """What the machine finds on what was last submitted, by criterion; ``facts`` that are known are not read."""
    facts = facts or cases.facts(case)
    found = criteria.judge(cases.pack_of(case), facts, on) if facts else ()
    return {one.rule: one for one in found}


def choices_of(pack: Pack) -> tuple[tuple[str, str], ...]:
    """The verdicts with their words; the first says that all is well."""
    return tuple(pack.terms.lists[pack.checklist.verdicts].items()) if pack.checklist else ()


def _acts(pack: Pack, case: Case, actor: Actor) -> tuple[tuple[str, str], ...]:
    """Where the judgements lead: acts that rest on them, with their addresses."""
    named = pack.checklist.fills if pack.checklist else {}
    return tuple(
        (pack.act_label(case.kind, name), reverse("office:act", args=[case.pk, name]))
        for name in named
        if case.state in pack.from_states(case.kind, name)
        and any(actor.capacity in hand.by for hand in pack.act(case.kind, name).hands)
    )


def _line(
    pack: Pack,
    item: Item,
    findings: Mapping[str, Finding],
    rows: reviews.Judgements,
    typed: Typed,
) -> Line:
    row, mine = rows.counting.get(item.key), typed if typed.item == item.key else None
    before = rows.mended.get(item.key) or rows.former.get(item.key)
    return Line(
        item=item,
        finding=findings.get(item.criterion),
        row=row,
        verdict=mine.verdict if mine else row.verdict if row else "",
        verdict_words=checklist.verdict_words(pack, row.verdict) if row else "",
        note=mine.note if mine else row.note if row else "",
        pages=mine.pages if mine else _typed_pages(row),
        places=places(pack, row.pages if row else ()),
        seen=rows.last.get(item.key, 0),
        once=uuid4().hex,
        outdated=row is not None and row.submission < rows.sent,
        before=before,
        before_words=checklist.verdict_words(pack, before.verdict) if before else "",
        mended=item.key in rows.mended,
        errors=mine.errors if mine else {},
    )


def _typed_pages(row: ReviewItem | None) -> tuple[Pages, ...]:
    found: dict[int, list[str]] = {}
    for place in row.pages if row else ():
        found.setdefault(place["file"], []).append(str(place["page"]))
    return tuple(Pages(file, "、".join(pages)) for file, pages in found.items())


def places(pack: Pack, pages: Iterable[Mapping[str, Any]]) -> tuple[Place, ...]:
    """Pages of papers in words, each opening the file there."""
    return tuple(
        Place(place_words(pack, one), f"{reverse('file', args=[one['file']])}#page={one['page']}")
        for one in pages
    )


def place_words(pack: Pack, place: Mapping[str, Any]) -> str:
    """联盟协议文本第3页; of a paper that every member sends, also which file."""
    paper = pack.materials.get(place["paper"])
    which = f"（{place['name']}）" if paper is not None and paper.per == PER_MEMBER else ""
    return f"{pack.terms.papers.get(place['paper'], place['name'])}{which}第{place['page']}页"


def judgements(pack: Pack, rows: Iterable[ReviewItem]) -> list[Judgement]:
    """The rows as the law knows them."""
    return [
        Judgement(row.item, row.verdict, row.note, tuple(place_words(pack, one) for one in row.pages))
        for row in rows
    ]


def prefill(case: Case, act: str) -> dict[str, str]:
    """What an act that rests on the checklist begins with."""
    pack = cases.pack_of(case)
    if pack.checklist is None or act not in pack.checklist.fills:
        return {}
    said = checklist.draft(pack, act, judgements(pack, reviews.judgements(case).counting.values()))
    return {pack.checklist.fills[act].field: said} if said else {}


def redraft(case: Case, act: str, held: Mapping[str, Any]) -> dict[str, str]:
    """The draft as it reads now, where what came back is still the draft as it read then."""
    pack = cases.pack_of(case)
    if pack.checklist is None or act not in pack.checklist.fills:
        return {}
    name, then = pack.checklist.fills[act].field, held.get(FROZEN, {"items": []})["items"]
    said = [
        Judgement(one["item"], one["verdict"], one["note"], tuple(place_words(pack, p) for p in one["pages"]))
        for one in then
    ]
    unchanged = str(held.get(name, "")).split() == checklist.draft(pack, act, said).split()
    return prefill(case, act) if unchanged else {}


# ---- what was typed ------------------------------------------------------------------------------------------


def typed(key: str, posted: QueryDict, errors: Mapping[str, str] | None = None) -> Typed:
    """What was typed on an item, as it was typed."""
    files, pages = posted.getlist("file"), posted.getlist("pages")
    pairs = tuple(
        Pages(int(file) if re.fullmatch(r"\d{1,18}", file) else 0, text[:200])
        for file, text in zip(files, pages, strict=False)
        if text.strip()
    )
    return Typed(key, posted.get("verdict", ""), clean(posted.get("note", "")), pairs, errors or {})


def clean(text: str) -> str:
    """Text without NUL, which databases cannot hold."""
    return text.replace("\0", "").replace("\r\n", "\n")


def judged(said: Typed) -> Judged:
    """The same as the action wants it. Raises ``Invalid`` for pages that are none."""
    found: list[tuple[int, int]] = []
    for pair in said.pages:
        found += [(pair.file, page) for page in _numbers(pair.pages)]
    if len(found) > MOST_PAGES:
        raise Invalid({"pages": f"一项至多引{MOST_PAGES}页"})
    if any(not file for file, _ in found):
        raise Invalid({"pages": "请选页码所在的材料"})
    return Judged(said.verdict, said.note, tuple(dict.fromkeys(found)))


def _numbers(text: str) -> list[int]:
    """Page numbers from “3、5-7”. Raises ``Invalid``."""
    found: list[int] = []
    for part in re.split(r"[,，、;；\s]+", text.strip()):
        match = re.fullmatch(r"第?(\d{1,4})(?:[-—~至到](\d{1,4}))?页?", part)
        if match is None:
            raise Invalid({"pages": f"“{part[:20]}”不是页码，请写成“3、5-7”"})
        first, last = int(match[1]), int(match[2] or match[1])
        if last < first or last - first >= MOST_PAGES:
            raise Invalid({"pages": f"“{part[:20]}”的起止页不对"})
        found += range(first, last + 1)
    return found


# ---- on the page of an act -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class FrozenLine:
    """One judgement as the first hand sent it."""

    articles: tuple[str, ...]
    title: str
    words: str
    note: str
    places: tuple[Place, ...]
    name: str
    wrong: bool


@dataclass(frozen=True)
class OnAct:
    """The checklist beside an act that rests on it: live for the first hand, as it was sent for the others."""

    address: str
    first: bool
    missing: tuple[Item, ...]
    lines: tuple[FrozenLine, ...]
    code: str
    changed: bool

    @property
    def wrong(self) -> list[FrozenLine]:
        """What is not in order."""
        return [one for one in self.lines if one.wrong]

    @property
    def rest(self) -> list[FrozenLine]:
        """All else."""
        return [one for one in self.lines if not one.wrong]


def on_act(task: Task, answers: Mapping[str, Any], index: int) -> OnAct | None:
    """The checklist for one hand of an act; None for acts and viewers that it does not concern."""
    case, act, actor, pack = task.cases[0], task.act, task.actor, task.pack
    rests = pack.checklist is not None and act in pack.checklist.fills
    if not rests or viewer_of(actor) is not Viewer.RECOMMENDER:
        return None
    rows = reviews.judgements(case, task.view)
    live = snapshot(rows.counting.values())
    shown = live if index == 0 else answers.get(FROZEN, {"items": [], "digest": ""})
    digest = shown["digest"]
    return OnAct(
        address=reverse("office:checklist", args=[case.pk]),
        first=index == 0,
        missing=checklist.unjudged(
            pack,
            findings_of(case, task.on, task.view.facts),
            [one["item"] for one in shown["items"]],
            rows.mended if index == 0 else (),
        ),
        lines=frozen(pack, shown["items"]),
        code=f"{digest[:4]}-{digest[4:8]}".upper() if shown["items"] else "",
        changed=index > 0 and bool(shown["items"] or live["items"]) and digest != live["digest"],
    )


def frozen(pack: Pack, said: Sequence[Mapping[str, Any]]) -> tuple[FrozenLine, ...]:
    """Judgements as they were sent, in the order of the checklist."""
    by_key, wrong = {one["item"]: one for one in said}, pack.checklist.defects if pack.checklist else ()
    return tuple(
        FrozenLine(
            articles=item.cites,
            title=item.title,
            words=checklist.verdict_words(pack, by_key[key]["verdict"]),
            note=by_key[key]["note"],
            places=places(pack, by_key[key]["pages"]),
            name=by_key[key]["name"],
            wrong=by_key[key]["verdict"] in wrong,
        )
        for key, item in checklist.items(pack).items()
        if key in by_key
    )
