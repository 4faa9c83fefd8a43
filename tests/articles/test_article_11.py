"""第十一条: a favourable climate, experience passed on."""

import pytest

from tests.articles.measures_of_support import is_listed


@pytest.mark.parametrize(
    ("unit", "kind", "text"),
    [
        ("art-11-1", "declaratory", "营造有利于联盟发展的政策环境"),
        ("art-11-2", "planned", "及时总结经验并向全省推广"),
    ],
)
def test_art_11_support_is_listed(unit: str, kind: str, text: str) -> None:
    is_listed(unit, kind, text)
