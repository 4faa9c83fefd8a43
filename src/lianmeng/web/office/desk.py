"""/office/: what waits for this capacity, what is to be read, what was done, what has ended, what is supervised.

Everything is read from rows that carry their own order (``cases.Turn`` and others), page by page: ten open
cases and a million cost the same.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from lianmeng.cases import queries as cases
from lianmeng.cases.models import Case, Circulated, Deadline, Turn
from lianmeng.law import entering
from lianmeng.law.dates import WorkCalendar
from lianmeng.law.pack import Pack
from lianmeng.law.schema import EVERYDAY, Stands
from lianmeng.law.turns import RECOMMENDER
from lianmeng.policies import queries as policies
from lianmeng.record import queries as record
from lianmeng.record.models import Entry
from lianmeng.record.people import Actor
from lianmeng.web.casework import lists, paging, viewers
from lianmeng.web.casework.addresses import TOGETHER, act_address, case_address, enter_address
from lianmeng.web.casework.casepage import state_tone
from lianmeng.web.office import tabs
from lianmeng.web.ui.words import day_words

DOOR = "office"
URGE, CIRCULATE = "urge", "circulate"
HEADS = {
    tabs.TODO: ("要办什么", "期限"),
    tabs.TO_READ: ("要阅什么", "传阅日期"),
    tabs.DONE: ("办了什么", "办理日期"),
    tabs.CLOSED: ("办理", "办结日期"),
    tabs.SUPERVISED: ("督办要求", "督办时限"),
}
BUNDLED = 500  # so many lines are looked through for what may be done for many at once
DECISIONS = ("pass", "defer", "back", "refuse")
# Hands of acts that have a page of their own in this door: by letter, by call, by panel, by meeting.
ROOMS = {
    ("register", 0): "office:incoming",
    ("accept", 0): "office:form-check",
    ("draw_experts", 0): "office:panels",
    ("form_panel", 0): "office:panels",
    ("table", 0): "office:topics",
    **{(f"resolve_{word}", hand): "office:meetings" for word in DECISIONS for hand in (0, 1)},
}
EMPTY = {
    tabs.TODO: ("现在没有要您办理的事项", "轮到您的身份办理时，事项和期限列在这里；已经转办给同事的不列。"),
    tabs.TO_READ: ("没有要阅的件", "别人传阅给您的件列在这里，阅后点“已阅”。"),
    tabs.DONE: ("还没有办过的事项", "您办过的每一步列在这里，最近的在前。"),
    tabs.CLOSED: ("还没有办结的事项", "本单位可以查看的事项办结后列在这里。"),
    tabs.SUPERVISED: ("没有督办的事项", "领导或办公室督办的件列在这里，进入下一环节后自动销去。"),
}


@dataclass(frozen=True)
class Line:
    """One line of a tab: what to do or what was done, on which case, by when.

    ``pick`` is what the line gives to an act on several; ``read`` the number of what is to be read.
    """

    words: str
    address: str
    case: Case
    sub: str = ""
    state: str = ""
    tone: str = ""
    on: date | None = None
    left: int = 0
    counted: bool = False
    returned: bool = False
    urged: str = ""
    pick: str = ""
    read: int = 0
    hidden: bool = False

    @property
    def left_words(self) -> str:
        """How long still."""
        if self.on is None or not self.counted:
            return ""
        if self.left < 0:
            return f"超期{-self.left}个工作日"
        return f"还有{self.left}个工作日" if self.left else "今天到期"

    @property
    def case_address(self) -> str:
        """The page of the case; for those who see nothing else of it, what they are asked."""
        return self.address if self.hidden else case_address(DOOR, self.case.pk)


@dataclass(frozen=True)
class Tab:
    """One tab with its address and how many wait there."""

    words: str
    address: str
    here: bool
    count: str
    hot: bool


@dataclass
class Bundle:
    """Cases of this tab on which the same hand of one act may be done at once."""

    words: str
    act: str
    hand: str
    index: int
    office: str = ""
    entered: bool = False
    cases: list[Case] = field(default_factory=list)

    @property
    def address(self) -> str:
        """Where all of them are done at once: the page made for this, else the act's own with the first of them."""
        room = ROOMS.get((self.act, self.index))
        if room and not self.entered:
            return reverse(room)
        first, *rest = sorted(self.cases[:TOGETHER], key=lambda case: case.pk)
        others = tuple(case.pk for case in rest)
        return (
            enter_address(first, self.act, others)
            if self.entered
            else act_address(DOOR, first, self.act, others)
        )


@dataclass(frozen=True)
class OfficeDesk:
    """All that the template prints."""

    asked: tabs.Asked
    shown: list[Tab]
    lines: list[Line]
    bundles: list[Bundle]
    pager: lists.Pager
    late: int
    soon: int
    stages: list[tuple[str, list[tuple[str, str, bool]]]]
    recommenders: list[tuple[str, str, bool]]
    dues: list[tuple[str, str, bool]]
    export: str
    clear: str

    @property
    def words(self) -> str:
        """The name of the tab."""
        return tabs.TABS[self.asked.tab]

    @property
    def ticks(self) -> bool:
        """Whether lines may be ticked, to be done together."""
        return any(line.pick for line in self.lines)

    @property
    def head(self) -> str:
        """What the first column says."""
        return HEADS[self.asked.tab][0]

    @property
    def days_head(self) -> str:
        """What the last column says."""
        return HEADS[self.asked.tab][1]

    @property
    def empty(self) -> tuple[str, str]:
        """What an empty tab says: what will stand here."""
        return EMPTY[self.asked.tab]


# ---- the page ------------------------------------------------------------------------------------------------


def desk(actor: Actor, given: Mapping[str, str], on: date) -> OfficeDesk:
    """Gather one tab and the counts of all, in a fixed number of queries."""
    asked, pack = tabs.asked_of(given, actor), policies.current_pack()
    counts = tabs.counts(actor, asked, on)
    page = paging.cut(with_case(tabs.found(actor, asked, on), asked.tab), tabs.ORDERS[asked.tab], given)
    lines = lines_of(actor, asked.tab, page.rows, on)
    offices = tabs.recommenders(pack, actor)
    return OfficeDesk(
        asked=asked,
        shown=[_tab(name, words, asked, counts) for name, words in tabs.TABS.items()],
        lines=lines,
        bundles=_bundles(tabs.found(actor, asked, on)) if asked.tab == tabs.TODO else [],
        pager=lists.Pager(
            newer=paging.address(asked.kept, after=page.newer) if page.newer else "",
            older=paging.address(asked.kept, before=page.older) if page.older else "",
            count_words=paging.words(counts.get("here", 0), tabs.UNITS.get(asked.tab, "件")),
        ),
        late=counts.get("late", 0),
        soon=counts.get("soon", 0),
        stages=_stages(pack, actor, asked.stage),
        recommenders=[(name, words, name == asked.recommender) for name, words in offices.items()],
        dues=_dues(asked),
        export=paging.address(asked.kept),
        clear="?" if asked.tab == tabs.TODO else f"?tab={asked.tab}",
    )


def may_urge(actor: Actor) -> bool:
    """Whether this capacity urges others."""
    known = policies.current_pack().everyday.get(URGE)
    return known is not None and actor.capacity in known.hands[0].by


def _stages(pack: Pack, actor: Actor, asked: str) -> list[tuple[str, list[tuple[str, str, bool]]]]:
    """The states by which lines may be narrowed, kind by kind."""
    found: dict[str, list[tuple[str, str, bool]]] = {}
    for name, words in tabs.stages(pack, actor).items():
        kind = pack.terms.kinds[name.partition(".")[0]]
        found.setdefault(kind, []).append((name, words, name == asked))
    return list(found.items())


def _dues(asked: tabs.Asked) -> list[tuple[str, str, bool]]:
    """How lines may be narrowed by their days, where they have any that count."""
    known = tabs.DUES if asked.tab in tabs.WITH_DAYS else {}
    return [(name, words, name == asked.due) for name, words in known.items()]


def _tab(name: str, words: str, asked: tabs.Asked, counts: Mapping[str, int]) -> Tab:
    count = counts.get(name, 0)
    shown = f"{paging.EXACT:,}+" if count > paging.EXACT else str(count)
    address = "?" if name == tabs.TODO else f"?tab={name}"
    return Tab(words, address, name == asked.tab, shown, name in (tabs.TODO, tabs.SUPERVISED) and count > 0)


def with_case(rows: QuerySet[Any], tab: str) -> QuerySet[Any]:
    """The rows with what their lines print."""
    if tab == tabs.DONE:
        return rows.only(*record.HISTORY)
    if tab == tabs.CLOSED:
        return rows.select_related("applicant", "recommender")
    return rows.select_related("case__applicant", "case__recommender")


# ---- lines ---------------------------------------------------------------------------------------------------


def lines_of(actor: Actor, tab: str, rows: Sequence[Any], on: date) -> list[Line]:
    """The rows of a tab as lines, in at most two queries."""
    lines = _lines_of(actor, tab, rows, on)
    return [line if line.case.state and viewers.sees(actor, line.case) else _narrow(line) for line in lines]


def _narrow(line: Line) -> Line:
    """A line of which nothing is read but the act that is asked: on a hidden case, or on one still being entered."""
    return replace(line, state="", tone="", hidden=True)


def _lines_of(actor: Actor, tab: str, rows: Sequence[Any], on: date) -> list[Line]:
    calendar = policies.work_calendar()
    if tab == tabs.DONE:
        return list(_done_lines(actor, rows))
    if tab == tabs.CLOSED:
        return [_line(row, "查看", case_address(DOOR, row.pk), on=row.moved_on) for row in rows]
    if tab == tabs.TO_READ:
        said = _entries(rows, "entry")
        return [_read_line(row, said.get(row.entry)) for row in rows]
    if tab == tabs.SUPERVISED:
        said = _entries(rows, "begun_by")
        return [_supervised_line(row, said.get(row.begun_by), calendar, on) for row in rows]
    urged = _urged(actor, [row.case for row in rows])
    return [_todo_line(row, urged.get(row.case_id, ""), calendar, on) for row in rows]


def _line(case: Case, words: str, address: str, **more: Any) -> Line:
    pack = cases.pack_of(case)
    if not case.state:  # a letter that is being entered
        return Line(words, address, case, **more)
    label = pack.state_label(case.kind, case.state)
    return Line(words, address, case, state=label, tone=state_tone(pack, case), **more)


def _todo_line(row: Turn, urged: str, calendar: WorkCalendar, on: date) -> Line:
    case, pack = row.case, cases.pack_of(row.case)
    rule = pack.act(case.kind, row.act)
    begins = row.hand == 0 and not (row.entered or row.returned)
    task = pack.task_label(case.kind, row.act) if begins else ""
    return _line(
        case,
        task or pack.act_label(case.kind, row.act),
        _todo_address(row, task),
        sub=_role(pack, row),
        on=row.due_on,
        left=lists.left_until(row.due_on, calendar, on),
        counted=True,
        returned=row.returned,
        urged=urged,
        pick=f"{case.pk}:{row.act}:{row.hand}" if rule.batch and not row.entered else "",
    )


def _todo_address(row: Turn, task: str) -> str:
    """Where it is done: the page made for it, the case where its outcome is chosen, else the act's own page."""
    if row.entered:
        return enter_address(row.case, row.act)
    room = ROOMS.get((row.act, row.hand))
    if room and not row.returned:
        return reverse(room)
    return case_address(DOOR, row.case_id) if task else act_address(DOOR, row.case, row.act)


def _read_line(row: Circulated, entry: Entry | None) -> Line:
    note = str(entry.data["answers"].get("note", "")) if entry else ""
    sender = "　".join(part for part in (entry.office_name, entry.name) if part) if entry else ""
    label = note or cases.pack_of(row.case).act_label(EVERYDAY, CIRCULATE)
    return _line(
        row.case, label, case_address(DOOR, row.case_id), sub=f"{sender}　传阅", on=row.sent_on, read=row.pk
    )


def _supervised_line(row: Deadline, entry: Entry | None, calendar: WorkCalendar, on: date) -> Line:
    demand = str(entry.data["answers"].get("demand", "")) if entry else ""
    return _line(
        row.case,
        demand or "督办",
        case_address(DOOR, row.case_id),
        sub=entry.office_name if entry else "",
        on=row.due_on,
        left=lists.left_until(row.due_on, calendar, on),
        counted=True,
    )


def _done_lines(actor: Actor, rows: Sequence[Entry]) -> Iterable[Line]:
    numbers = {int(row.stream.partition(":")[2]) for row in rows}
    known = Case.objects.select_related("applicant", "recommender").in_bulk(list(numbers))
    for row in rows:
        case = known.get(int(row.stream.partition(":")[2]))
        if case is None:
            continue
        pack, data = cases.pack_of(case), row.data
        hands = entering.hands(pack, case.kind, row.act, entered="entered" in data)
        role = pack.terms.hands[hands[data["hand"]].role] if len(hands) > 1 else ""
        words = pack.act_label(case.kind, row.act)
        sub = "退回上一手" if data["back"] else role
        whole = viewers.sees(actor, case)
        address = case_address(DOOR, case.pk) if whole else act_address(DOOR, case, row.act)
        yield _line(case, words, address, sub=sub, on=row.on)


def _entries(rows: Sequence[Any], column: str) -> dict[int, Entry]:
    return {one.seq: one for one in Entry.objects.filter(seq__in=[getattr(row, column) for row in rows])}


def _urged(actor: Actor, rows: Sequence[Case]) -> dict[int, str]:
    """How often the own office was urged since each case stands where it does, and when last (one query)."""
    if not rows:
        return {}
    local = policies.current_pack().capacities[actor.capacity].stands is Stands.RECOMMENDER
    token = RECOMMENDER if local else actor.office
    moved = {case.stream: case for case in rows}
    entries = (
        Entry.objects.filter(stream__in=list(moved), act=URGE).order_by("seq").only("stream", "on", "data")
    )
    times: dict[int, list[date]] = {}
    for entry in entries:
        case = moved[entry.stream]
        if entry.on >= case.moved_on and token in entry.data["answers"].get("to", ()):
            times.setdefault(case.pk, []).append(entry.on)
    return {pk: f"已催办{len(days)}次，最近{day_words(days[-1])}" for pk, days in times.items()}


def _bundles(found: QuerySet[Turn]) -> list[Bundle]:
    """What may be done for many at once, on all pages of the tab (one query)."""
    made: dict[tuple[int, str, int, bool, int | None], Bundle] = {}
    order = tabs.ORDERS[tabs.TODO].by(turned=False)
    for row in found.select_related("case__recommender").order_by(*order)[:BUNDLED]:
        case, pack = row.case, cases.pack_of(row.case)
        rule = pack.act(case.kind, row.act)
        if rule.batch and (rule.per == "case" or not row.entered):  # papers of several people are several
            to = case.recommender if rule.documents_for else None  # a reply goes to one office
            key = (case.revision_id, row.act, row.hand, row.entered, case.recommender_id if to else None)
            words, role = pack.act_label(case.kind, row.act), _role(pack, row)
            bundle = Bundle(words, row.act, role, row.hand, to.name if to else "", row.entered)
            made.setdefault(key, bundle).cases.append(case)
    return [bundle for bundle in made.values() if len(bundle.cases) > 1]


def _role(pack: Pack, row: Turn) -> str:
    """What this hand of the act is called; "" where the act has but one."""
    hands = entering.hands(pack, row.case.kind, row.act, entered=row.entered)
    role = pack.terms.hands[hands[row.hand].role] if len(hands) > 1 else ""
    return f"代录{role}" if row.entered else role
