"""The style guide shows what pages are made of."""

import pytest
from django.test import Client

from lianmeng.web.ui import icons


@pytest.mark.django_db
def test_the_style_guide_shows_every_icon_and_component(stage) -> None:  # type: ignore[no-untyped-def]
    stage("")
    page = Client().get("/styleguide").content.decode()
    assert all(f"<span>{name}</span>" in page for name in icons.names())
    for part in ("暂不能办理", "条件对照表", "办理进程", "翻页", "请先改正以下内容"):
        assert part in page
