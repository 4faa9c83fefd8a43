"""Outcome tables: each kind on the small measure, and what a failure says."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from lianmeng.law import outcomes
from lianmeng.law.dates import WorkCalendar
from lianmeng.law.pack import files_of
from lianmeng.law.schema import OutcomeTable
from tests.law import packs
from tests.law.casework import workdays

LIAONING = Path(__file__).parents[2] / "policies" / "liaoning-2016"


def run(table: str, about: str, given: dict[str, Any], expect: Any) -> list[outcomes.Failure]:
    rows = [{"name": "一种情形", "given": given, "expect": expect}]
    made = OutcomeTable.model_validate(
        {"title": "表", "table": table, "about": about, "cites": ["art-2-1"], "rows": rows}
    )
    return outcomes.run(packs.tiny(), made, WorkCalendar())


DAY = date(2020, 3, 31)
OLD = {"agreement": {"effective_on": date(2020, 2, 29)}}
SUBMIT = {"act": "submit", "state": "paper", "on": DAY}


@pytest.mark.parametrize(
    ("table", "about", "given", "expect"),
    [
        ("criteria", "old-enough", {"facts": OLD, "on": DAY, "act": "submit"},
         {"old-enough": "not_met", "stops": True, "earliest_on": date(2020, 4, 29)}),
        ("criteria", "*", {"facts": {"members": [{}, {}]}, "on": DAY}, {"two-people": "met", "stops": False}),
        ("criteria", "old-enough", {"facts": OLD, "on": DAY, "act": "accept"}, {"old-enough": "not_judged"}),
        ("deadline", "looking", {"on": DAY}, date(2020, 4, 3)),
        ("deadline", "title", {"on": DAY, "fields": {"held_on": "2020-02-29"}}, date(2023, 2, 28)),
        ("routing", "", {"region": "990121"}, "east-hill"),
        ("routing", "", {"region": "990108"}, "east"),
        ("routing", "", {"region": "880000"}, None),
        ("working_days", "", {"from": DAY, "to": date(2020, 4, 6)}, 5),
        ("support", "", {"opinions": ["no_", "yes_"]}, "some"),
        ("support", "", {"opinions": ["no_"]}, "none"),
        ("panel", "", {"seated": 3, "declared": 3, "votes": ["yes_", "no_"]}, "for"),
        ("panel", "", {"seated": 3, "declared": 3, "votes": ["yes_", "no_", "no_"]}, "against"),
        ("panel", "", {"seated": 3, "declared": 2, "votes": ["yes_", "yes_", "yes_"]}, "not_ready"),
        ("panel", "recognition", {"seated": 3, "votes": ["yes_"]}, "not_ready"),
        ("panel", "", {"seated": 4, "votes": []}, {"size": "refused"}),
        ("form", "opinion", {"fields": {"verdict": "yes_"}}, "accepted"),
        ("form", "opinion", {"fields": {"verdict": "maybe", "x": 1}}, {"refused": ["verdict", "x"]}),
        ("act", "recognition", {**SUBMIT, "facts": {"agreement": {"effective_on": date(2020, 1, 1)}}}, "allowed"),
        ("act", "recognition", {**SUBMIT, "facts": OLD}, "refused"),
        ("act", "recognition", {**SUBMIT, "state": "board"}, "refused"),
        ("act", "recognition", {"act": "ask_review", "state": "sent_home", "done": ["ask_review"]}, "refused"),
        ("act", "recognition", {"act": "accept", "state": "desk", "person": "甲",
                                "done": [{"act": "not_recommend", "person": "甲"}]}, "refused"),
    ],
)  # fmt: skip
def test_a_situation_comes_out_as_written(table: str, about: str, given: dict[str, Any], expect: Any) -> None:
    assert run(table, about, given, expect) == []


def test_a_failure_says_what_was_expected_and_what_came() -> None:
    (failure,) = run("support", "", {"opinions": ["no_"]}, "some")
    assert (failure.expected, failure.got) == ("some", "none")
    assert str(failure) == "表：一种情形　应为 some，实为 none"


@pytest.mark.parametrize(
    ("table", "about", "given"),
    [
        ("deadline", "never", {"on": DAY}),
        ("criteria", "old-enough", {"facts": {"friends": 1}, "on": DAY}),
        ("working_days", "", {"from": "soon", "to": DAY}),
        ("act", "recognition", {"act": "dance"}),
        ("form", "poem", {"fields": {}}),
    ],
)
def test_a_situation_that_cannot_be_run_is_a_failure(table: str, about: str, given: dict[str, Any]) -> None:
    (failure,) = run(table, about, given, "something")
    assert "无法判断" in str(failure.got)


def test_a_deadline_that_is_not_begun_comes_out_as_none() -> None:
    assert run("deadline", "title", {"on": DAY}, None) != []  # it has an amount: counted from the act
    assert run("deadline", "title", {"on": DAY}, date(2023, 3, 31)) == []


FOUR = ("outcomes/months.yaml", "about:", "switches: {from-when: four}\nabout:")


def test_a_table_is_run_under_its_own_switches() -> None:
    assert outcomes.failures(packs.files(), WorkCalendar()) == []
    failed = outcomes.failures(packs.files(FOUR), WorkCalendar())
    assert [failure.row for failure in failed] == ["满了", "差一天"]
    assert failed[1].got["earliest_on"] == date(2020, 5, 31)


def test_tables_of_other_switches_do_not_speak_of_this_pack() -> None:
    assert outcomes.run_all(packs.tiny(), WorkCalendar()) == []
    assert set(outcomes.tables_by_switches(packs.tiny())) == {()}


def test_every_situation_of_the_liaoning_measure_comes_out_as_written() -> None:
    assert [str(failure) for failure in outcomes.failures(files_of(LIAONING), workdays())] == []
