"""The page of a division and the sheet of all opinions: filled, reviewed, sent back, and read by whom."""

import re
from typing import Any

import pytest
from django.test import Client

from lianmeng.reviews.models import DivisionOpinion
from lianmeng.web import clock
from tests.attack.browse import browser
from tests.browsers import queries
from tests.stories.answers import CHECKED, LEAD, RECEIVED
from tests.stories.many import many
from tests.stories.stage import Stage
from tests.web.panel_day import opened

pytestmark = pytest.mark.django_db
ADDRESS, SHEET = "/office/opinions/", "/office/opinions/sheet"
SECRET = "只给牵头处室看的理由"


@pytest.fixture
def play(stage) -> Stage:
    """Two alliances on which all divisions are asked."""
    play: Stage = stage("recommended")
    play.on(2016, 5, 25)
    play.act("register", "registry", "ice", "herb", **RECEIVED)
    play.act("accept", LEAD, "ice", "herb", **CHECKED)
    opened(play)
    return play


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'name="(seen-\d+|once)" value="([^"]*)"', page))


def post(client: Client, **typed: Any) -> Any:
    return client.post(ADDRESS, {**hidden(client.get(ADDRESS).content.decode()), **typed})


def rows(play: Stage, **said: tuple[str, str]) -> dict[str, str]:
    typed = {}
    for name, (verdict, reason) in said.items():
        number = play.case(name).pk
        typed |= {f"verdict-{number}": verdict, f"reason-{number}": reason}
    return typed


def test_a_division_fills_its_rows_and_its_head_signs_them(play: Stage) -> None:
    clerk, head = browser(play, "planning-clerk"), browser(play, "planning-head")
    said = rows(play, ice=("recommend", ""), herb=("against", SECRET))
    assert post(clerk, **said, sign="1").status_code == 302
    both = {"case": [play.case(name).pk for name in ("ice", "herb")]}
    shown = head.get(ADDRESS).content.decode()
    assert SECRET in shown and "审签" in shown
    assert post(head, **both, sign="1").status_code == 302
    assert DivisionOpinion.objects.count() == 2
    assert "补充意见" in head.get(ADDRESS).content.decode()


def test_a_wrong_row_is_marked_and_nothing_typed_is_lost(play: Stage) -> None:
    clerk = browser(play, "planning-clerk")
    answer = post(clerk, **rows(play, ice=("recommend", "很好"), herb=("against", "")), sign="1")
    shown = answer.content.decode()
    assert answer.status_code == 422 and "须写明理由" in shown and "很好" in shown
    assert post(clerk, sign="1").status_code == 422  # nothing filled
    assert post(browser(play, "planning-head"), sign="1").status_code == 422  # nothing chosen


def test_rows_left_empty_are_answered_as_unrelated_at_once_and_signed_by_hand(play: Stage) -> None:
    clerk = browser(play, "planning-clerk")
    answer = post(clerk, **rows(play, ice=("recommend", "")), rest="1")
    shown = answer.content.decode()
    assert answer.status_code == 200 and shown.count('value="unrelated" checked') == 1
    assert DivisionOpinion.objects.count() == 0


def test_the_head_sends_rows_back_with_a_reason(play: Stage) -> None:
    clerk, head = browser(play, "planning-clerk"), browser(play, "planning-head")
    post(clerk, **rows(play, ice=("recommend", ""), herb=("against", SECRET)), sign="1")
    chosen = {"case": [play.case("herb").pk], "send-back": "1"}
    assert post(head, **chosen).status_code == 422
    assert post(head, **chosen, note="请写具体").status_code == 302
    shown = clerk.get(ADDRESS).content.decode()
    assert "处长退回" in shown and "请写具体" in shown and SECRET in shown


def test_what_is_typed_keeps_itself(play: Stage) -> None:
    clerk = browser(play, "planning-clerk")
    kept = clerk.post(
        ADDRESS, {**rows(play, herb=("against", SECRET)), "hand": "0", "keep": "1"}, HTTP_X_KEEP="1"
    )
    assert kept.status_code == 200
    shown = clerk.get(ADDRESS).content.decode()
    assert SECRET in shown and "草稿" in shown


def test_an_old_page_is_told_and_does_nothing(play: Stage) -> None:
    clerk, herb = browser(play, "planning-clerk"), play.case("herb")
    old = hidden(clerk.get(ADDRESS).content.decode()) | {f"seen-{herb.pk}": "1"}
    answer = clerk.post(ADDRESS, {**old, **rows(play, herb=("against", SECRET)), "sign": "1"})
    assert answer.status_code == 409 and SECRET in answer.content.decode()


def test_opinions_stay_with_their_division_and_those_who_rest_on_them(play: Stage) -> None:
    said = {"verdict": "against", "reason": SECRET}
    play.act("give_opinion", ["planning-clerk", "planning-head"], "ice", **said)
    ice = play.case("ice").pk
    for name in ("lead-clerk", "lead-head", "deputy", "auditor"):
        assert SECRET in browser(play, name).get(f"/office/cases/{ice}").content.decode(), name
    assert SECRET in browser(play, "planning-clerk").get(f"/office/cases/{ice}").content.decode()
    for name in ("agriculture-clerk", "agriculture-head", "registry", "publisher", "legal", "benxi-clerk"):
        client = browser(play, name)
        shown = client.get(f"/office/cases/{ice}").content.decode()
        assert SECRET not in shown, name
        assert client.get(SHEET).status_code == 404, name
        assert SECRET not in client.get("/office/").content.decode(), name
        assert SECRET not in client.get(ADDRESS).content.decode(), name
    for name, address in (("ice-clerk", f"/apply/cases/{ice}"), ("expert-1", "/expert/")):
        assert SECRET not in browser(play, name).get(address).content.decode()
    assert SECRET in browser(play, "lead-clerk").get(SHEET).content.decode()


def test_the_sheet_says_who_was_silent_and_whom_nobody_recommends(play: Stage) -> None:
    for division in ("planning", "hightech", "agriculture", "society", "results"):
        people = [f"{division}-clerk", f"{division}-head"]
        play.act("give_opinion", people, "ice", verdict="unrelated")
        play.act("give_opinion", people, "herb", verdict="recommend")
    lead = browser(play, "lead-clerk")
    shown = lead.get(SHEET).content.decode()
    assert "未反馈" in shown and "逾期未反馈</span>" not in shown and "没有处室推荐" not in shown
    play.on(2016, 6, 20)
    clock.move_to(play.day)
    shown = lead.get(SHEET).content.decode()
    assert shown.count("逾期未反馈</span>") == 2 and "1家没有处室推荐" in shown
    play.hand("add_opinion", "cooperation-head", "herb", verdict="conditional", reason="补充。")
    shown = lead.get(SHEET).content.decode()
    assert shown.count("逾期未反馈</span>") == 1 and "有条件推荐" in shown


def test_both_pages_take_the_same_queries_for_one_and_for_many(stage) -> None:
    play, counts = stage("called"), []
    for first, count in ((1, 1), (2, 5)):
        many(play, count, until="asked", first=first)
        opened(play)
        clerk, lead = browser(play, "planning-clerk"), browser(play, "lead-clerk")
        counts.append((queries(clerk, ADDRESS), queries(lead, SHEET)))
    assert clerk.get(ADDRESS).content.decode().count("目标</summary>") == 6
    assert counts[0] == counts[1] and max(counts[0]) <= 12


def test_without_any_support_the_leader_reads_all_opinions_and_decides(play: Stage) -> None:
    divisions = ("planning", "hightech", "agriculture", "society", "results", "cooperation")
    for division in divisions:
        said = (
            {"verdict": "against", "reason": SECRET} if division == "planning" else {"verdict": "unrelated"}
        )
        play.act("give_opinion", [f"{division}-clerk", f"{division}-head"], "ice", **said)
    assert "1家没有处室推荐" in browser(play, "lead-clerk").get(SHEET).content.decode()
    play.act("close_consultation", LEAD, "ice", summary="没有处室推荐。（演示）")
    deputy, address = browser(play, "deputy"), f"/office/cases/{play.case('ice').pk}/do/close_consultation"
    shown = deputy.get(address).content.decode()
    assert "批示意见" in shown and SECRET in shown and "没有处室推荐。（演示）" in shown
    marks = hidden(shown)
    assert deputy.post(address, {**marks, "hand": "2", "direction": ""}).status_code == 422
    assert deputy.post(address, {**marks, "hand": "2", "direction": "同意提交论证。"}).status_code == 302
    assert play.state("ice") == "argument"
