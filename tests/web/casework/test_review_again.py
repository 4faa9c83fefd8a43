"""申请复核: asked for once within its days, then reviewed by other people, said in words on the pages."""

from collections.abc import Callable
from typing import Any

import pytest

from lianmeng.parties import actions as parties
from lianmeng.parties import samplecodes
from lianmeng.parties.models import Office
from lianmeng.policies import actions as policies
from lianmeng.web.demonstration.story import Signature
from tests.web.casework.pages import PagePlay
from tests.web.casework.test_jobs import jobs

pytestmark = pytest.mark.django_db
Pages = Callable[[str], PagePlay]
BY = policies.installer("测试")


def step(act: str, by: str, *cases: str, **answers: Any) -> Signature:
    return Signature("recognition", act, by, cases, answers=answers)


def text(play: PagePlay, by: str, path: str) -> str:
    return play.client(by).get(path).content.decode()


def hire(play: PagePlay, key: str, capacity: str, serial: int) -> None:
    number = samplecodes.make_identity_number(play.world.pack.head.region, serial)
    person = parties.add_person(key, f"{key}（演示）", by=BY, on=play.day, identity_number=number)
    office = Office.objects.get(code="benxi")
    parties.appoint(person, capacity, by=BY, valid_from=play.day, identity_required=True, office=office)
    play.world.people[key] = person


def refused(pages: Pages) -> PagePlay:
    play = pages("submitted")
    for by in ("benxi-clerk", "benxi-head"):
        play.sign(step("not_recommend", by, "ice", reason="方向不符（演示）", remedy="可申请复核（演示）"))
    return play


def test_the_firm_reads_the_reason_and_finds_the_way_to_a_review(pages: Pages) -> None:
    play = refused(pages)
    page = text(play, "ice-clerk", f"/apply/cases/{play.case('ice').pk}")
    for words in ("未通过初审", "方向不符（演示）", "可申请复核（演示）", "申请复核", "2016年5月23日"):
        assert words in page


def test_after_it_others_review_and_the_former_are_told_why_not_they(pages: Pages) -> None:
    play = refused(pages)
    for by in ("ice-clerk", "ice-head"):
        play.sign_on_page(step("ask_review", by, "ice", reason="符合重点方向（演示）"))
    clear = play.address(step("clear", "benxi-clerk", "ice"))
    said = text(play, "benxi-clerk", clear)
    assert "您办理过“不予推荐”，本步须换人办理" in said and "请另一名有权人员办理" in said
    assert 'id="act-form"' not in said
    hire(play, "clerk-2", "prelim_clerk", 81)
    hire(play, "head-2", "prelim_head", 82)
    assert ">初审</a>" in jobs(text(play, "clerk-2", "/office/"))
    play.sign_on_page(step("clear", "clerk-2", "ice", opinion="复核后同意（演示）"))
    assert "须换人办理" in text(play, "benxi-head", clear)
    play.sign_on_page(step("clear", "head-2", "ice"))
    assert play.case("ice").state == "cleared"


def test_it_is_asked_for_once(pages: Pages) -> None:
    play = refused(pages)
    for by in ("ice-clerk", "ice-head"):
        play.sign(step("ask_review", by, "ice", reason="符合重点方向（演示）"))
    hire(play, "clerk-2", "prelim_clerk", 81)
    hire(play, "head-2", "prelim_head", 82)
    for by in ("clerk-2", "head-2"):
        play.sign(step("not_recommend", by, "ice", reason="仍不符（演示）", remedy="已复核一次（演示）"))
    page = text(play, "ice-clerk", play.address(step("ask_review", "ice-clerk", "ice")))
    assert "“申请复核”至多1次" in page and "已办1次" in page


def test_the_former_reviewers_judgements_are_marked_and_count_no_more(pages: Pages) -> None:
    play = pages("submitted")
    case = play.case("ice")
    sheet = f"/office/cases/{case.pk}/checklist"
    said = {"seen": "0", "once": "a" * 32, "verdict": "unfit", "note": "前次的理由（演示）"}
    assert play.client("benxi-clerk").post(f"{sheet}/c-enterprise-led", said).status_code == 302
    for by in ("benxi-clerk", "benxi-head"):
        play.sign(step("not_recommend", by, "ice", reason="方向不符（演示）", remedy="可申请复核（演示）"))
    for by in ("ice-clerk", "ice-head"):
        play.sign(step("ask_review", by, "ice", reason="符合重点方向（演示）"))
    hire(play, "clerk-2", "prelim_clerk", 81)
    page = text(play, "clerk-2", sheet)
    assert "前次初审：不符合" in page and "前次的理由（演示）" in page and "复核换人，不计入" in page
    opinion = text(play, "clerk-2", play.address(step("clear", "clerk-2", "ice")))
    assert "前次的理由（演示）" not in opinion[opinion.index('id="act-form"') :]
    assert "您办理过前次初审" in text(play, "benxi-clerk", sheet)
    again = {"seen": "1", "once": "b" * 32, "verdict": "fit"}
    assert play.client("benxi-clerk").post(f"{sheet}/c-enterprise-led", again).status_code == 409
    assert play.client("clerk-2").post(f"{sheet}/c-enterprise-led", again).status_code == 302
    fresh = text(play, "clerk-2", sheet)
    assert "<b>符合</b>" in fresh and "前次初审：不符合" in fresh
