"""What waits for whom: first pages of the doors, and what a signer finds on the page of an act."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lianmeng.web import clock
from lianmeng.web.demonstration.story import Signature
from tests.web.casework.pages import PagePlay, hidden
from tests.web.casework.test_seeing import until

pytestmark = pytest.mark.django_db
Pages = Callable[[str], PagePlay]


def text(play: PagePlay, by: str, address: str) -> str:
    return play.client(by).get(address).content.decode()


def jobs(page: str) -> str:
    """The table under 待办; "" without one."""
    listed = page.partition("<h2>待办</h2>")[2] or page.partition('aria-label="待办"')[2]
    return listed.partition("</section>")[0].partition("<tbody>")[2]


def step(act: str, by: str, *cases: str, **answers: Any) -> Signature:
    return Signature("recognition", act, by, cases, answers=answers)


def test_the_applicants_head_finds_what_waits_for_the_head(pages: Pages) -> None:
    play = pages("called")
    steps, _ = until("called", "submitted", "submit")
    play.run(steps[:2])
    clerk = jobs(text(play, "ice-clerk", "/apply/"))
    assert "提交初审申请" in clerk and jobs(text(play, "ice-head", "/apply/")) == ""
    play.run(steps[2:3])
    head = jobs(text(play, "ice-head", "/apply/"))
    assert "提交初审申请" in head and "审签" in head
    assert jobs(text(play, "ice-clerk", "/apply/")) == ""


def test_beginning_twice_goes_on_with_the_draft(pages: Pages) -> None:
    play = pages("called")
    steps, _ = until("called", "submitted", "start")
    play.run(steps[:1])
    begin = next(one for one in steps if isinstance(one, Signature))
    for words in ("联盟资料由联盟在册信息带入，核对后提交", "已有草稿，继续填报"):
        answer = play.send(begin)
        assert words in play.client(begin.by).get(answer["Location"]).content.decode()


def test_a_begun_act_leaves_nothing_else_to_do_and_comes_back_marked(pages: Pages) -> None:
    play = pages("submitted")
    play.sign_on_page(step("clear", "benxi-clerk", "ice", opinion="同意（演示）"))
    ice = play.case("ice").title
    assert ice not in jobs(text(play, "benxi-clerk", "/office/"))
    address, head = play.address(step("clear", "benxi-head", "ice")), play.client("benxi-head")
    assert ice in jobs(text(play, "benxi-head", "/office/"))
    head.post(address, {**hidden(text(play, "benxi-head", address)), "send-back": "1", "back-note": "请补写"})
    assert "退回</span>" in jobs(text(play, "benxi-clerk", "/office/"))
    assert ice not in jobs(text(play, "benxi-head", "/office/"))
    play.sign_on_page(step("clear", "benxi-clerk", "ice", opinion="已补写（演示）"))
    page = text(play, "benxi-head", address)
    assert page.count("<h2>经办所填</h2>") == 1 and page.count("经办退回前所填") == 1


def test_each_job_has_its_own_day(pages: Pages) -> None:
    play = pages("submitted")
    assert "2016年" in jobs(text(play, "benxi-clerk", "/office/"))


@pytest.mark.parametrize("more", ["", "?with={herb}"])
def test_the_signer_reads_papers_and_opinions_in_a_fixed_number_of_queries(pages: Pages, more: str) -> None:
    play = pages("consulted")
    ice, herb = play.case("ice"), play.case("herb")
    address = f"/office/cases/{ice.pk}/do/form_panel" + more.format(herb=herb.pk)
    client = play.client("lead-clerk")
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        page = client.get(address).content.decode()
    assert len(asked) <= 20, "\n".join(q["sql"][:160] for q in asked.captured_queries)
    for words in ("申报材料", "联盟协议（演示）.pdf", "条件对照表", "反馈处室意见", "符合计划布局"):
        assert words in page, words


def test_the_date_stays_within_its_range(pages: Pages) -> None:
    play = pages("called")
    before = clock.today()
    sent = play.client("lead-clerk").post(
        "/demonstration/date", {"day": "2200-01-01", "next": "/"}, follow=True
    )
    assert "最晚可改到2100年12月31日" in sent.content.decode() and clock.today() == before
