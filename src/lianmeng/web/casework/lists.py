"""Lists of cases: filtered by the address, paged by key, in a fixed number of queries."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet, Subquery, Value
from django.http import HttpRequest

from lianmeng.cases import queries as cases
from lianmeng.cases.models import Case, Deadline
from lianmeng.law import nextsteps
from lianmeng.law.dates import WorkCalendar
from lianmeng.law.pack import Pack
from lianmeng.law.schema import Desk
from lianmeng.policies import queries as policies
from lianmeng.record.people import Actor
from lianmeng.web.casework import viewers
from lianmeng.web.casework.addresses import case_address
from lianmeng.web.casework.casepage import INTERNAL, is_party, state_tone

PAGE = 20
EXACT = 10_000
LONGEST = 100  # characters of a search
RECOMMENDING = "recommending"  # the deadline of a call that binds its recommending offices


@dataclass(frozen=True)
class Times:
    """Whose turn it is, since how many working days, by when; ``left`` are working days, negative when past.

    ``recommend_by``: the last day on which the office may forward cases of this call.
    """

    turn: str
    days: int
    words: str
    due_on: date | None
    left: int
    recommend_by: date | None
    recommend_left: int


@dataclass(frozen=True)
class Row:
    """One case as a line."""

    case: Case
    address: str
    state: str
    tone: str
    times: Times | None = None

    @property
    def title(self) -> str:
        """The case's title."""
        return self.case.title

    @property
    def applicant(self) -> str:
        """Who applies; "" for a case of nobody's."""
        return self.case.applicant.name if self.case.applicant else ""

    @property
    def recommender(self) -> str:
        """Who recommends; "" where nobody does."""
        return self.case.recommender.name if self.case.recommender else ""


@dataclass(frozen=True)
class Pager:
    """Addresses of the neighbouring pages and how many there are."""

    newer: str
    older: str
    count_words: str


@dataclass(frozen=True)
class CaseList:
    """All that the template of a list prints."""

    rows: list[Row]
    pager: Pager
    states: list[tuple[str, str, bool]]
    text: str
    filtered: bool
    calls: list[tuple[int, str, bool]] = field(default_factory=list)
    queue: bool = False

    @property
    def alone(self) -> bool:
        """Whether nobody applies with these cases, as with calls."""
        return not any(row.case.applicant_id for row in self.rows)


def case_list(request: HttpRequest, actor: Actor, kind: str, door: str, call: int | None = None) -> CaseList:
    """The visible cases of a kind as the address asks for them: q, state, before, after."""
    pack, party = policies.current_pack(), is_party(viewers.viewer_of(actor))
    text, state = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST], request.GET.get("state", "")
    labels = _labels(pack, kind, party)
    found = viewers.visible(actor).filter(kind=kind)
    if text:
        named = Q(title__icontains=text) | Q(applicant__name__icontains=text) | Q(number__icontains=text)
        found = found.filter(named)
    if call is not None:
        found = found.filter(parent=call)
    if state in labels:
        found = found.filter(state__in=labels[state])
    rows, pager = _cut(request, found)
    return CaseList(
        rows=[row(case, door, party) for case in rows],
        pager=pager,
        states=[(one, _label(pack, kind, one, party), one == state) for one in labels],
        text=text,
        filtered=bool(text or state in labels or call is not None),
    )


def queue(request: HttpRequest, actor: Actor, kind: str, door: str, on: date) -> CaseList:
    """The same list with whose turn it is and how many days are left, and one more question: call."""
    chosen = _key(request, "call")
    found = case_list(request, actor, kind, door, call=chosen)
    numbers = {one.case.pk for one in found.rows} | {one.case.parent_id for one in found.rows}
    asked = Deadline.objects.filter(Q(case__in=numbers) | Q(name=RECOMMENDING), ended_by=None)
    running: dict[int, dict[str, Deadline]] = {}
    for one in asked.select_related("case"):
        running.setdefault(one.case_id, {})[one.name] = one
    calls = {number: held[RECOMMENDING].case for number, held in running.items() if RECOMMENDING in held}
    calendar, party = policies.work_calendar(), viewers.viewer_of(actor) is viewers.Viewer.RECOMMENDER
    return replace(
        found,
        rows=[replace(one, times=_times(one.case, running, calendar, party, on)) for one in found.rows],
        calls=[(number, calls[number].title, number == chosen) for number in sorted(calls, reverse=True)],
        queue=True,
    )


def _times(
    case: Case,
    running: Mapping[int, Mapping[str, Deadline]],
    calendar: WorkCalendar,
    party: bool,
    on: date,
) -> Times:
    pack, desk = cases.pack_of(case), None
    if pack.is_open(case.kind, case.state):
        desk = pack.procedures[case.kind].states[case.state].desk
    due = _due(pack, case, running.get(case.pk, {}), inner=not party or desk is Desk.RECOMMENDER)
    forward = running.get(case.parent_id or 0, {}).get(RECOMMENDING)
    last = forward.due_on if forward and desk is not None and not case.at_department else None
    return Times(
        turn=_turn(pack, case, desk, party=party),
        days=max(calendar.working_days(case.moved_on, on) - 1, 0) if desk else 0,
        words=pack.terms.deadlines.get(due.rule, "") if due else "",
        due_on=due.due_on if due else None,
        left=left_until(due.due_on, calendar, on) if due else 0,
        recommend_by=last,
        recommend_left=left_until(last, calendar, on),
    )


def _turn(pack: Pack, case: Case, desk: Desk | None, *, party: bool) -> str:
    if desk is Desk.APPLICANT:
        return "申报单位"
    if desk is Desk.RECOMMENDER:
        return "本机关" if party else str(case.recommender)
    return pack.head.authority if desk else ""


def _due(pack: Pack, case: Case, running: Mapping[str, Deadline], *, inner: bool) -> Deadline | None:
    """The time within which the next step ought to be taken; another desk's own targets are not told."""
    acts = pack.procedures[case.kind].acts
    onward = [
        rule.due
        for name, rule in acts.items()
        if rule.due in running
        and case.state in pack.from_states(case.kind, name)
        and nextsteps.is_onward(pack, case.kind, case.state, name)
    ]
    found = [running[name] for name in onward if name]
    told = [one for one in found if inner or pack.deadlines[one.rule].kind != INTERNAL]
    return min(told, key=lambda one: one.due_on, default=None)


def left_until(due: date | None, calendar: WorkCalendar, on: date) -> int:
    """Working days after today up to the last one; negative when past, 0 without a day."""
    if due is None:
        return 0
    return calendar.working_days(on, due) - 1 if due >= on else -calendar.working_days(due, on) or -1


def row(case: Case, door: str, party: bool) -> Row:
    """One case as a line, under its own policy."""
    pack = cases.pack_of(case)
    label = pack.state_label(case.kind, case.state, party=party)
    return Row(case, case_address(door, case.pk), label, state_tone(pack, case))


def _label(pack: Pack, kind: str, state: str, party: bool) -> str:
    return pack.state_label(kind, state, party=party)


def _labels(pack: Pack, kind: str, party: bool) -> dict[str, list[str]]:
    """The states that read alike, under the first of them."""
    by_words: dict[str, list[str]] = {}
    for state in pack.procedures[kind].states:
        by_words.setdefault(_label(pack, kind, state, party), []).append(state)
    return {states[0]: states for states in by_words.values()}


def _cut(request: HttpRequest, found: QuerySet[Case]) -> tuple[list[Case], Pager]:
    before, after = _key(request, "before"), _key(request, "after")
    counted = found.annotate(how_many=_number_of(found))
    if after is not None:
        rows = list(reversed(counted.filter(pk__gt=after).order_by("pk")[: PAGE + 1]))
        more_newer, more_older = len(rows) > PAGE, True
        rows = rows[-PAGE:]
    else:
        page = counted.filter(pk__lt=before) if before is not None else counted
        rows = list(page.order_by("-pk")[: PAGE + 1])
        more_newer, more_older = before is not None, len(rows) > PAGE
        rows = rows[:PAGE]
    newer = _address(request, after=rows[0].pk) if rows and more_newer else ""
    older = _address(request, before=rows[-1].pk) if rows and more_older else ""
    count: int = getattr(rows[0], "how_many", 0) if rows else found.order_by().count()
    words = f"共{count}件" if count <= EXACT else f"超过{EXACT:,}件"
    return list[Case](rows), Pager(newer, older, words)


def _number_of(found: QuerySet[Case]) -> Subquery:
    """How many there are on all pages together, told with every row."""
    everything = Case.objects.filter(pk__in=found.order_by().values("pk")).order_by()
    return Subquery(everything.annotate(all=Value(1)).values("all").annotate(n=Count("pk")).values("n"))


def _key(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 19 else None


def _address(request: HttpRequest, **key: int) -> str:
    kept = {name: value for name in ("q", "state", "call") if (value := request.GET.get(name))}
    return f"?{urlencode({**kept, **key})}"
