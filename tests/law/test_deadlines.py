"""Deadlines that acts begin, on the small pack with rules changed."""

from datetime import date
from typing import Any

import pytest

from lianmeng.law import deadlines
from lianmeng.law.dates import WorkCalendar
from lianmeng.law.pack import load
from tests.law import packs

ON = date(2020, 1, 31)  # a Friday
LOOKING = "{amount: 3, unit: working_days, kind: internal, cites: [art-3-1]}"


def due(rule: str, **more: Any) -> date:
    pack = load(packs.files(("calendar.yaml", LOOKING, rule)))
    given: dict[str, Any] = {"on": ON, "answers": {}, "parent_deadlines": {}, "begun": {}, **more}
    return deadlines.due(pack, "looking", calendar=WorkCalendar(), **given)


def rule(text: str) -> str:
    return f"{{{text}, kind: internal, cites: [art-3-1]}}"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("amount: 3, unit: working_days", date(2020, 2, 5)),
        ("amount: 3, unit: working_days, count_first: true", date(2020, 2, 4)),
        ("amount: 3, unit: days", date(2020, 2, 3)),
        ("amount: 3, unit: days, count_first: true", date(2020, 2, 2)),
        ("amount: 1, unit: months", date(2020, 2, 29)),
        ("amount: 13, unit: months", date(2021, 2, 28)),
        ("amount: 3, unit: years", date(2023, 1, 31)),
        ("amount: 1, unit: years, count_first: true", date(2021, 1, 30)),
        ("amount: 0, unit: working_days", ON),
    ],
)
def test_a_time_is_counted_in_its_unit_from_the_act(text: str, day: date) -> None:
    assert due(rule(text)) == day


def test_a_time_is_counted_from_a_date_in_the_form() -> None:
    counted = rule("amount: 2, unit: days, from_field: posted_on")
    assert due(counted, answers={"posted_on": "2020-03-01"}) == date(2020, 3, 3)
    assert due(counted) == date(2020, 2, 2)  # no date given: from the act itself


def test_a_date_in_the_form_may_be_the_deadline_itself() -> None:
    assert due(rule("from_field: closes_on"), answers={"closes_on": "2020-06-30"}) == date(2020, 6, 30)
    with pytest.raises(deadlines.NotBegun):
        due(rule("from_field: closes_on"))


def test_a_time_is_counted_from_another_deadline() -> None:
    counted = rule("amount: 1, unit: days, from_deadline: title")
    assert due(counted, begun={"title": date(2020, 4, 1)}) == date(2020, 4, 2)
    with pytest.raises(deadlines.NotBegun):
        due(counted)


def test_a_deadline_of_the_parent_caps_a_time() -> None:
    counted = rule("amount: 10, unit: days, no_later_than: closing")
    assert due(counted, parent_deadlines={"closing": date(2020, 2, 4)}) == date(2020, 2, 4)
    assert due(counted, parent_deadlines={"closing": date(2020, 3, 4)}) == date(2020, 2, 10)
    assert due(counted) == date(2020, 2, 10)
    assert due(counted, parent_deadlines={"closing": ON}) == ON


def test_a_deadline_of_the_parent_that_is_over_caps_nothing() -> None:
    counted = rule("amount: 10, unit: days, no_later_than: closing")
    assert due(counted, parent_deadlines={"closing": date(2020, 1, 30)}) == date(2020, 2, 10)


def begun(starts: str, looking: str, **answers: Any) -> dict[str, date]:
    changes = [
        ("calendar.yaml", LOOKING, looking),
        ("procedures/recognition.yaml", "starts: [title]", f"starts: {starts}"),
    ]
    pack = load(packs.files(*changes))
    return deadlines.begin(
        pack,
        "recognition",
        "resolve_pass",
        on=ON,
        answers=answers,
        parent_deadlines={},
        calendar=WorkCalendar(),
    )


def test_an_act_begins_its_deadlines_in_order() -> None:
    after = rule("amount: 1, unit: days, from_deadline: title")
    assert begun("[title, looking]", after, held_on="2020-02-01") == {
        "title": date(2023, 2, 1),
        "looking": date(2023, 2, 2),
    }


def test_a_deadline_may_bear_another_name_on_the_case() -> None:
    assert begun("[{own: looking}]", LOOKING) == {"own": date(2020, 2, 5)}
    after = rule("amount: 1, unit: days, from_deadline: title")
    assert begun("[{own: title}, looking]", after)["looking"] == date(2023, 2, 1)


def test_a_deadline_without_its_date_is_not_begun() -> None:
    assert begun("[looking]", rule("from_field: held_on")) == {}
