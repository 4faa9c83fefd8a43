"""The page of an act: every way in which it may end, and that nothing typed is lost."""

from collections.abc import Callable
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from lianmeng.cases.models import Case
from lianmeng.record import queries as record
from lianmeng.web import clock
from lianmeng.web.demonstration.story import Signature
from tests.web.casework.pages import PagePlay, errors, hidden

pytestmark = pytest.mark.django_db
Pages = Callable[[str], PagePlay]


def step(act: str, by: str, *cases: str, **answers: Any) -> Signature:
    return Signature("recognition", act, by, cases, answers=answers)


def text(play: PagePlay, by: str, address: str) -> str:
    return play.client(by).get(address).content.decode()


def test_the_page_says_what_follows_and_on_what_it_rests(pages: Pages) -> None:
    play = pages("recommended")
    page = text(play, "registry", play.address(step("register", "registry", "ice", "herb")))
    for words in (
        "收文登记",
        "第十条",
        "一并办理的事项（2件）",
        "形式审查",
        "至2016年5月30日",
        "与本步有关的条件",
    ):
        assert words in page
    assert hidden(page).keys() >= {"once", f"seen-{play.case('ice').pk}", f"seen-{play.case('herb').pk}"}


def test_a_wrong_field_keeps_text_and_files(pages: Pages) -> None:
    play = pages("recommended")
    before = record.count()
    withdrawn = step("withdraw", "ice-clerk", "ice", letter={"file": "撤回申请（演示）.pdf"})
    answer = play.send(withdrawn, reason="")
    page = answer.content.decode()
    assert answer.status_code == 422 and record.count() == before
    assert "撤回理由：请填写“撤回理由”" in errors(answer)[0]
    assert "撤回申请（演示）.pdf" in page and 'name="kept-letter"' in page
    kept = page.split('name="kept-letter" value="')[1].split('"')[0]
    sent = {**hidden(page), "reason": "不再申报", "kept-letter": kept}
    assert play.client("ice-clerk").post(play.address(withdrawn), sent).status_code == 302
    assert play.case("ice").state == "withdrawn"


def test_a_refused_file_is_told_at_its_field(pages: Pages) -> None:
    play = pages("recommended")
    bad = SimpleUploadedFile("脚本.pdf", b"<script>")
    answer = play.send(step("withdraw", "ice-clerk", "ice"), reason="不再申报", letter=bad)
    page = answer.content.decode()
    assert answer.status_code == 422 and "脚本.pdf" in page and "不再申报" in page
    assert play.case("ice").state == "forwarded"


def test_a_lost_race_is_told_and_keeps_the_text(pages: Pages) -> None:
    play = pages("submitted")
    mine = step("clear", "benxi-clerk", "ice", opinion="同意（演示）")
    address = play.address(mine)
    seen = hidden(text(play, "benxi-clerk", address))
    play.sign_on_page(step("withdraw", "ice-clerk", "ice", reason="不再申报", letter={"file": "申请.pdf"}))
    before = record.count()
    answer = play.client("benxi-clerk").post(address, {**seen, "opinion": "同意（演示）"})
    page = answer.content.decode()
    assert answer.status_code == 409 and record.count() == before
    assert "刚刚有人办理过" in page and "撤回申报" in page and "同意（演示）" in page
    assert 'id="act-form"' not in page  # withdrawn: nothing can be signed any more


def test_after_a_lost_race_the_newest_state_may_be_signed(pages: Pages) -> None:
    play = pages("submitted")
    mine = step("clear", "benxi-clerk", "ice")
    address, client = play.address(mine), play.client("benxi-clerk")
    stale = {**hidden(text(play, "benxi-clerk", address)), f"seen-{play.case('ice').pk}": "1"}
    answer = client.post(address, {**stale, "opinion": "同意（演示）"})
    page = answer.content.decode()
    assert answer.status_code == 409 and "同意（演示）</textarea>" in page
    assert client.post(address, {**hidden(page), "opinion": "同意（演示）"}).status_code == 302


def test_a_double_click_does_nothing_twice(pages: Pages) -> None:
    play = pages("submitted")
    address, client = play.address(step("clear", "benxi-clerk", "ice")), play.client("benxi-clerk")
    sent = {**hidden(text(play, "benxi-clerk", address)), "opinion": "同意（演示）"}
    assert client.post(address, sent).status_code == 302
    before = record.count()
    again = client.post(address, sent, follow=True)
    assert "此前已经办理，未重复办理" in again.content.decode() and record.count() == before


def test_sending_back_and_answering_again(pages: Pages) -> None:
    play = pages("submitted")
    play.sign_on_page(step("clear", "benxi-clerk", "ice", opinion="同意（演示）"))
    address, head = play.address(step("clear", "benxi-head", "ice")), play.client("benxi-head")
    page = text(play, "benxi-head", address)
    assert "同意（演示）" in page and "退回上一手" in page
    answer = head.post(address, {**hidden(page), "send-back": "1"})
    assert answer.status_code == 422 and "请写明退回的原因" in answer.content.decode()
    sent = {**hidden(page), "send-back": "1", "back-note": "请补写第八条"}
    assert head.post(address, sent).status_code == 302
    again = text(play, "benxi-clerk", address)
    assert "请补写第八条" in again and "同意（演示）</textarea>" in again


def test_a_refused_act_says_why_and_shows_no_form(pages: Pages) -> None:
    play = pages("submitted")
    page = text(play, "benxi-head", play.address(step("clear", "benxi-head", "ice")))
    assert "这一步由初审经办人办理" in page and 'id="act-form"' not in page and "第八条" in page


def test_unknown_acts_and_cases_of_others_are_not_there(pages: Pages) -> None:
    play = pages("submitted")
    ice, clerk = play.case("ice").pk, play.client("herb-clerk")
    for address in (f"/apply/cases/{ice}", f"/apply/cases/{ice}/do/withdraw", "/apply/drafts/99/do/submit"):
        assert clerk.get(address).status_code == 404
    own = play.case("herb").pk
    for act in ("start", "nothing", "publish_call"):
        assert clerk.get(f"/apply/cases/{own}/do/{act}").status_code == 404
    assert clerk.get("/apply/new/call/draft_call").status_code == 404
    assert clerk.get(f"/office/cases/{own}").status_code == 403


def test_the_calendar_closes_a_call_when_the_date_is_moved(pages: Pages) -> None:
    play = pages("submitted")
    client = play.client("lead-clerk")
    moved = client.post("/demonstration/date", {"day": "2016-06-04", "next": "/office/calls/"}, follow=True)
    assert "到期办理：截止" in moved.content.decode()
    assert Case.objects.get(kind="call").state == "closed"


def test_the_command_performs_what_falls_to_the_calendar_once(pages: Pages) -> None:
    play = pages("submitted")
    clock.move_to(date(2016, 6, 4))
    for expected in ("截止", ""):
        out = StringIO()
        call_command("calendar", stdout=out)
        assert expected in out.getvalue() and bool(expected) == bool(out.getvalue())
    assert play.case("call").state == "closed"


def test_nonsense_is_answered_with_a_page(pages: Pages) -> None:
    play = pages("submitted")
    before, client = record.count(), play.client("benxi-clerk")
    address = play.address(step("clear", "benxi-clerk", "ice"))
    big = "9" * 5000
    for sent in (
        {},
        {f"seen-{play.case('ice').pk}": big, "once": big},
        {"opinion": "\0", "kept-attachment": big},
    ):
        assert client.post(address, sent).status_code in (409, 422)
    for query in ("?q=%00&state=%00&before=x&after=-1", f"?before={big}", "?with=x"):
        assert client.get(f"/office/cases/{query}").status_code == 200
    assert client.get(f"{address}?with={big},0,x").status_code == 200
    assert client.get("/files/99999999999999999999999").status_code == 404
    assert client.get(f"/office/cases/{'9' * 30}").status_code == 404
    assert record.count() == before
