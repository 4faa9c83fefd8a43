"""Reading cases: the frozen view that rules judge, what a viewer may see, the timeline."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import CharField, Count, Exists, F, FilteredRelation, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from lianmeng.alliances.models import Alliance
from lianmeng.cases.models import Case, Charge, Deadline, Submission
from lianmeng.law import entering, panels
from lianmeng.law.facts import FactSheet
from lianmeng.law.history import CaseView, Happened, Linked, Pending, Who, pending, whole
from lianmeng.law.pack import Pack
from lianmeng.law.schema import Act, Door, Stands
from lianmeng.parties import queries as parties
from lianmeng.parties.models import Organisation
from lianmeng.policies import queries as policies
from lianmeng.record import queries as record
from lianmeng.record.models import Entry
from lianmeng.record.people import Actor


def pack_of(case: Case) -> Pack:
    """The policy under which the case began."""
    return policies.pack(case.revision_id)


def who(actor: Actor) -> Who:
    """An actor as far as rules may know."""
    return Who(actor.natural, actor.capacity, actor.organisation, actor.office)


def happened(entry: Entry) -> Happened:
    """One ledger entry of a case as history."""
    data = entry.data
    return Happened(
        act=entry.act,
        attempt=data["attempt"],
        hand=data["hand"],
        performed=data["performed"],
        back=data["back"],
        came_from=data["from"],
        went_to=data["to"],
        who=who(entry.actor),
        on=entry.on,
        answers=data["answers"],
        entered="entered" in data,
        whose=data.get("entered", {}).get("whose", ""),
    )


def view(case: Case, facts: FactSheet | None = None) -> CaseView:
    """The frozen view of one case; ``facts`` stand in until something is submitted."""
    return views([case], {case.pk: facts} if facts else {})[case.pk]


def views(
    cases: Sequence[Case],
    facts: Mapping[int, FactSheet] | None = None,
    streams: Mapping[str, list[Entry]] | None = None,
) -> dict[int, CaseView]:
    """The frozen views of many cases, in a fixed number of queries.

    Facts and ``streams`` (of the cases and their parents) that the caller has read are not read again.
    """
    parents = {case.parent_id for case in cases if case.parent_id}
    names = [f"case:{number}" for number in {case.pk for case in cases} | parents]
    streams = streams if streams is not None else record.histories(names)
    states = _states(parents, cases)
    rivalled = (case for case in cases if pack_of(case).reads_rivals(case.kind, case.state))
    subjects = {case.alliance_id for case in rivalled if case.alliance_id}
    running = _deadlines({case.pk for case in cases} | parents)
    linked, rivals = _linked(cases, streams), _live(subjects)
    frozen = _frozen([case for case in cases if case.pk not in (facts or {})])
    frozen.update(facts or {})
    return {
        case.pk: CaseView(
            kind=case.kind,
            state=case.state or None,
            applicant=case.applicant_id,
            recommender=case.recommender.code if case.recommender else None,
            subject=str(case.alliance_id or ""),
            history=whole(happened(entry) for entry in streams[case.stream]),
            deadlines=_days(running, case.pk),
            parent_deadlines=_days(running, case.parent_id),
            parent_answers=_answers(streams.get(f"case:{case.parent_id}", ())),
            parent_state=states.get(case.parent_id or 0),
            facts=frozen.get(case.pk),
            linked=linked.get(case.pk, ()),
            rivals=sum(other != case.pk for other in rivals.get((case.alliance_id, case.kind), ())),
        )
        for case in cases
    }


def views_after(
    cases: Sequence[Case], before: Mapping[int, CaseView], entries: Sequence[Entry]
) -> dict[int, CaseView]:
    """The views of cases after an act, from those by which it was judged and the entries that it wrote.

    ``entries`` holds one for each case, in the same order. Read anew are cases on which others hang, and those
    that come to where other live cases count.
    """
    running = {case.pk: before[case.pk].deadlines for case in cases}
    running |= running_days(
        [case for case, entry in zip(cases, entries, strict=True) if _times_differ(entry)]
    )
    told = {
        case.pk: replace(
            before[case.pk].then(happened(entry)),
            state=case.state or None,
            applicant=case.applicant_id,
            recommender=case.recommender.code if case.recommender else None,
            subject=str(case.alliance_id or ""),
            deadlines=running[case.pk],
        )
        for case, entry in zip(cases, entries, strict=True)
        if not before[case.pk].linked and not _comes_to_rivals(case, entry)
    }
    left = [case for case in cases if case.pk not in told]
    facts = {case.pk: sheet for case in left if (sheet := before[case.pk].facts)}
    return told | (views(left, facts) if left else {})


def _comes_to_rivals(case: Case, entry: Entry) -> bool:
    """Whether the act brought the case to where other live cases count, from where they did not."""
    reads = pack_of(case).reads_rivals
    return reads(case.kind, entry.data["to"]) and not reads(case.kind, entry.data["from"])


def _times_differ(entry: Entry) -> bool:
    """Whether an entry moved its case, which ends times, or began one."""
    return bool(entry.data["due"]) or entry.data["from"] != entry.data["to"]


# checks that know experts by more than a reference
NAMES_EXPERTS = frozenset({"untied", "drawn", "next_drawn"})


def with_experts(view: CaseView, rule: Act, answers: Mapping[str, Any]) -> CaseView:
    """The view with what is known of the experts whom answers and the last draw name, where a check asks for it."""
    fields = {check[name]["field"] for check in rule.checks for name in check if name in NAMES_EXPERTS}
    if not fields:
        return view
    named: set[str] = set(panels.ranking(view))
    for field in fields:
        said = answers.get(field) or ()
        named |= {said} if isinstance(said, str) else set(said)
    return replace(view, experts={one.natural: one for one in parties.expert_facts(named)})


def view_before(
    kind: str,
    parent: Case,
    alliance: Alliance,
    applicant: Organisation,
    facts: FactSheet | None,
    state: str | None = None,
    recommender: str | None = None,
) -> CaseView:
    """The view by which an act is judged before there is a case, under a parent such as a call."""
    asked = Before(kind, parent, alliance, applicant, facts, state, recommender)
    return views_before([asked])[0]


@dataclass(frozen=True)
class Before:
    """What is known of something that has no case yet, under its parent; ``state``: where its kind begins."""

    kind: str
    parent: Case
    alliance: Alliance
    applicant: Organisation
    facts: FactSheet | None
    state: str | None = None
    recommender: str | None = None


def views_before(
    asked: Sequence[Before], days: Mapping[int, dict[str, date]] | None = None
) -> list[CaseView]:
    """The views of many, in the order asked, in three queries; in two with the ``days`` of ``calls``."""
    if not asked:
        return []
    known = days if days is not None else running_days(one.parent for one in asked)
    streams = record.histories({one.parent.stream for one in asked})
    live = _live({one.alliance.pk for one in asked})
    return [
        CaseView(
            kind=one.kind,
            state=one.state,
            applicant=one.applicant.pk,
            recommender=one.recommender,
            subject=str(one.alliance.pk),
            parent_deadlines=known[one.parent.pk],
            parent_answers=_answers(streams.get(one.parent.stream, ())),
            facts=one.facts,
            rivals=len(live.get((one.alliance.pk, one.kind), ())),
        )
        for one in asked
    ]


def running_days(cases: Iterable[Case]) -> dict[int, dict[str, date]]:
    """The last days of the times that run on these cases, by number and name (one query)."""
    numbers = {case.pk for case in cases}
    rows = _deadlines(numbers) if numbers else []
    return {number: _days(rows, number) for number in numbers}


def view_under(kind: str, parent: Case) -> CaseView:
    """The view by which an act is judged that begins a case under a parent with an applicant of its own."""
    return CaseView(
        kind=kind,
        state=None,
        applicant=parent.applicant_id,
        parent_deadlines=_days(_deadlines({parent.pk}), parent.pk),
        parent_answers=_answers(record.stream(parent.stream)),
        parent_state=parent.state,
    )


def begun(case: Case, act: str, actor: Actor, *, entered: bool = False, whose: str = "") -> Pending | None:
    """The act of this name that waits for its next hand, as this actor may go on with it."""
    per = pack_of(case).act(case.kind, act).per
    return pending(view(case), act, who(actor), per, entered=entered, whose=whose)


def _deadlines(numbers: set[int]) -> list[tuple[int, str, date]]:
    rows = Deadline.objects.filter(case__in=numbers, ended_by=None).order_by()
    return list(rows.values_list("case", "name", "due_on"))


def _days(rows: Iterable[tuple[int, str, date]], number: int | None) -> dict[str, date]:
    return {name: due_on for case, name, due_on in rows if case == number}


def _answers(entries: Iterable[Entry]) -> dict[str, Any]:
    done = (item for item in whole(happened(entry) for entry in entries) if item.performed)
    return {name: value for item in done for name, value in item.answers.items()}


def _states(parents: set[int], cases: Sequence[Case]) -> dict[int, str]:
    """The states of parents that stand in other procedures than calls: those that some condition reads."""
    asking = {case.parent_id for case in cases if case.parent_id and pack_of(case).reads_parent(case.kind)}
    wanted = parents & asking
    return dict(Case.objects.filter(pk__in=wanted).values_list("pk", "state")) if wanted else {}


def _linked(cases: Sequence[Case], streams: Mapping[str, list[Entry]]) -> dict[int, tuple[Linked, ...]]:
    """The kinds of case on which a condition of these cases waits, once per kind and state.

    Of those that have ended and still bind (``Pack.binding``) each by itself, with what followed it.
    """
    watched = {case.pk: pack_of(case).watched(case.kind) for case in cases}
    asking = [case.pk for case in cases if _may_have(case, watched[case.pk], streams[case.stream])]
    if not asking:
        return {}
    kinds = frozenset[str]().union(*(watched[number] for number in asking))
    children = Case.objects.filter(parent__in=asking, kind__in=kinds).exclude(state="")
    found: dict[int, tuple[Linked, ...]] = {}
    for parent, kind, state, revision in children.values_list(
        "parent", "kind", "state", "revision"
    ).distinct():
        linked = Linked(kind, policies.pack(revision).is_open(kind, state), state)
        found[parent or 0] = (*found.get(parent or 0, ()), linked)
    binding = {name for case in cases for name in pack_of(case).binding(case.kind)}
    bound = [number for number, all in found.items() if any((o.kind, o.state) in binding for o in all)]
    return found | _followed(children.filter(parent__in=bound), binding, streams, found) if bound else found


def _may_have(case: Case, kinds: Iterable[str], entries: Iterable[Entry]) -> bool:
    """Whether the case is still under way and has stood where one of these kinds begins under it."""
    told = getattr(case, "has_children", True)  # whoever read the case may have asked in passing
    if not told or not case.state or not pack_of(case).is_open(case.kind, case.state):
        return False
    stood = {entry.data["to"] for entry in entries}
    places = [pack_of(case).places(kind) for kind in kinds]
    return any(at is None or at & stood for at in places)


def _followed(
    children: QuerySet[Case],
    binding: set[tuple[str, str]],
    streams: Mapping[str, list[Entry]],
    found: Mapping[int, tuple[Linked, ...]],
) -> dict[int, tuple[Linked, ...]]:
    """Cases that bind, each with what was performed on its parent since it came to its state (two queries)."""
    rows = [row for row in children.order_by("pk") if (row.kind, row.state) in binding]
    own = record.histories([row.stream for row in rows])
    told = {
        row.parent_id or 0: [o for o in found[row.parent_id or 0] if (o.kind, o.state) not in binding]
        for row in rows
    }
    for row in rows:
        moved = max(entry.seq for entry in own[row.stream] if entry.data["from"] != entry.data["to"])
        later = (e for e in streams[f"case:{row.parent_id}"] if e.seq > moved and e.data["performed"])
        told[row.parent_id or 0].append(Linked(row.kind, False, row.state, frozenset(e.act for e in later)))
    return {number: tuple(all) for number, all in told.items()}


def _live(alliances: set[int]) -> dict[tuple[int | None, str], list[int]]:
    found: dict[tuple[int | None, str], list[int]] = {}
    if not alliances:
        return found
    rows = Case.objects.filter(alliance__in=alliances, ended=False).exclude(state="").order_by()
    for number, alliance, kind in rows.values_list("pk", "alliance", "kind"):
        found.setdefault((alliance, kind), []).append(number)
    return found


def _frozen(cases: Sequence[Case]) -> dict[int, FactSheet]:
    rows = Submission.objects.filter(case__in=[case.pk for case in cases]).order_by()
    told = sorted(rows.values_list("no", "case", "facts"), key=lambda row: row[0])
    last = {case: facts for _, case, facts in told}
    return {case: FactSheet.model_validate(facts) for case, facts in last.items()}


def visible_to(actor: Actor | None, pack: Pack) -> QuerySet[Case]:
    """The cases that a capacity may see: its organisation's, its office's, or what came to the department.

    A kind with ``seen_by`` is seen by those capacities alone. Experts see what they are seated on; that query
    stands in ``reviews``. The public sees nothing here.
    """
    cases = Case.objects.exclude(state="").select_related("alliance", "applicant", "recommender", "parent")
    if actor is None:
        return cases.none()
    cases = cases.exclude(kind__in=pack.hidden_from(actor.capacity))
    capacity = pack.capacities[actor.capacity]
    if capacity.stands is Stands.APPLICANT:
        return cases.filter(applicant=actor.organisation)
    if capacity.stands is Stands.RECOMMENDER:
        return cases.filter(recommender__code=actor.office).exclude(_unsent(actor, pack))
    if capacity.door is Door.OFFICE:
        return cases.filter(Q(at_department=True))
    return cases.none()


def seen_from_office(actor: Actor, pack: Pack, to_case: str) -> Q:
    """Which cases an office sees, for rows that hang on a case by ``to_case`` and that only acts of offices make."""
    if pack.capacities[actor.capacity].stands is Stands.RECOMMENDER:
        return Q(**{f"{to_case}__recommender__code": actor.office})
    return Q(**{f"{to_case}__at_department": True})


def _unsent(actor: Actor, pack: Pack) -> Q:
    """Cases that their applicant has not sent yet, but those that this office itself is entering."""
    starts = [pack.start_state(kind) for kind in pack.procedures]
    mine = Entry.objects.filter(
        stream=Concat(Value("case:"), Cast(OuterRef("pk"), CharField())), office=actor.office
    )
    return Q(state__in=starts, submissions=None) & ~Q(Exists(mine))


@dataclass(frozen=True)
class Line:
    """One line of a timeline, ready to print."""

    act: str
    label: str
    said: str
    on: date
    entry: Entry

    @property
    def articles(self) -> list[str]:
        """The articles on which the act rested."""
        return list(self.entry.articles)


def entered_for(pack: Pack, case: Case, act: str, whose: str = "") -> str:
    """For whom an act is entered: a natural person or the applicant by name, others by their capacity."""
    if whose:
        return next((one.name for one in parties.expert_facts([whose])), "")
    way = pack.procedures[case.kind].entering[pack.act(case.kind, act).entered or ""]
    if any(pack.capacities[name].stands is Stands.APPLICANT for name in way.for_whom):
        return str(case.applicant or "")
    return "、".join(pack.terms.capacities[name] for name in way.for_whom)


def timeline(case: Case) -> list[Line]:
    """What happened to the case, latest first (one query)."""
    pack = pack_of(case)
    return [_line(pack, case, entry) for entry in reversed(record.stream(case.stream))]


def _line(pack: Pack, case: Case, entry: Entry) -> Line:
    data = entry.data
    hands = entering.hands(pack, case.kind, entry.act, entered="entered" in data)
    if data["back"]:
        said = "退回上一手"
    elif data["performed"]:
        said = "办结" if len(hands) > 1 else "办理"
    else:
        said = pack.terms.hands[hands[data["hand"]].role]
    return Line(entry.act, pack.act_label(case.kind, entry.act), said, entry.on, entry)


def charges(office: str, holder: str) -> QuerySet[Charge]:
    """The cases that somebody of an office is in charge of; ``holder`` is his account and post, as ``ref:post``."""
    ref, _, capacity = holder.partition(":")
    people = parties.accounts([ref])
    return Charge.objects.filter(office=office, capacity=capacity, person__in=people).select_related("case")


def submission(case: Case) -> Submission | None:
    """The last submission of the case."""
    return Submission.objects.filter(case=case).order_by("-no").first()


def facts(case: Case) -> FactSheet | None:
    """The facts of the last submission of the case."""
    submitted = submission(case)
    return FactSheet.model_validate(submitted.facts) if submitted else None


def standing() -> dict[str, dict[str, int]]:
    """How many cases stand in which state, by kind (one query)."""
    found: dict[str, dict[str, int]] = {}
    rows = Case.objects.exclude(state="").order_by().values_list("kind", "state").annotate(Count("pk"))
    for kind, state, number in rows:
        found.setdefault(kind, {})[state] = number
    return found


def calls() -> list[tuple[Case, dict[str, date]]]:
    """Every call, newest first, with the last days of the times that run on it, by name (one query)."""
    running = FilteredRelation("deadlines", condition=Q(deadlines__ended_by=None))
    rows = Case.objects.filter(parent=None, alliance=None).exclude(state="").alias(time=running)
    found: dict[int, tuple[Case, dict[str, date]]] = {}
    for call in rows.annotate(time_name=F("time__name"), time_due=F("time__due_on")).order_by("-id"):
        days = found.setdefault(call.pk, (call, {}))[1]
        if call.time_name:
            days[call.time_name] = call.time_due
    return list(found.values())


def open_calls() -> list[Case]:
    """Calls that are open for applications."""
    return [call for call, _ in calls() if receives(call)]


def receives(call: Case) -> bool:
    """Whether a call stands where applications come in, and the public reads of it."""
    pack = pack_of(call)
    state = pack.procedures[call.kind].states[call.state]
    return state.portal and pack.is_open(call.kind, call.state)
