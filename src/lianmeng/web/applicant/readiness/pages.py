"""What the page of readiness prints: every condition and paper with what to do, the first day, the time needed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from lianmeng.alliances import queries as alliances
from lianmeng.alliances.models import Alliance
from lianmeng.applications import queries as applications
from lianmeng.applications.models import Application
from lianmeng.applications.queries import KIND
from lianmeng.applications.rules import is_editable, lies_with_applicant, may_edit
from lianmeng.cases import queries as cases
from lianmeng.files.models import Attachment
from lianmeng.law import criteria
from lianmeng.law.facts import FactSheet
from lianmeng.law.pack import Pack
from lianmeng.law.schema import Criterion, CriterionKind
from lianmeng.law.verdicts import Finding, Met, Reason, Weight
from lianmeng.policies import queries as policies
from lianmeng.record.people import Actor
from lianmeng.web.applicant.alliances.pages import label_of
from lianmeng.web.applicant.readiness.windows import Window, windows
from lianmeng.web.casework.addresses import begin_address

DOOR, SUBMIT = "applicant", "submit"
COPY = "licence_copy"  # the fact of a member's licence
BEGIN = "新建申报"

# Where a fact is filled in: by its path, or by what a condition asks of each member.
SECTION_OF_FACT: Mapping[str, str] = {
    "applicant": "basics",
    "name": "basics",
    "foci": "basics",
    "main_focus": "basics",
    "focus_note": "basics",
    "agreement": "agreement",
    "members": "members",
    "goals": "goals",
    "organs": "organs",
    "funds": "funds",
    "earlier_recognition": "earlier",
}
SECTION_OF_MEMBERS: Mapping[str, str] = {
    "task": "goals",
    "tasks": "goals",
    "signed": "agreement",
    "seal": "agreement",
    "role": "basics",
    "confirmed": "confirmations",
    COPY: "papers",
}
BESIDES: Mapping[str, str] = {"confirmations": "成员确认", "papers": "材料"}
PARTS = ("basics", "agreement", "members", "goals", "organs", "funds", "confirmations")


@dataclass(frozen=True)
class Item:
    """One condition: the finding, what follows when it is not met, where it is mended."""

    finding: Finding
    follows: str
    words: str
    address: str
    section: str


@dataclass(frozen=True)
class Paper:
    """One paper of the measure: whether it is there, what to do. ``judged``: a condition tells it already."""

    words: str
    articles: tuple[str, ...]
    met: bool
    required: bool
    fact: str
    follows: str
    link: str
    address: str
    judged: bool = False


@dataclass(frozen=True)
class Part:
    """One part of the work: how many of its conditions are met."""

    words: str
    address: str
    met: int
    all: int
    minutes: int

    @property
    def done(self) -> bool:
        """Whether nothing is left to do here."""
        return self.met == self.all


@dataclass(frozen=True)
class Readiness:
    """All that the template prints; ``busy``: why nothing may be applied for now, an application being under way."""

    pack: Pack
    draft: Application | None
    busy: tuple[Reason, ...]
    must: list[Item]
    later: list[Item]
    should: list[Item]
    judged: list[Item]
    told: list[Item]
    met: list[Item]
    papers: list[Paper]
    parts: list[Part]
    windows: list[Window]
    first: Finding | None
    day_unknown: Item | None
    start: str

    @property
    def missing(self) -> int:
        """How many compulsory things are missing, papers included."""
        return len(self.must) + len(self.later) + len(self.papers_missing)

    @property
    def papers_missing(self) -> list[Paper]:
        """The compulsory papers that are not there, but for those that a condition counts."""
        return [one for one in self.papers_unmet if not one.judged]

    @property
    def papers_unmet(self) -> list[Paper]:
        """The compulsory papers that are not there, those that a condition counts included."""
        return [one for one in self.papers if one.required and not one.met]

    @property
    def stops(self) -> int:
        """How many things stop the submission now; what day alone will mend is not among them."""
        return len(self.must)

    @property
    def minutes(self) -> int:
        """Minutes at the screen that are left, as the pack estimates them."""
        return sum(part.minutes for part in self.parts if not part.done)

    @property
    def done(self) -> int:
        """How many parts need no more work."""
        return sum(part.done for part in self.parts)


def readiness(alliance: Alliance, actor: Actor, on: date) -> Readiness:
    """The alliance as it stands, judged for its application."""
    draft = _draft(alliance, actor)
    pack = cases.pack_of(draft.case) if draft and draft.case else policies.current_pack()
    uploaded = applications.papers_of(draft) if draft else {}
    facts = _facts(pack, alliance, actor, draft, uploaded)
    findings = criteria.judge(pack, facts, on)
    items = [_item(pack, alliance, draft, one) for one in findings]
    papers = _papers(pack, alliance, draft, facts, uploaded)
    first = max(
        (one for one in findings if one.earliest_on), key=lambda one: str(one.earliest_on), default=None
    )
    missed = [one for one in items if one.finding.met is Met.NOT_MET]
    now = [one for one in missed if _weight(pack, one, SUBMIT) is Weight.BLOCKS]
    blocking = [one for one in missed if one.finding.weight is Weight.BLOCKS]
    papers_lacking = [one for one in papers if one.required and not one.met]
    unknown = next((one for one in blocking if _waits(pack, one) and first is None), None)
    return Readiness(
        pack=pack,
        draft=draft,
        busy=() if draft else may_edit(alliance).reasons,
        must=now,
        later=[one for one in blocking if one not in now],
        should=[one for one in missed if one.finding.weight is Weight.WARNS],
        judged=[one for one in items if one.finding.met is Met.NEEDS_PERSON],
        told=[one for one in missed if one.finding.weight is Weight.INFORMS],
        met=[one for one in items if one.finding.met is Met.MET],
        papers=papers,
        parts=_parts(pack, alliance, draft, items, papers, facts),
        windows=windows(
            pack,
            applications.calls_for(alliance),
            first,
            on,
            unknown=unknown is not None,
            lacking=bool(now or papers_lacking),
        ),
        first=first,
        day_unknown=unknown,
        start=begin_address(DOOR, KIND, "start"),
    )


def _draft(alliance: Alliance, actor: Actor) -> Application | None:
    """The application of the actor's organisation that may still be changed or is being corrected, the newest."""
    rows = list(applications.drafts_of(actor).filter(alliance=alliance))
    open_ones = [row for row in rows if is_editable(row)]
    return next(iter([*open_ones, *(row for row in rows if lies_with_applicant(row))]), None)


def _facts(
    pack: Pack,
    alliance: Alliance,
    actor: Actor,
    draft: Application | None,
    uploaded: Mapping[str, list[Attachment]],
) -> FactSheet:
    if draft is not None:
        return applications.fact_sheet(draft, (), [name for name in pack.materials if uploaded.get(name)])
    known = {one.pk: one for one in (alliance.lead, alliance.host) if one is not None}
    applicant = known.get(actor.organisation or 0, alliance.lead)
    office = pack.office_for_region(applicant.region) if applicant.region else None
    return alliances.fact_sheet(alliance, applicant=applicant, office=office or "")


def _weight(pack: Pack, item: Item, act: str) -> Weight | None:
    return pack.criteria[item.finding.rule].weights.get(act)


def _waits(pack: Pack, item: Item) -> bool:
    """Whether the condition is one of time."""
    return pack.criteria[item.finding.rule].kind is CriterionKind.MONTHS_SINCE


def _item(pack: Pack, alliance: Alliance, draft: Application | None, finding: Finding) -> Item:
    criterion = pack.criteria[finding.rule]
    section = _section(criterion)
    words = _words(pack, section) if draft or section != "papers" else BEGIN
    return Item(
        finding, _follows(pack, criterion, finding), words, _address(section, alliance, draft), section
    )


def _words(pack: Pack, section: str) -> str:
    """What a section, or a page beside the sections, is called."""
    return BESIDES.get(section) or (label_of(pack, section) if section else "")


def _section(criterion: Criterion) -> str:
    head, _, rest = criterion.fact.partition(".")
    if head == "members":
        return SECTION_OF_MEMBERS.get(criterion.holds or rest, "members")
    return SECTION_OF_FACT.get(head, "")


def _follows(pack: Pack, criterion: Criterion, finding: Finding) -> str:
    """What follows when it stays so, in the words of the acts at which it weighs."""
    if finding.met is Met.MET:
        return ""
    if finding.met is Met.NEEDS_PERSON:
        return "由初审机关、处室和专家判断，请在材料中说明"
    stopped = _labels(pack, criterion, Weight.BLOCKS)
    if stopped:
        free = SUBMIT in criterion.weights and criterion.weights[SUBMIT] is not Weight.BLOCKS
        before = f"不妨碍{pack.act_label(KIND, SUBMIT)}；" if free else ""
        return f"{before}未满足不能{'、'.join(stopped)}"
    if finding.weight is Weight.WARNS:
        return f"不妨碍{pack.act_label(KIND, SUBMIT)}；初审机关会看到，可能要求补正或说明"
    return "不妨碍办理，供判断时参考"


def _labels(pack: Pack, criterion: Criterion, weight: Weight) -> list[str]:
    found = (pack.act_label(KIND, act) for act, its in criterion.weights.items() if its is weight)
    return list(dict.fromkeys(found))


def _address(section: str, alliance: Alliance, draft: Application | None) -> str:
    """The page where it is mended; "" while there is none."""
    if section == "papers":
        return _papers_address(alliance, draft)
    if section == "confirmations":
        return reverse("applicant:members-confirmations", args=[alliance.pk])
    return reverse("applicant:alliance-section", args=[alliance.pk, section]) if section else ""


def _papers_address(alliance: Alliance, draft: Application | None) -> str:
    if draft is None:
        return begin_address(DOOR, KIND, "start")
    return reverse("applicant:papers", args=[draft.pk])


def _papers(
    pack: Pack,
    alliance: Alliance,
    draft: Application | None,
    facts: FactSheet,
    uploaded: Mapping[str, list[Attachment]],
) -> list[Paper]:
    """The papers that the measure names, each as it stands."""
    found = []
    for name, material in pack.materials.items():
        if material.per == "member":
            met, fact = _copies(facts)
        else:
            files = uploaded.get(name, [])
            met, fact = bool(files), "、".join(one.name for one in files)
        stop = f"缺少不能{pack.act_label(KIND, SUBMIT)}" if material.required else "选交，不妨碍办理"
        found.append(
            Paper(
                words=pack.terms.papers[name],
                articles=material.cites,
                met=met,
                required=material.required,
                fact=fact or ("尚未上传" if draft else "新建申报后上传"),
                follows="" if met else stop,
                link="上传材料" if draft else BEGIN,
                address=_papers_address(alliance, draft),
                judged=material.per == "member" and _judges_copies(pack),
            )
        )
    return found


def _judges_copies(pack: Pack) -> bool:
    return any(one.holds == COPY for one in pack.criteria.values())


def _copies(facts: FactSheet) -> tuple[bool, str]:
    counted = [one for one in facts.members if one.counted]
    there = sum(one.licence_copy for one in counted)
    return bool(counted) and there == len(counted), f"{len(counted)}家成员，已有{there}家"


def _parts(
    pack: Pack,
    alliance: Alliance,
    draft: Application | None,
    items: Iterable[Item],
    papers: Iterable[Paper],
    facts: FactSheet,
) -> list[Part]:
    """The parts of the work with what is left; what a person judges or what only informs is not counted."""
    found = []
    effort = pack.effort
    known = {**effort.sections, "confirmations": effort.confirmations} if effort else {}
    for section in PARTS:
        mine = [one for one in items if one.section == section and _counts(one)]
        met = sum(one.finding.met is Met.MET for one in mine)
        if mine:
            address = _address(section, alliance, draft)
            found.append(Part(_words(pack, section), address, met, len(mine), known.get(section, 0)))
    needed = [paper for paper in papers if paper.required]
    missing = sum(not paper.met for paper in needed)
    copies = sum(one.counted and not one.licence_copy for one in facts.members)
    minutes = effort.paper * missing + effort.licence * copies if effort else 0
    address = _papers_address(alliance, draft)
    return [*found, Part(BESIDES["papers"], address, len(needed) - missing, len(needed), minutes)]


def _counts(item: Item) -> bool:
    finding = item.finding
    if finding.met is Met.NEEDS_PERSON or finding.earliest_on:
        return False
    return finding.weight is not Weight.INFORMS
