"""The pages on which an office enters what a firm did on paper."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lianmeng.applications.models import Application
from lianmeng.record import queries as record
from lianmeng.web import clock
from lianmeng.web.demonstration.story import Signature
from tests.files.samples import PDF
from tests.web.casework.pages import PagePlay, errors, hidden
from tests.web.casework.test_jobs import jobs

pytestmark = pytest.mark.django_db
Pages = Callable[[str], PagePlay]


def step(act: str, by: str, *cases: str, **answers: Any) -> Signature:
    return Signature("recognition", act, by, cases, answers=answers)


def text(play: PagePlay, by: str, address: str) -> str:
    return play.client(by).get(address).content.decode()


def scan() -> SimpleUploadedFile:
    return SimpleUploadedFile("盖章件（演示）.pdf", PDF)


def asked(pages: Pages) -> tuple[PagePlay, str]:
    """Defects were told on 9 May; it is the 20th. The address where the answer is entered."""
    play = pages("submitted")
    for by in ("benxi-clerk", "benxi-head"):
        play.sign(step("ask_correction_pre", by, "ice", defects="缺签署页（演示）"))
    play.day = date(2016, 5, 20)
    clock.move_to(play.day)
    return play, f"/office/cases/{play.case('ice').pk}/enter/resubmit_pre"


def entered(play: PagePlay, address: str, **changes: Any) -> Any:
    page = text(play, "benxi-clerk", address)
    given = {"changes": "已补（演示）", "done_on": "2016-05-11", "came_by": "visit", "sealed_paper": scan()}
    return play.client("benxi-clerk").post(address, {**hidden(page), **given, **changes})


def test_the_case_page_leads_to_it_and_both_sides_read_that_it_was_entered(pages: Pages) -> None:
    play, address = asked(pages)
    case = f"/office/cases/{play.case('ice').pk}"
    assert address in text(play, "benxi-clerk", case) and "可代录" in text(play, "benxi-clerk", case)
    assert address not in text(play, "lead-clerk", "/office/")
    assert entered(play, address).status_code == 302
    assert "等初审负责人复核：补正提交" in text(play, "benxi-clerk", case).replace("\n", "")
    work = jobs(text(play, "benxi-head", "/office/"))
    assert address in work and "复核" in work
    page = text(play, "benxi-head", address)
    for words in ("代录", "2016年5月11日", "2016年5月20日", "来访", "盖章件（演示）.pdf", "已补（演示）"):
        assert words in page
    assert play.client("benxi-head").post(address, hidden(page)).status_code == 302
    assert play.case("ice").state == "preliminary"
    for by, there in (("benxi-head", case), ("ice-clerk", case.replace("office", "apply"))):
        told = text(play, by, there)
        assert "代录" in told and "录入日 2016年5月20日" in told and "2016年5月11日" in told
    assert "初审负责人甲" not in text(play, "ice-clerk", case.replace("office", "apply"))


def test_the_page_is_judged_on_the_day_that_is_told(pages: Pages) -> None:
    play = pages("submitted")
    for by in ("benxi-clerk", "benxi-head"):
        play.sign(step("not_recommend", by, "ice", reason="方向不符（演示）", remedy="可申请复核（演示）"))
    clock.move_to(date(2016, 5, 25))
    address = f"/office/cases/{play.case('ice').pk}/enter/ask_review"
    late = text(play, "benxi-clerk", address)
    assert "已过" in late and 'id="act-form"' not in late and 'name="done_on"' in late
    in_time = text(play, "benxi-clerk", f"{address}?done_on=2016-05-23")
    assert 'id="act-form"' in in_time and 'value="2016-05-23"' in in_time
    for nonsense in ("x", "9999-99-99", ""):
        assert "已过" in text(play, "benxi-clerk", f"{address}?done_on={nonsense}")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"done_on": "2016-05-08"}, "发生日不能早于上一步"),
        ({"done_on": "2016-05-21"}, "发生日不能晚于录入当日"),
        ({"came_by": ""}, "来源"),
        ({"sealed_paper": ""}, "盖章件扫描件"),
        ({"changes": ""}, "改动对照"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_lost(pages: Pages, changes: dict[str, str], said: str) -> None:
    play, address = asked(pages)
    before = record.count()
    answer = entered(play, address, entry_note="来访登记第3号", **changes)
    assert answer.status_code == 422 and record.count() == before
    assert said in " ".join(errors(answer)) and "来访登记第3号" in answer.content.decode()


def test_a_double_click_enters_once(pages: Pages) -> None:
    play, address = asked(pages)
    sent = hidden(text(play, "benxi-clerk", address))
    assert entered(play, address, once=sent["once"]).status_code == 302
    before = record.count()
    again = {**sent, "changes": "已补（演示）", "done_on": "2016-05-11", "came_by": "visit"}
    again["sealed_paper"] = scan()
    answer = play.client("benxi-clerk").post(address, again, follow=True)
    assert "未重复办理" in answer.content.decode() and record.count() == before


def test_others_find_no_such_page(pages: Pages) -> None:
    play, address = asked(pages)
    number = play.case("ice").pk
    assert play.client("lead-clerk").get(address).status_code == 404
    assert play.client("ice-clerk").get(address).status_code == 403
    assert play.client("benxi-registry").get(address).status_code == 404
    for act in ("reopen_preliminary", "nothing", "start"):
        assert play.client("benxi-clerk").get(f"/office/cases/{number}/enter/{act}").status_code == 404


def test_an_application_is_entered_from_finding_the_alliance_to_the_case(pages: Pages) -> None:
    play = pages("called")
    clock.move_to(date(2016, 6, 6))
    assert "代录申报" in text(play, "benxi-clerk", "/office/cases/")
    assert "代录申报" not in text(play, "benxi-head", "/office/cases/")
    begin = "/office/enter/?q=冰葡萄"
    assert "先找联盟" in text(play, "benxi-clerk", "/office/enter/")
    assert "没有找到" in text(play, "benxi-clerk", "/office/enter/?q=不存在")
    page = text(play, "benxi-clerk", begin)
    chosen = page.split('name="alliance" value="')[1].split('"')[0]
    call = page.split('name="call" value="')[1].split('"')[0]
    assert play.client("benxi-clerk").post(begin, {"alliance": chosen}).status_code == 422
    answer = play.client("benxi-clerk").post(begin, {"alliance": chosen, "call": call})
    draft = Application.objects.get()
    address = f"/office/drafts/{draft.pk}/enter/submit"
    assert answer["Location"] == address
    assert "已截止" in text(play, "benxi-clerk", address)
    papers = {name: scan() for name in ("agreement", "application_form", "necessity", "sealed_paper")}
    given = {
        "done_on": "2016-06-03",
        "came_by": "visit",
        "declarations": ["voluntary", "truthful", "unclassified"],
        "delivery_consent": "paper",
    }
    form = hidden(text(play, "benxi-clerk", f"{address}?done_on=2016-06-03"))
    done = play.client("benxi-clerk").post(address, {**form, **given, **papers})
    assert done.status_code == 302, errors(done)
    assert play.client("benxi-clerk").get(done["Location"]).status_code == 200
    work = jobs(text(play, "benxi-head", "/office/"))
    there = work.split('href="')[1].split('"')[0]
    head = play.client("benxi-head")
    assert head.post(there, hidden(head.get(there).content.decode())).status_code == 302
    draft.refresh_from_db()
    assert draft.case is not None and draft.case.state == "preliminary"
    assert draft.case.opened_on == date(2016, 6, 3)
    assert "代录" in text(play, "ice-clerk", f"/apply/cases/{draft.case.pk}")


def test_drafts_of_other_offices_are_not_there(pages: Pages) -> None:
    play = pages("submitted")
    draft = Application.objects.first()
    assert draft is not None
    assert play.client("lead-clerk").get(f"/office/drafts/{draft.pk}/enter/submit").status_code == 404
    assert play.client("benxi-clerk").get("/office/drafts/999/enter/submit").status_code == 404


def test_the_page_takes_a_fixed_number_of_queries(pages: Pages) -> None:
    play, address = asked(pages)
    play.client("benxi-clerk").get(address)
    with CaptureQueriesContext(connection) as found:
        play.client("benxi-clerk").get(address)
    assert len(found) <= 20, "\n".join(q["sql"][:110] for q in found.captured_queries)


def late(play: PagePlay, **changes: Any) -> Any:
    """The clerk enters on the 20th a notice that was signed on paper on the 12th."""
    play.day = date(2016, 5, 20)
    clock.move_to(play.day)
    address = f"/office/cases/{play.case('ice').pk}/enter/ask_correction_pre"
    given = {
        "defects": "缺签署页（演示）",
        "done_on": "2016-05-12",
        "came_by": "paper",
        "signed_by": "初审经办甲、初审负责人甲（演示）",
        "sealed_paper": scan(),
    }
    page = text(play, "benxi-clerk", address)
    return play.client("benxi-clerk").post(address, {**hidden(page), **given, **changes})


def test_what_the_office_did_on_paper_is_entered_late_by_two(pages: Pages) -> None:
    play = pages("submitted")
    case = play.case("ice")
    page, office, firm = f"/office/cases/{case.pk}", "benxi-clerk", f"/apply/cases/{case.pk}"
    assert "可补录" in text(play, office, page) and f"{page}/enter/ask_correction_pre" in text(
        play, office, page
    )
    assert "补录" not in text(play, "ice-clerk", firm)
    assert "补录本机关已办的事项" in text(play, office, f"{page}/enter/ask_correction_pre")
    assert late(play).status_code == 302
    before = text(play, "ice-clerk", firm)
    assert "缺签署页（演示）" not in before and "一次性告知补正" not in before
    there = f"{page}/enter/ask_correction_pre"
    assert there in jobs(text(play, "benxi-head", "/office/"))
    assert play.client("benxi-head").post(there, hidden(text(play, "benxi-head", there))).status_code == 302
    case = play.case("ice")
    entry = record.stream(case.stream)[-1]
    assert case.state == "pre_correction" and entry.on == date(2016, 5, 12)
    assert entry.data["entered"] == {"for": "本溪市科学技术局", "on": "2016-05-20", "way": "late"}
    assert case.deadlines.get(name="correction", ended_by=None).starts_on == date(2016, 5, 12)
    said = text(play, office, page)
    assert "补录于" in said and "2016年5月20日" in said and "初审经办甲、初审负责人甲（演示）" in said
    told = text(play, "ice-clerk", firm)
    assert (
        "缺签署页（演示）" in told
        and "初审经办甲、初审负责人甲（演示）" not in told
        and "盖章件（演示）" not in told
    )


def test_a_late_entry_wants_a_day_between_what_went_before_and_today(pages: Pages) -> None:
    play = pages("submitted")
    for day, said in (("2016-05-21", "不能晚于录入当日"), ("2016-05-01", "不能早于上一步")):
        answer = late(play, done_on=day)
        assert answer.status_code in (409, 422) and said in answer.content.decode()
    missing = late(play, sealed_paper="")
    assert missing.status_code == 422 and "签批件扫描件" in " ".join(errors(missing))
    assert play.case("ice").state == "preliminary"
