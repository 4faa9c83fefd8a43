"""Deadlines: the last day of each time that an act starts.

The day from which a time runs is not counted unless the rule says so (民法典 201 by analogy); months and
years end on the corresponding day, or on the month's last day (202); the end of a day ends the time (203,
204: a pack's own rule goes before). An end that falls on a day of rest is not moved: a pack that wants
this counts in working days.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from lianmeng.law.dates import WorkCalendar, add_months, add_years
from lianmeng.law.pack import Pack
from lianmeng.law.schema import DeadlineRule, TimeUnit


class NotBegun(LookupError):
    """The time does not run: the date or the deadline from which it is taken was not given."""


def due(
    pack: Pack,
    name: str,
    *,
    on: date,
    answers: Mapping[str, Any],
    parent_deadlines: Mapping[str, date],
    begun: Mapping[str, date],
    calendar: WorkCalendar,
) -> date:
    """The last day of the time that the rule ``name`` of calendar.yaml gives.

    It runs from ``on`` (the act's legal date), from the date that ``answers`` hold as ISO text in the rule's
    field, or from a deadline in ``begun``. A deadline of the parent caps it while that day has not passed: nobody is given a time
    that is over.
    Raises ``KeyError`` for an unknown rule and ``NotBegun`` when there is nothing to count from.
    """
    rule = pack.deadlines[name]
    day = _counted(rule, _start(rule, on, answers, begun), calendar)
    cap = parent_deadlines.get(rule.no_later_than) if rule.no_later_than else None
    return min(day, cap) if cap and cap >= on else day


def begin(
    pack: Pack,
    kind: str,
    act: str,
    *,
    on: date,
    answers: Mapping[str, Any],
    parent_deadlines: Mapping[str, date],
    calendar: WorkCalendar,
) -> dict[str, date]:
    """The last day of every deadline that an act starts, by its name on the case, in the pack's order.

    A rule may run from a deadline begun before it by the same act, named as on the case or as in the
    calendar. One that has nothing to count from is left out. Raises ``KeyError`` for an unknown act.
    """
    known: dict[str, date] = {}
    result: dict[str, date] = {}
    for name, rule in pack.act(kind, act).begun():
        try:
            day = due(
                pack,
                rule,
                on=on,
                answers=answers,
                parent_deadlines=parent_deadlines,
                begun=known,
                calendar=calendar,
            )
        except NotBegun:
            continue
        result[name] = known[name] = known[rule] = day
    return result


def resumed(rule: DeadlineRule, due_on: date, *, held_on: date, on: date, calendar: WorkCalendar) -> date:
    """The last day of a time that ran when work was halted on ``held_on`` and goes on from ``on``.

    What was left on the day of the halt is left again: in working days where the rule counts them, else in
    days. A time that was over before is not given back.
    """
    if due_on < held_on or on <= held_on:
        return due_on
    if rule.unit is TimeUnit.WORKING_DAYS:
        left = calendar.working_days(held_on, due_on) - 1
        return calendar.add_working_days(on, left, count_first=False) if left > 0 else on
    return due_on + (on - held_on)


def _start(rule: DeadlineRule, on: date, answers: Mapping[str, Any], begun: Mapping[str, date]) -> date:
    if rule.from_deadline:
        if rule.from_deadline not in begun:
            raise NotBegun(rule.from_deadline)
        return begun[rule.from_deadline]
    typed = answers.get(rule.from_field) if rule.from_field else None
    if typed:
        return date.fromisoformat(str(typed))
    if rule.from_field and rule.amount is None:
        raise NotBegun(rule.from_field)
    return on


def _counted(rule: DeadlineRule, start: date, calendar: WorkCalendar) -> date:
    if rule.amount is None or rule.amount <= 0:
        return start
    if rule.unit is TimeUnit.WORKING_DAYS:
        return calendar.add_working_days(start, rule.amount, count_first=rule.count_first)
    first = timedelta(days=1 if rule.count_first else 0)
    if rule.unit is TimeUnit.DAYS:
        return start + timedelta(days=rule.amount) - first
    add = add_months if rule.unit is TimeUnit.MONTHS else add_years
    return add(start, rule.amount) - first
