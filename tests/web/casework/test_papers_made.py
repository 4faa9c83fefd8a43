"""Papers that acts write by themselves: on the page of their case, for those who may read the act, nobody else."""

import re
from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from lianmeng.cases.models import Case, Sheet
from lianmeng.documents.models import Document
from lianmeng.files.actions import open_file
from lianmeng.parties.models import Office
from lianmeng.web import clock
from tests.stories.answers import APPROVAL, LETTER, MEETING, NOT_RECOMMENDED, RECEIVED, SIGNERS
from tests.stories.stage import Stage

pytestmark = pytest.mark.django_db


def text(sheet: Sheet) -> str:
    return read(sheet.document)


def read(paper: Document) -> str:
    assert paper.file
    return words(open_file(paper.file.sha256).read())


def drawn(answer: Any) -> str:
    assert answer.status_code == 200 and answer["Content-Type"] == "application/pdf"
    return words(b"".join(answer))


def words(pdf: bytes) -> str:
    return re.sub(r"\s", "", "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages))


def status(play: Any, name: str, sheet: Sheet) -> int:
    return play.client(name).get(f"/documents/{sheet.document.check_code}").status_code


def test_a_correction_tells_all_defects_and_the_last_day(stage: Callable[..., Stage]) -> None:
    play = stage("submitted")
    defects = "1.协议缺签署页。\n2.证书过期。"
    play.act("ask_correction_pre", ["benxi-clerk", "benxi-head"], "ice", defects=defects)
    [sheet] = Sheet.objects.filter(case=play.case("ice"))
    said = text(sheet)
    assert "1.协议缺签署页。2.证书过期。" in said and "本溪市科学技术局" in said
    due = play.due("ice", "correction")
    assert f"{due.year}年{due.month}月{due.day}日前补正" in said
    assert (sheet.document.number, sheet.document.dated_on) == (None, play.day)


def test_a_paper_is_read_where_its_act_is(pages: Any) -> None:
    play = pages("submitted")
    Stage(play.world, play.day, play.made).act(
        "not_recommend", ["benxi-clerk", "benxi-head"], "ice", **NOT_RECOMMENDED
    )
    sheet = Sheet.objects.get(case=play.case("ice"))
    assert sheet.document.kind == "not_recommended_notice"
    shown = play.client("ice-clerk").get(f"/apply/cases/{sheet.case_id}").content.decode()
    assert f"/documents/{sheet.document.check_code}" in shown and "不予推荐告知书" in shown
    assert [status(play, name, sheet) for name in ("ice-clerk", "benxi-head", "herb-clerk")] == [
        200,
        200,
        404,
    ]
    assert Client().get(f"/documents/{sheet.document.check_code}").status_code == 404


def test_a_receipt_is_for_the_recommender_and_names_every_alliance(pages: Any) -> None:
    play = pages("submitted")
    on = Stage(play.world, play.day, play.made)
    for name in ("ice", "herb"):
        on.act("clear", ["benxi-clerk", "benxi-head"], name, opinion="同意。（演示）")
    on.on(2016, 5, 23)
    on.act("forward", ["benxi-head", "benxi-registry"], "ice", "herb", **LETTER)
    on.on(2016, 5, 25)
    on.act("register", "registry", "ice", "herb", **RECEIVED)
    first, second = Sheet.objects.filter(act="register").order_by("case")
    assert first.document_id == second.document_id
    said = text(first)
    assert "收〔2016〕1号" in said and all(case.title in said for case in (first.case, second.case))
    assert [status(play, name, first) for name in ("benxi-clerk", "registry", "ice-clerk")] == [200, 200, 404]


def test_opinions_asked_and_given_stay_inside(pages: Any) -> None:
    play = pages("argued")
    asked = Sheet.objects.filter(document__kind="consultation_sheet").first()
    argued = Sheet.objects.get(document__kind="panel_opinion", case=play.case("ice"))
    assert asked and "逾期未反馈" in text(asked)
    assert "组长" in text(argued) and "必要性" in text(argued)
    for sheet in (asked, argued):
        seen = [status(play, name, sheet) for name in ("lead-clerk", "benxi-clerk", "ice-clerk")]
        assert seen == [200, 404, 404]


def test_nothing_leaks_through_the_file(stage: Callable[..., Stage]) -> None:
    play = stage("argued")
    for sheet in Sheet.objects.select_related("document__file"):
        assert sheet.document.file
        pdf = open_file(sheet.document.file.sha256).read()
        assert b"/Author" not in pdf and b"/CreationDate" not in pdf and b"/Producer" not in pdf
        assert str(play.day.year).encode() not in pdf.split(b"/Info")[-1][:80]


def test_the_signers_of_an_approval_see_its_draft(pages: Any) -> None:
    play = pages("noticed")
    clock.move_to(date(2016, 7, 22))
    case, other = play.case("ice"), play.case("herb")
    address = f"/office/cases/{case.pk}/do/issue"
    both = f"?with={other.pk}"
    page = play.client("lead-clerk").get(address + both).content.decode()
    title = f"辽宁省科学技术厅关于认定{case.title}等2个联盟为省级联盟试点的批复"
    assert title in page and "本溪市科学技术局" in page and "看草稿（PDF）" in page
    typed = {"title": "关于认定两家联盟的批复（演示）", "addressee": "本溪市科学技术局"}
    said = drawn(play.client("lead-clerk").post(f"{address}/draft.pdf{both}", typed))
    assert "草稿，未经签发" in said and "关于认定两家联盟的批复（演示）" in said and other.title in said
    assert "校验码" not in said and not Document.objects.filter(kind="approval").exists()
    Stage(play.world, date(2016, 7, 22), play.made).act("issue", "lead-clerk", "ice", "herb", **typed)
    assert "关于认定两家联盟的批复（演示）" in drawn(
        play.client("lead-head").get(f"{address}/draft.pdf{both}")
    )
    for stranger in ("benxi-head", "lead-clerk", "legal"):  # the legal office signs later
        assert play.client(stranger).get(f"{address}/draft.pdf{both}").status_code == 404


def test_a_peer_is_answered_by_letter(stage: Callable[..., Stage]) -> None:
    play = stage("noticed")
    play.on(2016, 7, 22)
    Case.objects.filter(pk=play.case("ice").pk).update(recommender=Office.objects.get(code="education"))
    play.act("issue", SIGNERS, "ice", **APPROVAL | {"number": "演示函〔2016〕3号"})
    paper = Document.objects.get(kind="approval_reply")
    said = read(paper)
    assert "贵单位" in said and "特此函复。" in said and "此复。" not in said.replace("特此函复。", "")
    assert "文件演示函" not in said and play.case("ice").designation.document == paper


def test_the_public_reads_a_version_without_internal_parts(pages: Any) -> None:
    play = pages("published")
    paper = play.case("ice").designation.document
    inner = play.client("ice-clerk").get(f"/documents/{paper.check_code}")
    outer = Client().get(f"/documents/{paper.check_code}")
    whole, said = drawn(inner), drawn(outer)
    assert "抄送" in whole and "印发" in whole
    assert (
        "抄送" not in said and "印发" not in said and paper.number in said and play.case("herb").title in said
    )


def test_a_refusal_is_told_with_facts_articles_and_remedies(pages: Any) -> None:
    play = pages("argued")
    on = Stage(play.world, date(2016, 7, 6), play.made)
    on.act("table", ["lead-head", "deputy", "office-head", "director"], "ice", brief="提请审议。（演示）")
    on.act(
        "resolve_refuse", ["secretary", "office-head"], "ice", **MEETING | {"reason": "必要性不足。（演示）"}
    )
    said = {"facts": "必要性不足。（演示）", "clauses": "第十条", "remedy": "可以申请行政复议。（演示）"}
    on.act("notify_refusal", ["lead-clerk", "lead-head", "legal", "deputy"], "ice", **said)
    sheet = Sheet.objects.get(document__kind="refusal_notice")
    told = text(sheet)
    for words_of in (
        "必要性不足",
        "可以申请行政复议",
        "党组会（或厅长办公会）",
        f"抄送：{sheet.case.recommender}",
    ):
        assert words_of in told
    assert sheet.document.addressee == f"{sheet.case.applicant}、{sheet.case.title}"
    seen = [status(play, name, sheet) for name in ("ice-clerk", "benxi-head", "legal", "herb-clerk")]
    assert seen == [200, 200, 200, 404]
