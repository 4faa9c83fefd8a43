"""Counting of legal time: corresponding days, working days.

Months and years end on the day of the same number, or the last day of the month (民法典 201, 202 by
analogy). Working days follow a ``WorkCalendar``: days named as rest or as make-up work by the State
Council, otherwise Monday to Friday.
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

SATURDAY = 5


def words(day: date) -> str:
    """A day as officials write it: 2016年4月21日."""
    return f"{day.year}年{day.month}月{day.day}日"


def add_months(day: date, months: int) -> date:
    """The corresponding day ``months`` later; the month's last day where it has no such number."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def add_years(day: date, years: int) -> date:
    """The corresponding day ``years`` later (29 February becomes the 28th)."""
    return add_months(day, 12 * years)


@dataclass(frozen=True)
class WorkCalendar:
    """Which days are worked. ``revision`` names the published holiday arrangement it was made from."""

    rest: frozenset[date] = frozenset()
    work: frozenset[date] = frozenset()
    years: frozenset[int] = field(default_factory=frozenset)
    revision: str = ""

    def is_working(self, day: date) -> bool:
        """Worked by arrangement, else Monday to Friday unless named as rest."""
        return day in self.work or (day.weekday() < SATURDAY and day not in self.rest)

    def provisional(self, day: date) -> bool:
        """True when the year's arrangement is not known yet and weekdays were counted (暂定)."""
        return day.year not in self.years

    def _working_from(self, day: date) -> Iterator[date]:
        while True:
            if self.is_working(day):
                yield day
            day += timedelta(days=1)

    def add_working_days(self, start: date, amount: int, *, count_first: bool = False) -> date:
        """The ``amount``-th working day from ``start``; the first day counts only when asked for."""
        if amount <= 0:
            return start
        days = self._working_from(start if count_first else start + timedelta(days=1))
        return next(day for number, day in enumerate(days, 1) if number == amount)

    def working_days(self, first: date, last: date) -> int:
        """How many working days lie between the two days, both included."""
        span = (last - first).days + 1
        return sum(self.is_working(first + timedelta(days=n)) for n in range(max(span, 0)))
