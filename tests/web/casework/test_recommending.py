"""Recommending several in one document, and the page of a letter with its list (article 10)."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lianmeng.alliances.models import Agreement
from lianmeng.applications.models import Letter
from lianmeng.cases.models import Case
from lianmeng.record import queries as record
from lianmeng.web import clock
from lianmeng.web.demonstration.story import Signature
from tests.files.samples import PDF
from tests.stories.stage import between
from tests.web.casework.pages import PagePlay, hidden

pytestmark = pytest.mark.django_db
Pages = Callable[[str], PagePlay]
PAGE = "/office/recommend/"


def step(act: str, by: str, *cases: str, **answers: Any) -> Signature:
    return Signature("recognition", act, by, cases, answers=answers)


def text(play: PagePlay, by: str, path: str) -> str:
    return play.client(by).get(path).content.decode()


def cleared(pages: Pages) -> PagePlay:
    play = pages("submitted")
    for name in ("ice", "herb"):
        for by in ("benxi-clerk", "benxi-head"):
            play.sign(step("clear", by, name, opinion="同意（演示）"))
    return play


def marks(page: str) -> dict[str, str]:
    """The hidden fields of the form."""
    return hidden(page.replace('id="recommend-form"', 'id="act-form"', 1))


def sent(play: PagePlay, *names: str, **more: str) -> dict[str, Any]:
    page = text(play, "benxi-head", PAGE)
    return {
        **marks(page),
        "case": [str(play.case(name).pk) for name in names],
        "letter_kind": "request",
        "title": "",
        **more,
    }


def test_rows_say_what_forwarding_would_say_today(pages: Pages) -> None:
    play = pages("submitted")
    assert "现在没有待推荐的事项" in text(play, "benxi-head", PAGE)
    for name in ("ice", "herb"):
        for by in ("benxi-clerk", "benxi-head"):
            play.sign(step("clear", by, name, opinion="同意（演示）"))
    page = text(play, "benxi-head", PAGE)
    assert page.count("可以</span>") == 2 and "推荐截止 2016年6月30日" in page
    assert play.case("call").title in page


def test_what_is_not_three_months_old_is_told_with_its_day_and_cannot_be_chosen(pages: Pages) -> None:
    play = pages("called")
    Agreement.objects.filter(alliance=play.world.alliances["ice-wine"]).update(effective_on=date(2016, 3, 1))
    play.run(between("called", "submitted"))
    for name in ("ice", "herb"):
        for by in ("benxi-clerk", "benxi-head"):
            play.sign(step("clear", by, name, opinion="同意（演示）"))
    page = text(play, "benxi-head", PAGE)
    assert "暂不能" in page and "2016年6月1日" in page and page.count("disabled") == 1
    before = record.count()
    forged = sent(play, "ice", "herb", sign="1", title="请示（演示）")
    answer = play.client("benxi-head").post(PAGE, forged)
    told = answer.content.decode()
    assert answer.status_code == 409 and record.count() == before
    assert play.case("ice").title in told and "一件也没有报出" in told and "请示（演示）" in told
    assert {play.case(name).state for name in ("ice", "herb")} == {"cleared"}


def test_a_preview_says_what_follows_and_writes_nothing(pages: Pages) -> None:
    play = cleared(pages)
    before = record.count()
    note = {f"note-{play.case('ice').pk}": "特色产业，建议优先（演示）"}
    answer = play.client("benxi-head").post(
        PAGE, sent(play, "ice", "herb", preview="1", joint_with="本溪市财政局（演示）", **note)
    )
    page = answer.content.decode()
    assert answer.status_code == 200 and record.count() == before
    for words in (
        "预览：签出之后",
        "联合行文：本溪市财政局（演示）",
        "初审机关文书登记文号",
        "第十条",
        "等2家联盟",
        "的请示",
        "特色产业，建议优先",
    ):
        assert words in page
    empty = play.client("benxi-head").post(PAGE, sent(play, preview="1"))
    assert empty.status_code == 422 and "请至少选一件" in empty.content.decode()
    no_kind = play.client("benxi-head").post(PAGE, sent(play, "ice", preview="1", letter_kind=""))
    assert no_kind.status_code == 422 and "文种" in no_kind.content.decode()


def signed(play: PagePlay, **more: str) -> Any:
    note = {f"note-{play.case('ice').pk}": "特色产业（演示）"}
    typed = sent(play, "ice", "herb", sign="1", title="关于推荐两家的请示（演示）", **note, **more)
    return play.client("benxi-head").post(PAGE, typed), typed


def registered(play: PagePlay, number: str = "演科发〔2016〕1号") -> str:
    """The registry enters number, date and scan for all of them; the address of the letter."""
    page = text(play, "benxi-registry", PAGE)
    there = page.split('class="btn main" href="')[1].split('"')[0].replace("&amp;", "&")
    form = hidden(text(play, "benxi-registry", there))
    paper = SimpleUploadedFile("推荐请示（演示）.pdf", PDF)
    given = {"number": number, "dated_on": "2016-05-09", "letter": paper}
    assert play.client("benxi-registry").post(there, {**form, **given}).status_code == 302
    return f"/office/letters/{Letter.objects.latest('pk').pk}"


def test_two_go_in_one_letter_each_with_its_note(pages: Pages) -> None:
    play = cleared(pages)
    answer, typed = signed(play, joint_with="本溪市财政局（演示）")
    assert answer.status_code == 302
    waits = text(play, "benxi-head", PAGE)
    assert "已审签，等登记文号" in waits and "等初审机关文书登记文号" in waits
    before = record.count()
    again = play.client("benxi-head").post(PAGE, typed, follow=True).content.decode()
    assert record.count() == before and ("未重复办理" in again or "不在" in again)
    letter = registered(play)
    assert {play.case(name).state for name in ("ice", "herb")} == {"forwarded"}
    page = text(play, "benxi-head", letter)
    for words in (
        "演科发〔2016〕1号",
        "关于推荐两家的请示（演示）",
        "文种：请示",
        "本溪市财政局（演示）",
        "特色产业（演示）",
    ):
        assert words in page
    assert page.count("特色产业（演示）") == 1
    scan = page.split('href="/documents/')[1].split('"')[0]
    assert play.client("benxi-head").get(f"/documents/{scan}").status_code == 200
    assert play.client("ice-clerk").get(f"/documents/{scan}").status_code == 404
    assert "演科发〔2016〕1号" in text(play, "benxi-clerk", "/office/letters/")


def test_one_is_taken_back_from_the_letter_and_the_other_goes_on(pages: Pages) -> None:
    play = cleared(pages)
    signed(play)
    letter = registered(play)
    herb = play.case("herb").pk
    there = f"/office/cases/{herb}/do/recall_forward"
    assert there in text(play, "benxi-head", letter)
    play.sign_on_page(step("recall_forward", "benxi-head", "herb", reason="申报单位要求暂缓（演示）"))
    by_paper = {"number": "演科函〔2016〕3号", "dated_on": "2016-05-09"}
    play.sign_on_page(step("recall_forward", "benxi-registry", "herb", **by_paper))
    page = text(play, "benxi-head", letter)
    assert "已撤回" in page and "演科函〔2016〕3号" in page and there not in page
    assert "其中撤回1件" in text(play, "benxi-head", "/office/letters/")
    assert (play.case("herb").state, play.case("ice").state) == ("cleared", "forwarded")


def test_only_the_head_signs_and_only_the_office_sees(pages: Pages) -> None:
    play = cleared(pages)
    assert "推荐文件由初审负责人审签发起" in text(play, "benxi-clerk", PAGE)
    forged = {**sent(play, "ice", sign="1", title="请示（演示）")}
    assert play.client("benxi-clerk").post(PAGE, forged).status_code == 409
    assert play.client("lead-clerk").get(PAGE).status_code == 404
    assert play.client("ice-clerk").get(PAGE).status_code == 403
    signed(play)
    letter = registered(play)
    assert play.client("lead-clerk").get(letter).status_code == 404 or play.case("ice").at_department
    play.clients.clear()
    assert play.client("expert-1").get(letter).status_code == 403


def test_a_case_that_has_moved_meanwhile_stops_the_whole_letter(pages: Pages) -> None:
    play = cleared(pages)
    typed = sent(play, "ice", "herb", sign="1", title="请示（演示）")
    for by in ("benxi-clerk", "benxi-head"):
        play.sign(step("reopen_preliminary", by, "herb", reason="补查（演示）"))
    before = record.count()
    answer = play.client("benxi-head").post(PAGE, typed)
    assert answer.status_code == 409 and record.count() == before
    assert "不在待推荐之列" in answer.content.decode() and play.case("ice").state == "cleared"


def test_pages_take_the_same_queries_for_one_and_thirty(pages: Pages) -> None:
    play = cleared(pages)

    def queries(path: str) -> int:
        play.client("benxi-head").get(path)
        with CaptureQueriesContext(connection) as found:
            assert play.client("benxi-head").get(path).status_code == 200
        return len(found)

    one, first = queries(PAGE), play.case("ice")
    Case.objects.bulk_create(
        Case(
            kind=first.kind,
            title=f"联盟{number:02d}（演示）",
            revision=first.revision,
            parent=first.parent,
            applicant=first.applicant,
            recommender=first.recommender,
            state=first.state,
            opened_on=first.opened_on,
            moved_on=first.moved_on,
        )
        for number in range(30)
    )
    assert queries(PAGE) == one <= 20
    Case.objects.filter(title__startswith="联盟").delete()
    signed(play)
    letter = registered(play)
    assert queries(letter) <= 20 and queries("/office/letters/") <= 8


# ---- the queue -----------------------------------------------------------------------------------------------


def test_the_queue_says_whose_turn_how_long_and_how_many_days_are_left(pages: Pages) -> None:
    play = pages("submitted")
    page = text(play, "benxi-clerk", "/office/cases/")
    for words in ("本机关", "还有15个工作日", "初审 2016年5月30日", "2016年6月30日"):
        assert words in page
    clock.move_to(date(2016, 5, 27))
    assert "还有1个工作日" in text(play, "benxi-clerk", "/office/cases/")
    clock.move_to(date(2016, 5, 30))
    late = text(play, "benxi-clerk", "/office/cases/")
    assert "今天到期" in late and "已15个工作日" in late
    clock.move_to(date(2016, 5, 31))
    assert "已过期" in text(play, "benxi-clerk", "/office/cases/")


def test_the_queue_is_asked_by_state_text_number_and_call(pages: Pages) -> None:
    play = pages("submitted")
    ice, call = play.case("ice"), play.case("call").pk
    for query in ("q=葡萄", f"q={ice.number}", "q=北江", f"call={call}&q=冰葡萄"):
        page = text(play, "benxi-clerk", f"/office/cases/?{query}")
        assert ice.title in page and play.case("herb").title not in page, query
    assert "没有符合条件" in text(play, "benxi-clerk", "/office/cases/?state=cleared")
    assert "没有符合条件" in text(play, "benxi-clerk", "/office/cases/?call=99999")
    assert ice.title in text(play, "benxi-clerk", "/office/cases/?call=x")


def test_the_queue_waits_for_the_firm_while_it_corrects(pages: Pages) -> None:
    play = pages("submitted")
    for by in ("benxi-clerk", "benxi-head"):
        play.sign(step("ask_correction_pre", by, "ice", defects="缺一页（演示）"))
    page = text(play, "benxi-clerk", "/office/cases/?q=冰葡萄")
    assert "申报单位<span" in page and "还有10个工作日" in page and "补正 2016年5月23日" in page
