"""What the applicants' pages print."""

from dataclasses import dataclass, replace
from datetime import date

from lianmeng.acts import ACTS, BEGIN, ON_DRAFT
from lianmeng.alliances.models import Alliance
from lianmeng.applications import queries as applications
from lianmeng.applications.models import Application
from lianmeng.cases import queries as cases
from lianmeng.law import criteria, nextsteps
from lianmeng.law.dates import WorkCalendar
from lianmeng.law.history import CaseView, pending
from lianmeng.law.pack import Pack
from lianmeng.law.schema import Desk
from lianmeng.law.verdicts import Finding
from lianmeng.policies import queries as policies
from lianmeng.record.people import Actor
from lianmeng.web.casework import casepage, desk, lists, tasks
from lianmeng.web.casework.addresses import case_address, draft_act_address, draft_address
from lianmeng.web.casework.conditions import Conditions
from lianmeng.web.casework.contents import Contents, contents
from lianmeng.web.casework.lists import left_until

DOOR = "applicant"
SUBMIT = "submit"


@dataclass(frozen=True)
class Draft:
    """A draft as a line: open for changes, or become a case; ``address``: "" for who may not read that case."""

    row: Application
    open: bool
    state: str
    address: str
    alive: bool = True


@dataclass(frozen=True)
class DraftPage:
    """All that the template of a draft prints."""

    application: Application
    pack: Pack
    conditions: Conditions
    stops: list[Finding]
    earliest_on: date | None
    doable: list[casepage.Doable]
    refused: list[nextsteps.Offer]
    waiting: list[nextsteps.Waiting]
    contents: Contents | None
    closes_on: date | None


def drafts(actor: Actor) -> list[Draft]:
    """The actor's drafts, newest first."""
    return [_draft(row, actor) for row in tasks.drafts(actor).select_related("call", "office")]


def _draft(row: Application, actor: Actor) -> Draft:
    case = row.case
    if case is None:
        return Draft(row, True, "", draft_address(row.pk))
    pack = cases.pack_of(case)
    is_open = case.state == pack.start_state(case.kind)
    label = pack.state_label(case.kind, case.state, party=True)
    own = case_address(DOOR, case.pk) if row.organisation_id == actor.organisation else ""
    address = draft_address(row.pk) if is_open else own
    return Draft(row, is_open, label, address, desk.is_alive(pack, case.kind, case.state))


def jobs(
    actor: Actor, drafts: list[Draft], stored: dict[int, Alliance], days: dict[int, dict[str, date]], on: date
) -> list[desk.Job]:
    """What waits for this person on drafts and cases.

    ``stored``: their alliances, read whole; ``days``: the days of the calls. Both by number.
    """
    rows = [one.row for one in drafts if one.alive]
    found = desk.desk(actor, DOOR, on, besides=applications.KIND).jobs if _works_elsewhere(actor) else []
    if not rows:
        return found
    views, who, calendar = applications.views_of(rows, days), cases.who(actor), policies.work_calendar()
    if any(one.open for view in views.values() for one in view.linked):  # somebody has objected
        found += desk.asked(actor, DOOR, on)
    for draft in (one for one in drafts if one.alive):
        row, view = draft.row, views[draft.row.pk]
        pack = cases.pack_of(row.case) if row.case else policies.current_pack()
        begun = pending(view, SUBMIT, who) if row.case else None
        facts = tasks.hoped(row, pack, SUBMIT, begun, stored.get(row.alliance_id))
        view = replace(view, facts=facts)
        offer = desk.first(nextsteps.offers(pack, view, who, on))
        if offer is not None:
            found.append(_job(draft, offer, view, calendar, on))
    return desk.in_order(found)


def _works_elsewhere(actor: Actor) -> bool:
    """Whether this capacity has a hand in cases of another kind that it sees."""
    pack = policies.current_pack()
    without = {applications.KIND, *pack.hidden_from(actor.capacity)}
    return any(
        actor.capacity in hand.by
        for kind, procedure in pack.procedures.items()
        for act in procedure.acts.values()
        for hand in act.hands
        if kind not in without
    )


def _job(draft: Draft, offer: nextsteps.Offer, view: CaseView, calendar: WorkCalendar, on: date) -> desk.Job:
    row, case = draft.row, draft.row.case
    if case is not None and not draft.open:
        due = desk.due_of(cases.pack_of(case), view, offer)
        address = casepage.offer_address(DOOR, case, offer)
        return desk.Job(lists.row(case, DOOR, True), offer, address, due, left_until(due, calendar, on))
    line = desk.Filling(
        title=row.alliance.name,
        applicant=row.organisation.name,
        recommender=row.office.name,
        address=draft_address(row.pk),
        state=draft.state or "填报中",
        tone="warn",
    )
    due = view.parent_deadlines.get("closing")
    address = draft_act_address(row.pk, offer.act)
    return desk.Job(line, offer, address, due, left_until(due, calendar, on))


def may_begin(actor: Actor) -> bool:
    """Whether this capacity begins applications."""
    pack = policies.current_pack()
    acts = (act for kind, act in BEGIN if kind == applications.KIND)
    return any(actor.capacity in pack.act(applications.KIND, act).hands[0].by for act in acts)


def is_mine(pack: Pack, view: CaseView) -> bool:
    """Whether the file lies with the applicant; what an office has begun is not the applicant's to read."""
    return pack.procedures[view.kind].states[view.state or ""].desk is Desk.APPLICANT


def draft_page(application: Application, actor: Actor, on: date) -> DraftPage:
    """Everything about a draft as it stands now, judged live."""
    case = application.case
    pack = cases.pack_of(case) if case else policies.current_pack()
    begun = cases.begun(case, SUBMIT, actor) if case else None
    facts = tasks.hoped(application, pack, SUBMIT, begun)
    view = applications.view_of(application, facts)
    found = [
        one
        for one in nextsteps.offers(pack, view, cases.who(actor), on)
        if (applications.KIND, one.act) in ACTS
    ]
    on_draft = [one for one in found if (applications.KIND, one.act) in ON_DRAFT]
    findings = criteria.judge(pack, facts, on, SUBMIT)
    stops = [finding for finding in findings if finding.stops]
    return DraftPage(
        application=application,
        pack=pack,
        conditions=Conditions(findings),
        stops=stops,
        earliest_on=max(
            (one.earliest_on for one in criteria.judge(pack, facts, on) if one.earliest_on), default=None
        ),
        doable=[
            casepage.Doable(one, draft_act_address(application.pk, one.act))
            for one in on_draft
            if one.allowed
        ],
        refused=[one for one in on_draft if not one.allowed],
        waiting=nextsteps.waiting(pack, view, on) if case and is_mine(pack, view) else [],
        contents=contents(pack, facts),
        closes_on=view.parent_deadlines.get("closing"),
    )
