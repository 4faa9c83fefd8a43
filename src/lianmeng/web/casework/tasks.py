"""An act as somebody is about to do it: on cases, on a draft, or beginning something new."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, cast

from django.db.models import Q, QuerySet
from django.http import Http404

from lianmeng.acts import BEGIN, ON_DRAFT, ON_PARENT, RESUBMITS, function_of
from lianmeng.alliances.models import Alliance
from lianmeng.applications import queries as applications
from lianmeng.applications.models import Application
from lianmeng.cases import guard, sources
from lianmeng.cases import queries as cases
from lianmeng.cases.guard import Sent
from lianmeng.cases.models import Case, Submission
from lianmeng.law import entering, procedures
from lianmeng.law.acts import shape_of
from lianmeng.law.facts import FactSheet
from lianmeng.law.forms import Options
from lianmeng.law.history import CaseView, Pending, pending
from lianmeng.law.pack import Pack
from lianmeng.law.procedures import Step
from lianmeng.law.schema import FormField, Hand, Stands
from lianmeng.law.verdicts import Reason
from lianmeng.policies import queries as policies
from lianmeng.record import queries as record
from lianmeng.record.models import Entry
from lianmeng.record.people import Actor
from lianmeng.web.casework import viewers
from lianmeng.web.casework.addresses import APART, TOGETHER


@dataclass(frozen=True)
class Task:
    """One act, judged for one actor on one day. ``cases`` is empty for what begins and for a fresh draft.

    With ``entered_on``, today, the act was done on paper on the day ``on`` and is entered for its party.
    """

    kind: str
    act: str
    actor: Actor
    on: date
    pack: Pack
    cases: tuple[Case, ...] = ()
    views: tuple[CaseView, ...] = ()
    steps: tuple[Step, ...] = ()
    application: Application | None = None
    parent: Case | None = None
    streams: Mapping[str, list[Entry]] = field(default_factory=dict)
    submissions: Mapping[int, list[Submission]] = field(default_factory=dict)
    entered_on: date | None = None

    @property
    def entered(self) -> bool:
        """Whether the act is entered for the one whose act it is."""
        return self.entered_on is not None

    @property
    def late(self) -> bool:
        """Whether the own office did it on paper and enters it now (补录)."""
        return self.entered and self.pack.entered_late(self.kind, self.act)

    @property
    def entered_for(self) -> str:
        """Whose paper is entered, in words."""
        way = entering.way_of(self.pack, self.kind, self.act)
        names = way.for_whom if way else ()
        if any(self.pack.capacities[name].stands is Stands.APPLICANT for name in names):
            return "申报单位"
        return "、".join(self.pack.terms.capacities[name] for name in names)

    @property
    def narrow(self) -> bool:
        """Whether the actor has a hand in this act and sees nothing else of the case."""
        return any(not viewers.sees(self.actor, case) for case in self.cases)

    @property
    def hands(self) -> tuple[Hand, ...]:
        """Everybody who signs, in order."""
        return entering.hands(self.pack, self.kind, self.act, entered=self.entered)

    @property
    def view(self) -> CaseView:
        """The view of the first case."""
        return self.views[0] if self.views else CaseView(self.kind, None)

    @property
    def hand(self) -> Hand:
        """The hand that signs now."""
        return self.steps[0].hand if self.steps else self.hands[0]

    @property
    def thread(self) -> Pending | None:
        """The act as it was begun, if it was."""
        return self.steps[0].thread if self.steps else None

    @property
    def last(self) -> bool:
        """Whether this hand performs the act."""
        return self.steps[0].last if self.steps else len(self.hands) == 1

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
        index = self.steps[0].index if self.steps else 0
        return entering.fields(self.pack, self.kind, self.act, index, entered=self.entered)

    @property
    def all_fields(self) -> dict[str, FormField]:
        """The fields of every hand."""
        if self.entered:
            return entering.told(self.pack, self.kind, self.act)
        return self.pack.field_of(self.kind, self.act)

    def judge(self, view: CaseView) -> Step:
        """The hand that signs now, on a case as it is seen."""
        who = cases.who(self.actor)
        return procedures.judge(self.pack, view, self.act, who, self.on, self.entered_on)

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
        view = self.views[0] if self.views and first else None
        asked = sources.Asked(self.pack, self.actor, first, alliance, self.entered_on or self.on, view)
        return sources.options(asked, self.fields.values())

    def perform(self, answers: dict[str, Any], sent: Sent) -> Any:
        """Sign this hand. Raises ``Repeated``, ``Stale``, ``Refused`` or ``Invalid``; then nothing is written."""
        function = function_of(self.kind, self.act)
        if (self.kind, self.act) in ON_PARENT:
            return function(self.cases[0] if self.cases else self.parent, answers, sent)
        if self.application is not None:
            return function(self.application, answers, sent)
        return function(list(self.cases), answers, sent) if self.cases else function(answers, sent)

    def send_back(self, note: str, sent: Sent) -> None:
        """Return the act to the hand before. Raises as ``perform``."""
        guard.send_back(self.cases, self.act, note, sent)


def entered_on_case(
    actor: Actor, number: int, act: str, today: date, done_on: date, others: Sequence[int] = ()
) -> Task:
    """An act that its party did on paper on the day ``done_on``, entered today for it. Raises Http404.

    With ``others`` one paper is entered for several cases.
    """
    found = viewers.find_entered(actor, number)
    _known(found.kind, act)
    task = _entered(Task(found.kind, act, actor, done_on, cases.pack_of(found), entered_on=today))
    if (found.kind, act) in ON_DRAFT:
        return entered_on_draft(actor, found.application.pk, act, today, done_on)
    return judged(task, [found, *_beside(actor, found, others)])


def _entered(task: Task) -> Task:
    """The task, when this capacity may enter the act or confirm what was entered. Raises Http404."""
    known = task.pack.knows(task.kind, task.act)
    rule = task.pack.act(task.kind, task.act) if known else None
    if rule is None or not rule.entered or not any(task.actor.capacity in hand.by for hand in task.hands):
        raise Http404
    return task


def _signed(begun: Pending | None) -> bool:
    return begun is not None and bool(begun.signed)


def on_cases(actor: Actor, number: int, act: str, others: Sequence[int], on: date) -> Task:
    """An act on one visible case, or with ``others`` on several. Raises Http404."""
    first = viewers.find_to_do(actor, number, act)
    _known(first.kind, act)
    found = [first, *_beside(actor, first, others)]
    return judged(Task(first.kind, act, actor, on, cases.pack_of(first)), found)


def _beside(actor: Actor, first: Case, others: Sequence[int]) -> list[Case]:
    """The visible cases of these numbers under the same rules as the first."""
    if not others:
        return []
    more = viewers.visible(actor).filter(pk__in=others).exclude(pk=first.pk).order_by("pk")
    return [case for case in more if (case.kind, case.revision_id) == (first.kind, first.revision_id)]


def _known(kind: str, act: str) -> None:
    if shape_of(kind, act) is None or (kind, act) in BEGIN:
        raise Http404


def judged(task: Task, found: Sequence[Case]) -> Task:
    """The act on these cases as they stand now, in a fixed number of queries. Raises Http404."""
    streams = record.streams({name for case in found for name in (case.stream, f"case:{case.parent_id}")})
    sent = _submissions(found)
    facts = {number: FactSheet.model_validate(rows[-1].facts) for number, rows in sent.items() if rows}
    if (task.kind, task.act) in RESUBMITS:  # judged on what will be submitted, as the act does
        facts = {case.pk: applications.facts_now(case, facts[case.pk]) for case in found if case.pk in facts}
    views = cases.views(found, facts, streams)
    seen = tuple(views[case.pk] for case in found)
    known = task.pack.knows(task.kind, task.act)
    if not known or not any(task.actor.capacity in hand.by for hand in task.hands):
        raise Http404
    task = _on_its_day(task, seen[0])
    steps = tuple(task.judge(view) for view in seen)
    return replace(task, cases=tuple(found), views=seen, steps=steps, streams=streams, submissions=sent)


def _on_its_day(task: Task, view: CaseView) -> Task:
    """What is entered from paper is judged on the day on which it was done, once a hand has said it."""
    if not task.entered:
        return task
    per = task.pack.act(task.kind, task.act).per
    begun = pending(view, task.act, cases.who(task.actor), per, entered=True)
    return replace(task, on=entering.day_of(begun, task.on)) if _signed(begun) else task


def _submissions(rows: Sequence[Case]) -> dict[int, list[Submission]]:
    found: dict[int, list[Submission]] = {case.pk: [] for case in rows}
    for row in Submission.objects.filter(case__in=list(found)).order_by("case", "no"):
        found[row.case_id].append(row)
    return found


def together(task: Task) -> list[Case]:
    """Other visible cases on which the same hand of the same act may be done today."""
    rule = task.pack.act(task.kind, task.act)
    if not task.cases or not rule.batch or task.reasons or task.entered or task.act in APART:
        return []
    first, chosen = task.cases[0], {case.pk for case in task.cases}
    same = viewers.visible(task.actor).filter(kind=first.kind, state=first.state, revision=first.revision_id)
    if rule.documents_for:  # a reply goes to one office
        same = same.filter(recommender=first.recommender_id)
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
    pack = cases.pack_of(application.case) if application.case else policies.current_pack()
    if (applications.KIND, act) not in ON_DRAFT or act not in pack.procedures[applications.KIND].acts:
        raise Http404
    return _drafted(Task(applications.KIND, act, actor, on, pack, application=application))


def _drafted(task: Task) -> Task:
    """The act on its draft, judged with the alliance as it stands now."""
    application, act = cast(Application, task.application), task.act
    case = application.case
    begun = cases.begun(case, act, task.actor, entered=task.entered) if case else None
    if task.entered and begun is not None and begun.signed:
        task = replace(task, on=entering.day_of(begun, task.on))
    view = applications.view_of(application, hoped(application, task.pack, act, begun))
    return replace(task, cases=(case,) if case else (), views=(view,), steps=(task.judge(view),))


def entered_on_draft(actor: Actor, number: int, act: str, today: date, done_on: date) -> Task:
    """An act on a draft, done on paper and entered by the office that reviews it. Raises Http404."""
    fields = ("alliance", "call", "office", "case", "organisation")
    rows = Application.objects.select_related(*fields).filter(office__code=actor.office)
    application = rows.filter(pk=number).first()
    if application is None or (applications.KIND, act) not in ON_DRAFT:
        raise Http404
    pack = cases.pack_of(application.case) if application.case else policies.current_pack()
    task = Task(applications.KIND, act, actor, done_on, pack, application=application, entered_on=today)
    return _drafted(_entered(task))


def hoped(
    application: Application, pack: Pack, act: str, begun: Pending | None, stored: Alliance | None = None
) -> FactSheet:
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
    return applications.fact_sheet(application, declared, papers, stored)


def as_entered(case: Case, view: CaseView) -> CaseView:
    """The view of a case that was never submitted, with the facts of the submission now being entered."""
    begun = next((one for one in view.threads if one.entered and (case.kind, one.act) in ON_DRAFT), None)
    if begun is None or view.facts is not None:
        return view
    return replace(view, facts=hoped(case.application, cases.pack_of(case), begun.act, begun))


def under(actor: Actor, parent: Case, kind: str, act: str, today: date, done_on: date | None = None) -> Task:
    """What begins a case under a parent; with ``done_on`` entered from paper. Raises Http404."""
    pack = policies.current_pack()
    procedure = pack.procedures.get(kind)
    if (kind, act) not in ON_PARENT or procedure is None or procedure.parent != parent.kind:
        raise Http404
    task = Task(
        kind, act, actor, done_on or today, pack, parent=parent, entered_on=today if done_on else None
    )
    task = _entered(task) if done_on else task
    if actor.capacity not in task.hands[0].by:
        raise Http404
    view = cases.view_under(kind, parent)
    return replace(task, views=(view,), steps=(task.judge(view),))


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
