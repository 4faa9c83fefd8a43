"""What may be done now, by whom, and where the case is on its road; read from the pack and the history."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from lianmeng.law import entering, panels, procedures
from lianmeng.law.dates import words as day_words
from lianmeng.law.history import CaseView, Who
from lianmeng.law.pack import Pack
from lianmeng.law.procedures import Step
from lianmeng.law.schema import Act, Stands

FAR = 10_000
ROAD = "road"


@dataclass(frozen=True)
class Offer:
    """An act that this viewer has a hand in, with its words; ``task``: what it is while its outcome is open."""

    act: str
    words: str
    hand: str
    step: Step
    rank: int
    done: bool = False
    task: str = ""

    @property
    def allowed(self) -> bool:
        """Whether it may be done now."""
        return self.step.verdict.allowed

    @property
    def entered(self) -> bool:
        """Whether it is done for the one whose act it is."""
        return self.step.entered

    @property
    def begun(self) -> bool:
        """Whether somebody has signed it before."""
        return self.step.thread is not None

    @property
    def onward(self) -> bool:
        """Whether it is what the case waits for, and not a way out or an extra."""
        return self.rank < FAR


@dataclass(frozen=True)
class Waiting:
    """An act that has been begun and waits for its next hand."""

    act: str
    words: str
    hand: str
    by: str
    returned: bool
    entered: bool = False
    late: bool = False


@dataclass(frozen=True)
class Milestone:
    """One stage of the road. ``tone``: done, now or nothing."""

    words: str
    note: str
    tone: str


@lru_cache(maxsize=64)
def distances(pack: Pack, kind: str) -> Mapping[str, int]:
    """How many acts lie between each state and success at the least; reopening an ended case is no way."""
    return _spread(pack.procedures[kind].success, [(there, here) for here, there in _ways(pack, kind)])


@lru_cache(maxsize=64)
def depths(pack: Pack, kind: str) -> Mapping[str, int]:
    """How many acts lie between the start and each state at the least."""
    return _spread((pack.start_state(kind),), _ways(pack, kind))


def _ways(pack: Pack, kind: str) -> list[tuple[str, str]]:
    return [
        (state, pack.next_state(kind, name, state))
        for name in pack.procedures[kind].acts
        for state in pack.from_states(kind, name)
        if pack.is_open(kind, state)
    ]


def _spread(begin: Iterable[str], ways: Iterable[tuple[str, str]]) -> dict[str, int]:
    """How many of the ways lie between ``begin`` and every state that they reach."""
    found, known = dict.fromkeys(begin, 0), list(ways)
    edge, steps = set(found), 0
    while edge:
        steps += 1
        edge = {there for here, there in known if here in edge} - set(found)
        found.update(dict.fromkeys(edge, steps))
    return found


@lru_cache(maxsize=4096)
def is_onward(pack: Pack, kind: str, state: str, act: str) -> bool:
    """Whether the act brings an open case nearer to success.

    Going back within one desk, as when an argument is held anew, is a remedy and no next step. A state from
    which nothing leads nearer has its next step in whatever leaves it forward.
    """
    if not pack.is_open(kind, state):
        return False
    leaving = [name for name in pack.procedures[kind].acts if state in pack.from_states(kind, name)]
    nearer = [name for name in leaving if _nearer(pack, kind, state, name)]
    if nearer:
        return act in nearer
    return _forward(pack, kind, state, act)


def _forward(pack: Pack, kind: str, state: str, act: str) -> bool:
    """Whether the act leads deeper or to an end, without being open at any time."""
    if pack.act(kind, act).from_states == "any_open" or not pack.is_open(kind, state):
        return False
    there, depth = pack.next_state(kind, act, state), depths(pack, kind)
    return depth.get(there, 0) > depth.get(state, 0) or not pack.is_open(kind, there)


def _nearer(pack: Pack, kind: str, state: str, act: str) -> bool:
    far, depth, states = distances(pack, kind), depths(pack, kind), pack.procedures[kind].states
    there = pack.next_state(kind, act, state)
    if far.get(there, FAR) >= far.get(state, FAR):
        return False
    return depth.get(there, 0) > depth.get(state, 0) or states[there].desk != states[state].desk


@lru_cache(maxsize=4096)
def is_duty(pack: Pack, kind: str, state: str, act: str) -> bool:
    """Whether the act is expected though it leads nowhere by itself.

    So are acts on which expected others wait, those that each office or person owes, those that become open when a
    time is over, and what is to be done by a day after the end without opening the case again; a remedy
    for which no day runs, such as a correction, waits for nobody.
    """
    acts = pack.procedures[kind].acts
    rule = acts[act]
    places = {state, pack.next_state(kind, act, state)}
    awaited = any(_expected(pack, kind, at, name) for name in _waiting_for(pack, kind, act) for at in places)
    awaited = awaited or (act == panels.DRAWS and any(_by_draw(other) for other in acts.values()))
    late = any("over" in condition for condition in rule.when)
    ended = not pack.is_open(kind, state) and pack.next_state(kind, act, state) == state
    return awaited or late or (ended and rule.due is not None) or rule.per != "case"


def _waiting_for(pack: Pack, kind: str, act: str) -> list[str]:
    """The acts before which this one must have been done."""
    acts = pack.procedures[kind].acts.items()
    return [name for name, other in acts if any(earlier.act == act for earlier in other.after)]


def _expected(pack: Pack, kind: str, state: str, act: str) -> bool:
    """Whether the act leads on, has its day or is a duty itself; a remedy, for which no day runs, is none of these."""
    if state not in pack.from_states(kind, act):
        return False
    has_day = pack.act(kind, act).due is not None
    return has_day or is_onward(pack, kind, state, act) or is_duty(pack, kind, state, act)


def _by_draw(rule: Act) -> bool:
    """Whether an act goes by the order in which experts were drawn."""
    return any("drawn" in check for check in rule.checks)


def offers(pack: Pack, view: CaseView, who: Who, on: date) -> list[Offer]:
    """What this capacity has to do with the case in its present state, the way to success first.

    While its own side has begun an act that moves the case, and another hand is to go on with it, all else
    may still be done but is not the next step.
    """
    found, held = [], _is_held(pack, view, who, on)
    for step in procedures.offers(pack, view, who, on):
        rule = pack.act(view.kind, step.act)
        hand = pack.terms.hands[step.hand.role] if len(rule.hands) > 1 else ""
        words = pack.act_label(view.kind, step.act)
        task = pack.task_label(view.kind, step.act) if step.thread is None else ""
        rank, again = _rank(pack, view, step, held), _again(pack, view, step)
        found.append(Offer(step.act, words, hand, step, rank, again, task))
    found += [one for one in entries(pack, view, who, on) if one.begun and one.allowed]
    begun = {thread.act for thread in view.threads}
    found += [one for one in everyday(pack, view, who, on, begun) if one.begun and one.allowed]
    if not held and not any(offer.allowed and offer.onward for offer in found):
        found = [_instead(pack, view, offer) for offer in found]
    return sorted(found, key=lambda offer: offer.rank)


def _again(pack: Pack, view: CaseView, step: Step) -> bool:
    """Whether it is a duty that was done already and is not under way."""
    duty = view.state is not None and is_duty(pack, view.kind, view.state, step.act)
    return duty and step.thread is None and is_done(pack, view, step.act)


def entries(pack: Pack, view: CaseView, who: Who, on: date) -> list[Offer]:
    """What this capacity may enter for the party from its paper, or confirm that was entered."""
    if view.state is None:
        return []
    return [
        Offer(one.act, pack.act_label(view.kind, one.act), pack.terms.hands[one.hand.role], one, 0)
        for one in procedures.entries(pack, view, who, on)
    ]


def everyday(
    pack: Pack, view: CaseView, who: Who, on: date, only: Collection[str] | None = None
) -> list[Offer]:
    """What every case has, or ``only`` some of it, and this capacity has a hand in; never the next step."""
    if view.state is None:
        return []
    return [
        Offer(
            step.act,
            pack.act_label(view.kind, step.act),
            pack.terms.hands[step.hand.role] if len(pack.act(view.kind, step.act).hands) > 1 else "",
            step,
            0 if step.thread is not None else FAR,
        )
        for step in procedures.everyday(pack, view, who, on, only)
    ]


def _instead(pack: Pack, view: CaseView, offer: Offer) -> Offer:
    """Where the way to success is shut, another way forward is the next step."""
    forward = view.state is not None and _forward(pack, view.kind, view.state, offer.act)
    return replace(offer, rank=FAR - 1) if forward and offer.allowed else offer


def _is_held(pack: Pack, view: CaseView, who: Who, on: date) -> bool:
    """Whether somebody else of the own side is to go on with an act that moves the case."""
    return any(
        view.state is not None
        and pack.next_state(view.kind, thread.act, view.state) != view.state
        and _side(pack, thread.opener) is _side(pack, who)
        and not procedures.judge(pack, view, thread.act, who, on).verdict.allowed
        for thread in view.threads
        if not thread.entered
    )


def _side(pack: Pack, who: Who) -> Stands | None:
    """The side on which somebody acts; the department and its panels are one."""
    capacity = pack.capacities.get(who.capacity)
    outside = (Stands.APPLICANT, Stands.RECOMMENDER)
    return capacity.stands if capacity and capacity.stands in outside else None


def _rank(pack: Pack, view: CaseView, step: Step, held: bool) -> int:
    """Acts that wait for this hand first, then the way to success, then duties, then all else."""
    if view.state is None or step.thread is not None:
        return 0
    there = distances(pack, view.kind).get(pack.next_state(view.kind, step.act, view.state), FAR)
    if held:
        return FAR + there
    if is_onward(pack, view.kind, view.state, step.act):
        return 1 + there
    if is_duty(pack, view.kind, view.state, step.act) and not is_done(pack, view, step.act):
        return FAR - 1
    return FAR + there


def is_done(pack: Pack, view: CaseView, act: str) -> bool:
    """Whether the act was done in this state, so that it is only open for doing it again."""
    once = pack.act(view.kind, act).per == "case"  # else each office or person has a turn of its own
    return once and any(item.performed and item.act == act for item in view.since_entered)


def is_settled(pack: Pack, view: CaseView) -> bool:
    """Whether the case has ended and nothing is left to be done on it, such as publishing or delivering."""
    if view.state is None or pack.is_open(view.kind, view.state):
        return False
    acts = [
        name for name in pack.procedures[view.kind].acts if view.state in pack.from_states(view.kind, name)
    ]
    duties = (name for name in acts if is_duty(pack, view.kind, view.state, name))
    return all(is_done(pack, view, name) for name in duties)


def waiting(pack: Pack, view: CaseView, on: date) -> list[Waiting]:
    """The acts begun and not performed, with the hand that each waits for."""
    found = []
    for thread in view.threads:
        day = entering.day_of(thread, on)
        step = procedures.judge(pack, view, thread.act, thread.opener, day, on if thread.entered else None)
        found.append(
            Waiting(
                act=thread.act,
                words=pack.act_label(view.kind, thread.act),
                hand=pack.terms.hands[step.hand.role],
                by=either(pack, view.kind, thread.act, step.hand.by),
                returned=thread.returned is not None,
                entered=thread.entered,
                late=thread.entered and pack.entered_late(view.kind, thread.act),
            )
        )
    return found


def either(pack: Pack, kind: str, act: str, capacities: Iterable[str]) -> str:
    """The capacities of which any may sign; of several offices any one, unless each has a hand of its own."""
    each = pack.act(kind, act).per != "case"
    return "或".join(pack.terms.capacities[one] if each else _of_any(pack, one) for one in capacities)


def _of_any(pack: Pack, capacity: str) -> str:
    rule, label = pack.capacities[capacity], pack.terms.capacities[capacity]
    tied = rule.stands in (Stands.APPLICANT, Stands.RECOMMENDER)
    offices = [one for one in pack.offices.values() if one.kind in rule.office_kinds]
    return f"任一{label}" if len(offices) > 1 and not tied else label


def road(pack: Pack, view: CaseView) -> list[Milestone]:
    """The stages that applicants know, with the day on which each was left behind."""
    states = pack.procedures[view.kind].states
    stages = pack.terms.lists.get(ROAD, {})
    if view.state is None or not any(state.road for state in states.values()):
        return []
    left = _left(pack, view)
    over = view.state in pack.procedures[view.kind].success
    here = states[view.state].road
    order = list(stages)
    now = order.index(here) if here in order else len(order)
    return [
        Milestone(
            words=words,
            note=day_words(left[name]).partition("年")[2] if name in left else "",
            tone=_tone(order.index(name), now, over, known=name in left, ended=here is None),
        )
        for name, words in stages.items()
    ]


def _tone(place: int, now: int, over: bool, *, known: bool, ended: bool) -> str:
    if over or (ended and known) or (not ended and place < now):
        return "done"
    return "now" if place == now and not ended else ""


def _left(pack: Pack, view: CaseView) -> dict[str, date]:
    states = pack.procedures[view.kind].states
    found: dict[str, date] = {}
    for item in view.history:
        if item.moved and item.came_from in states:
            before, after = states[item.came_from].road, states[item.went_to].road
            if before and (before != after or item.went_to in pack.procedures[view.kind].success):
                found[before] = item.on
    return found
