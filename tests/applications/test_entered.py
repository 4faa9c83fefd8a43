"""What a firm did on paper, entered for it by two of the reviewing office (articles 7, 9)."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from lianmeng.acts import ACTS
from lianmeng.applications.actions.entered import start_for
from lianmeng.applications.models import Application
from lianmeng.cases import guard
from lianmeng.cases import queries as cases
from lianmeng.cases.guard import Sent
from lianmeng.cases.refusals import Invalid, Refused
from lianmeng.law import procedures
from lianmeng.record import queries as record
from lianmeng.record import verify
from lianmeng.web import doctor
from tests.stories.answers import APPLICANT, CLEAR, REVIEWER, SUBMISSION
from tests.stories.stage import Stage, nothing_written

ASKED = {"defects": "缺签署页。（演示）"}


def paper(on: str, **more: Any) -> dict[str, Any]:
    return {"done_on": on, "came_by": "visit", "sealed_paper": {"file": "盖章件（演示）.pdf"}, **more}


def enter(play: Stage, act: str, by: str, name: str, **answers: Any) -> Any:
    """One hand of entering an act."""
    actor = play.actor(by)
    case = play.case(name)
    sent = Sent(actor, play.day, {case.pk: case.version}, uuid4().hex, entered=True)
    return ACTS["recognition", act]([case], play.resolve(answers, actor), sent)


def enter_submission(play: Stage, by: str, name: str, **answers: Any) -> Any:
    actor, draft = play.actor(by), play.application(name)
    seen = {draft.case.pk: draft.case.version} if draft.case else {}
    sent = Sent(actor, play.day, seen, uuid4().hex, entered=True)
    return ACTS["recognition", "submit"](draft, play.resolve(answers, actor), sent)


def corrected(stage) -> Stage:
    """Defects were told on 9 May; the firm brought its paper on the 11th, and now it is the 20th."""
    play: Stage = stage("submitted")
    play.act("ask_correction_pre", REVIEWER, "ice", **ASKED)
    play.on(2016, 5, 20)
    return play


def test_a_correction_brought_on_paper_counts_from_the_day_it_was_brought(stage) -> None:
    play = corrected(stage)
    enter(play, "resubmit_pre", "benxi-clerk", "ice", changes="已补。（演示）", **paper("2016-05-11"))
    assert play.state("ice") == "pre_correction"
    enter(play, "resubmit_pre", "benxi-head", "ice")
    case = play.case("ice")
    assert (case.state, case.moved_on) == ("preliminary", date(2016, 5, 11))
    assert play.due("ice", "preliminary_review") == date(2016, 6, 1)  # 15 working days from the 11th
    assert case.submissions.order_by("-no")[0].submitted_on == date(2016, 5, 11)
    first, last = record.stream(case.stream)[-2:]
    for entry in (first, last):
        assert entry.on == date(2016, 5, 11)
        assert entry.data["entered"] == {"for": case.applicant.name, "on": "2016-05-20", "way": "paper"}
    assert first.data["answers"]["came_by"] == "visit" and first.data["answers"]["sealed_paper"]
    assert (first.capacity, last.capacity) == ("prelim_clerk", "prelim_head")


def test_what_was_entered_follows_the_procedure_and_proves(stage) -> None:
    play = corrected(stage)
    enter(play, "resubmit_pre", "benxi-clerk", "ice", changes="已补。（演示）", **paper("2016-05-11"))
    enter(play, "resubmit_pre", "benxi-head", "ice")
    case = play.case("ice")
    history = cases.view(case).history
    assert procedures.replay(cases.pack_of(case), case.kind, history) == "preliminary"
    assert list(doctor.examine()) == [] and not list(verify.verify(record.rows()))


@pytest.mark.parametrize("day", ["2016-05-08", "2016-05-21"])
def test_a_day_before_the_step_that_led_here_or_after_today_is_refused(stage, day: str) -> None:
    play = corrected(stage)
    with nothing_written(), pytest.raises(Invalid) as caught:
        enter(play, "resubmit_pre", "benxi-clerk", "ice", changes="已补。（演示）", **paper(day))
    assert set(caught.value.errors) == {"done_on"}


@pytest.mark.parametrize("missing", ["done_on", "came_by", "sealed_paper"])
def test_day_source_and_scan_are_required(stage, missing: str) -> None:
    play = corrected(stage)
    given = {name: value for name, value in paper("2016-05-11").items() if name != missing}
    with nothing_written(), pytest.raises(Invalid) as caught:
        enter(play, "resubmit_pre", "benxi-clerk", "ice", changes="已补。（演示）", **given)
    assert set(caught.value.errors) == {missing}


def test_the_second_person_is_another_person(stage) -> None:
    play = corrected(stage)
    play.hire("clerk-as-head", "prelim_head", "benxi", 11)  # the same natural person as benxi-clerk
    enter(play, "resubmit_pre", "benxi-clerk", "ice", changes="已补。（演示）", **paper("2016-05-11"))
    with nothing_written(), pytest.raises(Refused) as caught:
        enter(play, "resubmit_pre", "clerk-as-head", "ice")
    assert "另一人" in caught.value.reasons[0].text


def test_another_office_and_the_firm_itself_do_not_enter(stage) -> None:
    play = corrected(stage)
    play.hire("dalian-clerk", "prelim_clerk", "dalian", 91)
    for who in ("dalian-clerk", "ice-clerk", "lead-clerk"):
        with nothing_written(), pytest.raises(Refused):
            enter(play, "resubmit_pre", who, "ice", changes="已补。（演示）", **paper("2016-05-11"))


def test_what_no_way_enters_is_refused(stage) -> None:
    play: Stage = stage("submitted")
    play.act("clear", ("benxi-clerk", "benxi-head"), "ice", **CLEAR)
    with nothing_written(), pytest.raises(Refused) as caught:
        enter(play, "reopen_preliminary", "benxi-clerk", "ice", reason="意见有误。（演示）")
    assert "不能代录" in caught.value.reasons[0].text


def test_who_entered_may_review_but_the_review_has_two_people(stage) -> None:
    play = corrected(stage)
    enter(play, "resubmit_pre", "benxi-clerk", "ice", changes="已补。（演示）", **paper("2016-05-11"))
    enter(play, "resubmit_pre", "benxi-head", "ice")
    play.hire("clerk-as-head", "prelim_head", "benxi", 11)
    play.hand("clear", "benxi-clerk", "ice", **CLEAR)
    with nothing_written(), pytest.raises(Refused):
        play.hand("clear", "clerk-as-head", "ice")
    play.hand("clear", "benxi-head", "ice")
    assert play.state("ice") == "cleared"


def test_the_firms_own_signature_runs_beside_and_lapses(stage) -> None:
    play = corrected(stage)
    play.hand("resubmit_pre", "ice-clerk", "ice", changes="自己填的。（演示）")
    enter(play, "resubmit_pre", "benxi-clerk", "ice", changes="已补。（演示）", **paper("2016-05-11"))
    enter(play, "resubmit_pre", "benxi-head", "ice")
    assert play.state("ice") == "preliminary"
    done = cases.view(play.case("ice")).last("resubmit_pre")
    assert done is not None and done.answers["changes"] == "已补。（演示）" and done.entered


def test_a_withdrawal_on_paper_is_entered_at_any_stage(stage) -> None:
    play: Stage = stage("consulted")
    enter(play, "withdraw", "benxi-clerk", "ice", reason="不再申报。（演示）", **paper("2016-06-15"))
    enter(play, "withdraw", "benxi-head", "ice")
    assert play.state("ice") == "withdrawn"


def test_a_correction_for_the_department_needs_no_third_of_the_office(stage) -> None:
    play: Stage = stage("recommended")
    play.on(2016, 5, 25)
    play.act("register", "registry", "ice", "herb", letter_dated_on="2016-05-23", received_on="2016-05-25")
    play.act("ask_correction", ["lead-clerk", "lead-head"], "ice", **ASKED)
    enter(play, "resubmit", "benxi-clerk", "ice", changes="已补。（演示）", **paper("2016-05-25"))
    enter(play, "resubmit", "benxi-head", "ice")
    assert play.state("ice") == "form_check"


def test_the_confirming_hand_may_send_it_back(stage) -> None:
    play = corrected(stage)
    enter(play, "resubmit_pre", "benxi-clerk", "ice", changes="已补。（演示）", **paper("2016-05-11"))
    case, head = play.case("ice"), play.actor("benxi-head")
    from_head = Sent(head, play.day, {case.pk: case.version}, uuid4().hex, entered=True)
    guard.send_back([case], "resubmit_pre", "日期不对。（演示）", from_head)
    enter(play, "resubmit_pre", "benxi-clerk", "ice", changes="再补。（演示）", **paper("2016-05-12"))
    enter(play, "resubmit_pre", "benxi-head", "ice")
    assert play.case("ice").moved_on == date(2016, 5, 12)


# ---- a whole application -------------------------------------------------------------------------------------


def begun(stage) -> Stage:
    """Papers came on the last day; the office begins to enter them on the first working day after."""
    play: Stage = stage("called")
    play.on(2016, 6, 6)
    actor = play.actor("benxi-clerk")
    alliance = play.world.alliances["ice-wine"]
    sent = Sent(actor, play.day, {}, "", entered=True)
    draft = start_for(alliance, play.case("call"), play.world.organisations["ice-lead"], sent)
    play.made["ice"] = draft
    return play


def test_papers_that_came_within_the_window_are_entered_after_it(stage) -> None:
    play = begun(stage)
    enter_submission(play, "benxi-clerk", "ice", **SUBMISSION, **paper("2016-06-03"))
    enter_submission(play, "benxi-head", "ice")
    case = play.case("ice")
    assert (case.state, case.opened_on) == ("preliminary", date(2016, 6, 3))
    assert case.number and case.recommender.code == "benxi"
    assert play.due("ice", "preliminary_review") == date(2016, 6, 27)
    play.act("clear", REVIEWER, "ice", **CLEAR)


def test_papers_that_came_too_late_are_refused(stage) -> None:
    play = begun(stage)
    with pytest.raises(Refused) as caught:
        enter_submission(play, "benxi-clerk", "ice", **SUBMISSION, **paper("2016-06-04"))
    assert "已截止" in caught.value.reasons[0].text


def test_after_an_entered_submission_the_firm_may_still_take_it_back_to_change_it(stage) -> None:
    play = begun(stage)
    play.on(2016, 6, 2)
    enter_submission(play, "benxi-clerk", "ice", **SUBMISSION, **paper("2016-06-02"))
    enter_submission(play, "benxi-head", "ice")
    play.act("recall", "ice-head", "ice")
    assert play.state("ice") == "draft"


def test_an_application_is_begun_only_for_firms_of_the_own_place(stage) -> None:
    play: Stage = stage("called")
    play.hire("dalian-clerk", "prelim_clerk", "dalian", 91)
    for who, error in (("dalian-clerk", Invalid), ("benxi-head", Refused)):
        sent = Sent(play.actor(who), play.day, {}, "", entered=True)
        with nothing_written(), pytest.raises(error):
            start_for(
                play.world.alliances["ice-wine"],
                play.case("call"),
                play.world.organisations["ice-lead"],
                sent,
            )
    assert not Application.objects.exists()


def test_what_was_submitted_already_is_not_entered_again(stage) -> None:
    play: Stage = stage("submitted")
    sent = Sent(play.actor("benxi-clerk"), play.day, {}, "", entered=True)
    with nothing_written(), pytest.raises(Invalid):
        start_for(
            play.world.alliances["ice-wine"], play.case("call"), play.world.organisations["ice-lead"], sent
        )


def test_a_review_is_asked_for_on_paper_and_others_then_review(stage) -> None:
    play: Stage = stage("submitted")
    play.act("not_recommend", REVIEWER, "ice", reason="方向不符。（演示）", remedy="可申请复核。（演示）")
    play.on(2016, 5, 25)  # two days after the last day; the paper came on it
    enter(play, "ask_review", "benxi-clerk", "ice", reason="符合。（演示）", **paper("2016-05-23"))
    enter(play, "ask_review", "benxi-head", "ice")
    assert play.state("ice") == "preliminary"
    for who in REVIEWER:
        step = procedures.judge(
            cases.pack_of(play.case("ice")),
            cases.view(play.case("ice")),
            "clear",
            cases.who(play.actor(who)),
            play.day,
        )
        assert not step.verdict.allowed
    play.hire("clerk-2", "prelim_clerk", "benxi", 81)
    play.hire("head-2", "prelim_head", "benxi", 82)
    play.act("clear", ["clerk-2", "head-2"], "ice", **CLEAR)
    assert play.state("ice") == "cleared"


def test_the_firms_own_way_is_not_changed_by_it(stage) -> None:
    play = corrected(stage)
    play.act("resubmit_pre", APPLICANT, "ice", changes="已补。（演示）")
    entry = record.stream(play.case("ice").stream)[-1]
    assert "entered" not in entry.data and entry.on == date(2016, 5, 20)
