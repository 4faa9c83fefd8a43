"""Calls: their window, their change, their end; the special case for one alliance (article 7)."""

from datetime import date

import pytest

from lianmeng.applications import queries
from lianmeng.applications.models import Call
from lianmeng.policies import actions as policies
from lianmeng.policies import queries as measures
from tests.stories.answers import (
    APPLICANT,
    CALL,
    CLEAR,
    HERB,
    ICE,
    NOTICE_OF_CALL,
    REVIEWER,
    SPECIAL,
    SUBMISSION,
)
from tests.stories.stage import Stage, invalid, measure_files, refused

LEADERS = ["lead-clerk", "lead-head", "deputy"]


def drafted(stage, window: str = "batch") -> Stage:
    play: Stage = stage("")
    play.hand("call.draft_call", "lead-clerk", "call", **CALL | {"window": window})
    return play


def admitted(stage) -> Stage:
    play = drafted(stage, "special")
    play.act("call.admit_special", ["lead-head", "deputy"], "call", **SPECIAL)
    return play


def test_the_window_stands_as_the_notice_says(stage) -> None:
    play = drafted(stage)
    play.act("call.publish_call", LEADERS, "call", **NOTICE_OF_CALL)
    call = Call.objects.get(case=play.case("call"))
    assert (call.opens_on, call.closes_on, call.recommend_by) == (
        date(2016, 5, 4),
        date(2016, 6, 3),
        date(2016, 6, 30),
    )
    assert call.notice_no == NOTICE_OF_CALL["notice_no"]
    assert play.due("call", "closing") == date(2016, 6, 3)


@pytest.mark.parametrize(("field", "day"), [("closes_on", "2016-05-03"), ("recommend_by", "2016-06-02")])
def test_days_of_a_call_in_the_wrong_order_are_refused_on_their_field(stage, field: str, day: str) -> None:
    play = drafted(stage)
    assert set(invalid(play, "call.publish_call", "lead-clerk", "call", **NOTICE_OF_CALL | {field: day})) == {
        field
    }


def test_what_a_day_may_not_go_before_is_named(stage) -> None:
    wrong = NOTICE_OF_CALL | {"recommend_by": "2016-06-02"}
    said = invalid(drafted(stage), "call.publish_call", "lead-clerk", "call", **wrong)
    assert said["recommend_by"] == "不能早于“申报截止日”（2016年6月3日）"


def test_a_call_that_names_one_alliance_is_for_that_one_alone(stage) -> None:
    """art-7-4"""
    play = admitted(stage)
    ice, herb = play.world.alliances["ice-wine"], play.world.alliances["herbal"]
    ((call, days),) = queries.calls_for(ice)
    assert call == play.case("call") and set(days) == {"opening", "closing"}
    assert queries.calls_for(herb) == []


def test_a_batch_is_not_admitted_as_special_nor_the_other_way_round(stage) -> None:
    play = drafted(stage)
    refused(play, "call.admit_special", "lead-head", "call", **SPECIAL)
    play.hand("call.draft_call", "lead-clerk", "special", **CALL | {"window": "special"})
    refused(play, "call.publish_call", "lead-clerk", "special", **NOTICE_OF_CALL)


def test_nobody_applies_before_the_first_day_or_after_the_last(stage) -> None:
    play: Stage = stage("called")
    play.on(2016, 5, 3)
    told = refused(play, "start", "ice-clerk", "ice", **ICE)
    assert told.reasons[0].earliest_on == date(2016, 5, 4)
    play.on(2016, 6, 3)
    play.hand("start", "ice-clerk", "ice", **ICE)
    play.on(2016, 6, 4)
    assert "截止" in refused(play, "start", "herb-clerk", "herb", **HERB).reasons[0].text
    assert "截止" in refused(play, "submit", "ice-clerk", "ice", **SUBMISSION).reasons[0].text


def test_the_calendar_closes_a_call_after_its_day_and_nobody_else(stage) -> None:
    play: Stage = stage("called")
    play.on(2016, 6, 3)
    assert refused(play, "call.close_call", "calendar", "call").reasons[0].earliest_on == date(2016, 6, 4)
    play.on(2016, 6, 4)
    refused(play, "call.close_call", "lead-head", "call")
    done = play.hand("call.close_call", "calendar", "call")
    assert (done.entries[0].person, done.entries[0].capacity) == ("", "calendar")
    assert play.state("call") == "closed"


def test_a_call_closed_late_prolongs_nothing(stage) -> None:
    play: Stage = stage("called")
    play.on(2016, 6, 20)
    assert play.state("call") == "open"
    assert "截止" in refused(play, "start", "ice-clerk", "ice", **ICE).reasons[0].text


def test_a_call_is_prolonged_for_everyone_before_it_ends(stage) -> None:
    play: Stage = stage("called")
    days = {"closes_on": "2016-06-17", "recommend_by": "2016-07-15"}
    later = {"notice_no": "演示通知〔2016〕10号", "changed": "延期。（演示）", **days}
    earlier = later | {"closes_on": "2016-05-20"}
    assert set(invalid(play, "call.amend_call", "lead-clerk", "call", **earlier)) == {"closes_on"}
    explained = earlier | {"explanation": "提前。（演示）"}  # no reason makes a call shorter
    assert set(invalid(play, "call.amend_call", "lead-clerk", "call", **explained)) == {"explanation"}
    play.act("call.amend_call", LEADERS, "call", **later)
    play.on(2016, 6, 17)
    play.hand("start", "ice-clerk", "ice", **ICE)
    play.on(2016, 6, 18)
    refused(play, "call.amend_call", "lead-clerk", "call", **later)
    assert Call.objects.get(case=play.case("call")).closes_on == date(2016, 6, 17)


def test_a_call_is_corrected_without_a_change_of_its_last_day(stage) -> None:
    play: Stage = stage("called")
    days = {"closes_on": "2016-06-03", "recommend_by": "2016-06-30"}
    same = {"notice_no": "演示通知〔2016〕10号", "changed": "更正电话。（演示）", **days}
    day_before = same | {"closes_on": "2016-06-02"}
    assert set(invalid(play, "call.amend_call", "lead-clerk", "call", **day_before)) == {"closes_on"}
    play.act("call.amend_call", LEADERS, "call", **same)
    assert play.due("call", "closing") == date(2016, 6, 3)


def test_a_special_case_is_for_the_alliance_it_names(stage) -> None:
    play = admitted(stage)
    assert "一个联盟" in refused(play, "start", "herb-clerk", "herb", **HERB).reasons[0].text
    play.hand("start", "ice-clerk", "ice", **ICE)
    play.act("submit", APPLICANT, "ice", **SUBMISSION)
    assert play.state("ice") == "preliminary"


def test_a_special_case_holds_sixty_days(stage) -> None:
    play = admitted(stage)
    assert play.due("call", "closing") == date(2016, 7, 2)
    play.on(2016, 7, 2)
    play.hand("start", "ice-clerk", "ice", **ICE)
    play.on(2016, 7, 3)
    assert "截止" in refused(play, "submit", "ice-clerk", "ice", **SUBMISSION).reasons[0].text


def test_a_special_case_waives_the_window_and_nothing_else(stage) -> None:
    play = admitted(stage)
    play.hand("start", "ice-clerk", "ice", **ICE)
    assert set(invalid(play, "submit", "ice-clerk", "ice", **SUBMISSION | {"declarations": []})) == {
        "declarations"
    }


def test_a_measure_no_longer_in_force_takes_nothing_new_and_finishes_what_it_took(stage) -> None:
    play: Stage = stage("submitted")
    files = dict(measure_files())
    head = files["pack.yaml"].decode()
    assert "value: in_force" in head
    repealed = head.replace("value: in_force", "value: repealed")
    revision = policies.publish(files | {"pack.yaml": repealed.encode()}, by="测试", on=play.day)
    play.world.pack = measures.current_pack()
    assert play.world.pack.head.status.value == "repealed" and revision.no == 2
    told = refused(play, "call.draft_call", "lead-clerk", "next", **CALL)
    assert "不再施行" in told.reasons[0].text
    play.on(2016, 5, 10)
    play.act("withdraw", "ice-clerk", "ice", reason="调整。（演示）", letter={"file": "撤回申请.pdf"})
    refused(play, "start", "ice-clerk", "ice", **ICE)
    play.act("clear", REVIEWER, "herb", **CLEAR)
    assert play.state("herb") == "cleared"
