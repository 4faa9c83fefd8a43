"""The office's page of notices and the list that is posted (article 10)."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from lianmeng.cases.models import Case
from lianmeng.web import clock
from lianmeng.web.demonstration.play import Play
from lianmeng.web.demonstration.story import Signature
from tests.stories.answers import POSTED, RELEASED, WITHDRAWAL
from tests.web.casework.pages import PagePlay
from tests.web.casework.test_seeing import until

pytestmark = pytest.mark.django_db
Pages = Callable[[str], PagePlay]
PAGE, LIST = "/office/notices/", "/office/notices/list.pdf"


def text(play: PagePlay, by: str, path: str = PAGE) -> str:
    answer = play.client(by).get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.content.decode()


def on(play: PagePlay, month: int, day: int) -> None:
    play.day = date(2016, month, day)
    clock.move_to(play.day)


def act(play: PagePlay, name: str, by: list[str], *cases: str, **answers: Any) -> None:
    for person in by:
        Play.sign(play, Signature("recognition", name, person, cases, answers=answers))


def resolved(pages: Pages) -> PagePlay:
    play = pages("resolved")
    on(play, 7, 8)
    return play


def noticed(pages: Pages) -> PagePlay:
    play = resolved(pages)
    act(play, "clear_release", ["publisher", "office-head"], "ice", "herb", **RELEASED)
    act(play, "open_notice", ["lead-head", "office-head"], "ice", "herb", **POSTED)
    return play


def test_a_review_that_only_a_correction_needs_waits_on_no_desk(pages: Pages) -> None:
    play = noticed(pages)
    assert "现在没有要您办理的事项" in text(play, "publisher", "/office/")
    assert f"/office/cases/{play.case('ice').pk}/do/clear_release" in text(
        play, "publisher", f"/office/cases/{play.case('ice').pk}"
    )


def picks(play: PagePlay, *names: str) -> str:
    return "&".join(f"pick={play.case(name).pk}" for name in names)


def test_what_was_passed_is_released_and_posted_together(pages: Pages) -> None:
    play = resolved(pages)
    page = text(play, "publisher")
    assert page.count("待公开审查") == 2 and 'value="clear_release"' in page
    assert 'value="open_notice"' not in page and 'value="open_notice"' in text(play, "lead-head")
    there = play.client("publisher").get(f"/office/together?act=clear_release&{picks(play, 'ice', 'herb')}")
    assert there.status_code == 302 and "do/clear_release?with=" in there["Location"]
    assert text(play, "publisher", there["Location"]).count("id_checked") >= 1
    act(play, "clear_release", ["publisher"], "ice", "herb", **RELEASED)
    assert "待下一环节" in text(play, "office-head")
    act(play, "clear_release", ["office-head"], "ice", "herb")
    assert text(play, "lead-head").count("公开审查已办") == 2


def test_who_clears_reads_what_the_public_will_read(pages: Pages) -> None:
    play = resolved(pages)
    where = play.address(Signature("recognition", "clear_release", "publisher", ("ice", "herb")))
    page = text(play, "publisher", where)
    told = page[page.index("拟公示的内容") : page.index('id="act-form"')]
    for name in ("ice", "herb"):
        case = play.case(name)
        assert case.title in told and case.recommender.name in told
        assert all(one.organisation.name in told for one in case.alliance.members.all())
    issuing, _ = until("resolved", "published", "issue")
    play.run(issuing)
    page = text(play, "publisher", where)
    document = play.case("ice").designation.document
    assert "拟公布的内容" in page and f"/documents/{document.check_code}" in page and "公开版" in page


def test_the_list_has_the_columns_of_the_pack_and_nothing_of_the_judging(pages: Pages) -> None:
    play = resolved(pages)
    path = f"{LIST}?{picks(play, 'ice', 'herb')}&posted_on=2016-07-08&phone=024-00000001"
    answer = play.client("lead-head").get(path)
    assert answer.status_code == 200 and answer["Content-Type"] == "application/pdf"
    words = "".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
    plain = "".join(words.split())
    lead = play.case("ice").alliance.lead.name
    for said in ("联盟名称", "盟主单位", "成员数", "重点方向", "推荐单位", "2016年7月14日", "024-00000001"):
        assert said in plain, said
    assert lead in plain and not [word for word in ("票", "分数", "平均", "意见表") if word in plain]
    assert play.client("lead-head").get(LIST).status_code == 302
    strange = play.client("lead-head").get(f"{LIST}?pick=999999&posted_on=x")
    assert strange.status_code == 302


def test_a_running_notice_tells_its_days_and_which_may_be_closed(pages: Pages) -> None:
    play = noticed(pages)
    page = text(play, "lead-clerk")
    assert "2016年7月8日至2016年7月14日" in page and "至2016年7月19日" in page
    assert "公示还有4个工作日" in page and page.count("最早2016年7月20日") == 2
    assert "网页截图" in page and POSTED["url"] in page
    on(play, 7, 20)
    page = text(play, "lead-clerk")
    assert "公示期已满" in page and "最早" not in page and page.count("无未结异议") == 2
    act(play, "close_notice", ["lead-clerk", "lead-head"], "ice", "herb", result="无异议。（演示）")
    assert text(play, "integrity").count("待下一环节") == 2
    act(play, "close_notice", ["integrity"], "ice", "herb")
    assert "没有待公示或公示中的事项" in text(play, "lead-clerk")


def test_a_correction_begins_anew_and_who_left_stands_as_a_remark(pages: Pages) -> None:
    play = noticed(pages)
    on(play, 7, 12)
    act(play, "clear_release", ["publisher", "office-head"], "ice", **RELEASED)
    again = POSTED | {"posted_on": "2016-07-12", "reason": "名称有误。（演示）"}
    act(play, "renew_notice", ["lead-head", "office-head"], "ice", **again)
    act(play, "withdraw", ["herb-clerk"], "herb", **WITHDRAWAL)
    page = text(play, "lead-clerk")
    assert "2016年7月12日至2016年7月18日" in page and "名称有误。（演示）" in page
    assert "公示中退出的" in page and play.case("herb").title in page
    public = text(play, "ice-clerk", "/notices/")
    assert "已停止公示" in public or "说明" in public


def test_notices_are_for_those_who_have_a_hand_in_them(pages: Pages) -> None:
    play = resolved(pages)
    path = f"{LIST}?{picks(play, 'ice')}"
    for by in ("planning-clerk", "benxi-head", "registry", "secretary"):
        assert play.client(by).get(PAGE).status_code == play.client(by).get(path).status_code == 404, by
    assert play.client("ice-clerk").get(path).status_code == 403


def test_the_page_takes_the_same_queries_for_one_and_thirty(pages: Pages) -> None:
    play = resolved(pages)

    def queries() -> int:
        text(play, "lead-head")
        with CaptureQueriesContext(connection) as found:
            text(play, "lead-head")
        return len(found)

    one, first = queries(), play.case("ice")
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
    assert queries() == one <= 14, one
