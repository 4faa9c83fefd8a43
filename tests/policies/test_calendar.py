"""Working days: the published arrangements as rows, weekdays for a year that is not known."""

from datetime import date

import pytest

from lianmeng.policies import actions, holidays, queries
from lianmeng.policies.models import CalendarArrangement, SpecialDay
from tests.policies.test_publish import publish

pytestmark = pytest.mark.django_db

YEARS = range(2016, 2027)


def test_known_years_are_filled() -> None:
    filled = actions.fill_calendar(YEARS)
    assert [each.year for each in filled if not each.provisional] == list(YEARS)
    names = SpecialDay.objects.filter(date=date(2016, 10, 3)).values_list("working", "name")
    assert list(names) == [(False, "国庆节")]


# Published notice periods, each of five working days with make-up work counted.
@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2017, 9, 23), date(2017, 9, 29)),
        (date(2024, 9, 25), date(2024, 9, 30)),
        (date(2021, 10, 27), date(2021, 11, 2)),
        (date(2023, 2, 9), date(2023, 2, 15)),
    ],
)
def test_real_notices_lasted_five_working_days(first: date, last: date) -> None:
    actions.fill_calendar(YEARS)
    calendar = queries.work_calendar()
    assert calendar.working_days(first, last) == 5
    assert not calendar.provisional(first)


def test_an_unknown_year_counts_monday_to_friday_but_for_statutory_days_and_is_provisional() -> None:
    year = max(holidays.known_years()) + 1
    (arrangement,) = actions.fill_calendar([year])
    calendar = queries.work_calendar()
    assert arrangement.provisional and "元旦" in arrangement.source
    assert calendar.provisional(date(year, 10, 1))
    for month, day in ((1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)):
        assert not calendar.is_working(date(year, month, day))
    week = [calendar.is_working(date(year, 3, day)) for day in range(1, 8)]
    assert sum(week) == 5


def test_filling_again_changes_nothing() -> None:
    actions.fill_calendar(YEARS)
    days, revision = list(SpecialDay.objects.values()), queries.calendar_revision()
    actions.fill_calendar(YEARS)
    assert list(SpecialDay.objects.values()) == days
    assert queries.calendar_revision() == revision


def test_an_arrangement_that_is_published_later_replaces_the_provisional_one() -> None:
    CalendarArrangement.objects.create(year=2020, revision="2020-暂定", provisional=True, source="")
    actions.arrange()
    before = queries.work_calendar()
    (arrangement,) = actions.fill_calendar([2020])
    after = queries.work_calendar()
    assert not arrangement.provisional
    assert before.revision != after.revision
    assert (before.is_working(date(2020, 10, 1)), after.is_working(date(2020, 10, 1))) == (True, False)


def test_an_arrangement_entered_by_hand_for_an_unknown_year_is_kept() -> None:
    year = max(holidays.known_years()) + 1
    CalendarArrangement.objects.create(
        year=year, revision=f"{year}-a", provisional=False, source="国办发明电"
    )
    (arrangement,) = actions.fill_calendar([year])
    assert not arrangement.provisional


def test_the_calendar_costs_one_query(django_assert_num_queries: object) -> None:
    actions.fill_calendar(YEARS)
    queries.work_calendar()
    with django_assert_num_queries(1):
        queries.work_calendar()


def test_within_held_the_calendar_comes_with_the_policy(django_assert_num_queries: object) -> None:
    publish()
    actions.fill_calendar(YEARS)
    before = queries.work_calendar()
    with queries.held():
        queries.current_revision()
        with django_assert_num_queries(0):
            assert queries.work_calendar() is before
        actions.fill_calendar([max(holidays.known_years()) + 1])
        assert queries.work_calendar().revision != before.revision
