"""第十二条: road maps, projects, project organisers, the national pilot."""

import pytest

from tests.articles import measure
from tests.articles.measures_of_support import is_listed


@pytest.mark.parametrize(
    ("unit", "text"),
    [
        ("art-12-1", "制定技术路线图"),
        ("art-12-2", "支持联盟实施一批"),
        ("art-12-3", "作为项目组织单位"),
        ("art-12-4", "申报国家联盟试点"),
    ],
)
def test_art_12_support_is_listed(unit: str, text: str) -> None:
    is_listed(unit, "planned", text)


def test_art_12_only_its_last_two_sentences_name_the_provincial_pilot() -> None:
    """The other sentences of articles 11 to 16 say 联盟: whether a title is needed is for each measure to say."""
    support = [row for number in range(11, 17) for row in measure.article(number)]
    assert [row.unit for row in support if "省级联盟试点" in row.text] == ["art-12-3", "art-12-4"]
    assert "第三、四句" in str(measure.pack().interpretations["measures-scope"].answer)


def test_art_12_3_an_alliance_that_is_no_legal_person_needs_one_that_signs() -> None:
    assert "project-organiser" in measure.rows()["art-12-3"].readings


def test_art_12_4_the_national_pilot_does_not_end_the_provincial_one() -> None:
    assert "national-title" in measure.rows()["art-12-4"].readings
    assert measure.pack().from_states("recognition", "withdraw").count("recognised") == 0
