from dataclasses import FrozenInstanceError

import pytest

from lianmeng.record.people import Actor


def test_the_calendar_is_named_as_such() -> None:
    calendar = Actor.calendar()
    assert (calendar.person, calendar.natural) == ("", "calendar")
    assert (calendar.name, calendar.capacity) == ("日历", "calendar")


def test_an_actor_does_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        Actor.calendar().name = "别人"  # type: ignore[misc]  # what it refuses is the point


def test_a_snapshot_rebuilds_the_actor() -> None:
    actor = Actor("p", "n", "王喆", "clerk", 3, "单位", "office-1", "处")
    assert Actor(**actor.snapshot()) == actor
