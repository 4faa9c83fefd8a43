"""What the pages of recommending and of its letters print."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import uuid4

from django.db.models import Count, Q, QuerySet

from lianmeng.applications import titles
from lianmeng.applications.models import Letter, LetterItem
from lianmeng.applications.queries import KIND
from lianmeng.applications.titles import SORT, TITLE
from lianmeng.cases import queries as cases
from lianmeng.cases import sources
from lianmeng.cases.models import Case, Deadline
from lianmeng.law import forms, procedures
from lianmeng.law.history import CaseView, Happened, Pending, Who, whole
from lianmeng.law.pack import Pack
from lianmeng.law.procedures import Step
from lianmeng.law.verdicts import Reason
from lianmeng.policies import queries as policies
from lianmeng.record import queries as record
from lianmeng.record.models import Entry
from lianmeng.record.people import Actor
from lianmeng.web.casework import lists, viewers
from lianmeng.web.casework.addresses import act_address, case_address
from lianmeng.web.casework.casepage import state_tone
from lianmeng.web.casework.wording import Linked
from lianmeng.web.ui import packforms

FORWARD, RECALL = "forward", "recall_forward"
DOOR, NOTE, JOINT = "office", "note", "joint_with"
MOST = 200


@dataclass(frozen=True)
class Typed:
    """What somebody chose and typed: cases, the letter's answers, a note for each case, what was wrong."""

    chosen: frozenset[int] = frozenset()
    answers: Mapping[str, Any] = field(default_factory=dict)
    notes: Mapping[int, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class Row:
    """A case that waits to be recommended, and what forwarding it today would say."""

    case: Case
    address: str
    step: Step
    note: str
    chosen: bool

    @property
    def allowed(self) -> bool:
        """Whether it may be forwarded today."""
        return self.step.verdict.allowed


@dataclass(frozen=True)
class Group:
    """The cases of one call, with the last day on which they may be recommended."""

    title: str
    recommend_by: date | None
    left: int
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Batch:
    """A letter that has been signed by its first hand and waits for the next."""

    cases: tuple[Case, ...]
    title: str
    hand: str
    by: str
    address: str
    mine: bool


@dataclass(frozen=True)
class Preview:
    """What signing would bring about."""

    title: str
    kind: str
    joint_with: str
    rows: tuple[Row, ...]
    next_hand: str
    next_by: str
    papers: tuple[str, ...]
    state: str


@dataclass(frozen=True)
class Page:
    """All that the template prints."""

    groups: tuple[Group, ...]
    batches: tuple[Batch, ...]
    form: packforms.PackForm
    pack: Pack
    articles: tuple[str, ...]
    preview: Preview | None
    typed: Typed
    may: bool
    by: str
    once: str

    @property
    def rows(self) -> list[Row]:
        """Every row of every call."""
        return [row for group in self.groups for row in group.rows]


def may_open(actor: Actor) -> bool:
    """Whether the actor's office recommends."""
    return viewers.viewer_of(actor) is viewers.Viewer.RECOMMENDER


def waiting(actor: Actor) -> list[Case]:
    """The actor's cases in a state from which they may be recommended, call by call."""
    pack = policies.current_pack()
    found = viewers.visible(actor).filter(kind=KIND, state__in=pack.from_states(KIND, FORWARD))
    return list(found.order_by("-parent", "pk")[:MOST])


def page(actor: Actor, on: date, typed: Typed | None = None, *, preview: bool = False) -> Page:
    """Gather the page in a fixed number of queries."""
    typed, pack = typed or Typed(), policies.current_pack()
    found = waiting(actor)
    views = cases.views(found)
    hand = pack.act(KIND, FORWARD).hands[0]
    may = actor.capacity in hand.by
    who = cases.who(actor) if may else Who("", hand.by[0], office=actor.office)
    steps = {one.pk: procedures.judge(cases.pack_of(one), views[one.pk], FORWARD, who, on) for one in found}
    begun = {number: step.thread for number, step in steps.items() if step.thread and step.thread.signed}
    rows = [_row(one, steps[one.pk], typed) for one in found if one.pk not in begun]
    fields = {name: item for name, item in pack.forms[hand.form or ""].fields.items() if name != NOTE}
    chosen = tuple(row for row in rows if row.chosen)
    answers = titles.titled(pack, typed.answers, [row.case for row in chosen]) if preview else typed.answers
    options = sources.options(sources.Asked(pack, actor), fields.values())
    errors = {**typed.errors, **(forms.validate(fields, answers, options)[1] if preview else {})}
    if preview and not chosen:
        errors["cases"] = "请至少选一件"
    form = packforms.draw(fields, options, answers, errors)
    typed = replace(typed, answers=answers, errors=errors)
    return Page(
        groups=tuple(_groups(rows, on)),
        batches=tuple(_batches(actor, found, views, begun, on)),
        form=form,
        pack=pack,
        articles=pack.act(KIND, FORWARD).articles,
        preview=_preview(pack, actor, chosen, views, answers, on) if preview and not errors else None,
        typed=typed,
        may=may,
        by="、".join(pack.terms.capacities[name] for name in hand.by),
        once=uuid4().hex,
    )


def _row(case: Case, step: Step, typed: Typed) -> Row:
    return Row(case, case_address(DOOR, case.pk), step, typed.notes.get(case.pk, ""), case.pk in typed.chosen)


def _groups(rows: Iterable[Row], on: date) -> Iterable[Group]:
    calls: dict[int | None, list[Row]] = {}
    for row in rows:
        calls.setdefault(row.case.parent_id, []).append(row)
    ends = Deadline.objects.filter(case__in=[n for n in calls if n], name=lists.RECOMMENDING, ended_by=None)
    days = dict(ends.values_list("case", "due_on"))
    calendar = policies.work_calendar()
    for number, found in calls.items():
        day, parent = days.get(number or 0), found[0].case.parent
        yield Group(parent.title if parent else "", day, lists.left_until(day, calendar, on), tuple(found))


def _preview(
    pack: Pack,
    actor: Actor,
    rows: tuple[Row, ...],
    views: Mapping[int, CaseView],
    answers: Mapping[str, Any],
    on: date,
) -> Preview:
    rule, first = pack.act(KIND, FORWARD), rows[0]
    state = first.case.state
    signed = Happened(FORWARD, "next", 0, False, False, state, state, cases.who(actor), on)
    step = procedures.judge(pack, views[first.case.pk].then(signed), FORWARD, cases.who(actor), on)
    kinds = pack.terms.lists.get(pack.field_of(KIND, FORWARD)[SORT].options or "", {})
    return Preview(
        title=str(answers.get(TITLE, "")),
        kind=kinds.get(str(answers.get(SORT, "")), ""),
        joint_with=str(answers.get(JOINT, "")),
        rows=rows,
        next_hand=pack.terms.hands[step.hand.role],
        next_by="、".join(pack.terms.capacities[name] for name in step.hand.by),
        papers=tuple(pack.terms.papers[name] for name in rule.papers),
        state=pack.state_label(KIND, pack.next_state(KIND, FORWARD, state)),
    )


def _batches(
    actor: Actor,
    found: Sequence[Case],
    views: Mapping[int, CaseView],
    begun: Mapping[int, Pending],
    on: date,
) -> Iterable[Batch]:
    attempts: dict[str, list[Case]] = {}
    for case in found:
        if case.pk in begun:
            attempts.setdefault(begun[case.pk].attempt, []).append(case)
    for rows in attempts.values():
        first, *others = rows
        pack, who = cases.pack_of(first), cases.who(actor)
        step = procedures.judge(pack, views[first.pk], FORWARD, who, on)
        yield Batch(
            cases=tuple(rows),
            title=str(begun[first.pk].answers.get(TITLE, "")),
            hand=pack.terms.hands[step.hand.role],
            by="、".join(pack.terms.capacities[name] for name in step.hand.by),
            address=act_address(DOOR, first, FORWARD, tuple(other.pk for other in others)),
            mine=step.verdict.allowed,
        )


# ---- letters -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class LetterRow:
    """A letter as a line."""

    letter: Letter
    cases: int
    back: int


@dataclass(frozen=True)
class LetterCase:
    """One case on a letter: where it stands, its note, and the paper by which it was taken back."""

    item: LetterItem
    address: str
    state: str
    tone: str
    note: str
    back: str
    files: tuple[Linked, ...]
    recall: str


@dataclass(frozen=True)
class LetterPage:
    """All that the template of a letter prints."""

    letter: Letter
    kind: str
    joint_with: str
    rows: tuple[LetterCase, ...]
    pack: Pack


def letters(actor: Actor) -> QuerySet[Letter]:
    """The letters that the actor may see, newest first: of the own office, or those that came here."""
    found = Letter.objects.select_related("document", "office").order_by("-document__dated_on", "-pk")
    if may_open(actor):
        return found.filter(office__code=actor.office)
    return found.filter(items__case__in=viewers.visible(actor)).distinct()


def letter_rows(actor: Actor, before: int | None) -> list[LetterRow]:
    """One page of letters, and one more when there is a further page."""
    found = letters(actor).order_by("-pk")
    found = found.filter(pk__lt=before) if before else found
    taken = Count("items", filter=Q(items__taken_back_on__isnull=False), distinct=True)
    rows = found.annotate(in_all=Count("items", distinct=True), back=taken)
    return [LetterRow(one, one.in_all, one.back) for one in rows[: lists.PAGE + 1]]


def letter_page(letter: Letter, actor: Actor, on: date) -> LetterPage:
    """A letter with its list, in a fixed number of queries."""
    items = list(
        LetterItem.objects.filter(letter=letter).select_related(
            "incoming", "case__recommender", "case__parent", "case__alliance", "case__applicant"
        )
    )
    found = [item.case for item in items]
    streams = record.streams({name for one in found for name in (one.stream, f"case:{one.parent_id}")})
    views = cases.views(found, streams=streams)
    told = {one.pk: _sent(streams[one.stream], str(letter.document.number)) for one in found}
    pack = cases.pack_of(found[0]) if found else policies.current_pack()
    first = next((one for one in told.values() if one), {})
    kinds = pack.terms.lists.get(pack.field_of(KIND, FORWARD)[SORT].options or "", {})
    rows = tuple(
        _letter_case(item, views[item.case_id], told[item.case_id], streams[item.case.stream], actor, on)
        for item in items
    )
    return LetterPage(letter, kinds.get(str(first.get(SORT)), ""), str(first.get(JOINT, "")), rows, pack)


def _sent(entries: Sequence[Entry], number: str) -> dict[str, Any]:
    """What all hands answered when the case was forwarded under this number."""
    done = (one for one in whole(cases.happened(entry) for entry in entries) if one.performed)
    found = [one.answers for one in done if one.act == FORWARD and one.answers.get("number") == number]
    return dict(found[-1]) if found else {}


def _letter_case(
    item: LetterItem,
    view: CaseView,
    sent: Mapping[str, Any],
    entries: Sequence[Entry],
    actor: Actor,
    on: date,
) -> LetterCase:
    case, pack = item.case, cases.pack_of(item.case)
    back = _taken_back(item, view)
    visible = may_open(actor) or case.at_department
    return LetterCase(
        item=item,
        address=case_address(DOOR, case.pk) if visible else "",
        state=pack.state_label(case.kind, case.state),
        tone=state_tone(pack, case),
        note=str(sent.get(NOTE, "")),
        back=str(back.answers.get("number", "")) if back else "",
        files=tuple(Linked(number, "扫描件") for number in (back.answers.get("letter") or ()))
        if back
        else (),
        recall=_recall(pack, item, view, actor, on),
    )


def _taken_back(item: LetterItem, view: CaseView) -> Happened | None:
    if item.taken_back_on is None:
        return None
    return next((one for one in view.performed(RECALL) if one.on == item.taken_back_on), None)


def _recall(pack: Pack, item: LetterItem, view: CaseView, actor: Actor, on: date) -> str:
    """Where this case alone is taken back, if that may be done on this letter today."""
    if item.taken_back_on is not None or not may_open(actor):
        return ""
    step = procedures.judge(pack, view, RECALL, cases.who(actor), on)
    return act_address(DOOR, item.case, RECALL) if step.verdict.allowed else ""
