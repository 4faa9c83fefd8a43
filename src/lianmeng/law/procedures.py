"""The judge of acts: may this person, as this, do that act on this case today, and as which hand?

The guard and the pages ask the same function, so a button and the law cannot disagree. Everything is
read from the pack and the case's frozen view.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from lianmeng.law import checks, conditions, entering, panels
from lianmeng.law.conditions import Question
from lianmeng.law.dates import words
from lianmeng.law.history import RESUME, CaseView, Happened, Pending, Who, pending
from lianmeng.law.pack import Pack
from lianmeng.law.schema import Act, Door, Earlier, Hand, Stands
from lianmeng.law.verdicts import Reason, Verdict


@dataclass(frozen=True)
class Step:
    """The next hand of an act and whether ``who`` may be it; ``entered``: for the one whose act it is."""

    act: str
    verdict: Verdict
    index: int
    hand: Hand
    last: bool
    thread: Pending | None
    kind: str
    on: date
    entered: bool = False
    whose: str = ""

    @property
    def form(self) -> str | None:
        """The form that this hand fills."""
        return self.hand.form


def judge(
    pack: Pack,
    view: CaseView,
    act: str,
    who: Who,
    on: date,
    entered_on: date | None = None,
    whose: str = "",
) -> Step:
    """Judge one act. Raises ``KeyError`` when the kind knows no such act.

    With ``entered_on`` the act was done on paper on the day ``on`` and is entered for its party on that day,
    for one of many the natural person ``whose``; ``KeyError`` when the pack knows no such way of doing it.
    """
    entered = entered_on is not None
    rule = entering.rule_of(pack, view.kind, act, entered=entered)
    thread = pending(view, act, who, rule.per, entered=entered, whose=whose)
    in_person = entering.in_person(pack, view.kind, act, whose, thread) if entered else None
    question = Question(pack, view, act, who, on, in_person, entered_on)
    index = _next_hand(question, rule, thread)
    hand = rule.hands[index]
    reasons = _state(question, rule) or _capacity(question, hand, thread)
    if not reasons:
        reasons = _held(question, rule)
        reasons += _persons(question, rule, thread)
        reasons += _one_at_a_time(question, rule, hand, thread, entered=entered)
        reasons += _once(question, rule) + _after(question, rule)
        reasons += conditions.judge(question, rule.when)
        reasons += entering.day_faults(question, entered_on) + entering.party_faults(question)
    last = _is_last(question, rule, index, thread)
    named = in_person or ""
    return Step(act, Verdict.of(reasons), index, hand, last, thread, view.kind, on, entered, named)


def offers(pack: Pack, view: CaseView, who: Who, on: date) -> tuple[Step, ...]:
    """Every act of the present state in which this capacity has a hand, judged."""
    rules = pack.procedures[view.kind].acts
    names = [name for name in _of_state(pack, view.kind, view.state) if _has_hand(rules[name], who)]
    return tuple(judge(pack, view, name, who, on) for name in names)


@lru_cache(maxsize=1024)
def _of_state(pack: Pack, kind: str, state: str | None) -> tuple[str, ...]:
    """The acts of a kind that its pack knows in this state."""
    view = CaseView(kind, state)
    return tuple(name for name in pack.procedures[kind].acts if _in_state(pack, view, name))


def entries(pack: Pack, view: CaseView, who: Who, on: date) -> tuple[Step, ...]:
    """Every act of the present state that this capacity may enter or confirm for its party, judged today."""
    acts = pack.procedures[view.kind].acts
    named = [name for name in _of_state(pack, view.kind, view.state) if acts[name].entered]
    rules = {name: entering.rule_of(pack, view.kind, name, entered=True) for name in named}
    names = [name for name, rule in rules.items() if _has_hand(rule, who)]
    return tuple(_entry(pack, view, name, who, on) for name in names)


def _entry(pack: Pack, view: CaseView, act: str, who: Who, today: date) -> Step:
    """An act entered from paper, judged on the day on which it was done if that is known already."""
    thread = pending(view, act, who, pack.act(view.kind, act).per, entered=True)
    return judge(pack, view, act, who, entering.day_of(thread, today), today)


def everyday(
    pack: Pack, view: CaseView, who: Who, on: date, only: Collection[str] | None = None
) -> tuple[Step, ...]:
    """Every act common to all cases, or ``only`` some, in which this capacity has a hand now, judged."""
    among = [name for name in pack.everyday if only is None or name in only]
    names = [name for name in among if pack.is_everyday(view.kind, name)]
    mine = [n for n in names if _in_state(pack, view, n) and _has_hand(pack.act(view.kind, n), who)]
    return tuple(judge(pack, view, name, who, on) for name in mine)


def may_send_back(pack: Pack, view: CaseView, step: Step, who: Who, on: date) -> Verdict:
    """Whether ``who``, being the next hand, may send the act back to the hand before."""
    question = Question(pack, view, step.act, who, on)
    if step.thread is None or step.index == 0 or step.thread.reached < 0:
        return Verdict.of([question.refuse("没有可以退回的上一手")])
    return Verdict.of(
        _capacity(question, step.hand, step.thread) + _persons(question, _rule(question), step.thread)
    )


def check_answers(
    pack: Pack,
    view: CaseView,
    step: Step,
    who: Who,
    on: date,
    answers: Mapping[str, Any],
    entered_on: date | None = None,
) -> Verdict:
    """The checks of an act on the answers of this hand, each tied to its field."""
    question = Question(pack, view, step.act, who, on, entered_on=entered_on)
    return Verdict.of(checks.judge(question, _rule(question).checks, answers))


def replay(pack: Pack, kind: str, history: Iterable[Happened]) -> str | None:
    """The state to which a history leads. Raises ``ValueError`` where it does not follow the procedure."""
    state: str | None = None
    for number, item in enumerate(history, 1):
        if state is not None and item.came_from != state:
            raise ValueError(f"第{number}条：原状态应为{state}，记为{item.came_from}")
        leads = pack.next_state(kind, item.act, item.came_from) if item.performed else item.came_from
        if item.went_to != leads:
            raise ValueError(f"第{number}条：{item.act} 应到{leads}，记为{item.went_to}")
        state = item.went_to
    return state


def _rule(question: Question) -> Act:
    return question.pack.act(question.view.kind, question.act)


def _has_hand(rule: Act, who: Who) -> bool:
    return any(who.capacity in hand.by for hand in rule.hands)


def _in_state(pack: Pack, view: CaseView, act: str) -> bool:
    if pack.act(view.kind, act).from_states == "new":
        return view.state is None
    return view.state in pack.from_states(view.kind, act)


def _state(q: Question, rule: Act) -> list[Reason]:
    if _in_state(q.pack, q.view, q.act):
        return []
    party = q.pack.capacities[q.who.capacity].door is not Door.OFFICE
    state = q.pack.state_label(q.view.kind, q.view.state, party=party) if q.view.state else "尚未建立"
    return [q.refuse(f"现为“{state}”，不能办理“{q.act_name(q.act)}”", mend="刷新页面，看现在可以办什么")]


def _held(q: Question, rule: Act) -> list[Reason]:
    """While a case is on hold only what every case has, and what the pack leaves open, may be done."""
    held = q.view.held
    if held is None or rule.on_hold or q.pack.is_everyday(q.view.kind, q.act):
        return []
    resume = q.act_name(RESUME) if RESUME in q.pack.everyday else ""
    of_office = q.pack.capacities[q.who.capacity].door is Door.OFFICE
    mend = f"先办理“{resume}”" if of_office else f"等承办机关“{resume}”后再办"
    return [q.refuse(f"本件已{q.act_name(held.act)}", fact=f"自{words(held.on)}起", mend=mend)]


def _needed(q: Question, hand: Hand) -> bool:
    return not conditions.judge(q, hand.when)


def _next_hand(q: Question, rule: Act, thread: Pending | None) -> int:
    reached = thread.reached if thread else -1
    if reached >= 0 and rule.hands[reached].every and _missing(q, thread, reached):
        return reached
    later = (index for index in range(reached + 1, len(rule.hands)) if _needed(q, rule.hands[index]))
    return next(later, max(reached, 0))


def _missing(q: Question, thread: Pending | None, index: int) -> set[str]:
    signed = {item.who.natural for item in (thread.signed if thread else ()) if item.hand == index}
    opened = {item.who.natural for item in (thread.signed if thread else ()) if item.hand < index}
    return {item.party for item in panels.reviews(q.view)} - signed - opened


def _is_last(q: Question, rule: Act, index: int, thread: Pending | None) -> bool:
    if rule.hands[index].every and _missing(q, thread, index) - {q.who.natural}:
        return False
    return not any(_needed(q, hand) for hand in rule.hands[index + 1 :])


def _capacity(q: Question, hand: Hand, thread: Pending | None) -> list[Reason]:
    capacities = "、".join(q.pack.terms.capacities[name] for name in hand.by)
    if q.who.capacity not in hand.by:
        return [q.refuse(f"“{q.act_name(q.act)}”这一步由{capacities}办理")]
    if hand.chair and q.who.natural != panels.chair(q.view):
        return [q.refuse("这一步由专家组组长办理")]
    if not _tied(q):
        return [q.refuse("本件不属于您所在的单位或专家组")]
    if hand.same_office and thread is not None and thread.opener.office != q.who.office:
        return [q.refuse("须由同一处室的负责人办理")]
    return []


def _tied(q: Question) -> bool:
    stands = q.pack.capacities[q.who.capacity].stands
    if stands is Stands.APPLICANT:
        return q.view.state is None or q.who.organisation == q.view.applicant
    if stands is Stands.RECOMMENDER:
        return q.who.office == q.view.recommender
    if stands is Stands.AUTHOR:
        return not q.view.history or q.who.natural == q.view.history[0].who.natural
    return stands is not Stands.PANEL or q.who.natural in panels.seated(q.view)


def _persons(q: Question, rule: Act, thread: Pending | None) -> list[Reason]:
    if thread is not None and any(item.who.natural == q.who.natural for item in thread.signed):
        return [q.refuse("前一手已由您本人办理，须由另一人办理", mend="请另一名有权人员办理")]
    for other in rule.not_same_person_as:
        if q.who.natural in signers(q.view, other):
            return [q.refuse(f"您办理过“{q.act_name(other)}”，本步须换人办理", mend="请另一名有权人员办理")]
    return []


def signers(view: CaseView, act: str) -> set[str]:
    """The natural persons who signed a hand of this act whenever it was performed."""
    attempts = {item.attempt for item in view.performed(act)}
    return {item.who.natural for item in view.history if item.attempt in attempts}


def _one_at_a_time(
    q: Question, rule: Act, hand: Hand, thread: Pending | None, *, entered: bool
) -> list[Reason]:
    """Of the acts that one desk may begin to move a case, one at a time goes from hand to hand."""
    if (thread is not None and thread.signed) or not _moves(q, q.act) or len(rule.hands) == 1:
        return []
    for other in q.view.threads:
        same_desk = other.opener.capacity in hand.by
        same_desk = same_desk and other.entered == entered
        if other.act != q.act and other.signed and same_desk and _moves(q, other.act):
            name = q.act_name(other.act)
            mend = f"先办完“{name}”，或请下一手退回"
            return [q.refuse(f"“{name}”已提出，正等下一手办理", mend=mend)]
    return []


def _moves(q: Question, act: str) -> bool:
    return q.view.state is not None and q.pack.next_state(q.view.kind, act, q.view.state) != q.view.state


def _once(q: Question, rule: Act) -> list[Reason]:
    if rule.per == "case":
        return []
    recent = q.view.since(lambda item: item.moved or _opens(q, rule, item))
    for item in recent:
        same = item.who.office == q.who.office if rule.per == "office" else q.is_party(item)
        if item.performed and item.act == q.act and same:
            return [q.refuse(f"“{q.act_name(q.act)}”已办理，原件不改")]
    return []


def _opens(q: Question, rule: Act, item: Happened) -> bool:
    return item.performed and any(
        item.act == earlier.act and (not earlier.by_same or q.is_party(item)) for earlier in rule.after
    )


def _after(q: Question, rule: Act) -> list[Reason]:
    return [
        q.refuse(f"须先办理“{q.act_name(earlier.act)}”", mend=f"先办理“{q.act_name(earlier.act)}”")
        for earlier in rule.after
        if (not earlier.only_in or q.view.state in earlier.only_in) and not _was_done(q, earlier)
    ]


def _was_done(q: Question, earlier: Earlier) -> bool:
    if earlier.by_same and not q.party:
        return True  # it is not said yet for whom: judged once it is
    if earlier.since is None:
        recent = q.view.history
    elif earlier.since == "entered":
        recent = q.view.since_entered
    else:
        recent = q.view.since_acts(earlier.since)
    return any(
        item.performed and item.act == earlier.act and (not earlier.by_same or q.is_party(item))
        for item in recent
    )
