"""For whom a case waits: every capacity of an office that has the next step, or a duty, on it.

Read by the same rules that judge the act; a step that only waits for a day is told with that day.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from lianmeng.law import entering, nextsteps, procedures
from lianmeng.law.history import RESUME, CaseView, Who
from lianmeng.law.nextsteps import Offer
from lianmeng.law.pack import Pack
from lianmeng.law.schema import Capacity, Desk, Door, Stands

APPLICANT, RECOMMENDER = "applicant", "recommender"  # who may be urged besides an office of the authority


@dataclass(frozen=True)
class Turn:
    """What one capacity of one office has to do; where any of several may do it, each has it."""

    capacity: str
    office: str
    act: str
    hand: int
    returned: bool
    entered: bool
    opens_on: date
    due_on: date | None


def turns(pack: Pack, view: CaseView, on: date) -> tuple[Turn, ...]:
    """What every capacity of an office has to do on the case; on hold, that it may be resumed."""
    if view.state is None:
        return tuple(_unborn(pack, view, on))
    return () if nextsteps.is_settled(pack, view) else tuple(_turns(pack, view, on))


def _unborn(pack: Pack, view: CaseView, on: date) -> Iterator[Turn]:
    """The next hand of the act that brings the case into being, such as a letter entered and to be compared."""
    for thread in view.threads:
        day = entering.day_of(thread, on)
        step = procedures.judge(pack, view, thread.act, thread.opener, day, on if thread.entered else None)
        for name in step.hand.by:
            if pack.capacities[name].door is Door.OFFICE:
                offer = Offer(thread.act, pack.act_label(view.kind, thread.act), "", step, 0)
                codes = _codes(pack, pack.capacities[name])
                yield from (_turn(pack, view, offer, name, code, on) for code in codes)


def _turns(pack: Pack, view: CaseView, on: date) -> Iterator[Turn]:
    for name, capacity in pack.capacities.items():
        if capacity.door is not Door.OFFICE or capacity.reads_only:
            continue
        for offices in _offices(pack, view, name, capacity):
            who = Who("", name, office=offices[0])
            offer = _first(nextsteps.offers(pack, view, who, on)) or _resumed(pack, view, who, on)
            if offer is not None:
                yield from (_turn(pack, view, offer, name, office, on) for office in offices)


def _turn(pack: Pack, view: CaseView, offer: Offer, capacity: str, office: str, on: date) -> Turn:
    step = offer.step
    days = [reason.earliest_on for reason in step.verdict.reasons if reason.earliest_on]
    returned = step.thread is not None and step.thread.returned is not None
    due = view.deadlines.get(pack.act(view.kind, offer.act).due or "")
    opens = max(days, default=on)
    return Turn(capacity, office, offer.act, step.index, returned, step.entered, opens, due)


def _first(offers: list[Offer]) -> Offer | None:
    """The next step that may be taken now, else one that is only to wait for its day."""
    onward = [offer for offer in offers if offer.onward]
    ready = [offer for offer in onward if offer.allowed]
    later = [o for o in onward if all(reason.earliest_on for reason in o.step.verdict.reasons)]
    return next(iter((*ready, *later)), None)


def _resumed(pack: Pack, view: CaseView, who: Who, on: date) -> Offer | None:
    """What is on hold stays before the office that halted it: it alone may go on."""
    if view.held is None or view.held.who.office != who.office:
        return None
    found = nextsteps.everyday(pack, view, who, on, (RESUME,))
    return next((one for one in found if one.allowed and not one.begun), None)


def _offices(pack: Pack, view: CaseView, name: str, capacity: Capacity) -> list[list[str]]:
    """The offices of a capacity, those together that are as one."""
    if capacity.stands is Stands.RECOMMENDER:
        return [[view.recommender]] if view.recommender else []
    acts = pack.procedures[view.kind].acts.items()
    mine = [a for n, a in acts if view.state in pack.from_states(view.kind, n) and _in(a.hands, name)]
    mine += [pack.everyday[t.act] for t in view.threads if pack.is_everyday(view.kind, t.act)]
    if not mine:
        return []
    apart = any(act.per == "office" or any(hand.same_office for hand in act.hands) for act in mine)
    codes = _codes(pack, capacity)
    if not codes:
        return []
    return [[code] for code in codes] if apart else [codes]


def _codes(pack: Pack, capacity: Capacity) -> list[str]:
    return [code for code, office in pack.offices.items() if office.kind in capacity.office_kinds]


def _in(hands: tuple[object, ...], capacity: str) -> bool:
    return any(capacity in getattr(hand, "by", ()) for hand in hands)


def awaited(pack: Pack, view: CaseView, on: date) -> dict[str, str]:
    """Who may be urged: the applicant, the recommending office, or offices of the authority, with their names."""
    if view.state is None or not pack.is_open(view.kind, view.state):
        return {}
    desk = pack.procedures[view.kind].states[view.state].desk
    if desk is Desk.APPLICANT:
        return {APPLICANT: "申报单位"}
    if desk is Desk.RECOMMENDER:
        name = pack.offices[view.recommender].name if view.recommender in pack.offices else "推荐单位"
        return {RECOMMENDER: name}
    ready = [turn for turn in turns(pack, view, on) if turn.opens_on <= on]
    return {turn.office: pack.offices[turn.office].name for turn in ready}
