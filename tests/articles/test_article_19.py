"""第十九条: only the department interprets."""

import pytest
from django.template.loader import render_to_string

from tests.articles import measure

PACK = measure.pack()
SWITCHES = {name: item for name, item in PACK.interpretations.items() if item.kind == "switch"}


def test_art_19_1_is_listed_as_declaratory_and_carries_no_rule() -> None:
    row = measure.rows()["art-19-1"]
    assert (
        row.unmodelled is not None
        and row.unmodelled[0] == "declaratory"
        and "待省科技厅确认" in row.unmodelled[1]
    )
    assert not row.carried
    assert "interpretation-authority" in row.readings


def test_art_19_1_no_default_is_confirmed_until_the_departments_document_is_named() -> None:
    assert PACK.head.confirmed_by is None and not PACK.confirmed
    confirmed = measure.changed("pack.yaml", "confirmed_by: null", "confirmed_by: 辽科办函〔2016〕1号")
    assert confirmed.confirmed
    silence = {"question": "问", "answer": "答", "reason": "理由", "others": []}
    shown = [
        render_to_string("regulation/silence.html", {"silence": silence, "pack": p})
        for p in (PACK, confirmed)
    ]
    assert "系统默认·待省科技厅确认" in shown[0] and "辽科办函" not in shown[0]
    assert "系统默认·待省科技厅确认" not in shown[1] and "辽科办函〔2016〕1号" in shown[1]


@pytest.mark.parametrize("name", PACK.interpretations)
def test_art_19_1_every_default_says_what_it_rests_on(name: str) -> None:
    item = PACK.interpretations[name]
    assert item.question.endswith("？") and item.cites and item.reason
    if item.kind == "switch":
        assert all(alternative.reason for alternative in item.alternatives.values())
    else:
        assert item.answer and item.basis in ("文本", "同类实践", "系统默认")


@pytest.mark.parametrize("name", SWITCHES)
def test_art_19_1_a_switch_is_changed_by_two_hands_of_the_department(name: str) -> None:
    hands = SWITCHES[name].changed_by
    assert len(set(hands)) >= 2
    for capacity in hands:
        kinds = PACK.capacities[capacity].office_kinds
        assert kinds and not set(kinds) & set(PACK.recommender_kinds)


def test_art_19_1_there_are_about_ten_switches() -> None:
    assert len(SWITCHES) == 10
