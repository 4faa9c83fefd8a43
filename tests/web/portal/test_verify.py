"""Verifying a paper by its code: what it is, whether it was changed; of what is not public, nothing inside."""

import pytest
from django.core.cache import cache
from django.test import Client

from lianmeng.cases.models import Sheet
from lianmeng.designations.models import Designation
from lianmeng.web import throttle
from tests.stories.stage import Stage
from tests.web.portal.conftest import shown

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def forgotten() -> None:
    cache.clear()


def test_a_published_approval_is_told_with_title_and_digests(published: Stage) -> None:
    paper = Designation.objects.get(case=published.case("ice")).document
    assert paper.file
    for typed in (paper.check_code, paper.check_code.replace("-", "").lower(), f"  {paper.check_code} "):
        page = shown(f"/verify/?code={typed}")
        for words in ("批复", paper.title, paper.number, "2016年7月21日", paper.file.sha256, "公开版"):
            assert str(words) in page


def test_of_what_is_not_public_only_kind_day_and_digest_are_told(published: Stage) -> None:
    for kind in ("panel_opinion", "incoming_receipt"):
        paper = Sheet.objects.filter(document__kind=kind)[0].document
        page = shown(f"/verify/?code={paper.check_code}")
        assert "没有公开" in page and paper.file and paper.file.sha256 in page
        assert published.case("ice").title not in page and "<dt>标题</dt>" not in page
        assert f"/documents/{paper.check_code}" not in page
        assert Client().get(f"/documents/{paper.check_code}").status_code == 404


@pytest.mark.parametrize("code", ["1", "0000-0000-0000-0000", "<script>", "x" * 5000, "%00%00", "7F3C-91D2"])
def test_a_wrong_code_is_answered_kindly(published: Stage, code: str) -> None:
    page = shown(f"/verify/?code={code}", 404 if code != "%00%00" else 200)
    assert "<script>" not in page.replace("<script src", "")
    if code == "7F3C-91D2":
        assert "申报材料合订本" in page


def test_guessing_is_slowed_down(published: Stage) -> None:
    for n in range(throttle.MOST):
        shown(f"/verify/?code={n:016X}", 404)
    paper = Designation.objects.get(case=published.case("ice")).document
    slowed = Client().get(f"/verify/?code={paper.check_code}")
    assert slowed.status_code == 429 and paper.title not in slowed.content.decode()
    other = Client(REMOTE_ADDR="10.0.0.9").get(f"/verify/?code={paper.check_code}")
    assert other.status_code == 200
    assert Client().get("/verify/").status_code == 200
