"""What somebody who walked README's demonstration found missing or wrong, and should not find again."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from lianmeng.web import calendar, clock
from lianmeng.web.demonstration.story import Signature
from tests.web.casework.pages import PagePlay, errors
from tests.web.casework.test_jobs import jobs, text
from tests.web.casework.test_seeing import until

pytestmark = pytest.mark.django_db
Pages = Callable[[str], PagePlay]


def step(act: str, by: str, *cases: str, **answers: Any) -> Signature:
    return Signature("recognition", act, by, cases, answers=answers)


def before(play: PagePlay, begin: str, end: str, act: str, hands: int = 0) -> None:
    """Play on to where an act is next, or so many of its hands have signed."""
    steps, _ = until(begin, end, act)
    first = next(n for n, one in enumerate(steps) if isinstance(one, Signature) and one.act == act)
    play.run(steps[: first + hands])


def tight(page: str) -> str:
    """The page without the blanks beside its tags, which are layout."""
    return re.sub(r"\s+<", "<", re.sub(r">\s+", ">", page))


def road(page: str) -> dict[str, tuple[str, str]]:
    """The stages of a case: tone and day."""
    part = tight(page[page.index('class="road"') :].partition("</ol>")[0])
    found = re.findall(r'<li(?: class="(\w+)")?[^>]*>([^<]+)(?:<small>([^<]+)</small>)?</li>', part)
    return {words: (tone, day) for tone, words, day in found}


def present(page: str) -> list[str]:
    return re.findall(r'aria-current="page">([^<]+)</a>', page.partition("<details")[0])


# ---- where a case stands -------------------------------------------------------------------------------------


def test_a_stage_bears_the_day_on_which_its_own_act_was_done(pages: Pages) -> None:
    play = pages("resolved")
    stages = road(text(play, "lead-clerk", f"/office/cases/{play.case('ice').pk}"))
    assert stages["推荐上报"] == ("done", "5月23日") and stages["会议审议"] == ("done", "7月6日")
    assert stages["公示"][0] == "now"


def test_a_call_that_closed_by_itself_tells_its_last_day(pages: Pages) -> None:
    play = pages("called")
    clock.move_to(date(2016, 6, 15))
    calendar.run(date(2016, 6, 15))
    page = text(play, "lead-clerk", f"/office/cases/{play.case('call').pk}")
    assert "申报截止 2016年6月3日" in page and "2016年6月15日起" not in page
    assert re.search(r"2016年5月4日<span[^>]*>已开始", page)
    assert present(page) == ["申报批次"]


def test_calls_stand_without_columns_of_parties(pages: Pages) -> None:
    play = pages("called")
    shown = text(play, "lead-clerk", "/office/calls/")
    assert "2016年度" in shown and "推荐单位" not in shown and "申报单位</th>" not in shown
    home = text(play, "benxi-clerk", "/office/")
    assert "其他在办" not in home


def test_what_is_recognised_and_served_is_off_the_desk(pages: Pages) -> None:
    play = pages("published")
    ice = play.case("ice")
    for who in ("lead-clerk", "registry"):
        assert ice.title not in text(play, who, "/office/")
    page = text(play, "registry", f"/office/cases/{ice.pk}")
    assert "还可以办理" not in page and "已办过、需要时可再办理的 1 项" in page
    assert "送达 <a" not in page.partition("<h2>期限</h2>")[2].partition("</section>")[0]


def test_a_decided_case_shows_its_paper_first_and_asks_for_nothing(pages: Pages) -> None:
    play = pages("published")
    page = text(play, "lead-clerk", f"/office/cases/{play.case('ice').pk}")
    assert page.index("<h2>批复</h2>") < page.index("<h2>申报内容</h2>") < page.index("提交时的条件对照表")
    assert "怎样办" not in page and "有效期 2016年7月21日至2021年7月21日" in page
    assert "可有，不作要求" in page and "现有0，须" not in page


def test_a_long_story_folds_what_lies_far_back(pages: Pages) -> None:
    play = pages("published")
    page = text(play, "lead-clerk", f"/office/cases/{play.case('ice').pk}")
    shown, _, folded = page.partition('<details class="earlier-steps" data-print-open>')
    assert shown.count("<time ") == 8 and folded.count("<time ") > 8 and "更早的" in folded


# ---- what signers read ---------------------------------------------------------------------------------------


def test_the_summary_lists_every_division_and_who_is_silent(pages: Pages) -> None:
    play = pages("recommended")
    before(play, "recommended", "consulted", "close_consultation")
    numbers = [play.case(name).pk for name in ("ice", "herb")]
    page = text(play, "lead-clerk", f"/office/cases/{numbers[0]}/do/close_consultation?with={numbers[1]}")
    rows = re.findall(
        r'<tr><td>([^<]+)</td><td data-l="意见">(?:<span[^>]*>)?(?:<svg.*?</svg>)?([^<]+)', tight(page)
    )
    assert rows.count(("国际科技合作处", "未反馈")) == 2 and rows.count(("发展计划处", "推荐")) == 2
    assert sorted(said for who, said in rows if who == "农村科技处") == ["与本处无关", "推荐"]
    assert "冰葡萄为区域特色产业" in page


def test_those_who_conclude_read_votes_and_scores(pages: Pages) -> None:
    play = pages("consulted")
    before(play, "consulted", "argued", "pass_panel")
    ice = play.case("ice").pk
    chair = text(play, "expert-1", f"/expert/cases/{ice}/do/pass_panel")
    for words in ("通过4票，不通过1票", "达到通过线", "平均78.6分，满分100分", "目标偏多，建议聚焦"):
        assert words in chair, words
    assert "专家戊" not in chair
    conclusion = step("pass_panel", "expert-1", "ice", conclusion="通过（演示）")
    play.sign_on_page(conclusion)
    for number in range(2, 6):
        play.sign_on_page(step("pass_panel", f"expert-{number}", "ice"))
    head = text(play, "lead-head", f"/office/cases/{ice}/do/pass_panel")
    assert "通过4票，不通过1票" in head and "<td>专家戊（演示）</td>" in head
    assert head.count("已签　") == 4 and "没有另填内容" not in head


def test_experts_see_whom_they_declare_about_and_by_when(pages: Pages) -> None:
    play = pages("consulted")
    before(play, "consulted", "argued", "declare")
    page = text(play, "expert-2", f"/expert/cases/{play.case('ice').pk}/do/declare")
    assert "辽东甲农业大学（演示）" in page and "申报材料</summary>" not in page
    assert "2016年6月24日" in text(play, "expert-2", "/expert/") and "2件待签" in text(
        play, "expert-2", "/expert/"
    )


def test_the_applicants_draft_is_due_when_the_call_closes(pages: Pages) -> None:
    play = pages("called")
    steps, _ = until("called", "submitted", "start")
    play.run(steps[:2])
    home = text(play, "ice-clerk", "/apply/")
    assert "2016年6月3日" in jobs(home) and "初审机关</th>" not in home
    draft = text(play, "ice-clerk", f"/apply/drafts/{play.made['ice'].pk}")
    said = re.search("标为((?:“[^”]+”)+)的条件不妨碍提交", draft)
    signs = set(re.findall(r'class="verdict (?:warn|plain)"><svg.*?</svg>([^<]+)<', draft))
    assert set(re.findall("“([^”]+)”", said[1]) if said else ()) == signs


def test_either_of_two_may_sign(pages: Pages) -> None:
    play = pages("noticed")
    before(play, "noticed", "published", "issue", hands=3)
    answer = play.send(step("issue", "legal", "ice", "herb"))
    assert answer.status_code == 302, errors(answer)
    landed = play.client("legal").get(answer["Location"]).content.decode()
    assert "接下来由分管厅领导或厅长签发" in landed


# ---- round about ---------------------------------------------------------------------------------------------


def test_items_of_the_measure_bear_the_numbers_by_which_they_are_cited(pages: Pages) -> None:
    play = pages("recommended")
    law = Client().get("/law/").content.decode()
    article = law[law.index('id="art-8"') : law.index('id="art-9"')]
    assert re.findall('<b class="item">(.)</b>', article) == list("①②③④⑤⑥")
    beside = Client().get("/law/unit/art-8").content.decode()
    assert beside.count('<p class="law">') == 7 and '<b class="item">①</b>联盟已成立' in beside
    page = text(play, "registry", f"/office/cases/{play.case('ice').pk}/do/register")
    assert '<b class="item">①</b>联盟已成立3个月以上' in page
    assert "不必须，各单位选用；没有确认的只作提示，不影响提交" in law


@pytest.mark.parametrize(
    ("who", "address"),
    [("ice-clerk", "/apply/"), ("lead-clerk", "/office/"), ("expert-1", "/expert/")],
)
def test_every_door_leads_to_the_public_pages(pages: Pages, who: str, address: str) -> None:
    header = text(pages("called"), who, address).partition("</header>")[0]
    assert 'href="/"' in header and 'href="/notices/"' in header and "试点名录" in header


def test_a_term_is_told_in_months_and_its_period_in_words(pages: Pages) -> None:
    pages("published")
    page = Client().get("/").content.decode()
    assert "未满1个月，共5年" in page and "有效 · 第一期" in page and "%" not in page
