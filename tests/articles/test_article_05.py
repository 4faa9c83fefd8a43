"""第五条: six foci that do not close the list; the enterprise as the main body."""

import pytest

from lianmeng.law.schema import FieldType
from tests.articles import measure

FOCI = measure.pack().terms.lists["focus"]


def test_art_5_1_the_six_foci_are_the_words_of_the_text_and_a_seventh_is_open() -> None:
    text = measure.rows()["art-5-1"].text
    named = [label for label in FOCI.values() if label in text]
    assert len(named) == 6
    assert [name for name, label in FOCI.items() if label not in text] == ["other"]


@pytest.mark.parametrize("focus", FOCI)
def test_art_5_1_any_focus_will_do_other_ones_too(focus: str) -> None:
    assert measure.finding("focus-named", foci=[focus], main_focus=focus).met == "met"


def test_art_5_1_no_main_focus_warns_and_does_not_stop() -> None:
    found = measure.finding("focus-named")
    assert found.met == "not_met" and not found.stops and found.articles == ("art-5-1",)
    assert "blocks" not in measure.weighs("focus-named")


def test_art_5_1_a_call_may_name_several_foci() -> None:
    assert measure.pack().forms["draft_call"].fields["foci"].type is FieldType.CHOICES


def test_art_5_1_whether_the_enterprise_leads_is_left_to_a_person() -> None:
    for act in ("submit", "forward"):
        found = measure.finding("enterprise-led", act, members=[{"kind": "university"}])
        assert found.met == "needs_person" and not found.stops


def test_art_5_1_statistics_by_focus_are_listed_as_planned() -> None:
    unmodelled = measure.rows()["art-5-1"].unmodelled
    assert unmodelled is not None and unmodelled[0] == "planned" and "统计" in unmodelled[1]
