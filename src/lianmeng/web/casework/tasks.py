"""An act as somebody is about to do it: on cases, on a draft, or beginning something new."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404

from lianmeng.acts import ACTS, BEGIN, ON_DRAFT
from lianmeng.applications import queries as applications
from lianmeng.applications.models import Application
from lianmeng.cases import guard, sources
from lianmeng.cases import queries as cases
from lianmeng.cases.guard import Sent
from lianmeng.cases.models import Case, Submission
from lianmeng.law import procedures
from lianmeng.law.facts import FactSheet
from lianmeng.law.forms import Options
from lianmeng.law.history import CaseView, Pending
from lianmeng.law.pack import Pack
from lianmeng.law.procedures import Step
from lianmeng.law.schema import FormField, Hand, Stands
from lianmeng.law.verdicts import Reason
from lianmeng.policies import queries as policies
from lianmeng.record import queries as record
from lianmeng.record.models import Entry
from lianmeng.record.people import Actor
from lianmeng.web.casework import viewers

TOGETHER = 50  # at most so many cases are offered for doing in one act


@dataclass(frozen=True)
class Task:
    """One act, judged for one actor on one day. ``cases`` is empty for what begins and for a fresh draft."""

    kind: str
    act: str
    actor: Actor
    on: date
    pack: Pack
    cases: tuple[Case, ...] = ()
    views: tuple[CaseView, ...] = ()
    steps: tuple[Step, ...] = ()
    application: Application | None = None
    streams: Mapping[str, list[Entry]] = field(default_factory=dict)
    submissions: Mapping[int, list[Submission]] = field(default_factory=dict)

    @property
    def view(self) -> CaseView:
        """The view of the first case."""
        return self.views[0] if self.views else CaseView(self.kind, None)

    @property
    def hand(self) -> Hand:
        """The hand that signs now."""
        return self.steps[0].hand if self.steps else self.pack.act(self.kind, self.act).hands[0]

    @property
    def thread(self) -> Pending | None:
        """The act as it was begun, if it was."""
        return self.steps[0].thread if self.steps else None

    @property
    def last(self) -> bool:
        """Whether this hand performs the act."""
        return self.steps[0].last if self.steps else len(self.pack.act(self.kind, self.act).hands) == 1

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why it may not be done now; each names its case when there are several."""
        if not self.cases:
            return tuple(reason for step in self.steps for reason in step.verdict.reasons)
        return tuple(
            replace(reason, fact=reason.fact or (case.title if len(self.cases) > 1 else ""))
            for case, step in zip(self.cases, self.steps, strict=True)
            for reason in step.verdict.reasons
        )

    @property
    def fields(self) -> dict[str, FormField]:
        """The fields that this hand fills."""
        return dict(self.pack.forms[self.hand.form].fields) if self.hand.form else {}

    @property
    def may_send_back(self) -> bool:
        """Whether the act may be returned to the hand before, for every case."""
        who = cases.who(self.actor)
        return bool(self.cases) and all(
            procedures.may_send_back(self.pack, view, step, who, self.on).allowed
            for view, step in zip(self.views, self.steps, strict=True)
        )

    @property
    def own_files(self) -> Q:
        """The attachments that this hand may put into the form: own uploads, and what the act holds already."""
        drafted = {n for step in self.steps for name in self.fields for n in guard.drafted_files(step, name)}
        return Q(owner_stream=f"upload:{self.actor.person}") | Q(pk__in=drafted)

    def options(self) -> Options:
        """The choices of all fields."""
        first = self.cases[0] if self.cases else None
        alliance = self.application.alliance_id if self.application else None
        asked = sources.Asked(self.pack, self.actor, first, alliance)
        return sources.options(asked, self.fields.values())

    def perform(self, answers: dict[str, Any], sent: Sent) -> Any:
        """Sign this hand. Raises ``Repeated``, ``Stale``, ``Refused`` or ``Invalid``; then nothing is written."""
        function = ACTS[self.kind, self.act]
        if self.application is not None:
            return function(self.application, answers, sent)
        return function(list(self.cases), answers, sent) if self.cases else function(answers, sent)

    def send_back(self, note: str, sent: Sent) -> None:
        """Return the act to the hand before. Raises as ``perform``."""
        guard.send_back(self.cases, self.act, note, sent)


def on_cases(actor: Actor, number: int, act: str, others: Sequence[int], on: date) -> Task:
    """An act on one visible case, or with ``others`` on several. Raises Http404."""
    first = viewers.find(actor, number)
    _known(first.kind, act)
    found = [first]
    if others:
        more = viewers.visible(actor).filter(pk__in=others).exclude(pk=number).order_by("pk")
        found += [case for case in more if (case.kind, case.revision_id) == (first.kind, first.revision_id)]
    return judged(Task(first.kind, act, actor, on, cases.pack_of(first)), found)


def _known(kind: str, act: str) -> None:
    if (kind, act) not in ACTS or (kind, act) in BEGIN:
        raise Http404


def judged(task: Task, found: Sequence[Case]) -> Task:
    """The act on these cases as they stand now, in a fixed number of queries. Raises Http404."""
    streams = record.streams({name for case in found for name in (case.stream, f"case:{case.parent_id}")})
    sent = _submissions(found)
    facts = {number: FactSheet.model_validate(rows[-1].facts) for number, rows in sent.items() if rows}
    views, who = cases.views(found, facts, streams), cases.who(task.actor)
    seen = tuple(views[case.pk] for case in found)
    rule = task.pack.procedures[task.kind].acts.get(task.act)
    if rule is None or not any(task.actor.capacity in hand.by for hand in rule.hands):
        raise Http404
    steps = tuple(procedures.judge(task.pack, view, task.act, who, task.on) for view in seen)
    return replace(task, cases=tuple(found), views=seen, steps=steps, streams=streams, submissions=sent)


def _submissions(rows: Sequence[Case]) -> dict[int, list[Submission]]:
    found: dict[int, list[Submission]] = {case.pk: [] for case in rows}
    for row in Submission.objects.filter(case__in=list(found)).order_by("case", "no"):
        found[row.case_id].append(row)
    return found


def together(task: Task) -> list[Case]:
    """Other visible cases on which the same hand of the same act may be done today."""
    if not task.cases or not task.pack.act(task.kind, task.act).batch or task.reasons:
        return []
    first, chosen = task.cases[0], {case.pk for case in task.cases}
    same = viewers.visible(task.actor).filter(kind=first.kind, state=first.state, revision=first.revision_id)
    rows = [case for case in same[:TOGETHER] if case.pk not in chosen]
    views, who = cases.views(rows), cases.who(task.actor)
    judged = [(case, procedures.judge(task.pack, views[case.pk], task.act, who, task.on)) for case in rows]
    return [c for c, step in judged if step.verdict.allowed and step.index == task.steps[0].index]


def drafts(actor: Actor) -> QuerySet[Application]:
    """The drafts that this actor works on: the own organisation's, or those of which it is a member."""
    capacity = policies.current_pack().capacities[actor.capacity]
    rows = applications.drafts_of(actor)
    if capacity.stands is Stands.APPLICANT:
        return rows
    member = Q(alliance__members__organisation=actor.organisation)
    fields = ("alliance", "call", "office", "case", "organisation")
    return Application.objects.select_related(*fields).filter(member)


def find_draft(actor: Actor, number: int) -> Application:
    """One draft of the actor's. Raises Http404."""
    found = drafts(actor).filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def on_draft(actor: Actor, number: int, act: str, on: date) -> Task:
    """An act on a draft, judged with the alliance as it stands now. Raises Http404."""
    application = find_draft(actor, number)
    case = application.case
    pack = cases.pack_of(case) if case else policies.current_pack()
    if (applications.KIND, act) not in ON_DRAFT or act not in pack.procedures[applications.KIND].acts:
        raise Http404
    task = Task(applications.KIND, act, actor, on, pack, application=application)
    begun = cases.begun(case, act, actor) if case else None
    view = applications.view_of(application, hoped(application, pack, act, begun))
    step = procedures.judge(pack, view, act, cases.who(actor), on)
    return replace(task, cases=(case,) if case else (), views=(view,), steps=(step,))


def hoped(application: Application, pack: Pack, act: str, begun: Pending | None) -> FactSheet:
    """The facts as they will be: what the form asks for counts as given until the form has been filled."""
    asked = pack.field_of(applications.KIND, act)
    if begun is not None and begun.signed:
        said = begun.answers
        declared = said.get("declarations") or ()
        papers = [name for name in pack.materials if said.get(name)]
    else:
        declarations = asked.get("declarations")
        declared = list(pack.terms.lists.get(declarations.options or "", {})) if declarations else []
        papers = list(pack.materials)
    return applications.fact_sheet(application, declared, papers)


def begin(actor: Actor, kind: str, act: str, on: date) -> Task:
    """Something new. Raises Http404 for an act that begins nothing or is not this capacity's."""
    pack = policies.current_pack()
    if (kind, act) not in BEGIN or actor.capacity not in pack.act(kind, act).hands[0].by:
        raise Http404
    task = Task(kind, act, actor, on, pack)
    if pack.procedures[kind].parent:
        return task  # judged once the form says under which parent
    view = CaseView(kind, None, applicant=actor.organisation)
    return replace(task, steps=(procedures.judge(pack, view, act, cases.who(actor), on),))
