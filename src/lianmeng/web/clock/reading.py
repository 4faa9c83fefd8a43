"""Reading, founding and moving the clock.

Within one request the clock is read once (``held``), so that a page never shows two dates and a
request around midnight does not change its day half way.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Max

from lianmeng.record.models import Entry
from lianmeng.web.models import DemonstrationClock, Installation, InstallationKind

SHANGHAI = ZoneInfo("Asia/Shanghai")
LAST = date(2100, 12, 31)  # beyond it no working day and no term means anything


@dataclass(frozen=True)
class Reading:
    """What the clock says: the legal date of today, and whether it is a demonstration's."""

    day: date
    demonstration: bool


class ClockRefusal(Exception):
    """The date cannot be moved there; ``earliest`` is the first day to which it can."""

    def __init__(self, text: str, earliest: date | None = None) -> None:
        super().__init__(text)
        self.earliest = earliest


_held: ContextVar[list[Reading] | None] = ContextVar("lianmeng_clock", default=None)


@contextmanager
def held() -> Iterator[None]:
    """Keep the first reading until the end of the block."""
    token = _held.set([])
    try:
        yield
    finally:
        _held.reset(token)


def read() -> Reading:
    """The clock's reading; at most one database query within a request."""
    kept = _held.get()
    if kept:
        return kept[0]
    day = (
        DemonstrationClock.objects.filter(installation__kind=InstallationKind.DEMONSTRATION)
        .values_list("day", flat=True)
        .first()
    )
    reading = Reading(day or datetime.now(SHANGHAI).date(), day is not None)
    if kept is not None:
        kept.append(reading)
    return reading


def today() -> date:
    """The legal date on which everything done now is done."""
    return read().day


def is_demonstration() -> bool:
    """True in a database founded as demonstration."""
    return read().demonstration


def establish(kind: str, day: date | None = None) -> None:
    """Found this database as ``real`` or ``demonstration``; a second time changes nothing.

    Raises ClockRefusal when it was founded as the other kind, or a demonstration has no date.
    """
    with transaction.atomic():
        installation, _ = Installation.objects.get_or_create(defaults={"kind": kind})
        if installation.kind != kind:
            raise ClockRefusal("这个数据库已按另一种用途建立，不能改变。")
        if kind == InstallationKind.DEMONSTRATION:
            if day is None:
                raise ClockRefusal("演示环境须有一个起始日期。")
            DemonstrationClock.objects.get_or_create(installation=installation, defaults={"day": day})
    _forget()


def move_to(day: date) -> bool:
    """Move the demonstration's date; return True when it went back.

    Raises ClockRefusal outside a demonstration, for a day after 2100, and for a day before the last
    ledger entry: what was done cannot come to lie in the future.
    """
    if day > LAST:
        raise ClockRefusal(f"最晚可改到{LAST.year}年{LAST.month}月{LAST.day}日。")
    with transaction.atomic():
        row = (
            DemonstrationClock.objects.select_for_update()
            .filter(installation__kind=InstallationKind.DEMONSTRATION)
            .first()
        )
        if row is None:
            raise ClockRefusal("只有演示环境可以改日期。")
        last: date | None = Entry.objects.aggregate(last=Max("on"))["last"]
        if last is not None and day < last:
            raise ClockRefusal("已有办理记录发生在这一天之后。", earliest=last)
        back = day < row.day
        row.day = day
        row.save(update_fields=["day"])
    _forget()
    return back


def _forget() -> None:
    kept = _held.get()
    if kept is not None:
        kept.clear()
