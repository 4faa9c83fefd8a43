"""Readiness: live, with a draft or without, teaching whoever has nothing, and right about days and windows."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Q

from lianmeng.alliances.models import Agreement, Alliance, Member
from lianmeng.applications import actions as applications
from lianmeng.applications import queries
from lianmeng.applications.models import Application
from lianmeng.law.verdicts import Weight
from lianmeng.record.people import Actor
from lianmeng.web import clock
from lianmeng.web.applicant.readiness import pages as readiness
from lianmeng.web.applicant.readiness.windows import windows
from tests.alliances.factories import AllianceFactory, MemberFactory
from tests.parties.factories import OrganisationFactory
from tests.web.casework.pages import PagePlay
from tests.web.members.pagework import PDF, ice, text_of

pytestmark = pytest.mark.django_db
Pages = Callable[[str], PagePlay]


@pytest.fixture
def play(pages: Pages) -> PagePlay:
    return pages("called")


def show(play: PagePlay, by: str = "ice-clerk") -> Any:
    return play.client(by).get(f"/apply/alliances/{ice(play).pk}/readiness")


def judged(play: PagePlay, alliance: Alliance | None = None) -> readiness.Readiness:
    return readiness.readiness(alliance or ice(play), play.actor("ice-clerk"), clock.today())


def effective(play: PagePlay, day: date | None) -> None:
    Agreement.objects.filter(alliance=ice(play)).update(effective_on=day)
    Member.objects.filter(alliance=ice(play)).update(signed_on=day)


def bare(play: PagePlay) -> Alliance:
    """An alliance just founded by the clerk's firm, with nothing filled."""
    OrganisationFactory.reset_sequence(8500)
    lead = ice(play).lead
    found = AllianceFactory(lead=lead, goals="", name="刚建立的联盟（演示）")
    MemberFactory(alliance=found, organisation=lead, task="", signed_on=None)
    return found


def test_a_whole_alliance_lacks_only_the_papers(play: PagePlay) -> None:
    page = judged(play)
    assert not page.must and not page.later and page.missing == len(page.papers_missing) == 3
    words = text_of(show(play))
    assert (
        "尚差 3 项必须" in words and "去申报" in words and "第九条" in words and "没有须等待的日期" in words
    )


def test_an_alliance_just_founded_is_taught_what_to_do(play: PagePlay) -> None:
    alliance = bare(play)
    answer = play.client("ice-clerk").get(f"/apply/alliances/{alliance.pk}/readiness")
    words, page = text_of(answer), judged(play, alliance)
    assert answer.status_code == 200
    assert {item.finding.rule for item in page.must} >= {"research-present", "licences-complete"}
    assert [item.finding.rule for item in page.later] == ["three-months"] and page.first is None
    assert page.missing == len(page.must) + 1 + 3 and page.windows[0].tone == "warn"
    assert "还算不出" in words and "填写联盟协议" in words and "未填写起算日" in words
    assert "吸收大学或科研机构法人为成员单位" in words and "看缺什么" in words
    for item in (*page.must, *page.later, *page.should):
        assert item.finding.mend and item.address and item.words and item.follows
        assert play.client("ice-clerk").get(item.address).status_code == 200, item.address
    assert page.minutes > 10 and not any(part.done and part.minutes == 0 for part in page.parts)


def test_every_condition_and_every_paper_of_the_pack_stands_there_once(play: PagePlay) -> None:
    for alliance in (ice(play), bare(play)):
        page = judged(play, alliance)
        groups = (page.must, page.later, page.should, page.judged, page.told, page.met)
        shown = [item.finding.rule for group in groups for item in group]
        assert sorted(shown) == sorted(page.pack.criteria)
        assert len(page.papers) == len(page.pack.materials)


def test_what_blocks_what_warns_and_what_only_informs_is_said(play: PagePlay) -> None:
    page = judged(play, bare(play))
    follows = {
        item.finding.rule: item.follows for item in (*page.must, *page.later, *page.should, *page.told)
    }
    assert "未满足不能提交初审申请" in follows["research-present"]
    assert follows["three-months"].startswith("不妨碍提交初审申请；未满足不能推荐上报")
    assert "可能要求补正" in follows["goals-stated"]
    assert follows["intermediaries-present"] == "不妨碍办理，供判断时参考"
    words = text_of(play.client("ice-clerk").get(f"/apply/alliances/{bare_pk()}/readiness"))
    for said in ("未满足", "需人工判断", "怎样办", "不补的"):
        assert said in words


def bare_pk() -> int:
    return Alliance.objects.get(name="刚建立的联盟（演示）").pk


def test_nothing_of_an_offices_or_anothers(play: PagePlay) -> None:
    assert show(play, "herb-clerk").status_code == 404
    assert show(play, "benxi-clerk").status_code == 403
    assert show(play, "ice-head").status_code == 200


@pytest.mark.parametrize(
    ("begins", "first"),
    [
        (date(2016, 3, 1), date(2016, 6, 1)),
        (date(2016, 2, 29), date(2016, 5, 29)),
        (date(2016, 3, 31), date(2016, 6, 30)),
        (date(2016, 2, 4), date(2016, 5, 4)),
    ],
)
def test_the_first_day_is_the_corresponding_one_or_the_months_last(
    play: PagePlay, begins: date, first: date
) -> None:
    effective(play, begins)
    page = judged(play)
    assert page.first and page.first.earliest_on == first
    assert f"{first.year}年{first.month}月{first.day}日" in text_of(show(play))
    clock.move_to(first)
    assert judged(play).first is None


def test_the_entry_for_the_calendar(play: PagePlay) -> None:
    address = f"/apply/alliances/{ice(play).pk}/readiness.ics"
    client = play.client("ice-clerk")
    assert client.get(address).status_code == 404
    effective(play, date(2016, 3, 1))
    answer = client.get(address)
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert b"DTSTART;VALUE=DATE:20160601\r\n" in answer.content
    assert answer.content == client.get(address).content
    assert play.client("herb-clerk").get(address).status_code == 404


@pytest.mark.parametrize(
    ("begins", "tone", "said"),
    [
        (date(2016, 1, 21), "warn", "补齐必须的各项后，2016年5月4日起可以提交初审申请"),
        (date(2016, 3, 1), "warn", "推荐上报最早2016年6月1日，2016年6月30日截止"),
        (date(2016, 3, 30), "warn", "推荐上报最早2016年6月30日"),
        (date(2016, 4, 1), "bad", "晚于推荐截止日，这一批次来不及"),
    ],
)
def test_whether_the_open_call_leaves_room(play: PagePlay, begins: date, tone: str, said: str) -> None:
    effective(play, begins)
    (window,) = judged(play).windows
    assert window.tone == tone and said in window.words


def test_where_the_pack_asks_for_it_at_submission_the_closing_day_decides(play: PagePlay) -> None:
    effective(play, date(2016, 3, 20))
    page = judged(play)
    assert page.first and page.windows[0].tone == "warn"
    criterion = page.pack.criteria["three-months"]
    strict = criterion.model_copy(update={"weights": {**criterion.weights, "submit": Weight.BLOCKS}})
    page.pack.criteria["three-months"] = strict
    try:
        calls = queries.calls_for(ice(play))
        (window,) = windows(page.pack, calls, page.first, clock.today())
        assert window.tone == "bad" and "晚于申报截止日" in window.words
    finally:
        page.pack.criteria["three-months"] = criterion


def test_without_a_call_the_page_says_so(pages: Pages) -> None:
    play = pages("called")
    clock.move_to(date(2016, 6, 4))
    assert "现在没有开放的申报批次" in text_of(show(play))


def test_while_an_application_is_under_way_the_page_promises_no_day(pages: Pages) -> None:
    said = text_of(show(pages("submitted")))
    assert "申报办理中，不能另行申报" in said and "LM2016-001" in said
    assert all(words not in said for words in ("哪一天可以", "去申报", "新建申报", "还需约"))


def draft_of(play: PagePlay) -> Application:
    """The clerk's draft, begun through its page."""
    from_page = {"call": "", "alliance": str(ice(play).pk), "office": "benxi"}
    clock.move_to(date(2016, 5, 9))
    client = play.client("ice-clerk")
    page = client.get("/apply/new/recognition/start").content.decode()
    from_page["call"] = page.split('name="call" value="')[1].split('"')[0]
    assert client.post("/apply/new/recognition/start", from_page).status_code == 302
    return Application.objects.get(alliance=ice(play))


def test_a_draft_is_judged_with_the_papers_it_has(play: PagePlay) -> None:
    draft = draft_of(play)
    page = judged(play)
    assert page.draft == draft and page.missing == 3
    by: Actor = play.actor("ice-clerk")
    for number, paper in enumerate(("agreement", "application_form", "necessity")):
        upload = SimpleUploadedFile(f"{paper}.pdf", PDF + b"%" * number)
        applications.add_paper(draft, paper, upload, upload.name, by=by, on=clock.today())
    page = judged(play)
    assert page.missing == 0 and not page.papers_missing
    words = text_of(show(play))
    assert "agreement.pdf" in words and "尚差" not in words.split("条件对照表")[1][:80]
    assert f'href="/apply/drafts/{draft.pk}"' in show(play).content.decode()


def test_another_applicants_draft_is_not_counted(play: PagePlay) -> None:
    draft_of(play)
    other = OrganisationFactory(code="", code_status="none")
    Application.objects.filter(~Q(organisation=other)).update(organisation=other)
    assert judged(play).draft is None


def test_it_asks_at_most_fifteen_questions(play: PagePlay, django_assert_max_num_queries: Any) -> None:
    client, alliance = play.client("ice-clerk"), ice(play)
    address = f"/apply/alliances/{alliance.pk}/readiness"
    draft_of(play)
    OrganisationFactory.reset_sequence(8600)
    for number in (0, 30):
        MemberFactory.create_batch(number, alliance=alliance)
        with django_assert_max_num_queries(15):
            assert client.get(address).status_code == 200
