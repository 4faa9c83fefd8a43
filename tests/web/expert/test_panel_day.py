"""An expert's day on three pages: promise, sheets, conclusions; nobody reads a score before all have submitted."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lianmeng.reviews.models import Seat, Sheet
from tests.attack.browse import browser
from tests.stories.answers import SHEET
from tests.stories.stage import Stage, nothing_written
from tests.web.panel_day import EXPERTS, declared, formed, page, reviewed, send, sheet

pytestmark = pytest.mark.django_db
PROMISE, SHEETS, CONCLUSIONS = "/expert/promise", "/expert/sheets", "/expert/conclusions"
PROMISES = ["impartial", "secret", "no_tie", "no_gift"]


@pytest.fixture
def play(stage) -> Stage:
    return formed(stage)


def test_an_expert_reads_the_members_and_promises_for_all_at_once(play: Stage) -> None:
    client = browser(play, "expert-1")
    shown = client.get(PROMISE).content.decode()
    assert "辽东甲农业大学" in shown and "辽东乙药科大学" in shown and "申请回避" in shown
    cases = [play.case(name).pk for name in ("ice", "herb")]
    assert send(client, PROMISE, case=cases, promises=PROMISES[:2], sign="1").status_code == 422
    assert send(client, PROMISE, promises=PROMISES, sign="1").status_code == 422  # none chosen
    assert send(client, PROMISE, case=cases, promises=PROMISES, sign="1").status_code == 302
    assert Seat.objects.exclude(declared_on=None).count() == 2


def test_who_recuses_himself_from_one_alliance_keeps_the_other(play: Stage) -> None:
    declared(play, "expert-1")
    play.hand("recuse", "expert-1", "ice", reason="任成员单位顾问。（演示）")
    ice, herb = play.case("ice"), play.case("herb")
    shown = page(play, "expert-1", SHEETS)
    assert herb.title in shown and ice.title not in shown
    assert "申报材料尚未开启" in page(play, "expert-1", f"/expert/cases/{ice.pk}")
    lead = page(play, "lead-clerk", "/office/panels/")
    assert "专家甲（演示）申请回避" in lead and "递补" in lead


def test_who_has_still_to_review_finds_each_alliance_once(play: Stage) -> None:
    declared(play, "expert-1")
    reviewed(play, "expert-2")
    home, ice = page(play, "expert-1", "/expert/"), play.case("ice")
    assert home.count(f'href="/expert/cases/{ice.pk}"') == 1
    assert home.count(f"/expert/cases/{play.case('herb').pk}/do/review") == 1


def test_all_sheets_stand_on_one_page_and_are_sent_together(play: Stage) -> None:
    declared(play, "expert-1")
    client = browser(play, "expert-1")
    both = sheet(play, "ice", "herb")
    kept = client.post(SHEETS, {**both, "hand": "0", "keep": "1"}, HTTP_X_KEEP="1")
    assert kept.status_code == 200 and "草稿" in client.get(SHEETS).content.decode()
    wrong = both | {f"necessity-{play.case('herb').pk}": "26"}
    answer = send(client, SHEETS, **wrong, sign="1")
    assert answer.status_code == 422 and "不能大于25" in answer.content.decode()
    assert Sheet.objects.count() == 0
    assert send(client, SHEETS, **both, sign="1").status_code == 302
    assert Sheet.objects.count() == 2
    again = send(client, SHEETS, **both, sign="1")
    assert again.status_code == 422 and Sheet.objects.count() == 2  # nothing is left to be filled


def test_scores_are_shown_to_nobody_before_all_have_submitted(play: Stage) -> None:
    secret = "只有本人看得到的评语"
    reviewed(play, *EXPERTS[:4], comment=secret)
    declared(play, "expert-5")
    ice = play.case("ice").pk
    for who in ("lead-clerk", "lead-head", "integrity", "deputy", "auditor", "secretary"):
        shown = page(play, who, f"/office/cases/{ice}")
        assert secret not in shown and "独立评议" in shown, who
    assert "76" not in page(play, "lead-clerk", "/office/panels/").split("<tbody>")[-1]
    for who in EXPERTS[1:]:
        shown = page(play, who, f"/expert/cases/{ice}")
        assert (secret in shown) == (who != "expert-5"), who  # each his own alone
        assert "票" not in page(play, who, CONCLUSIONS).split("</h1>")[1].split("<footer")[0], who
    play.hand("review", "expert-5", "ice", "herb", **SHEET | {"comment": secret})
    assert secret in page(play, "lead-clerk", f"/office/cases/{ice}")
    assert "5 / 5" in page(play, "lead-clerk", "/office/panels/")


def test_the_chair_concludes_and_all_sign_on_one_page(play: Stage) -> None:
    reviewed(play, *EXPERTS)
    chair, ice, herb = browser(play, "expert-1"), play.case("ice").pk, play.case("herb").pk
    said = {f"conclusion-{ice}": "必要可行。", f"conclusion-{herb}": "必要可行。"}
    assert "通过5票" in chair.get(CONCLUSIONS).content.decode()
    empty = send(chair, CONCLUSIONS, **dict.fromkeys(said, ""), sign="1")
    assert empty.status_code == 422 and "还没有写论证意见" in empty.content.decode()
    assert send(browser(play, "expert-2"), CONCLUSIONS, **said, sign="1").status_code == 422
    assert send(chair, CONCLUSIONS, **said, sign="1").status_code == 302
    for name in EXPERTS[1:]:
        assert send(browser(play, name), CONCLUSIONS, case=[ice, herb], sign="1").status_code == 302
    assert play.state("ice") == "argument"
    head = browser(play, "lead-head")
    assert send(head, "/office/panels/", case=[ice, herb], sign="1").status_code == 302
    assert play.state("ice") == play.state("herb") == "agenda"


def test_the_chair_writes_once_for_all_and_changes_single_ones(play: Stage) -> None:
    reviewed(play, *EXPERTS)
    chair, ice, herb = browser(play, "expert-1"), play.case("ice").pk, play.case("herb").pk
    assert "论证通过的共同意见" in chair.get(CONCLUSIONS).content.decode()
    own = {f"conclusion-{ice}": "另写的意见。", "common-pass_panel": "共同的意见。"}
    with nothing_written():
        answer = send(chair, CONCLUSIONS, **own, spread="1")
    shown = answer.content.decode()
    assert answer.status_code == 200
    boxes = dict(re.findall(r'<textarea name="conclusion-(\d+)"[^>]*>\n(.*?)</textarea>', shown, re.S))
    assert boxes == {str(ice): "另写的意见。", str(herb): "共同的意见。"}


def test_cases_that_pass_and_fail_are_concluded_under_one_signing(play: Stage) -> None:
    declared(play, *EXPERTS)
    for name in EXPERTS:
        client = browser(play, name)
        typed = sheet(play, "ice") | sheet(play, "herb", vote="fail")
        assert send(client, SHEETS, **typed, sign="1").status_code == 302
    ice, herb = play.case("ice").pk, play.case("herb").pk
    said = {f"conclusion-{ice}": "通过。", f"conclusion-{herb}": "不通过。"}
    assert send(browser(play, "expert-1"), CONCLUSIONS, **said, sign="1").status_code == 302
    for name in EXPERTS[1:]:
        send(browser(play, name), CONCLUSIONS, case=[ice, herb], sign="1")
    send(browser(play, "lead-head"), "/office/panels/", case=[ice, herb], sign="1")
    assert (play.state("ice"), play.state("herb")) == ("agenda", "not_passed")


def test_an_expert_of_no_panel_and_strangers_see_nothing(play: Stage) -> None:
    ice = play.case("ice")
    outside = page(play, "expert-6", "/expert/")
    assert ice.title not in outside and ice.title not in page(play, "expert-6", SHEETS)
    for who in ("ice-clerk", "benxi-head", "planning-head"):
        assert browser(play, who).get(SHEETS).status_code == 403


def test_the_sheets_take_the_same_queries_for_one_and_two(play: Stage) -> None:
    client, counts = browser(play, "expert-1"), []
    declared(play, "expert-1")
    client.get(SHEETS)
    for left in (2, 1):
        with CaptureQueriesContext(connection) as asked:
            shown = client.get(SHEETS).content.decode()
        counts.append(len(asked))
        assert shown.count("看材料") == left
        send(client, SHEETS, **sheet(play, "ice"), sign="1")
    assert counts[0] == counts[1] <= 12
