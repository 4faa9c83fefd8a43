"""Counting of legal time: corresponding days, and working days against published notices."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianmeng.law.dates import WorkCalendar, add_months, add_years
from tests.law.casework import workdays

DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2016, 1, 21), 3, date(2016, 4, 21)),
        (date(2015, 11, 30), 3, date(2016, 2, 29)),
        (date(2016, 11, 30), 3, date(2017, 2, 28)),
        (date(2016, 1, 31), 3, date(2016, 4, 30)),
        (date(2016, 10, 15), 3, date(2017, 1, 15)),
        (date(2016, 12, 31), 0, date(2016, 12, 31)),
    ],
)
def test_months_end_on_the_corresponding_day_or_the_last_of_the_month(
    start: date, months: int, end: date
) -> None:
    assert add_months(start, months) == end


def test_years_from_a_leap_day_end_on_28_february() -> None:
    assert add_years(date(2016, 2, 29), 5) == date(2021, 2, 28)
    assert add_years(date(2016, 2, 29), 4) == date(2020, 2, 29)


@given(DAYS, st.integers(0, 120))
def test_a_corresponding_day_never_overshoots_its_month(start: date, months: int) -> None:
    end = add_months(start, months)
    assert (end.year - start.year) * 12 + end.month - start.month == months
    assert end.day <= start.day
    assert end.day == start.day or (end + timedelta(days=1)).day == 1


@given(DAYS, DAYS, st.integers(0, 60))
def test_a_later_start_never_ends_earlier(one: date, other: date, months: int) -> None:
    first, last = sorted((one, other))
    assert add_months(first, months) <= add_months(last, months)


# Public notices (公示) of science authorities, each of five working days with its first day counted, and the
# holidays and make-up days that the State Council announced for the days around them.
NOTICES = [
    # 辽宁省科学技术厅, 2017: begins on a Saturday that is not worked
    ("liaoning-2017", date(2017, 9, 23), date(2017, 9, 29), {}, {}),
    # 辽宁省科学技术厅, 2024: Sunday 29 September was worked
    ("liaoning-2024", date(2024, 9, 25), date(2024, 9, 30), {date(2024, 10, 1)}, {date(2024, 9, 29)}),
    # 重庆市科学技术局, 2021: no holiday
    ("chongqing-2021", date(2021, 10, 27), date(2021, 11, 2), {}, {}),
    # 科技部火炬高技术产业开发中心, 2023: no holiday
    ("torch-2023", date(2023, 2, 9), date(2023, 2, 15), {}, {}),
    # 苏州市科学技术局, 2022: ends on a Sunday that is not worked
    ("suzhou-2022", date(2022, 6, 27), date(2022, 7, 3), {}, {}),
]


@pytest.mark.parametrize(
    ("first", "last", "rest", "work"), [n[1:] for n in NOTICES], ids=[n[0] for n in NOTICES]
)
def test_published_notices_lasted_five_working_days(
    first: date, last: date, rest: set[date], work: set[date]
) -> None:
    calendar = WorkCalendar(frozenset(rest), frozenset(work))
    assert calendar.working_days(first, last) == 5
    assert workdays().working_days(first, last) == 5
    assert calendar.add_working_days(first, 5, count_first=True) <= last


def test_a_day_of_arrangement_goes_before_the_day_of_the_week() -> None:
    calendar = WorkCalendar(rest=frozenset({date(2016, 10, 3)}), work=frozenset({date(2016, 10, 8)}))
    assert not calendar.is_working(date(2016, 10, 3))  # a Monday
    assert calendar.is_working(date(2016, 10, 8))  # a Saturday
    assert not calendar.is_working(date(2016, 10, 9))
    assert calendar.is_working(date(2016, 10, 10))


def test_a_year_without_arrangement_is_provisional() -> None:
    calendar = WorkCalendar(years=frozenset({2016}))
    assert not calendar.provisional(date(2016, 12, 31))
    assert calendar.provisional(date(2017, 1, 1))


def test_no_working_days_end_where_they_start() -> None:
    assert WorkCalendar().add_working_days(date(2016, 5, 7), 0) == date(2016, 5, 7)
    assert WorkCalendar().working_days(date(2016, 5, 7), date(2016, 5, 6)) == 0


@given(DAYS, st.integers(1, 60), st.booleans(), st.frozensets(DAYS, max_size=20))
def test_adding_working_days_lands_on_the_working_day_that_counts_them(
    start: date, amount: int, count_first: bool, rest: frozenset[date]
) -> None:
    calendar = WorkCalendar(rest)
    end = calendar.add_working_days(start, amount, count_first=count_first)
    begin = start if count_first else start + timedelta(days=1)
    assert calendar.is_working(end)
    assert calendar.working_days(begin, end) == amount
