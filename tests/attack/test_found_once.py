"""What an attack once found: each stays found."""

from typing import Any

import pytest

from lianmeng.files.models import Attachment
from tests.attack.browse import anybody, browser, opened

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("wanted", ["foo", "login", "portal:home"])
def test_a_word_is_no_address_to_go_on_to(stage: Any, wanted: str) -> None:
    opened(stage, "called")
    answer = anybody().post("/demonstration/date", {"next": wanted, "step": "1"})
    assert answer.status_code == 302 and answer["Location"] == "/"


def test_a_broken_referer_is_no_fault(stage: Any) -> None:
    opened(stage, "called")
    headers = {"HX-Request": "true", "HX-Current-URL": "http://[", "Referer": "http://["}
    assert anybody().get("/office/", headers=headers).status_code < 500


def test_an_endless_search_is_cut(stage: Any) -> None:
    client = browser(opened(stage, "recommended"), "lead-clerk")
    assert client.get("/office/cases/", {"q": "联" * 60_000}).status_code == 200


@pytest.mark.parametrize("act", ["table", "accept", "resolve_pass", "form_panel"])
def test_an_applicant_finds_no_act_of_an_office(stage: Any, act: str) -> None:
    play = opened(stage, "resolved")
    answer = browser(play, "ice-clerk").get(f"/apply/cases/{play.case('ice').pk}/do/{act}")
    assert answer.status_code == 404 and "拟认定待公示" not in answer.content.decode()


def test_names_of_files_of_others_are_not_told(stage: Any) -> None:
    play = opened(stage, "recommended")
    own = Attachment.objects.filter(by=play.world.people["herb-clerk"].ref.hex).values_list("name", flat=True)
    names = set(Attachment.objects.values_list("name", flat=True)) - set(own)
    assert names
    numbers = list(Attachment.objects.values_list("pk", flat=True))
    posted = {"once": "a" * 32, "sign": "1", "kept-letter": numbers}
    answer = browser(play, "herb-clerk").post(f"/apply/cases/{play.case('herb').pk}/do/withdraw", posted)
    assert answer.status_code in (409, 422)
    page = answer.content.decode()
    assert not [name for name in names if name in page]
