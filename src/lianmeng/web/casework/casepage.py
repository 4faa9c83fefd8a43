"""The page of a case: where it stands, what may be done, facts and findings, papers, times, story."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from django.db.models import F, Q

from lianmeng.cases import queries as cases
from lianmeng.cases.models import Case, Deadline
from lianmeng.documents.models import Document
from lianmeng.files import queries as files
from lianmeng.files.models import Attachment
from lianmeng.law import criteria, nextsteps, panels, turns
from lianmeng.law.dates import WorkCalendar
from lianmeng.law.facts import FactSheet
from lianmeng.law.history import CaseView
from lianmeng.law.pack import Pack
from lianmeng.law.schema import Desk
from lianmeng.law.verdicts import Finding
from lianmeng.policies import queries as policies
from lianmeng.record import queries as record
from lianmeng.record.models import Entry
from lianmeng.record.people import CALENDAR, Actor
from lianmeng.web.casework import correcting, objecting, story, tasks
from lianmeng.web.casework.addresses import act_address, case_address, dossier_address, enter_address
from lianmeng.web.casework.conditions import Conditions
from lianmeng.web.casework.contents import Contents, Submitted, contents, submitted
from lianmeng.web.casework.statements import statements
from lianmeng.web.casework.story import Made, Told
from lianmeng.web.casework.viewers import URGE, Viewer, viewer_of
from lianmeng.web.ui.words import day_words

INTERNAL = "internal"
HAND_OVER = "hand_over"
OPENING = "opening"
NEAR, FAR_OFF = 3, 60  # working days: from here on a time is marked, up to here it is counted


@dataclass(frozen=True)
class Doable:
    """An offer with its address."""

    offer: nextsteps.Offer
    address: str


@dataclass(frozen=True)
class Running:
    """A deadline that runs: ``left`` are working days up to and including the last day, negative when past."""

    words: str
    due_on: date
    left: int
    articles: tuple[str, ...]
    internal: bool
    provisional: bool
    lasting: bool
    begins: bool = False
    halted: bool = False

    @property
    def tone(self) -> str:
        """bad when something is overdue, warn when it is near; a term that is over is nobody's delay."""
        if self.halted:
            return ""
        if self.left < 0:
            return "" if self.lasting else "bad"
        return "warn" if self.left <= NEAR else ""

    @property
    def words_left(self) -> str:
        """How long still; nothing for what lies far off."""
        if self.halted:
            return "中止期间不计"
        if self.begins and self.left <= 0:
            return "已开始"
        if self.left < 0:
            return "已满" if self.lasting else "已过期"
        if self.left == 0:
            return "今天到期"
        return f"还有{self.left}个工作日" if self.left <= FAR_OFF else ""


@dataclass(frozen=True)
class CasePage:
    """All that the template of a case prints."""

    case: Case
    pack: Pack
    viewer: Viewer
    state: str
    tone: str
    turn: str
    since: str
    days: int
    doable: list[Doable]
    enterable: list[Doable]
    late: list[Doable]
    everyday: list[Doable]
    held: str
    urged: str
    refused: list[nextsteps.Offer]
    waiting: list[nextsteps.Waiting]
    road: list[nextsteps.Milestone]
    conditions: Conditions
    contents: Contents | None
    submissions: list[Submitted]
    deadlines: list[Running]
    story: list[story.Told]
    document: Document | None
    corrections: list[Document]
    term: tuple[date, date] | None
    sealed: bool
    mending: correcting.Mending | None
    compare_address: str
    parent_address: str
    dossier_address: str
    checklist: bool
    objections: int = 0
    asking: list[objecting.Asking] = field(default_factory=list)
    rulings: list[objecting.Ruled] = field(default_factory=list)

    @property
    def document_words(self) -> str:
        """What the document is called."""
        return self.pack.terms.documents.get(self.document.kind, "") if self.document else ""

    @property
    def made(self) -> list[tuple[Told, Made]]:
        """The papers that acts wrote, latest first, each with its act, as far as the act may be read."""
        return [(told, paper) for told in self.story for paper in told.made]

    @property
    def main(self) -> Doable | None:
        """The act that leads onward, if one may be done now."""
        return next((one for one in self.doable if one.offer.onward), None)

    @property
    def silent(self) -> str:
        """What stands in place of a story of which nothing may be read; "" where there is simply none yet."""
        return "办理过程不向专家显示。" if self.viewer is Viewer.EXPERT else ""

    @property
    def statements(self) -> list[Told]:
        """What an objection or a call says, and what was said to it."""
        return statements(self.case, self.story)

    @property
    def applicant_words(self) -> str:
        """What the applicant of this case is called."""
        return "被异议单位" if self.case.kind == objecting.KIND else "申报单位"

    @property
    def choices(self) -> list[Doable]:
        """Several ways onward of which none goes before another: the page names none of them first."""
        first = self.main
        if first is None or first.offer.begun or first.offer.rank == 0:
            return []
        rank, task = first.offer.rank, first.offer.task
        same = [
            one
            for one in self.doable
            if not one.offer.done and (one.offer.rank == rank or (task and one.offer.task == task))
        ]
        return same if len(same) > 1 else []

    @property
    def others(self) -> list[Doable]:
        """What else may be done now."""
        first = self.choices or [one for one in (self.main,) if one is not None]
        return [one for one in self.doable if one not in first and not one.offer.done]

    @property
    def again(self) -> list[Doable]:
        """What has been done and may be done once more."""
        return [one for one in self.doable if one is not self.main and one.offer.done]


def page(case: Case, actor: Actor, door: str, on: date) -> CasePage:
    """Gather the page in a fixed number of queries."""
    pack, viewer = cases.pack_of(case), viewer_of(actor)
    streams = record.streams([case.stream, f"case:{case.parent_id}"])
    rows = list(case.submissions.all())
    facts = {case.pk: FactSheet.model_validate(rows[-1].facts)} if rows else None
    view = tasks.as_entered(case, cases.views([case], facts, streams)[case.pk])
    attached = files.attachments_of(case.stream)
    found = nextsteps.offers(pack, view, cases.who(actor), on)
    sealed = is_sealed(viewer, view, actor)
    designation = getattr(case, "designation", None)
    calendar = policies.work_calendar()
    has_objections = objecting.has_been(view)
    conditions = Conditions(findings(pack, view, viewer, on), is_decided(pack, case))
    enterable = _enterable(pack, view, actor, case, on)
    papers = _papers_of(case, designation.document if designation else None)
    mine = replace(reading(viewer, actor, pack, case, attached), made=_made(pack, papers))
    told = story.tell(mine, streams[case.stream])
    return CasePage(
        case=case,
        pack=pack,
        viewer=viewer,
        state=pack.state_label(case.kind, case.state, party=is_party(viewer)),
        tone=state_tone(pack, case),
        turn=_turn(pack, view, case),
        since=_since(pack, view, case, is_party(viewer)),
        days=_working_days(view, calendar, on),
        doable=[Doable(one, offer_address(door, case, one)) for one in found if one.allowed],
        enterable=[one for one in enterable if not pack.entered_late(case.kind, one.offer.act)],
        late=[one for one in enterable if pack.entered_late(case.kind, one.offer.act)],
        everyday=_everyday(pack, view, actor, door, case, on),
        held=_held(pack, view),
        urged=_urged(pack, view, viewer, actor),
        refused=[one for one in found if not one.allowed],
        waiting=_waiting(pack, view, viewer, on),
        road=nextsteps.road(pack, view),
        conditions=conditions,
        contents=contents(pack, view.facts),
        submissions=[] if sealed else submitted(pack, rows, attached),
        deadlines=_deadlines(pack, view, case, viewer, calendar, on),
        story=told,
        document=designation.document if designation else None,
        corrections=[one for one in papers if designation and one.amends_id == designation.document_id],
        term=(designation.starts_on, designation.ends_on) if designation else None,
        sealed=sealed,
        mending=correcting.mending(viewer, pack, case, view, told),
        compare_address="" if viewer is Viewer.EXPERT else correcting.compare_address(door, case.pk),
        parent_address=_parent_address(viewer, case, door),
        dossier_address="" if viewer is Viewer.EXPERT else dossier_address(door, case.pk),
        objections=objecting.open_on(actor, case) if has_objections else 0,
        asking=objecting.asking(viewer, case, door, on) if has_objections else [],
        rulings=objecting.rulings([case], [view], viewer).get(case.pk, []),
        checklist=viewer is Viewer.RECOMMENDER and pack.checklist is not None and bool(rows),
    )


def offer_address(door: str, case: Case, offer: nextsteps.Offer) -> str:
    """Where an offer is taken up."""
    return enter_address(case, offer.act) if offer.entered else act_address(door, case, offer.act)


def _enterable(pack: Pack, view: CaseView, actor: Actor, case: Case, on: date) -> list[Doable]:
    """What this capacity may begin to enter, for the party or late; the day may still have to be told."""
    found = nextsteps.entries(pack, view, cases.who(actor), on)
    begins = [one for one in found if one.step.index == 0 and actor.capacity in one.step.hand.by]
    return [Doable(one, enter_address(case, one.act)) for one in begins]


def _everyday(pack: Pack, view: CaseView, actor: Actor, door: str, case: Case, on: date) -> list[Doable]:
    """What every case has, as far as this capacity may do it now."""
    found = nextsteps.everyday(pack, view, cases.who(actor), on)
    shown = [one for one in found if one.allowed and not one.begun and one.act != HAND_OVER]
    return [Doable(one, act_address(door, case, one.act)) for one in shown]


def _held(pack: Pack, view: CaseView) -> str:
    """Since when work is halted; "" while it goes on."""
    held = view.held
    return f"{day_words(held.on)}起{pack.act_label(view.kind, held.act)}" if held else ""


def _urged(pack: Pack, view: CaseView, viewer: Viewer, actor: Actor) -> str:
    """How often the viewer's own side was urged since the case stands here, and when last."""
    token = {Viewer.APPLICANT: turns.APPLICANT, Viewer.RECOMMENDER: turns.RECOMMENDER}.get(
        viewer, actor.office
    )
    times = [i for i in view.since_entered if i.performed and i.act == URGE and token in i.answers["to"]]
    if not times:
        return ""
    note = times[-1].answers.get("note", "")
    return f"已催办{len(times)}次，最近{day_words(times[-1].on)}{f'：{note}' if note else ''}"


def _parent_address(viewer: Viewer, case: Case, door: str) -> str:
    """The page of the parent, for those who may open it."""
    parent = case.parent
    if parent is None or viewer is not Viewer.DEPARTMENT or not parent.at_department:
        return ""
    return case_address(door, parent.pk)


def is_party(viewer: Viewer) -> bool:
    """Whether the viewer reads the states as applicants and the public do."""
    return viewer in (Viewer.APPLICANT, Viewer.EXPERT)


def has_declared(view: CaseView, actor: Actor) -> bool:
    """Whether this expert has signed the declaration on the panel now sitting: before that the file is shut."""
    if actor.natural in panels.recused(view):
        return False
    return any(item.party == actor.natural for item in panels.declarations(view))


def is_sealed(viewer: Viewer, view: CaseView, actor: Actor) -> bool:
    """Whether the papers are still shut to this viewer."""
    return viewer is Viewer.EXPERT and not has_declared(view, actor)


def is_decided(pack: Pack, case: Case) -> bool:
    """Whether the case has succeeded, so that its conditions are no longer asked."""
    return case.state in pack.procedures[case.kind].success


def state_tone(pack: Pack, case: Case) -> str:
    """good, act, warn or nothing, for the badge."""
    procedure = pack.procedures[case.kind]
    if is_decided(pack, case):
        return "good"
    if not pack.is_open(case.kind, case.state):
        return ""
    back = procedure.states[case.state].desk is Desk.APPLICANT and case.version > 2
    return "warn" if back else "act"


def reading(
    viewer: Viewer, actor: Actor, pack: Pack, case: Case, attached: Sequence[Attachment]
) -> story.Reading:
    """Who reads the story of which case, with the names of the case's own files."""
    return story.Reading(viewer, actor, pack, case, {one.pk: one.name for one in attached})


def with_papers(reading: story.Reading) -> story.Reading:
    """The same reading with the papers that acts wrote on the case."""
    return replace(reading, made=_made(reading.pack, _papers_of(reading.case, None)))


def _papers_of(case: Case, document: Document | None) -> list[Document]:
    """The papers written on a case, each with its act's ``entry``, and what corrects its document (one query)."""
    wanted = Q(sheets__case=case) | Q(amends=document) if document else Q(sheets__case=case)
    return list(Document.objects.filter(wanted).annotate(entry=F("sheets__entry")).order_by("dated_on", "pk"))


def _made(pack: Pack, papers: Sequence[Document]) -> dict[int, tuple[Made, ...]]:
    """The papers that acts wrote, by the number of the act's entry."""
    made: dict[int, tuple[Made, ...]] = {}
    for paper in papers:
        entry: int | None = getattr(paper, "entry", None)
        if entry is not None:
            one = Made(pack.terms.documents.get(paper.kind, paper.title), paper.check_code)
            made[entry] = (*made.get(entry, ()), one)
    return made


def _turn(pack: Pack, view: CaseView, case: Case) -> str:
    if not view.state or not pack.is_open(view.kind, view.state):
        return ""
    desk = pack.procedures[view.kind].states[view.state].desk
    if desk is Desk.APPLICANT:
        return str(case.applicant or "申报单位")
    return str(case.recommender) if desk is Desk.RECOMMENDER else pack.head.authority


def _since(pack: Pack, view: CaseView, case: Case, party: bool) -> str:
    """Since when the case stands where it does: the last day of the time whose passing brought it there."""
    last = next((item for item in reversed(view.history) if item.moved), None)
    if last is not None and last.who.capacity == CALENDAR:
        over = [one["over"]["deadline"] for one in pack.act(case.kind, last.act).when if "over" in one]
        for name in over:
            if name in view.deadlines:
                return f"{pack.terms.deadlines.get(name, name)} {day_words(view.deadlines[name])}"
    return f"{day_words(case.moved_on)}起为“{pack.state_label(case.kind, case.state, party=party)}”"


def _working_days(view: CaseView, calendar: WorkCalendar, on: date) -> int:
    moved = [item.on for item in view.history if item.moved]
    return max(calendar.working_days(moved[-1], on) - 1, 0) if moved else 0


def _waiting(pack: Pack, view: CaseView, viewer: Viewer, on: date) -> list[nextsteps.Waiting]:
    """Acts begun, for the side that begins them: what an office drafts is nobody else's to read."""
    if viewer is Viewer.DEPARTMENT:
        return nextsteps.waiting(pack, view, on)
    if viewer is Viewer.EXPERT or not view.state:
        return []
    desk = pack.procedures[view.kind].states[view.state].desk
    mine = {Viewer.APPLICANT: (Desk.APPLICANT,), Viewer.RECOMMENDER: (Desk.APPLICANT, Desk.RECOMMENDER)}
    return nextsteps.waiting(pack, view, on) if desk in mine[viewer] else []


def findings(pack: Pack, view: CaseView, viewer: Viewer, on: date) -> tuple[Finding, ...]:
    """Every condition judged on what was submitted; experts judge for themselves."""
    if view.facts is None or viewer is Viewer.EXPERT:
        return ()
    return criteria.judge(pack, view.facts, on)


def _deadlines(
    pack: Pack, view: CaseView, case: Case, viewer: Viewer, calendar: WorkCalendar, on: date
) -> list[Running]:
    found, kept = [], _kept(pack, view)
    for row in Deadline.objects.filter(case=case, ended_by=None).order_by("due_on", "id"):
        rule = pack.deadlines[row.rule]
        if row.name in kept:
            continue
        internal = rule.kind == INTERNAL
        if internal and viewer is not Viewer.DEPARTMENT and not _own_desk(pack, view, viewer):
            continue
        left = _left(calendar.working_days(on, row.due_on), on, row.due_on)
        words = pack.terms.deadlines.get(row.rule, row.name)
        begins, halted = row.name == OPENING, view.held is not None and not row.lasting
        found.append(
            Running(
                words, row.due_on, left, rule.cites, internal, row.provisional, row.lasting, begins, halted
            )
        )
    return found


def _kept(pack: Pack, view: CaseView) -> set[str]:
    """The times of an ended case that were kept: what was due by them is done."""
    if view.state is None or pack.is_open(view.kind, view.state):
        return set()
    acts = pack.procedures[view.kind].acts
    return {rule.due for name, rule in acts.items() if rule.due and nextsteps.is_done(pack, view, name)}


def _own_desk(pack: Pack, view: CaseView, viewer: Viewer) -> bool:
    """Internal times of a recommending office are its own while the file lies there."""
    if viewer is not Viewer.RECOMMENDER or not view.state:
        return False
    return pack.procedures[view.kind].states[view.state].desk is Desk.RECOMMENDER


def _left(working: int, on: date, due: date) -> int:
    return working - 1 if due >= on else (due - on).days


def reading_of(case: Case, actor: Actor) -> tuple[story.Reading, list[Entry]]:
    """What decides which answers and files of a case this actor may read."""
    viewer, pack = viewer_of(actor), cases.pack_of(case)
    attached = files.attachments_of(case.stream)
    return reading(viewer, actor, pack, case, attached), record.stream(case.stream)
