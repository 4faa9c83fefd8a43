"""第十四条: patent pools, standards, fairs."""

import pytest

from tests.articles.measures_of_support import is_listed


@pytest.mark.parametrize(
    ("unit", "text"), [("art-14-1", "专利池"), ("art-14-2", "技术标准"), ("art-14-3", "展会")]
)
def test_art_14_support_is_listed(unit: str, text: str) -> None:
    is_listed(unit, "planned", text)
