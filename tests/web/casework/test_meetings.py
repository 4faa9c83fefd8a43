"""/office/meetings/: topics, agenda, decisions and their check, in the pages (article 10)."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lianmeng.cases.models import Case
from lianmeng.decisions.models import Meeting
from lianmeng.files.models import Attachment
from lianmeng.record import queries as record
from lianmeng.web import clock
from lianmeng.web.demonstration.play import Play
from lianmeng.web.demonstration.story import Signature
from tests.stories.answers import WITHDRAWAL
from tests.web.casework.pages import PagePlay, hidden

pytestmark = pytest.mark.django_db
Pages = Callable[[str], PagePlay]
HOME, TOPICS, NEW = "/office/meetings/", "/office/meetings/topics/", "/office/meetings/new"
TABLED = ["lead-head", "deputy", "office-head", "director"]


def text(play: PagePlay, by: str, path: str) -> str:
    answer = play.client(by).get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.content.decode()


def marks(page: str) -> dict[str, str]:
    return hidden(page.replace('id="check-form"', 'id="act-form"', 1))


def on(play: PagePlay, day: date) -> None:
    play.day = day
    clock.move_to(day)


def tabled(pages: Pages) -> PagePlay:
    play = pages("argued")
    on(play, date(2016, 7, 4))
    for by in TABLED:
        act(play, "table", by, brief="提请审议。（演示）")
    return play


def act(play: PagePlay, name: str, by: str, **answers: Any) -> None:
    """All the hands' part of an act without its page, which others test."""
    Play.sign(play, Signature("recognition", name, by, ("ice", "herb"), answers=answers))


def arranged(play: PagePlay) -> str:
    page = text(play, "secretary", NEW)
    cases = re.findall(r'name="case" value="(\d+)"', page)
    given = {**marks(page), "case": cases, "meeting_kind": "party", "held_on": "2016-07-05"}
    answer = play.client("secretary").post(NEW, given)
    assert answer.status_code == 302
    return str(answer["Location"])


def test_topics_are_chosen_with_words_drafted_for_each(pages: Pages) -> None:
    play = pages("argued")
    on(play, date(2016, 7, 4))
    page = text(play, "lead-head", TOPICS)
    assert "5人评议，4票通过" in page and "提请审议。</textarea>" in page
    assert " checked" not in page and " checked" in text(play, "lead-head", f"{TOPICS}?all=1")
    ice, herb = play.case("ice").pk, play.case("herb").pk
    none = play.client("lead-head").post(TOPICS, marks(page))
    assert none.status_code == 422 and "请至少选一件" in none.content.decode()
    typed = {**marks(page), "case": [ice, herb], f"brief-{ice}": "简报甲（演示）", f"brief-{herb}": ""}
    wrong = play.client("lead-head").post(TOPICS, typed)
    told = wrong.content.decode()
    assert wrong.status_code == 422 and "简报甲（演示）" in told
    assert f'href="#row-{herb}">{play.case("herb").title}：' in told
    before = record.count()
    fine = {**typed, f"brief-{herb}": "简报乙（演示）"}
    assert play.client("lead-head").post(TOPICS, fine).status_code == 302 and record.count() == before + 2
    play.client("lead-head").post(TOPICS, fine)
    assert record.count() == before + 2
    waits = text(play, "deputy", HOME)
    assert "议题报批中" in waits and "2件议题" in waits
    there = waits.split('class="btn main" href="')[1].split('"')[0].replace("&amp;", "&")
    page = text(play, "deputy", there)
    rows = page[page.index("一并办理的事项") : page.index("</table>")]
    assert rows.count("汇报要点：简报甲（演示）") == rows.count("汇报要点：简报乙（演示）") == 1


def test_a_meeting_is_arranged_recorded_and_checked_in_the_pages(pages: Pages) -> None:
    play = tabled(pages)
    assert "已批准待排 <b>2</b>" in text(play, "secretary", HOME)
    there = arranged(play)
    assert "会议尚未召开" in text(play, "secretary", there)
    on(play, date(2016, 7, 6))
    assert ">登记决定</a>" in text(play, "secretary", HOME)
    page, ice, herb = text(play, "secretary", there), play.case("ice").pk, play.case("herb").pk
    shared = {"decision": "resolve_pass", "extract": "同意。（演示）", f"decision-{herb}": "resolve_refuse"}
    missing = play.client("secretary").post(there, {**marks(page), **shared})
    told = missing.content.decode()
    assert missing.status_code == 422 and "纪要文号" in told and f'href="#row-{herb}"' in told
    assert "同意。（演示）" in told
    fine = {**shared, "minutes_no": "演示纪要〔2016〕12号", f"reason-{herb}": "重复。（演示）"}
    assert play.client("secretary").post(there, {**marks(page), **fine}).status_code == 302
    waits = text(play, "secretary", there)
    assert "已登记，等核对" in waits and 'name="check"' not in waits
    listed = text(play, "office-head", HOME)
    assert "待核对2件" in listed and "演示纪要〔2016〕12号" in listed and f'href="{there}">核对</a>' in listed
    check = text(play, "office-head", there)
    assert "理由：重复。（演示）" in check and "演示纪要〔2016〕12号" in check
    back = {**marks(check), "case": [herb], "send-back": "1"}
    empty = play.client("office-head").post(there, back)
    assert empty.status_code == 422 and empty.content.decode().count(" checked") == 1
    assert play.client("office-head").post(there, {**back, "note": "再核。（演示）"}).status_code == 302
    good = {**marks(check), "case": [ice], "check": "1"}
    assert play.client("office-head").post(there, good).status_code == 302
    assert (play.case("ice").state, play.case("herb").state) == ("proposed", "agenda")
    again = text(play, "secretary", there)
    assert "退回意见：再核。（演示）" in again and "重复。（演示）" in again and "会议决定" in again


def test_a_meeting_is_over_when_the_last_case_leaves_it_by_another_way(pages: Pages) -> None:
    play = tabled(pages)
    there = arranged(play)
    on(play, date(2016, 7, 6))
    page, ice = text(play, "secretary", there), play.case("ice").pk
    given = {
        f"decision-{ice}": "resolve_pass",
        f"extract-{ice}": "同意。（演示）",
        "minutes_no": "演示纪要〔2016〕12号",
    }
    assert play.client("secretary").post(there, {**marks(page), **given}).status_code == 302
    Play.sign(
        play,
        Signature("recognition", "withdraw", "herb-clerk", ("herb",), answers=WITHDRAWAL),
    )
    listed = text(play, "office-head", HOME)
    assert "待核对1件，不在会上1件</span>" in listed and "已办结" not in listed
    good = {**marks(text(play, "office-head", there)), "case": [ice], "check": "1"}
    assert play.client("office-head").post(there, good).status_code == 302
    listed = text(play, "secretary", HOME)
    assert "已办结" in listed and "已定1件，不在会上1件" in listed and ">登记决定</a>" not in listed


def test_the_book_and_the_brief_open_for_those_of_the_meeting_only(pages: Pages) -> None:
    play = tabled(pages)
    there = arranged(play)
    book = play.client("secretary").get(f"{there}/book.pdf")
    assert book.status_code == 200 and b"".join(book.streaming_content).startswith(b"%PDF")
    code = text(play, "deputy", there).split("校验码 ")[1][:9]
    assert re.fullmatch(r"[0-9A-F]{4}-[0-9A-F]{4}", code)
    file = Attachment.objects.get(kind="book").pk
    for by in ("secretary", "agriculture-clerk", "benxi-head", "ice-clerk"):
        assert play.client(by).get(f"/files/{file}").status_code == 404, by  # only through the meeting
    brief = f"/office/cases/{play.case('ice').pk}/brief"
    assert "5人评议" in text(play, "director", brief)
    for by in ("agriculture-clerk", "benxi-head", "registry"):
        for path in (HOME, TOPICS, there, f"{there}/book.pdf", brief):
            assert play.client(by).get(path).status_code == 404, (by, path)
    assert play.client("ice-clerk").get(brief).status_code == 403
    for by in ("lead-head", "office-head"):
        assert play.client(by).get(NEW).status_code == 404


def test_an_agenda_tells_what_is_wrong_and_keeps_what_was_typed(pages: Pages) -> None:
    play = tabled(pages)
    page = text(play, "secretary", NEW)
    answer = play.client("secretary").post(
        NEW, {**marks(page), "case": [play.case("ice").pk], "held_on": "0001-01-01"}
    )
    told = answer.content.decode()
    assert answer.status_code == 422 and "请选择会议类别" in told and "请填写会议日期" in told
    there = arranged(play)
    change = text(play, "secretary", f"{there}/agenda")
    assert "撤销这次会议" in change and change.count(" checked") == 3
    gone = play.client("secretary").post(f"{there}/drop", marks(change))
    assert gone.status_code == 302 and not Meeting.objects.exists()


def test_lists_take_the_same_queries_for_one_and_thirty(pages: Pages) -> None:
    play = pages("argued")
    on(play, date(2016, 7, 4))

    def queries(path: str, by: str = "lead-head") -> int:
        play.client(by).get(path)
        with CaptureQueriesContext(connection) as found:
            assert play.client(by).get(path).status_code == 200
        return len(found)

    few = [queries(path) for path in (HOME, TOPICS)], queries(NEW, "secretary")
    first = play.case("ice")
    Case.objects.bulk_create(
        Case(
            kind=first.kind,
            title=f"联盟{number:02d}（演示）",
            revision=first.revision,
            parent=first.parent,
            applicant=first.applicant,
            recommender=first.recommender,
            at_department=True,
            state=first.state,
            opened_on=first.opened_on,
            moved_on=first.moved_on,
        )
        for number in range(30)
    )
    many = [queries(path) for path in (HOME, TOPICS)], queries(NEW, "secretary")
    assert few == many and max(many[0]) <= 25, many
