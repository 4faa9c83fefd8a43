"""第六条: why pilots are chosen."""

from tests.articles import measure


def test_art_6_1_new_mechanisms_are_no_condition_of_recognition() -> None:
    row = measure.rows()["art-6-1"]
    assert "新机制和新模式" in row.text
    assert not row.carried
    assert row.readings == ("new-mechanisms",)


def test_art_6_1_is_listed_as_planned_with_the_annual_report() -> None:
    unmodelled = measure.rows()["art-6-1"].unmodelled
    assert unmodelled is not None and unmodelled[0] == "planned" and "年度" in unmodelled[1]
