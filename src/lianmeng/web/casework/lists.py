"""Lists of cases: filtered by the address, paged by key, in a fixed number of queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from urllib.parse import urlencode

from django.db.models import IntegerField, Q, QuerySet, Subquery
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
    recommenders: list[tuple[str, str, bool]] = field(default_factory=list)
    queue: bool = False
    asked: str = ""

    @property
    def alone(self) -> bool:
        """Whether nobody applies with these cases, as with calls."""
        return not any(row.case.applicant_id for row in self.rows)


@dataclass(frozen=True)
class Wanted:
    """What an address asks of a list; anything unknown counts as not asked. ``states`` read alike."""

    text: str = ""
    state: str = ""
    states: tuple[str, ...] = ()
    call: int | None = None
    recommender: str = ""

    @property
    def narrowed(self) -> bool:
        """Whether anything is left out."""
        return bool(self.text or self.state or self.call is not None or self.recommender)


def wanted_of(given: Mapping[str, str], actor: Actor, kind: str) -> Wanted:
    """Read the address: q, state, call, recommender."""
    pack, party = policies.current_pack(), is_party(viewers.viewer_of(actor))
    state, recommender, call = given.get("state", ""), given.get("recommender", ""), given.get("call", "")
    labels = _labels(pack, kind, party)
    return Wanted(
        text=given.get("q", "").replace("\0", "").strip()[:LONGEST],
        state=state if state in labels else "",
        states=tuple(labels.get(state, ())),
        call=int(call) if call.isdecimal() and len(call) < 19 else None,
        recommender=recommender if recommender in recommenders(actor) else "",
    )


def found(actor: Actor, kind: str, wanted: Wanted) -> QuerySet[Case]:
    """The visible cases of a kind that are wanted, without order."""
    rows = viewers.visible(actor).filter(kind=kind)
    if wanted.text:
        text = wanted.text
        named = Q(title__icontains=text) | Q(applicant__name__icontains=text) | Q(number__icontains=text)
        rows = rows.filter(named)
    if wanted.call is not None:
        rows = rows.filter(parent=wanted.call)
    if wanted.states:
        rows = rows.filter(state__in=wanted.states)
    return rows.filter(recommender__code=wanted.recommender) if wanted.recommender else rows


def recommenders(actor: Actor) -> dict[str, str]:
    """The recommending offices by which those may narrow a list who see the cases of several."""
    pack = policies.current_pack()
    if viewers.viewer_of(actor) is not viewers.Viewer.DEPARTMENT:
        return {}
    return {code: one.name for code, one in pack.offices.items() if one.kind in pack.recommender_kinds}


def case_list(request: HttpRequest, actor: Actor, kind: str, door: str) -> CaseList:
    """The visible cases of a kind as the address asks for them: also before and after."""
    pack, party = policies.current_pack(), is_party(viewers.viewer_of(actor))
    wanted = wanted_of(request.GET.dict(), actor, kind)
    rows, pager = _cut(request, found(actor, kind, wanted))
    return CaseList(
        rows=[row(case, door, party) for case in rows],
        pager=pager,
        states=[
            (one, _label(pack, kind, one, party), one == wanted.state) for one in _labels(pack, kind, party)
        ],
        text=wanted.text,
        filtered=wanted.narrowed,
        asked=_address(request),
    )


def queue(request: HttpRequest, actor: Actor, kind: str, door: str, on: date) -> CaseList:
    """The same list with whose turn it is and how many days are left, and one more question: call."""
    listed, wanted = case_list(request, actor, kind, door), wanted_of(request.GET.dict(), actor, kind)
    running = _running([one.case for one in listed.rows])
    calls = {number: held[RECOMMENDING].case for number, held in running.items() if RECOMMENDING in held}
    offices = recommenders(actor)
    return replace(
        listed,
        rows=_timed(listed.rows, running, actor, on),
        calls=[
            (number, calls[number].title, number == wanted.call) for number in sorted(calls, reverse=True)
        ],
        recommenders=[(code, name, code == wanted.recommender) for code, name in offices.items()],
        queue=True,
    )


def timed(rows: Sequence[Row], actor: Actor, on: date) -> list[Row]:
    """The lines with whose turn it is and how many days are left (one query)."""
    return _timed(rows, _running([one.case for one in rows]), actor, on)


def _timed(
    rows: Sequence[Row], running: Mapping[int, Mapping[str, Deadline]], actor: Actor, on: date
) -> list[Row]:
    calendar, party = policies.work_calendar(), viewers.viewer_of(actor) is viewers.Viewer.RECOMMENDER
    return [replace(one, times=_times(one.case, running, calendar, party, on)) for one in rows]


def _running(rows: Sequence[Case]) -> dict[int, dict[str, Deadline]]:
    """The times that run on these cases, and until when each call's offices may recommend."""
    numbers = {one.pk for one in rows} | {one.parent_id for one in rows}
    known = Deadline.objects.filter(ended_by=None).order_by().values("pk")
    asked = known.filter(case__in=numbers).union(known.filter(name=RECOMMENDING))  # with OR all rows are read
    running: dict[int, dict[str, Deadline]] = {}
    for one in Deadline.objects.filter(pk__in=asked).select_related("case").order_by("pk"):
        running.setdefault(one.case_id, {})[one.name] = one
    return running


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
    begun = [running[name] for name in onward if name]
    told = [one for one in begun if inner or pack.deadlines[one.rule].kind != INTERNAL]
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


def _cut(request: HttpRequest, everything: QuerySet[Case]) -> tuple[list[Case], Pager]:
    before, after = _key(request, "before"), _key(request, "after")
    counted = everything.annotate(how_many=_number_of(everything))
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
    count: int = getattr(rows[0], "how_many", 0) if rows else everything.order_by().count()
    words = f"共{count}件" if count <= EXACT else f"超过{EXACT:,}件"
    return list[Case](rows), Pager(newer, older, words)


class NumberOf(Subquery):
    """How many rows a query has, beside each row of another: counted where they are found, not read once more."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) few)"


def _number_of(rows: QuerySet[Case]) -> NumberOf:
    """How many there are on all pages together, up to one more than is told exactly, with every row."""
    return NumberOf(rows.order_by().values("pk")[: EXACT + 1], output_field=IntegerField())


def _key(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 19 else None


def _address(request: HttpRequest, **key: int) -> str:
    kept = {name: value for name in ("q", "state", "call", "recommender") if (value := request.GET.get(name))}
    return f"?{urlencode({**kept, **key})}"
