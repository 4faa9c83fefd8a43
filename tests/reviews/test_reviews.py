"""Divisions and panels: silence is no consent, votes decide, what was reviewed stays (article 10)."""

from datetime import date

import pytest
from django.db import transaction

from lianmeng.reviews.models import Sheet
from tests.stories.answers import CHECKED, LEAD, MEETING, PANEL, PROMISE, RECEIVED, SHEET
from tests.stories.stage import Stage, invalid, refused

SUMMARY = {"summary": "汇总。（演示）"}
EXPERTS = [f"expert-{number}" for number in range(1, 6)]
FORMING = ["lead-clerk", "integrity", "lead-head"]
OTHERS = ("hightech", "society", "results", "cooperation")  # besides planning and agriculture


def asked(stage, **switches: str) -> Stage:
    """All divisions are asked about one alliance."""
    play: Stage = stage("recommended", **switches)
    play.on(2016, 5, 25)
    play.act("register", "registry", "ice", "herb", **RECEIVED)
    play.act("accept", LEAD, "ice", **CHECKED)
    return play


def give(play: Stage, division: str, verdict: str) -> None:
    said = {"verdict": verdict, "reason": "意见。（演示）"}
    play.act("give_opinion", [f"{division}-clerk", f"{division}-head"], "ice", **said)


def unconcerned(play: Stage) -> None:
    """The others answer that it does not concern them."""
    for division in OTHERS:
        give(play, division, "unrelated")


def voted(stage, *votes: str, **switches: str) -> Stage:
    """Five experts have voted."""
    play: Stage = stage("consulted", **switches)
    play.act("form_panel", FORMING, "ice", **PANEL)
    play.on(2016, 6, 24)
    for name, vote in zip(EXPERTS, votes, strict=True):
        play.hand("declare", name, "ice", **PROMISE)
        play.hand("review", name, "ice", **SHEET | {"vote": vote})
    return play


def test_every_division_is_asked(stage) -> None:
    play: Stage = stage("recommended")
    play.on(2016, 5, 25)
    play.act("register", "registry", "ice", "herb", **RECEIVED)
    some = CHECKED | {"divisions": CHECKED["divisions"][:-1]}
    errors = invalid(play, "accept", "lead-clerk", "ice", "herb", **some)
    assert set(errors) == {"divisions"}
    assert "国际科技合作处" in errors["divisions"] and "发展计划处" not in errors["divisions"]
    play.act("accept", LEAD, "ice", "herb", **CHECKED)
    assert play.state("ice") == play.state("herb") == "consultation"


@pytest.mark.parametrize("verdict", ["conditional", "against"])
def test_a_condition_or_an_objection_of_a_division_has_its_reason(stage, verdict: str) -> None:
    play = asked(stage)
    assert set(invalid(play, "give_opinion", "planning-clerk", "ice", verdict=verdict)) == {"reason"}
    give(play, "planning", verdict)
    assert set(invalid(play, "add_opinion", "planning-head", "ice", verdict=verdict)) == {"reason"}
    play.hand("add_opinion", "planning-head", "ice", verdict="recommend")


def test_opinions_are_waited_for_until_their_day(stage) -> None:
    play = asked(stage)
    give(play, "planning", "recommend")
    due = play.due("ice", "consultation")
    (reason,) = refused(play, "close_consultation", "lead-clerk", "ice", **SUMMARY).reasons
    assert "农村科技处" in reason.fact and "发展计划处" not in reason.fact
    assert reason.earliest_on == date(2016, 6, 9) > due
    play.on(2016, 6, 9)
    play.act("close_consultation", LEAD, "ice", **SUMMARY)
    assert play.case("ice").consultations.get().silent == CHECKED["divisions"][1:]


def test_when_all_have_answered_nobody_waits(stage) -> None:
    play = asked(stage)
    give(play, "planning", "unrelated")
    give(play, "agriculture", "conditional")
    refused(play, "close_consultation", "lead-clerk", "ice", **SUMMARY)  # four have not answered
    unconcerned(play)
    play.act("close_consultation", LEAD, "ice", **SUMMARY)
    assert play.state("ice") == "argument"
    assert play.case("ice").consultations.get().silent == []


def test_without_any_support_the_leader_decides_on_the_record(stage) -> None:
    play = asked(stage)
    give(play, "planning", "unrelated")
    give(play, "agriculture", "against")
    unconcerned(play)
    done = play.act("close_consultation", LEAD, "ice", **SUMMARY)
    assert done.performed == () and play.state("ice") == "consultation"
    assert set(invalid(play, "close_consultation", "deputy", "ice")) == {"direction"}
    play.hand("close_consultation", "deputy", "ice", direction="同意提交论证。（演示）")
    assert play.state("ice") == "argument"


def test_a_case_without_support_is_halted_only_where_the_reading_allows_it(stage) -> None:
    for position, stands in (("leader_decides", "consultation"), ("may_halt", "refused")):
        with transaction.atomic():
            play = asked(stage, **({} if stands == "consultation" else {"no_division_support": position}))
            give(play, "planning", "unrelated")
            give(play, "agriculture", "against")
            unconcerned(play)
            halt(play, allowed=stands == "refused")
            assert play.state("ice") == stands
            transaction.set_rollback(True)


def halt(play: Stage, *, allowed: bool) -> None:
    ground = {"reason": "无推荐。（演示）"}
    if not allowed:
        refused(play, "halt_no_support", "lead-head", "ice", **ground)
        return
    people = ["lead-head", "deputy", "secretary", "office-head"]
    play.act("halt_no_support", people, "ice", **ground, **MEETING | {"held_on": "2016-05-25"})


@pytest.mark.parametrize(
    ("votes", "opens", "shuts"),
    [
        (("pass", "pass", "pass", "pass", "fail"), "pass_panel", "fail_panel"),
        (("pass", "pass", "pass", "fail", "fail"), "fail_panel", "pass_panel"),
    ],
)
def test_two_thirds_of_the_votes_decide(stage, votes, opens: str, shuts: str) -> None:
    play = voted(stage, *votes)
    said = {"conclusion": "论证意见。（演示）"}
    assert "票" in refused(play, shuts, "expert-1", "ice", **said).reasons[0].text
    play.act(opens, [*EXPERTS, "lead-head"], "ice", **said)
    assert play.case("ice").panels.get().conclusions.get().act == opens


def test_a_void_panel_keeps_its_sheets_and_a_new_one_begins_empty(stage) -> None:
    play = voted(stage, *["fail"] * 5)
    play.act("fail_panel", [*EXPERTS, "lead-head"], "ice", conclusion="不通过。（演示）")
    play.act("void_panel", ["lead-head", "deputy"], "ice", reason="应回避而未回避。（演示）")
    assert play.state("ice") == "argument" and Sheet.objects.count() == 5
    refused(play, "review", "expert-1", "ice", **SHEET)
    play.act("form_panel", FORMING, "ice", **PANEL)
    refused(play, "review", "expert-1", "ice", **SHEET)  # a promise for the first panel is none for this one
    for name in EXPERTS:
        play.hand("declare", name, "ice", **PROMISE)
        play.hand("review", name, "ice", **SHEET)
    play.act("pass_panel", [*EXPERTS, "lead-head"], "ice", conclusion="通过。（演示）")
    assert [panel.no for panel in play.case("ice").panels.all()] == [1, 2]
    assert Sheet.objects.filter(vote="fail").count() == Sheet.objects.filter(vote="pass").count() == 5


def test_after_a_supplement_everyone_reviews_again(stage) -> None:
    play = voted(stage, *["pass"] * 5)
    more = {"conclusion": "补充。（演示）", "defects": "检测数据。（演示）"}
    refused(play, "ask_supplement", "expert-2", "ice", **more)  # the chair asks
    play.act("ask_supplement", ["expert-1", "lead-head"], "ice", **more)
    play.act("resubmit_supplement", ["ice-clerk", "ice-head"], "ice", changes="已补。（演示）")
    told = refused(play, "pass_panel", "expert-1", "ice", conclusion="通过。（演示）")
    assert any("评议" in reason.text for reason in told.reasons)
    for name in EXPERTS:
        play.hand("review", name, "ice", **SHEET)
    refused(play, "ask_supplement", "expert-1", "ice", **more)  # once
    play.act("pass_panel", [*EXPERTS, "lead-head"], "ice", conclusion="通过。（演示）")
    assert Sheet.objects.count() == 10


def test_who_leaves_the_panel_no_longer_counts(stage) -> None:
    play = voted(stage, *["pass"] * 5)
    change = {
        "leaving": {"person": "expert-1"},
        "joining": {"person": "expert-6"},
        "reason": "回避。（演示）",
    }
    again = change | {"joining": {"person": "expert-2"}}
    assert set(invalid(play, "replace_expert", "lead-clerk", "ice", **again)) == {"joining"}
    play.act("replace_expert", LEAD, "ice", **change)
    assert set(invalid(play, "replace_expert", "lead-clerk", "ice", **change)) >= {"leaving"}
    said = {"conclusion": "通过。（演示）"}
    refused(play, "pass_panel", "expert-1", "ice", **said)
    told = refused(play, "pass_panel", "expert-6", "ice", **said)  # the successor takes the chair
    assert any("承诺" in reason.text for reason in told.reasons)
    play.hand("declare", "expert-6", "ice", **PROMISE)
    play.hand("review", "expert-6", "ice", **SHEET)
    play.act("pass_panel", ["expert-6", *EXPERTS[1:], "lead-head"], "ice", **said)
    panel = play.case("ice").panels.get()
    assert panel.chair.person == play.world.people["expert-6"]
    assert panel.seats.exclude(left_on=None).get().expert.person == play.world.people["expert-1"]


def test_scores_are_added_and_kept_within_their_marks(stage) -> None:
    play: Stage = stage("consulted")
    play.act("form_panel", FORMING, "ice", **PANEL)
    play.hand("declare", "expert-1", "ice", **PROMISE)
    assert set(invalid(play, "review", "expert-1", "ice", **SHEET | {"necessity": 26})) == {"necessity"}
    play.hand("review", "expert-1", "ice", **SHEET)
    sheet = Sheet.objects.get()
    assert sheet.total == sum(sheet.scores.values()) == 76


def test_no_other_panel_is_formed_once_one_has_reviewed(stage) -> None:
    play: Stage = stage("consulted")
    play.act("form_panel", FORMING, "ice", **PANEL)
    play.hand("declare", "expert-2", "ice", **PROMISE)
    drafted = {name: value for name, value in PANEL.items() if name != "avoidance"}
    other = PANEL | {"chair": {"person": "expert-2"}}
    play.act("form_panel", FORMING, "ice", **other)  # nobody has reviewed: put right
    refused(play, "review", "expert-2", "ice", **SHEET)  # the promise was for the first
    play.hand("declare", "expert-2", "ice", **PROMISE)
    play.hand("form_panel", "lead-clerk", "ice", **drafted)
    play.hand("review", "expert-2", "ice", **SHEET)
    begun_before = refused(play, "form_panel", "integrity", "ice", avoidance="无。（演示）")
    assert "评议" in begun_before.reasons[0].text and begun_before.reasons[0].mend
    assert play.case("ice").panels.count() == 2


def test_after_a_supplement_the_panel_stays(stage) -> None:
    play = voted(stage, *["pass"] * 5)
    more = {"conclusion": "补充。（演示）", "defects": "检测数据。（演示）"}
    play.act("ask_supplement", ["expert-1", "lead-head"], "ice", **more)
    play.act("resubmit_supplement", ["ice-clerk", "ice-head"], "ice", changes="已补。（演示）")
    (reason,) = refused(play, "form_panel", "lead-clerk", "ice", **PANEL).reasons
    assert "评议" in reason.text


def test_an_expert_reviews_once_although_another_promises_later(stage) -> None:
    play: Stage = stage("consulted")
    play.act("form_panel", FORMING, "ice", **PANEL)
    play.hand("declare", "expert-1", "ice", **PROMISE)
    play.hand("review", "expert-1", "ice", **SHEET)
    play.hand("declare", "expert-2", "ice", **PROMISE)
    told = refused(play, "review", "expert-1", "ice", **SHEET | {"vote": "fail"})
    assert "原件不改" in told.reasons[0].text
    play.hand("review", "expert-2", "ice", **SHEET)
    assert Sheet.objects.count() == 2
