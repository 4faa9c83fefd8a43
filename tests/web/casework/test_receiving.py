"""Letters taken in as one, and the form check of a call on one page (articles 8①, 10)."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lianmeng.applications.models import Incoming, Letter
from lianmeng.cases.models import Case, Submission
from lianmeng.record import queries as record
from lianmeng.web import clock
from lianmeng.web.demonstration.story import Signature
from tests.web.casework.pages import PagePlay, hidden

pytestmark = pytest.mark.django_db
Pages = Callable[[str], PagePlay]
LIST, SHEET = "/office/incoming/", "/office/form-check/"


def text(play: PagePlay, by: str, path: str) -> str:
    answer = play.client(by).get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.content.decode()


def came(pages: Pages, young: str = "") -> tuple[PagePlay, str]:
    """The letter of both has come on 25 May; one may be too young by its frozen facts."""
    play = pages("recommended")
    play.day = date(2016, 5, 25)
    clock.move_to(play.day)
    if young:
        row = Submission.objects.get(case=play.case(young))
        row.facts["agreement"]["effective_on"] = "2016-03-01"
        row.save()
    return play, f"{LIST}{Letter.objects.get().pk}"


def form(play: PagePlay, path: str, **more: Any) -> dict[str, Any]:
    page = text(play, "registry", path)
    pks = {name: play.case(name).pk for name in ("ice", "herb")}
    ways = {f"way-{pks[name]}": more.pop(name, "register") for name in pks}
    reasons = {f"reason-{pks[name]}": more.pop(f"{name}_reason", "") for name in pks}
    days = {"letter_dated_on": "2016-05-23", "received_on": "2016-05-25"}
    return {**hidden(page), **days, **ways, **reasons, "sign": "1", **more}


def test_a_letter_is_registered_as_one_under_a_number_of_ours(pages: Pages) -> None:
    play, path = came(pages)
    page = text(play, "registry", LIST)
    assert "待登记来文 <b>1</b>" in page and "本科发〔2016〕9号" in page
    assert text(play, "registry", path).count("可以登记") == 2
    sent = form(play, path)
    done = play.client("registry").post(path, sent, follow=True).content.decode()
    assert "收文号收〔2016〕1号，共2件" in done
    assert {play.case(name).state for name in ("ice", "herb")} == {"form_check"}
    assert Incoming.objects.get().items.count() == 2
    before = record.count()
    again = play.client("registry").post(path, sent, follow=True)
    assert record.count() == before and ("未重复办理" in again.content.decode() or again.status_code == 409)
    assert "收〔2016〕1号" in text(play, "lead-head", LIST)


def test_what_is_too_young_on_the_day_of_receipt_can_only_be_returned(pages: Pages) -> None:
    play, path = came(pages, young="ice")
    page = text(play, "registry", path)
    assert "2016年6月1日" in page and page.count("不能登记") == 1 and page.count("可以登记") == 1
    before = record.count()
    forged = play.client("registry").post(path, form(play, path))
    told = forged.content.decode()
    assert forged.status_code == 422 and record.count() == before
    assert f"{play.case('ice').title}：按收到日期" in told and "只能退文" in told
    no_reason = play.client("registry").post(path, form(play, path, ice="return"))
    assert no_reason.status_code == 422 and "请写明退文的原因" in no_reason.content.decode()
    sent = form(play, path, ice="return", ice_reason="未满3个月。（演示）")
    done = play.client("registry").post(path, sent, follow=True).content.decode()
    assert "共1件" in done and "退文1件" in done
    assert (play.case("ice").state, play.case("herb").state) == ("forwarded", "form_check")
    back = text(play, "lead-head", path)
    assert "未满3个月。（演示）" in back
    there = back.split('class="btn main" href="')[1].split('"')[0]
    marks = hidden(text(play, "lead-head", there))
    assert play.client("lead-head").post(there, {**marks, "sign": "1"}).status_code == 302
    assert play.case("ice").state == "cleared"


def test_the_day_of_receipt_decides_and_is_judged_anew_before_signing(pages: Pages) -> None:
    play, path = came(pages, young="ice")
    play.day = date(2016, 6, 2)
    clock.move_to(play.day)
    assert text(play, "registry", path).count("可以登记") == 2  # as if it had come today
    early = {**form(play, path, received_on="2016-05-31"), "judge": "1"}
    early.pop("sign")
    page = play.client("registry").post(path, early)
    assert page.status_code == 200 and "按2016年5月31日收到判断" in page.content.decode()
    assert page.content.decode().count("不能登记") == 1
    late = play.client("registry").post(path, form(play, path, received_on="2016-06-03"))
    assert late.status_code == 422 and "收到日期：不能晚于" in late.content.decode()


def test_a_letter_that_moved_meanwhile_is_not_half_registered(pages: Pages) -> None:
    play, path = came(pages)
    sent = form(play, path)
    recall = {"reason": "暂缓（演示）", "number": "演科函〔2016〕3号", "dated_on": "2016-05-25"}
    for by in ("benxi-head", "benxi-registry"):
        play.sign(Signature("recognition", "recall_forward", by, ("herb",), answers=recall))
    before = record.count()
    answer = play.client("registry").post(path, sent)
    assert answer.status_code == 409 and record.count() == before and not Incoming.objects.exists()
    assert "一件也没有登记" in answer.content.decode()


def test_letters_are_taken_in_by_the_registry_only(pages: Pages) -> None:
    play, path = came(pages)
    for by in ("planning-clerk", "benxi-head", "deputy"):
        assert play.client(by).get(path).status_code == play.client(by).get(LIST).status_code == 404, by
    assert play.client("ice-clerk").get(path).status_code == 403
    forged = {**form(play, path)}
    assert play.client("lead-head").post(path, forged).status_code == 409
    assert not Incoming.objects.exists()


# ---- the form check ------------------------------------------------------------------------------------------


def checked(pages: Pages) -> PagePlay:
    play, path = came(pages)
    assert play.client("registry").post(path, form(play, path)).status_code == 302
    return play


DIVISIONS = ["planning", "high-tech", "agriculture", "society", "results", "cooperation"]


def test_the_form_check_accepts_many_with_common_words_and_words_of_their_own(pages: Pages) -> None:
    play = checked(pages)
    page = text(play, "lead-clerk", SHEET)
    ice, herb = play.case("ice"), play.case("herb")
    assert "收〔2016〕1号" in page and f"/office/cases/{ice.pk}/do/ask_correction" in page
    assert f"/office/cases/{ice.pk}/do/reject_form" in page
    sent = {**hidden(page), "case": [ice.pk, herb.pk], "divisions": DIVISIONS, "sign": "1"}
    empty = play.client("lead-clerk").post(SHEET, sent)
    assert empty.status_code == 422 and f"{ice.title}：" in empty.content.decode()
    few = {**sent, "check": "齐全。（演示）", "divisions": DIVISIONS[:2]}
    partly = play.client("lead-clerk").post(SHEET, few)
    assert partly.status_code == 422 and "须征求各处室意见" in partly.content.decode()
    assert "齐全。（演示）" in partly.content.decode()
    fine = {**sent, "check": "齐全。（演示）", f"check-{herb.pk}": "另有说明。（演示）"}
    assert play.client("lead-clerk").post(SHEET, fine).status_code == 302
    waits = text(play, "lead-head", SHEET)
    assert "已提出，等审签" in waits and "2件" in waits
    there = waits.split('class="btn main" href="')[1].split('"')[0].replace("&amp;", "&")
    marks = hidden(text(play, "lead-head", there))
    assert play.client("lead-head").post(there, {**marks, "sign": "1"}).status_code == 302
    said = [play.case(name).consultations.get().check_sheet for name in ("ice", "herb")]
    assert said == ["齐全。（演示）", "另有说明。（演示）"]


def test_the_form_check_is_for_those_who_have_a_hand_in_it(pages: Pages) -> None:
    play = checked(pages)
    for by in ("registry", "planning-clerk", "benxi-clerk"):
        assert play.client(by).get(SHEET).status_code == 404, by
    assert "形式审查由" in text(play, "deputy", SHEET)
    assert "没有待形式审查" in text(play, "lead-clerk", f"{SHEET}?call=999")


def test_lists_take_the_same_queries_for_one_and_thirty(pages: Pages) -> None:
    play, path = came(pages)

    def queries(by: str, where: str) -> int:
        play.client(by).get(where)
        with CaptureQueriesContext(connection) as found:
            assert play.client(by).get(where).status_code == 200
        return len(found)

    def more(state: str) -> None:
        first = play.case("ice")
        made = [
            Case(
                kind=first.kind,
                title=f"联盟{number:02d}（演示）",
                revision=first.revision,
                parent=first.parent,
                applicant=first.applicant,
                recommender=first.recommender,
                at_department=True,
                state=state,
                opened_on=first.opened_on,
                moved_on=first.moved_on,
            )
            for number in range(30)
        ]
        letter = Letter.objects.get()
        for row in Case.objects.bulk_create(made):
            letter.items.create(case=row)

    few = queries("registry", LIST), queries("registry", path)
    more("forwarded")
    assert (queries("registry", LIST), queries("registry", path)) == few and max(few) <= 16, few
    Case.objects.filter(title__startswith="联盟").update(state="terminated")
    play.client("registry").post(path, form(play, path))
    one = queries("lead-clerk", SHEET)
    more("form_check")
    assert queries("lead-clerk", SHEET) == one <= 16, one
