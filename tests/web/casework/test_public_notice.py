"""One notice as the public reads it: its days, what it says, how to object, what became of it (article 10)."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from lianmeng.decisions.models import Notice
from lianmeng.web import clock
from tests.stories.answers import POSTED, RELEASED
from tests.stories.stage import Stage

pytestmark = pytest.mark.django_db
ADDRESS = "演示市演示路1号（演示）"


@pytest.fixture
def posted(stage: Callable[..., Stage]) -> tuple[Stage, str]:
    """Both alliances are posted on 8 July 2016, with an address for letters."""
    play = stage("resolved")
    clock.establish("demonstration", date(2016, 7, 8))
    play.on(2016, 7, 8)
    play.act("clear_release", ["publisher", "office-head"], "ice", "herb", **RELEASED)
    play.act("open_notice", ["lead-head", "office-head"], "ice", "herb", **POSTED, address=ADDRESS)
    return play, f"/notices/{Notice.objects.get(case=play.case('ice')).pk}"


def shown(address: str) -> str:
    return Client().get(address).content.decode()


def test_it_says_how_long_and_how_to_object(posted: tuple[Stage, str]) -> None:
    play, address = posted
    page = shown(address)
    for words in (play.case("ice").title, "还有4个工作日", POSTED["phone"], ADDRESS, "候收至2016年7月19日"):
        assert words in page
    clock.move_to(date(2016, 7, 14))
    assert "今天是最后一天" in shown(address)
    clock.move_to(date(2016, 7, 15))
    over = shown(address)
    assert "公示期已满" in over and "不再接受异议" in over


def test_a_corrected_notice_leads_to_the_new_one(posted: tuple[Stage, str]) -> None:
    play, address = posted
    play.act("clear_release", ["publisher", "office-head"], "ice", **RELEASED)
    renewed: dict[str, Any] = {**POSTED, "reason": "名称有误。（演示）"}
    play.act("renew_notice", ["lead-head", "office-head"], "ice", **renewed)
    new = Notice.objects.filter(case=play.case("ice")).latest("pk")
    assert f"/notices/{new.pk}" in shown(address) and "名称有误" in shown(f"/notices/{new.pk}")


def test_what_left_the_procedure_is_told_as_such(posted: tuple[Stage, str]) -> None:
    play, address = posted
    play.act(
        "withdraw",
        "ice-clerk",
        "ice",
        reason="联盟另有安排。（演示）",
        letter={"file": "撤回申请（演示）.pdf"},
    )
    assert "不再列入本次公示" in shown(address)


def test_what_was_never_posted_is_not_found(posted: tuple[Stage, str]) -> None:
    assert Client().get("/notices/999999").status_code == 404
    assert Client().get("/notices/99999999999999999999").status_code == 404
