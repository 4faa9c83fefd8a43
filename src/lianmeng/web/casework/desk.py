"""What lies on somebody's desk: the visible open cases on which this capacity may do something now."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from lianmeng.cases import queries as cases
from lianmeng.cases.models import Case
from lianmeng.law.history import CaseView
from lianmeng.law.pack import Pack
from lianmeng.policies import queries as policies
from lianmeng.record.people import Actor
from lianmeng.web.casework import lists, nextsteps, viewers
from lianmeng.web.casework.addresses import act_address
from lianmeng.web.casework.casepage import is_party

MOST = 200  # cases looked at; the full lists have all


@dataclass(frozen=True)
class Job:
    """One case with what is to be done on it, and by when."""

    row: lists.Row
    offer: nextsteps.Offer
    address: str
    due_on: date | None
    left: int


@dataclass
class Bundle:
    """Cases on which the same hand of one act may be done at once."""

    words: str
    hand: str
    cases: list[Case] = field(default_factory=list)
    address: str = ""


@dataclass(frozen=True)
class Desk:
    """The jobs, nearest deadline first, those that may be done together, and the other open cases."""

    jobs: list[Job]
    bundles: list[Bundle]
    others: list[lists.Row]


def desk(actor: Actor, door: str, on: date) -> Desk:
    """Gather the desk in a fixed number of queries."""
    party = is_party(viewers.viewer_of(actor))
    rows = _open(actor)
    views = cases.views(rows)
    who, calendar = cases.who(actor), policies.work_calendar()
    jobs, others = [], []
    for case in rows:
        pack, line = cases.pack_of(case), lists.row(case, door, party)
        offer = _first(nextsteps.offers(pack, views[case.pk], who, on))
        if offer is None:
            others.append(line)
            continue
        due = _due(pack, views[case.pk])
        left = 0 if due is None else calendar.working_days(on, due) - 1 if due >= on else (due - on).days
        jobs.append(Job(line, offer, act_address(door, case, offer.act), due, left))
    jobs.sort(key=lambda job: (job.due_on is None, job.due_on or on, job.row.case.pk))
    return Desk(jobs, _bundles(jobs, door), others)


def _open(actor: Actor) -> list[Case]:
    """The visible cases that have not ended, by the packs under which they began."""
    found = viewers.visible(actor).select_related("application")
    ended = Q(pk__in=[])
    for number in found.order_by().values_list("revision", flat=True).distinct():
        pack = policies.pack(number)
        for kind, procedure in pack.procedures.items():
            over = [name for name in procedure.states if not _alive(pack, kind, name)]
            ended |= Q(revision=number, kind=kind, state__in=over)
    return list(found.exclude(ended)[:MOST])


def _alive(pack: Pack, kind: str, state: str) -> bool:
    """Open, or ended with something left to be done such as publishing or delivering."""
    return pack.is_open(kind, state) or any(
        state in pack.from_states(kind, name) for name in pack.procedures[kind].acts
    )


def _first(offers: Iterable[nextsteps.Offer]) -> nextsteps.Offer | None:
    return next((offer for offer in offers if offer.allowed and offer.onward), None)


def _due(pack: Pack, view: CaseView) -> date | None:
    """The nearest of the times that run; a term that outlives states is no task."""
    lasting = {
        name
        for act in pack.procedures[view.kind].acts.values()
        for name, rule in act.begun()
        if pack.deadlines[rule].lasting
    }
    return min((day for name, day in view.deadlines.items() if name not in lasting), default=None)


def _bundles(jobs: Iterable[Job], door: str) -> list[Bundle]:
    found: dict[tuple[int, str, int], Bundle] = {}
    for job in jobs:
        case, step = job.row.case, job.offer.step
        if cases.pack_of(case).act(case.kind, step.act).batch:
            key = (case.revision_id, step.act, step.index)
            bundle = found.setdefault(key, Bundle(job.offer.words, job.offer.hand))
            bundle.cases.append(case)
            first, *others = bundle.cases
            bundle.address = act_address(door, first, step.act, tuple(other.pk for other in others))
    return [bundle for bundle in found.values() if len(bundle.cases) > 1]
