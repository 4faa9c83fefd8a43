"""Switches: positions applied to raw data, refused when unknown, combined where they meet."""

from typing import Any

import pytest

from lianmeng.law import switches
from lianmeng.law.pack import load
from lianmeng.law.switches import SwitchRefused
from tests.law import packs


def files(*items: dict[str, Any]) -> dict[str, Any]:
    return {
        "interpretations.yaml": {"interpretations": list(items)},
        "calendar.yaml": {"days": 5, "list": [1, 2]},
        "procedures/recognition.yaml": {"acts": {"issue": {"to": "won"}}},
    }


def switch(name: str, *places: str) -> dict[str, Any]:
    sets = dict.fromkeys(places, 9)
    return {
        "id": name,
        "kind": "switch",
        "default": "as_is",
        "alternatives": {"as_is": {}, "other": {"sets": sets}},
    }


def test_the_default_holds_where_nothing_is_chosen() -> None:
    data = files(switch("one", "calendar.days"))
    assert switches.apply(data, {})["calendar.yaml"]["days"] == 5
    assert switches.apply(data, {"one": "other"})["calendar.yaml"]["days"] == 9
    assert data["calendar.yaml"]["days"] == 5  # the files themselves stay as they are


def test_a_position_reaches_into_folders_and_lists() -> None:
    data = files(switch("one", "procedures.recognition.acts.issue.to", "calendar.list.1"))
    changed = switches.apply(data, {"one": "other"})
    assert changed["procedures/recognition.yaml"]["acts"]["issue"]["to"] == 9
    assert changed["calendar.yaml"]["list"] == [1, 9]


@pytest.mark.parametrize("chosen", [{"two": "other"}, {"one": "third"}])
def test_an_unknown_switch_or_position_is_refused(chosen: dict[str, str]) -> None:
    with pytest.raises(SwitchRefused, match="没有开关"):
        switches.apply(files(switch("one", "calendar.days")), chosen)


@pytest.mark.parametrize(
    "place", ["nowhere.days", "calendar.weeks", "calendar.list.7", "calendar.days.x", "calendar"]
)
def test_a_place_that_does_not_exist_is_refused(place: str) -> None:
    with pytest.raises(SwitchRefused):
        switches.apply(files(switch("one", place)), {"one": "other"})


def test_switches_are_combined_only_where_they_set_the_same_file() -> None:
    data = files(
        switch("a", "calendar.days"),
        switch("b", "procedures.recognition.acts.issue.to"),
        switch("c", "calendar.list.0"),
    )
    found = list(switches.combinations(data))
    together = [chosen for chosen in found if set(chosen) == {"a", "c"}]
    alone = [chosen for chosen in found if set(chosen) == {"b"}]
    assert len(together) == 4
    assert len(alone) == 2
    assert len(found) == 6


def test_a_switch_that_sets_two_files_joins_their_switches() -> None:
    data = files(
        switch("a", "calendar.days"),
        switch("b", "procedures.recognition.acts.issue.to"),
        switch("c", "calendar.list.0", "procedures.recognition.acts.issue.to"),
    )
    assert len(list(switches.combinations(data))) == 8


def test_a_pack_keeps_its_positions_and_changes_its_digest() -> None:
    default, chosen = load(packs.files()), load(packs.files(), {"from-when": "four"})
    assert default.positions == {"from-when": "two", "how-many": "three"}
    assert chosen.positions["from-when"] == "four"
    assert chosen.criteria["old-enough"].months == 4
    assert default.digest != chosen.digest
    assert default.digest == load(packs.files()).digest
