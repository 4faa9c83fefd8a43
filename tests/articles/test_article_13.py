"""第十三条: industrial research institutes."""

import pytest

from tests.articles import measure
from tests.articles.measures_of_support import is_listed


@pytest.mark.parametrize(("unit", "text"), [("art-13-1", "按有关规定给予支持"), ("art-13-2", "重点实验室")])
def test_art_13_support_is_listed(unit: str, text: str) -> None:
    is_listed(unit, "planned", text)


def test_art_13_1_support_by_other_rules_will_name_them() -> None:
    reading = measure.pack().interpretations["research-institute"]
    assert reading.cites == ("art-13",) and "文号" in str(reading.answer)
