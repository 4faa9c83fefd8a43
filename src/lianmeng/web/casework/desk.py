"""What lies on somebody's desk: the visible open cases on which this capacity may do something now."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from django.db.models import Q

from lianmeng.cases import queries as cases
from lianmeng.cases.models import Case
from lianmeng.law import nextsteps, panels
from lianmeng.law.history import CaseView
from lianmeng.law.pack import Pack
from lianmeng.law.schema import Door
from lianmeng.policies import queries as policies
from lianmeng.record.people import Actor
from lianmeng.web.casework import casepage, lists, tasks, viewers
from lianmeng.web.casework.addresses import act_address
from lianmeng.web.casework.casepage import is_party

MOST = 200  # cases looked at; the full lists have all


@dataclass(frozen=True)
class Filling:
    """A draft that is not yet a case, as a line like ``lists.Row``."""

    title: str
    applicant: str
    recommender: str
    address: str
    state: str
    tone: str


@dataclass(frozen=True)
class Job:
    """One case or draft with what is to be done on it, and by when; ``left`` are working days."""

    row: lists.Row | Filling
    offer: nextsteps.Offer
    address: str
    due_on: date | None
    left: int

    @property
    def returned(self) -> bool:
        """Whether the act came back from the hand after."""
        return self.offer.step.thread is not None and self.offer.step.thread.returned is not None


@dataclass
class Bundle:
    """Cases on which the same hand of one act may be done at once."""

    words: str
    hand: str
    cases: list[Case] = field(default_factory=list)
    address: str = ""


@dataclass(frozen=True)
class Desk:
    """The jobs, nearest deadline first, those that may be done together, and what else is open: cases, calls."""

    jobs: list[Job]
    bundles: list[Bundle]
    others: list[lists.Row]
    calls: list[lists.Row]


def desk(actor: Actor, door: str, on: date, besides: str = "") -> Desk:
    """Gather the desk in a fixed number of queries; ``besides``: of all kinds but this one."""
    party = is_party(viewers.viewer_of(actor))
    rows = _open(actor, besides)
    if not rows:
        return Desk([], [], [], [])
    views = cases.views(rows)
    views = {case.pk: tasks.as_entered(case, views[case.pk]) for case in rows}
    who, calendar = cases.who(actor), policies.work_calendar()
    jobs, others = [], []
    for case in rows:
        pack, line = cases.pack_of(case), lists.row(case, door, party)
        offer = first(nextsteps.offers(pack, views[case.pk], who, on))
        if offer is None:
            if not nextsteps.is_settled(pack, views[case.pk]):
                others.append(line)
            continue
        due = due_of(pack, views[case.pk], offer)
        address = casepage.offer_address(door, case, offer)
        jobs.append(Job(line, offer, address, due, lists.left_until(due, calendar, on)))
    jobs = in_order(jobs)
    calls = [one for one in others if one.case.applicant_id is None]
    return Desk(jobs, _bundles(jobs, door), [one for one in others if one not in calls], calls)


def due_of(pack: Pack, view: CaseView, offer: nextsteps.Offer) -> date | None:
    """By when this very act ought to be done; None where the measure and the office set no time for it."""
    if any(pack.capacities[name].door is Door.EXPERT for name in offer.step.hand.by):
        return panels.meets_on(view)
    return view.deadlines.get(pack.act(view.kind, offer.act).due or "")


def in_order(jobs: list[Job]) -> list[Job]:
    """The jobs by their days, those without one last, else as they came."""
    return sorted(jobs, key=lambda job: (job.due_on is None, job.due_on or date.max, _number(job)))


def _number(job: Job) -> int:
    return job.row.case.pk if isinstance(job.row, lists.Row) else 0


def _open(actor: Actor, besides: str) -> list[Case]:
    """The visible cases that have not ended, by the packs under which they began."""
    found = viewers.visible(actor).exclude(kind=besides).select_related("application")
    ended, revisions = Q(pk__in=[]), found.order_by().values_list("revision", flat=True).distinct()
    if not revisions:
        return []
    for number in revisions:
        pack = policies.pack(number)
        for kind, procedure in pack.procedures.items():
            over = [name for name in procedure.states if not is_alive(pack, kind, name)]
            ended |= Q(revision=number, kind=kind, state__in=over)
    return list(found.exclude(ended)[:MOST])


def asked(actor: Actor, door: str, on: date) -> list[Job]:
    """What this actor is asked for on cases of which it sees nothing else (one query where there is none)."""
    rows = list(viewers.asked(actor).filter(ended=False)[:MOST])
    if not rows:
        return []
    views, who, calendar = cases.views(rows), cases.who(actor), policies.work_calendar()
    found = []
    for case in rows:
        pack, view = cases.pack_of(case), views[case.pk]
        offer = _asked_for(pack, view, nextsteps.offers(pack, view, who, on))
        if offer is not None:
            address = casepage.offer_address(door, case, offer)
            line = replace(lists.row(case, door, True), address=address)
            due = due_of(pack, view, offer)
            found.append(Job(line, offer, address, due, lists.left_until(due, calendar, on)))
    return found


def _asked_for(pack: Pack, view: CaseView, offers: Iterable[nextsteps.Offer]) -> nextsteps.Offer | None:
    """What somebody is asked for who sees nothing else of the case, until it has been given."""
    return next(
        (
            one
            for one in offers
            if one.allowed
            and viewers.is_asked(pack, view, one.act)
            and not viewers.is_answered(pack, view, one.act)
        ),
        None,
    )


def is_alive(pack: Pack, kind: str, state: str) -> bool:
    """Open, or ended with something left to be done such as publishing or delivering."""
    return pack.is_open(kind, state) or any(
        state in pack.from_states(kind, name) for name in pack.procedures[kind].acts
    )


def first(offers: Iterable[nextsteps.Offer]) -> nextsteps.Offer | None:
    """What is to be done now, if anything."""
    return next((offer for offer in offers if offer.allowed and offer.onward), None)


def _bundles(jobs: Iterable[Job], door: str) -> list[Bundle]:
    found: dict[tuple[int, str, int], Bundle] = {}
    for job in jobs:
        if not isinstance(job.row, lists.Row):
            continue
        case, step = job.row.case, job.offer.step
        if cases.pack_of(case).act(case.kind, step.act).batch and not step.entered:
            key = (case.revision_id, step.act, step.index)
            bundle = found.setdefault(key, Bundle(job.offer.words, job.offer.hand))
            bundle.cases.append(case)
            one, *others = bundle.cases
            bundle.address = act_address(door, one, step.act, tuple(other.pk for other in others))
    return [bundle for bundle in found.values() if len(bundle.cases) > 1]
