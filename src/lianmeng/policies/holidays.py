"""The State Council's arrangements of holidays, as the package ``chinesecalendar`` knows them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from importlib.metadata import version

from chinese_calendar import constants

SOURCE = f"国务院办公厅节假日安排（chinesecalendar {version('chinesecalendar')}）"
UNKNOWN = "节假日安排尚未公布，按周一至周五、扣除元旦、劳动节、国庆节计"
# 全国年节及纪念日放假办法 (State Council, 2024), article 2: the days of rest that no arrangement moves.
FIXED = (
    (1, 1, "元旦"),
    (5, 1, "劳动节"),
    (5, 2, "劳动节"),
    (10, 1, "国庆节"),
    (10, 2, "国庆节"),
    (10, 3, "国庆节"),
)
_NAMES = {holiday.value: holiday.chinese for holiday in constants.Holiday}


@dataclass(frozen=True, order=True)
class NamedDay:
    """A day that an arrangement names: rest, or make-up work."""

    date: date
    working: bool
    name: str


def known_years() -> frozenset[int]:
    """The years whose arrangement is known."""
    return frozenset(day.year for day in constants.holidays)


def named_days(year: int) -> tuple[NamedDay, ...]:
    """The days that the year's arrangement names, in order; for a year that is not known those fixed by statute."""
    if year not in known_years():
        return tuple(NamedDay(date(year, month, day), False, name) for month, day, name in FIXED)
    both = ((constants.holidays, False), (constants.workdays, True))
    return tuple(
        sorted(
            NamedDay(day, working, _NAMES.get(name, name))
            for days, working in both
            for day, name in days.items()
            if day.year == year
        )
    )


def revision_of(year: int, days: tuple[NamedDay, ...], provisional: bool) -> str:
    """The name of a year's arrangement: the same days give the same name."""
    lines = "\n".join(f"{day.date} {day.working:d}" for day in days)
    return f"{year}-暂定" if provisional else f"{year}-{sha256(lines.encode()).hexdigest()[:12]}"


def revision_of_all(years: Iterable[tuple[int, str, bool]]) -> str:
    """The name of several years' arrangements together, of year, revision and provisional each.

    The last year that is known and a digest of all revisions; empty for none.
    """
    rows = sorted(years)
    known = max((year for year, _, provisional in rows if not provisional), default=0)
    total = sha256("\n".join(revision for _, revision, _ in rows).encode())
    return f"{known}-{total.hexdigest()[:12]}" if rows else ""
