"""The clock: real days, a demonstration's own day, and how it is moved."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from lianmeng.web import clock
from lianmeng.web.clock import reading
from lianmeng.web.models import Installation

DAY = date(2016, 3, 18)
pytestmark = pytest.mark.django_db


def _entry_on(monkeypatch: pytest.MonkeyPatch, day: date) -> None:
    class Entries:
        @staticmethod
        def aggregate(**_: object) -> dict[str, date]:
            return {"last": day}

    monkeypatch.setattr(reading.Entry, "objects", Entries)


def test_real_database_has_the_day_of_shanghai() -> None:
    before = datetime.now(ZoneInfo("Asia/Shanghai")).date()
    assert clock.today() >= before
    assert not clock.is_demonstration()


def test_demonstration_has_its_own_day(demonstration: None) -> None:
    assert clock.read() == clock.Reading(DAY, True)


def test_a_founded_database_keeps_its_kind(demonstration: None) -> None:
    clock.establish("demonstration", date(2030, 1, 1))
    assert clock.today() == DAY
    with pytest.raises(clock.ClockRefusal):
        clock.establish("real")


def test_a_real_database_never_becomes_a_demonstration() -> None:
    clock.establish("real")
    with pytest.raises(clock.ClockRefusal):
        clock.establish("demonstration", DAY)
    with pytest.raises(clock.ClockRefusal):
        clock.move_to(DAY)


def test_installation_has_one_row(demonstration: None) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Installation.objects.create(id=2, kind="real")


def test_one_reading_per_request(demonstration: None, django_assert_num_queries: object) -> None:
    with reading.held(), django_assert_num_queries(1):  # type: ignore[operator] # pytest-django's fixture
        assert clock.today() == DAY
        assert clock.is_demonstration()


def test_moved_within_a_request_it_is_read_again(demonstration: None) -> None:
    with reading.held():
        clock.today()
        clock.move_to(date(2016, 4, 1))
        assert clock.today() == date(2016, 4, 1)


def test_not_before_the_last_entry(demonstration: None, monkeypatch: pytest.MonkeyPatch) -> None:
    _entry_on(monkeypatch, date(2016, 3, 10))
    assert clock.move_to(date(2016, 3, 10)) is True
    with pytest.raises(clock.ClockRefusal) as refusal:
        clock.move_to(date(2016, 3, 9))
    assert refusal.value.earliest == date(2016, 3, 10)


@pytest.mark.parametrize(
    ("sent", "day"),
    [
        ({"day": "2016-04-01"}, date(2016, 4, 1)),
        ({"step": "7"}, date(2016, 3, 25)),
        ({"day": "someday"}, DAY),
        ({}, DAY),
        ({"step": "-1"}, DAY),
    ],
)
def test_banner_moves_the_day(demonstration: None, client: Client, sent: dict[str, str], day: date) -> None:
    answer = client.post("/demonstration/date", {**sent, "next": "/law/"})
    assert (answer.status_code, answer["Location"]) == (302, "/law/")
    assert clock.today() == day


def test_going_back_warns(demonstration: None, client: Client) -> None:
    answer = client.post("/demonstration/date", {"day": "2016-03-01", "next": "/law/"}, follow=True)
    assert "日期往回改了" in answer.content.decode()


def test_step_past_the_calendar_is_refused(demonstration: None, client: Client) -> None:
    client.post("/demonstration/date", {"day": "2100-12-31"})
    answer = client.post("/demonstration/date", {"step": "1", "next": "/law/"}, follow=True)
    assert "最晚可改到2100年12月31日" in answer.content.decode()
    answer = client.post("/demonstration/date", {"day": "2101-01-01", "next": "/law/"}, follow=True)
    assert "最晚可改到2100年12月31日" in answer.content.decode() and clock.today() == date(2100, 12, 31)


def test_another_site_is_no_place_to_go(demonstration: None, client: Client) -> None:
    answer = client.post("/demonstration/date", {"step": "1", "next": "https://example.org/"})
    assert answer["Location"] == "/"


def test_a_real_database_knows_no_such_page(client: Client) -> None:
    assert client.post("/demonstration/date", {"day": "2016-04-01"}).status_code == 404
