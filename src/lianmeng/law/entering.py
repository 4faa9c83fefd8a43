"""Acts done on paper and entered, for others (代录) or afterwards (补录): no acts, but a way of doing any act.

The pack says who enters for whom. The hands that enter stand in place of the party's own; what the entering
office would check of the party's act in its own name, its second hand has then checked. The act is judged on
the day on which it was done, which lies neither before the act that led to the present state nor after today.
"""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from lianmeng.law import panels
from lianmeng.law.conditions import Question
from lianmeng.law.dates import words
from lianmeng.law.history import CaseView, Pending, Who, pending
from lianmeng.law.pack import Pack
from lianmeng.law.schema import Act, Entering, FieldType, FormField, Hand, Stands
from lianmeng.law.verdicts import Reason

DAY, SCAN, SOURCE = "done_on", "sealed_paper", "came_by"  # what the form of entering asks for at least
ASKED = {DAY: FieldType.DATE, SCAN: FieldType.FILE, SOURCE: FieldType.CHOICE}


def way_of(pack: Pack, kind: str, act: str) -> Entering | None:
    """How an act is entered for its party; None when it may not be."""
    name = pack.act(kind, act).entered
    return pack.procedures[kind].entering[name] if name else None


def in_person(pack: Pack, kind: str, act: str, whose: str, thread: Pending | None) -> str | None:
    """For which natural person the act is entered; "" while that is not said, None where it is for nobody in person."""
    way = way_of(pack, kind, act)
    if way is None or not way.whose:
        return None
    return whose or (thread.whose if thread else "")


def said_whose(pack: Pack, view: CaseView, act: str, who: Who, answers: Mapping[str, Any], told: str) -> str:
    """For which natural person this request enters the act: as is written now, else as the page told."""
    way = way_of(pack, view.kind, act)
    if way is None or not way.whose:
        return ""
    written = answers.get(way.whose)
    thread = pending(view, act, who, entered=True)
    return str(written) if written else told or (thread.whose if thread else "")


def party_faults(q: Question) -> list[Reason]:
    """What speaks against the person for whom the act is said to be entered: an expert of another panel."""
    way = way_of(q.pack, q.view.kind, q.act)
    if way is None or not q.whose or q.whose == "":
        return []
    sits = any(q.pack.capacities[name].stands is Stands.PANEL for name in way.for_whom)
    if sits and q.whose not in panels.seated(q.view):
        return [q.refuse("不在本件专家组", field=way.whose or "", mend="改选本组专家")]
    return []


@lru_cache(maxsize=1024)
def rule_of(pack: Pack, kind: str, act: str, *, entered: bool) -> Act:
    """The act with the hands that sign it. Raises ``KeyError`` when it may not be ``entered``."""
    rule = pack.act(kind, act)
    if not entered:
        return rule
    way = pack.procedures[kind].entering[rule.entered or ""]
    replaced = {*way.for_whom, *(name for hand in way.hands for name in hand.by)}
    rest = tuple(hand for hand in rule.hands if not set(hand.by) <= replaced)
    return rule.model_copy(update={"hands": (*way.hands, *rest)})


def hands(pack: Pack, kind: str, act: str, *, entered: bool) -> tuple[Hand, ...]:
    """Who signs, in order. Raises ``KeyError`` when the act may not be ``entered``."""
    return rule_of(pack, kind, act, entered=entered).hands


def fields(pack: Pack, kind: str, act: str, index: int, *, entered: bool) -> dict[str, FormField]:
    """The fields that one hand fills; who enters fills the party's own and those about the paper."""
    hand = hands(pack, kind, act, entered=entered)[index]
    forms = [hand.form] if hand.form else []
    if entered and index == 0:
        way = pack.procedures[kind].entering[pack.act(kind, act).entered or ""]
        kept = hands(pack, kind, act, entered=True)
        forms = [own.form for own in pack.act(kind, act).hands if own.form and own not in kept]
        forms.append(way.form)
    asked = {name: item for form in forms for name, item in pack.forms[form].fields.items()}
    if not (entered and index == 0):
        return asked
    return {name: item for name, item in asked.items() if not _is_the_paper(pack, name, item)}


def _is_the_paper(pack: Pack, name: str, item: FormField) -> bool:
    """Whether the party's form asks here for the very paper that is entered; the measure's own are others."""
    return item.type is FieldType.FILE and item.required and name not in (SCAN, *pack.materials)


def told(pack: Pack, kind: str, act: str) -> dict[str, FormField]:
    """Every field that an entry of this act may hold, in whichever way it was done."""
    found = pack.field_of(kind, act)
    if pack.act(kind, act).entered:
        found.update(fields(pack, kind, act, 0, entered=True))
    return found


def day_of(thread: Pending | None, otherwise: date) -> date:
    """The day on which the act was done, as the hand that entered it wrote."""
    written = thread.drafted.get(DAY) if thread else None
    return date.fromisoformat(written) if isinstance(written, str) and written else otherwise


def done_on(
    view: CaseView, act: str, who: Who, answers: Mapping[str, Any], today: date, whose: str = ""
) -> date:
    """The day on which an act entered from paper was done: as is written now, or was by the hand before."""
    thread = pending(view, act, who, entered=True, whose=whose)
    fresh = thread is None or thread.reached < 0
    written = answers.get(DAY) if fresh else None
    try:
        return date.fromisoformat(written) if isinstance(written, str) and written else day_of(thread, today)
    except ValueError:
        return today


def day_faults(q: Question, entered_on: date | None) -> list[Reason]:
    """What speaks against the day on which the act is said to have been done."""
    if entered_on is None:
        return []
    if q.on > entered_on:
        return [_fault(q, f"发生日不能晚于录入当日（{words(entered_on)}）")]
    moved: Any = [item for item in q.view.since_entered if item.moved][:1]
    if moved and q.on < moved[0].on:
        before = f"发生日不能早于上一步“{q.act_name(moved[0].act)}”办结之日（{words(moved[0].on)}）"
        return [_fault(q, before)]
    return []


def _fault(q: Question, text: str) -> Reason:
    return q.refuse(text, field=DAY, mend="按盖章件所载日期更正")
