"""第十八条: assessments in the third and the fifth year."""

import pytest

from tests.articles import measure

PACK = measure.pack()
UNITS = {
    "art-18-1": "第3年和第5年",
    "art-18-2-1": "评估优良",
    "art-18-2-2": "给予告诫，限期整改",
    "art-18-3-1": "免予申请认定直接进入第二期",
    "art-18-3-2": "取消省级联盟试点称号",
}


@pytest.mark.parametrize(("unit", "text"), UNITS.items())
def test_art_18_each_consequence_is_a_unit_of_its_own_and_listed_as_planned(unit: str, text: str) -> None:
    row = measure.rows()[unit]
    assert text in row.text
    assert row.unmodelled is not None and row.unmodelled[0] == "planned" and row.unmodelled[1]
    assert not row.carried and row.readings


def test_art_18_3_2_no_act_takes_a_title_away_or_stops_support() -> None:
    kinds = {kind: labels for kind, labels in PACK.terms.acts.items() if kind in PACK.procedures}
    words = {word for labels in kinds.values() for word in labels.values()}  # 中止办理 halts work, no support
    assert not [
        word for word in words if any(sign in word for sign in ("取消", "撤销", "告诫", "整改", "中止"))
    ]
    assert PACK.procedures["recognition"].states["recognised"].kind == "end"


def test_art_18_2_the_grades_are_the_words_of_the_text_with_one_between() -> None:
    assert "优良、合格、较差" in str(PACK.interpretations["mid-grades"].answer)
    assert "优秀、良好、一般" in str(PACK.interpretations["final-grades"].answer)


def test_art_18_1_an_assessment_is_a_round_of_a_year_not_an_anniversary() -> None:
    assert "年度轮次" in str(PACK.interpretations["assessment-years"].answer)


def test_art_18_3_the_whole_five_years_are_assessed() -> None:
    assert "五年整体" in str(PACK.interpretations["final-comprehensive"].answer)
    assert "称号不再有效" in str(PACK.interpretations["final-timing"].answer)
