"""Corrections and supplements: their times and rounds, what is submitted anew (articles 8, 9, 10)."""

from datetime import date

import pytest

from lianmeng.alliances.models import Alliance, Member
from lianmeng.cases import actions as spine
from tests.stories.answers import (
    APPLICANT,
    CALL,
    ICE,
    LEAD,
    NOT_RECOMMENDED,
    NOTICE_OF_CALL,
    PANEL,
    PROMISE,
    RECEIVED,
    REVIEWER,
    SHEET,
    SUBMISSION,
)
from tests.stories.stage import Stage, refused


def test_a_resubmission_is_a_new_row_and_the_old_one_stays(stage) -> None:
    play: Stage = stage("recommended")
    play.on(2016, 5, 25)
    play.act("register", "registry", "ice", "herb", **RECEIVED)
    first = play.case("ice").submissions.get()
    play.act("ask_correction", LEAD, "ice", defects="申请表不清；目标须更正。（演示）")
    Alliance.objects.filter(pk=play.world.alliances["ice-wine"].pk).update(goals="更正后的目标（演示）")
    changed = {"changes": "重新扫描。（演示）", "application_form": {"file": "申请表重扫（演示）.pdf"}}
    play.act("resubmit", [*APPLICANT, "benxi-clerk"], "ice", **changed)
    old, new = play.case("ice").submissions.all()
    assert (old.no, old.digest, old.facts) == (1, first.digest, first.facts)
    assert new.no == 2 and new.facts["goals"] == "更正后的目标（演示）"
    assert len(new.papers) == len(old.papers) + 1
    assert spine.digest(new.facts, new.papers) == new.digest != old.digest


ROUNDS = {
    "resubmit_pre": ("submitted", {"defects": "缺页。（演示）"}, {"changes": "已补。（演示）"}),
    "resubmit": ("recommended", {"defects": "缺页。（演示）"}, {"changes": "已补。（演示）"}),
}


def asked_to_correct(stage, act: str) -> Stage:
    """Both rounds of correction, at the point where the applicant answers."""
    stop, defects, _ = ROUNDS[act]
    play: Stage = stage(stop)
    if act == "resubmit_pre":
        play.act("ask_correction_pre", REVIEWER, "ice", **defects)
        return play
    play.on(2016, 5, 25)
    play.act("register", "registry", "ice", "herb", **RECEIVED)
    play.act("ask_correction", LEAD, "ice", **defects)
    return play


@pytest.mark.parametrize("act", ROUNDS)
def test_nothing_changes_between_the_two_hands_of_a_resubmission(stage, act: str) -> None:
    play, answers = asked_to_correct(stage, act), ROUNDS[act][2]
    play.hand(act, "ice-clerk", "ice", **answers)
    Alliance.objects.filter(pk=play.world.alliances["ice-wine"].pk).update(goals="又改的目标（演示）")
    told = refused(play, act, "ice-head", "ice")
    assert "有改动" in told.reasons[0].text and told.reasons[0].mend
    play.send_back(act, "ice-head", "ice", note="目标有改动。（演示）")
    play.act(act, APPLICANT, "ice", **answers)
    if act == "resubmit":
        play.hand(act, "benxi-clerk", "ice")
    assert play.case("ice").submissions.order_by("-no")[0].facts["goals"] == "又改的目标（演示）"


def test_a_supplement_is_what_the_clerk_sent(stage) -> None:
    play: Stage = stage("consulted")
    play.act("form_panel", ["lead-clerk", "integrity", "lead-head"], "ice", **PANEL)
    play.on(2016, 6, 24)
    for number in range(1, 6):
        play.hand("declare", f"expert-{number}", "ice", **PROMISE)
        play.hand("review", f"expert-{number}", "ice", **SHEET)
    more = {"conclusion": "补充。（演示）", "defects": "检测数据。（演示）"}
    play.act("ask_supplement", ["expert-1", "lead-head"], "ice", **more)
    play.hand("resubmit_supplement", "ice-clerk", "ice", changes="已补。（演示）")
    Alliance.objects.filter(pk=play.world.alliances["ice-wine"].pk).update(goals="又改的目标（演示）")
    assert "有改动" in refused(play, "resubmit_supplement", "ice-head", "ice").reasons[0].text


def test_a_resubmission_is_judged_on_what_it_says_now(stage) -> None:
    play: Stage = stage("submitted")
    play.act("ask_correction_pre", REVIEWER, "ice", defects="缺研究单位。（演示）")
    Member.objects.filter(kind__in=["university", "institute"]).update(kind="testing")
    refused(play, "resubmit_pre", "ice-clerk", "ice", changes="已补。（演示）")
    Member.objects.filter(organisation=play.world.organisations["ice-6"]).update(kind="university")
    play.act("resubmit_pre", APPLICANT, "ice", changes="已补。（演示）")
    assert play.state("ice") == "preliminary"


def test_a_correction_does_not_lapse_before_its_day(stage) -> None:
    play: Stage = stage("submitted")
    play.act("ask_correction_pre", REVIEWER, "ice", defects="缺签署页。（演示）")
    due = play.due("ice", "correction")
    assert due == date(2016, 5, 23) and play.case("ice").corrections.get().due_on == due
    lapsed = {"reason": "逾期。（演示）", "reminders": "已催办。（演示）"}
    play.on(2016, 5, 23)
    (reason,) = refused(play, "lapse_pre", "benxi-clerk", "ice", **lapsed).reasons
    assert reason.earliest_on == date(2016, 5, 24)
    play.on(2016, 5, 24)
    play.act("lapse_pre", REVIEWER, "ice", **lapsed)
    assert play.state("ice") == "not_recommended"


def test_a_correction_asked_for_after_the_last_day_to_recommend_has_its_full_time(stage) -> None:
    play: Stage = stage("submitted")
    play.on(2016, 6, 27)
    play.act("ask_correction_pre", REVIEWER, "ice", defects="缺签署页。（演示）")
    assert play.due("ice", "correction") == date(2016, 6, 30)  # the last day to recommend
    play.on(2016, 7, 1)
    play.act("ask_correction_pre", REVIEWER, "herb", defects="缺签署页。（演示）")
    assert play.due("herb", "correction") == date(2016, 7, 15)


def test_a_correction_after_its_day_is_taken_while_nobody_has_let_it_lapse(stage) -> None:
    play: Stage = stage("submitted")
    play.act("ask_correction_pre", REVIEWER, "ice", defects="缺签署页。（演示）")
    play.on(2016, 6, 13)
    play.act("resubmit_pre", APPLICANT, "ice", changes="已补。（演示）")
    assert play.state("ice") == "preliminary"


def test_a_third_round_of_corrections_is_refused(stage) -> None:
    play: Stage = stage("submitted")
    for number in (1, 2):
        play.act("ask_correction_pre", REVIEWER, "ice", defects=f"第{number}次。（演示）")
        play.act("resubmit_pre", APPLICANT, "ice", changes="已补。（演示）")
    told = refused(play, "ask_correction_pre", "benxi-clerk", "ice", defects="第3次。（演示）")
    assert "至多2次" in told.reasons[0].text
    assert [row.round for row in play.case("ice").corrections.all()] == [1, 2]


def test_a_review_is_asked_for_within_its_days(stage) -> None:
    play: Stage = stage("submitted")
    play.act("not_recommend", REVIEWER, "ice", **NOT_RECOMMENDED)
    assert play.due("ice", "review_request") == date(2016, 5, 23)
    play.on(2016, 5, 24)
    refused(play, "ask_review", "ice-clerk", "ice", reason="符合方向。（演示）")
    play.on(2016, 5, 23)
    play.act("ask_review", APPLICANT, "ice", reason="符合方向。（演示）")
    assert play.state("ice") == "preliminary"


def test_no_review_is_asked_for_while_another_application_is_under_way(stage) -> None:
    play: Stage = stage("submitted")
    play.act("not_recommend", REVIEWER, "ice", **NOT_RECOMMENDED)
    play.hand("call.draft_call", "lead-clerk", "second", **CALL)
    play.act("call.publish_call", ["lead-clerk", "lead-head", "deputy"], "second", **NOTICE_OF_CALL)
    play.hand("start", "ice-clerk", "rival", **ICE | {"call": {"case": "second"}})
    play.act("submit", APPLICANT, "rival", **SUBMISSION)
    told = refused(play, "ask_review", "ice-clerk", "ice", reason="符合方向。（演示）")
    assert "另有在办" in told.reasons[0].text
