"""Whose turn it is, as rows: what the desks of offices are drawn from. Written by the guard after each act.

A row says that a capacity (of one office, or of any) has something to do on a case, from which day on and by
when. It is read from the case's history by the same rules that guard the act, and may be made anew at any time.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date

from django.db.models import Q

from lianmeng.cases import queries
from lianmeng.cases.models import Case, Turn
from lianmeng.law import turns
from lianmeng.law.history import CaseView

_postponed: ContextVar[set[int] | None] = ContextVar("postponed", default=None)
NEVER = date(9999, 12, 31)  # sorts what has no last day behind all that has
BATCH = 200


def refresh(cases: Sequence[Case], on: date, known: Mapping[int, CaseView] | None = None) -> None:
    """Write anew whose turn it is on these cases and on those that wait for them; ``known`` views are not read."""
    found = {case.pk: case for case in (*cases, *_watching(cases))}
    postponed = _postponed.get()
    if postponed is not None:
        postponed.update(found)
        return
    views = dict(known or {})
    if left := [case for number, case in found.items() if number not in views]:
        views |= queries.views(left)
    Turn.objects.filter(case__in=list(found)).delete()
    Turn.objects.bulk_create(
        Turn(
            case=case,
            capacity=turn.capacity,
            office=turn.office,
            act=turn.act,
            hand=turn.hand,
            returned=turn.returned,
            entered=turn.entered,
            opens_on=turn.opens_on,
            due_on=turn.due_on,
            order_on=turn.due_on or NEVER,
        )
        for case in found.values()
        for turn in turns.turns(queries.pack_of(case), views[case.pk], on)
    )


@contextmanager
def postponed() -> Iterator[set[int]]:
    """Leave the desks as they are while many acts are replayed; gathers the cases for ``refresh_these``."""
    touched: set[int] = set()
    mark = _postponed.set(touched)
    try:
        yield touched
    finally:
        _postponed.reset(mark)


def _watching(cases: Iterable[Case]) -> list[Case]:
    """The parents whose own acts depend on whether these cases are open."""
    parents = (case.parent for case in cases if case.parent_id)
    return [one for one in parents if one and queries.pack_of(one).watched(one.kind)]


def refresh_all(on: date) -> int:
    """Write every desk anew as of a day; how many cases were looked at. Time passes without any act."""
    return _refresh(Q(turns__isnull=False), on)


def refresh_these(numbers: Iterable[int], on: date) -> int:
    """Write anew whose turn it is on the cases of these numbers; how many were looked at."""
    return _refresh(Q(pk__in=list(numbers)), on)


def _refresh(which: Q, on: date) -> int:
    last = looked = 0
    while rows := list(
        Case.objects.filter(which, pk__gt=last)
        .select_related("recommender", "parent")
        .distinct()
        .order_by("pk")[:BATCH]
    ):
        refresh(rows, on)
        last, looked = rows[-1].pk, looked + len(rows)
    return looked
