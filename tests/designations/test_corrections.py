"""更正通知: the document as issued stays; a notice of its own names it and what is corrected (article 10)."""

from io import BytesIO
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from pypdf import PdfReader

from lianmeng.designations.models import Designation
from lianmeng.documents.models import Document
from lianmeng.parties.models import Person
from lianmeng.web import clock
from tests.stories.answers import APPROVAL, SIGNERS
from tests.stories.stage import Stage, invalid, refused

HANDS = ["lead-clerk", "lead-head", "legal", "director", "registry"]
CORRECTED: dict[str, Any] = {
    "title": "关于更正演示发〔2016〕21号文件的通知（演示）",
    "addressee": "本溪市科学技术局",
    "corrected": "盟主单位名称中“酒业”应为“酒庄”。（演示）",
    "number": "演示发〔2016〕25号",
    "dated_on": "2016-07-22",
}


@pytest.fixture
def published(stage) -> Stage:  # type: ignore[no-untyped-def]
    play: Stage = stage("published")
    clock.establish("demonstration", play.day)
    cache.clear()
    return play


def original(play: Stage) -> Document:
    return Designation.objects.get(case=play.case("ice")).document


def test_the_document_stays_and_the_notice_names_it(published: Stage) -> None:
    before = Document.objects.values().get(pk=original(published).pk)
    days = set(Designation.objects.values_list("starts_on", "ends_on"))
    published.act("correct_document", HANDS, "ice", "herb", **CORRECTED)
    [notice] = Document.objects.filter(kind="approval_correction")
    assert notice.amends == original(published) and notice.body["original"]["number"] == "演示发〔2016〕21号"
    assert Document.objects.values().get(pk=original(published).pk) == before
    assert set(Designation.objects.values_list("starts_on", "ends_on")) == days
    assert published.state("ice") == published.state("herb") == "recognised"


def test_the_verification_and_the_pilot_tell_of_it(published: Stage) -> None:
    paper = original(published)
    told = f"/verify/?code={paper.check_code}"
    assert "更正或撤回" in Client().get(told).content.decode()
    published.act("correct_document", HANDS, "ice", "herb", **CORRECTED)
    page = Client().get(told).content.decode()
    assert "已由演示发〔2016〕25号（2016年7月22日）更正" in page and "酒庄" in page
    pilot = Client().get(f"/pilots/{Designation.objects.get(case=published.case('ice')).pk}").content.decode()
    assert "演示发〔2016〕25号" in pilot
    notice = Document.objects.get(kind="approval_correction")
    itself = Client().get(f"/verify/?code={notice.check_code}").content.decode()
    assert "更正的文件" in itself and "演示发〔2016〕21号" in itself and "酒庄" not in itself
    assert Client().get(f"/documents/{notice.check_code}").status_code == 404


def test_a_number_is_given_once_and_not_before_the_original(published: Stage) -> None:
    published.act("correct_document", HANDS[:-1], "ice", **CORRECTED)
    last = {name: CORRECTED[name] for name in ("number", "dated_on")}
    taken = invalid(
        published, "correct_document", "registry", "ice", **last | {"number": "演示发〔2016〕21号"}
    )
    assert "已登记" in taken["number"]
    early = invalid(published, "correct_document", "registry", "ice", **last | {"dated_on": "2016-07-01"})
    assert set(early) == {"dated_on"}


def test_two_documents_are_corrected_apart(stage) -> None:  # type: ignore[no-untyped-def]
    play: Stage = stage("noticed")
    play.on(2016, 7, 22)
    for name, number in (("ice", "演示发〔2016〕21号"), ("herb", "演示发〔2016〕22号")):
        play.act("issue", SIGNERS, name, **APPROVAL | {"number": number})
    play.act("correct_document", HANDS[:-1], "ice", "herb", **CORRECTED)
    last = {name: CORRECTED[name] for name in ("number", "dated_on")}
    assert "分别更正" in refused(play, "correct_document", "registry", "ice", "herb", **last).reasons[0].mend


def test_nothing_is_corrected_before_it_is_issued_or_of_a_withdrawn_case(stage) -> None:  # type: ignore[no-untyped-def]
    play: Stage = stage("noticed")
    first = {name: CORRECTED[name] for name in ("title", "addressee", "corrected")}
    refused(play, "correct_document", "lead-clerk", "ice", **first)
    play.act(
        "withdraw", "ice-clerk", "ice", reason="另有安排。（演示）", letter={"file": "撤回申请（演示）.pdf"}
    )
    refused(play, "correct_document", "lead-clerk", "ice", **first)
    refused(play, "issue", "lead-clerk", "ice", title="批复", addressee="本溪市科学技术局")


def test_its_signers_see_its_draft(published: Stage) -> None:
    client = Client()
    client.force_login(Person.objects.get(pk=published.world.people["lead-clerk"].pk))
    address = f"/office/cases/{published.case('ice').pk}/do/correct_document/draft.pdf"
    typed = {"title": CORRECTED["title"], "corrected": CORRECTED["corrected"]}
    answer = client.post(address, typed)
    assert answer.status_code == 200
    said = "".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
    assert "酒庄" in said and "草稿" in said
    assert not Document.objects.filter(kind="approval_correction").exists()
    assert Client().post(address, typed).status_code in (302, 403, 404)
