"""Applying: who may, to which office, what is frozen, and how it is taken back (articles 7, 8, 9)."""

from datetime import date

import pytest

from lianmeng.alliances.models import Agreement, Alliance, Member
from lianmeng.applications.models import Application, Letter
from lianmeng.cases import actions as spine
from lianmeng.cases.models import Case
from lianmeng.parties.models import Organisation
from lianmeng.record import queries as ledger
from tests.stories.answers import (
    APPLICANT,
    CALL,
    CHECKED,
    CLEAR,
    ICE,
    LEAD,
    LETTER,
    NOT_RECOMMENDED,
    NOTICE_OF_CALL,
    PANEL,
    PROMISE,
    RECEIVED,
    REVIEWER,
    SENDER,
    SHEET,
    SUBMISSION,
    WITHDRAWAL,
)
from tests.stories.stage import Stage, invalid, refused


@pytest.fixture
def called(stage) -> Stage:
    """The call is open."""
    play: Stage = stage("called")
    play.on(2016, 5, 9)
    return play


# ---- who applies, and where ------------------------------------------------------------------------------------


def test_only_the_lead_or_the_host_applies(called: Stage) -> None:
    assert set(invalid(called, "start", "herb-clerk", "ice", **ICE)) == {"alliance"}
    Alliance.objects.filter(pk=called.world.alliances["ice-wine"].pk).update(
        host=called.world.organisations["herb-lead"]
    )
    called.hand("start", "herb-clerk", "ice", **ICE)
    assert called.application("ice").organisation == called.world.organisations["herb-lead"]


def test_the_local_office_is_that_of_the_applicant_s_place(called: Stage) -> None:
    errors = invalid(called, "start", "ice-clerk", "ice", **ICE | {"office": "dalian"})
    assert set(errors) == {"office"} and "本溪" in errors["office"]
    called.hand(
        "start", "ice-clerk", "ice", **ICE | {"office": "health"}
    )  # a superior is the applicant's choice


@pytest.mark.parametrize("office", ["benxi", "health"])
def test_an_applicant_outside_the_province_is_refused(called: Stage, office: str) -> None:
    lead = called.world.organisations["ice-lead"]
    Organisation.objects.filter(pk=lead.pk).update(region="220100")
    errors = invalid(called, "start", "ice-clerk", "ice", **ICE | {"office": office})
    assert set(errors) == {"office"} and "管辖的地区" in errors["office"]
    Organisation.objects.filter(pk=lead.pk).update(region="210521")  # 本溪 by its longest code
    called.hand("start", "ice-clerk", "ice", **ICE | {"office": office})


def test_a_draft_is_given_back_not_doubled(called: Stage) -> None:
    first = called.hand("start", "ice-clerk", "ice", **ICE)
    assert called.hand("start", "ice-clerk", "ice", **ICE) == first
    assert Application.objects.count() == 1


def test_a_draft_is_no_case_until_it_is_submitted(called: Stage) -> None:
    called.hand("start", "ice-clerk", "ice", **ICE)
    assert not Case.objects.filter(kind="recognition").exists()
    assert ledger.streams(["case:2"]) == {"case:2": []}


def test_an_alliance_has_one_live_application(called: Stage) -> None:
    called.hand("call.draft_call", "lead-clerk", "second", **CALL)
    called.act("call.publish_call", ["lead-clerk", "lead-head", "deputy"], "second", **NOTICE_OF_CALL)
    called.hand("start", "ice-clerk", "ice", **ICE)
    called.hand("start", "ice-clerk", "rival", **ICE | {"call": {"case": "second"}})
    called.act("submit", APPLICANT, "ice", **SUBMISSION)
    assert "另有在办" in refused(called, "submit", "ice-clerk", "rival", **SUBMISSION).reasons[0].text
    again = ICE | {"call": {"case": "second"}}
    assert "另有在办" in refused(called, "start", "ice-clerk", "third", **again).reasons[0].text
    called.hand("withdraw", "ice-clerk", "ice", **WITHDRAWAL)
    called.act("submit", APPLICANT, "rival", **SUBMISSION)
    assert called.state("rival") == "preliminary"


def test_an_alliance_with_a_title_in_force_may_apply_again(stage) -> None:
    play: Stage = stage("published")  # no second title while one is in force: see tests/designations
    play.hand("call.draft_call", "lead-clerk", "second", **CALL)
    days = {"opens_on": "2016-07-22", "closes_on": "2016-08-31", "recommend_by": "2016-09-30"}
    leaders = ["lead-clerk", "lead-head", "deputy"]
    play.act("call.publish_call", leaders, "second", **NOTICE_OF_CALL | days)
    play.hand("start", "ice-clerk", "next", **ICE | {"call": {"case": "second"}})
    play.act("submit", APPLICANT, "next", **SUBMISSION)
    assert (play.state("ice"), play.state("next")) == ("recognised", "preliminary")


# ---- what is submitted -------------------------------------------------------------------------------------------


def test_what_the_head_signs_is_what_the_clerk_sent(called: Stage) -> None:
    called.hand("start", "ice-clerk", "ice", **ICE)
    called.hand("submit", "ice-clerk", "ice", **SUBMISSION)
    Alliance.objects.filter(pk=called.world.alliances["ice-wine"].pk).update(goals="改动后的目标（演示）")
    assert "有改动" in refused(called, "submit", "ice-head", "ice").reasons[0].text
    called.send_back("submit", "ice-head", "ice", note="目标有改动。（演示）")
    called.act("submit", APPLICANT, "ice", **SUBMISSION)
    assert called.case("ice").submissions.get().facts["goals"] == "改动后的目标（演示）"


def test_what_was_submitted_does_not_follow_later_changes(called: Stage) -> None:
    called.hand("start", "ice-clerk", "ice", **ICE)
    called.act("submit", APPLICANT, "ice", **SUBMISSION)
    frozen = called.case("ice").submissions.get()
    Alliance.objects.filter(pk=called.world.alliances["ice-wine"].pk).update(goals="后来的目标（演示）")
    kept = called.case("ice").submissions.get()
    assert kept.facts == frozen.facts and "后来" not in kept.facts["goals"]
    assert spine.digest(kept.facts, kept.papers) == kept.digest


def test_without_enterprise_or_research_it_is_not_submitted(called: Stage) -> None:
    called.hand("start", "ice-clerk", "ice", **ICE)
    Member.objects.filter(kind__in=["university", "institute"]).update(kind="testing")
    told = refused(called, "submit", "ice-clerk", "ice", **SUBMISSION)
    assert any("科研" in reason.text or "大学" in reason.text for reason in told.reasons)
    assert all(reason.mend for reason in told.reasons)


def test_a_missing_paper_is_refused_on_its_field(called: Stage) -> None:
    called.hand("start", "ice-clerk", "ice", **ICE)
    lacking = {name: value for name, value in SUBMISSION.items() if name != "necessity"}
    assert set(invalid(called, "submit", "ice-clerk", "ice", **lacking)) == {"necessity"}


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


def test_a_member_that_confirms_between_the_two_hands_changes_nothing(called: Stage) -> None:
    called.hand("start", "ice-clerk", "ice", **ICE)
    called.hand("submit", "ice-clerk", "ice", **SUBMISSION)
    member = Member.objects.get(organisation=called.world.organisations["ice-6"])
    called.hire("university", "member", "ice-6")
    page = {"member": str(member.pk), "page": {"file": "签署页（演示）.pdf"}}
    called.hand("confirm_part", "university", "ice", **page)
    called.hand("submit", "ice-head", "ice")
    assert called.state("ice") == "preliminary"


def test_a_resubmission_is_judged_on_what_it_says_now(stage) -> None:
    play: Stage = stage("submitted")
    play.act("ask_correction_pre", REVIEWER, "ice", defects="缺研究单位。（演示）")
    Member.objects.filter(kind__in=["university", "institute"]).update(kind="testing")
    refused(play, "resubmit_pre", "ice-clerk", "ice", changes="已补。（演示）")
    Member.objects.filter(organisation=play.world.organisations["ice-6"]).update(kind="university")
    play.act("resubmit_pre", APPLICANT, "ice", changes="已补。（演示）")
    assert play.state("ice") == "preliminary"


def test_a_member_confirms_and_the_lead_may_enter_a_signed_page(called: Stage) -> None:
    called.hand("start", "ice-clerk", "ice", **ICE)
    member = Member.objects.get(organisation=called.world.organisations["ice-6"])
    called.hire("university", "member", "ice-6")
    page = {"member": str(member.pk), "page": {"file": "签署页（演示）.pdf"}}
    called.hand("confirm_part", "university", "ice", once="confirmed", **page)
    member.refresh_from_db()
    assert member.confirmed_on == called.day
    entry = ledger.by_once("confirmed")
    assert entry is not None and entry.articles and entry.stream == called.world.alliances["ice-wine"].stream


# ---- taken back, sent on ------------------------------------------------------------------------------------------


def test_it_is_recalled_until_the_office_has_begun(stage) -> None:
    play: Stage = stage("submitted")
    play.hand("recall", "ice-clerk", "ice")
    assert play.state("ice") == "draft"
    play.act("submit", APPLICANT, "ice", **SUBMISSION)
    assert [row.no for row in play.case("ice").submissions.all()] == [1, 2]
    play.hand("clear", "benxi-clerk", "ice", **CLEAR)
    assert "已经开办" in refused(play, "recall", "ice-clerk", "ice").reasons[0].text
    play.send_back("clear", "benxi-head", "ice")
    refused(play, "recall", "ice-clerk", "ice")


def test_it_is_not_recalled_after_the_window(stage) -> None:
    play: Stage = stage("submitted")
    play.on(2016, 6, 4)
    assert "截止" in refused(play, "recall", "ice-clerk", "ice").reasons[0].text


def redirected(called: Stage) -> Stage:
    called.on(2016, 6, 3)  # the last day of the call, a Friday
    called.hire("health-clerk", "prelim_clerk", "health", serial=103)
    called.hire("health-head", "prelim_head", "health", serial=104)
    called.hand("start", "ice-clerk", "ice", **ICE | {"office": "health"})
    called.act("submit", APPLICANT, "ice", **SUBMISSION)
    office = {"reason": "不属本机关。（演示）", "office": "benxi"}
    called.act("redirect", ["health-clerk", "health-head"], "ice", **office)
    return called


def test_a_redirected_application_has_five_working_days_more(called: Stage) -> None:
    play = redirected(called)
    assert play.state("ice") == "draft"
    assert play.due("ice", "redirect_grace") == date(2016, 6, 13)  # over 端午 and its make-up Sunday
    play.on(2016, 6, 14)
    assert "截止" in refused(play, "submit", "ice-clerk", "ice", **SUBMISSION).reasons[0].text
    play.on(2016, 6, 13)
    play.act("submit", APPLICANT, "ice", **SUBMISSION)
    assert play.state("ice") == "preliminary"


def test_a_redirected_application_belongs_to_the_office_named(called: Stage) -> None:
    play = redirected(called)
    play.act("submit", APPLICANT, "ice", **SUBMISSION)
    refused(play, "clear", "health-clerk", "ice", **CLEAR)
    play.act("clear", REVIEWER, "ice", **CLEAR)
    assert play.case("ice").recommender.code == "benxi"


@pytest.mark.parametrize("stop", ["submitted", "recommended", "consulted", "argued", "resolved", "noticed"])
def test_the_applicant_withdraws_at_any_open_state(stage, stop: str) -> None:
    play: Stage = stage(stop)
    play.hand("withdraw", "ice-head", "ice", **WITHDRAWAL)
    assert play.state("ice") == "withdrawn"
    refused(play, "withdraw", "ice-head", "ice", **WITHDRAWAL)


def test_nothing_is_withdrawn_after_the_approval(stage) -> None:
    refused(stage("published"), "withdraw", "ice-head", "ice", **WITHDRAWAL)


# ---- times ---------------------------------------------------------------------------------------------------------


def effective(play: Stage, day: date) -> None:
    """The agreement of the ice-wine alliance takes effect on this day."""
    Agreement.objects.filter(alliance=play.world.alliances["ice-wine"]).update(effective_on=day)


def young(called: Stage) -> Stage:
    """Cleared, three months full on 1 June 2016."""
    effective(called, date(2016, 3, 1))
    called.hand("start", "ice-clerk", "ice", **ICE)
    called.act("submit", APPLICANT, "ice", **SUBMISSION)  # before its three months: warned, not stopped
    called.act("clear", REVIEWER, "ice", **CLEAR)
    return called


def test_forwarding_waits_for_three_months_and_names_the_day(called: Stage) -> None:
    play = young(called)
    play.on(2016, 5, 31)
    (reason,) = refused(play, "forward", "benxi-head", "ice").reasons
    assert reason.earliest_on == date(2016, 6, 1)
    assert "art-8-1" in reason.articles
    play.on(2016, 6, 1)
    play.act("forward", SENDER, "ice", **LETTER | {"dated_on": "2016-06-01"})
    assert play.state("ice") == "forwarded"


def test_registering_judges_the_day_of_receipt(called: Stage) -> None:
    play = young(called)
    play.on(2016, 6, 2)
    play.act("forward", SENDER, "ice", **LETTER | {"dated_on": "2016-05-30"})
    early = {"letter_dated_on": "2016-05-30", "received_on": "2016-05-31"}
    assert set(invalid(play, "register", "registry", "ice", **early)) == {"received_on"}
    play.act("register", "registry", "ice", **early | {"received_on": "2016-06-01"})
    assert play.state("ice") == "form_check"


def test_three_months_counted_from_submission_stop_it_there(stage) -> None:
    play: Stage = stage("called", three_months_day="submitted")
    effective(play, date(2016, 3, 1))
    play.on(2016, 5, 31)
    play.hand("start", "ice-clerk", "ice", **ICE)
    (reason,) = refused(play, "submit", "ice-clerk", "ice", **SUBMISSION).reasons
    assert reason.earliest_on == date(2016, 6, 1)


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


def test_one_of_two_on_a_letter_is_taken_back_and_the_other_goes_on(stage) -> None:
    play: Stage = stage("recommended")
    play.on(2016, 5, 25)
    play.act("register", "registry", "ice", "herb", **RECEIVED)
    back = {"reason": "申报单位要求暂缓。（演示）", "number": "演科函〔2016〕3号", "dated_on": "2016-05-25"}
    play.act("recall_forward", SENDER, "herb", **back)
    assert (play.state("herb"), play.state("ice")) == ("cleared", "form_check")
    assert play.case("herb").letter_items.get().taken_back_on == date(2016, 5, 25)
    assert play.case("ice").letter_items.get().taken_back_on is None
    play.act("accept", LEAD, "ice", **CHECKED)


def returned(stage, *names: str) -> Stage:
    """The letter of both is sent back; these are sent again, but for the number."""
    play: Stage = stage("recommended")
    for name in ("ice", "herb"):
        play.act("return_letter", ["registry", "lead-head"], name, reason="未盖章。（演示）")
    play.hand("forward", "benxi-head", *names, letter_kind="request", title="请示（演示）")
    return play


NUMBERED = {name: LETTER[name] for name in ("number", "dated_on", "letter")}


def test_a_recommending_number_is_taken_once_and_in_form(stage) -> None:
    play = returned(stage, "ice")
    for number in ("本科发（2016）9号", "演科发(2016)1号", "演科发〔2016〕第1号"):
        errors = invalid(play, "forward", "benxi-registry", "ice", **NUMBERED | {"number": number})
        assert set(errors) == {"number"}
    taken = NUMBERED | {"number": "本科发〔2016〕9号", "dated_on": "2016-05-20"}  # not the letter of this day
    assert set(invalid(play, "forward", "benxi-registry", "ice", **taken)) == {"number"}
    play.hand("forward", "benxi-registry", "ice", **NUMBERED)
    assert [item.letter.document.number for item in play.case("ice").letter_items.order_by("id")] == [
        "本科发〔2016〕9号",
        "演科发〔2016〕1号",
    ]


@pytest.mark.parametrize("names", [("ice", "herb"), ("ice",)])
def test_a_letter_that_came_back_is_sent_again_under_its_number(stage, names: tuple[str, ...]) -> None:
    play = returned(stage, *names)
    play.hand("forward", "benxi-registry", *names, **NUMBERED | {"number": "本科发〔2016〕9号"})
    assert Letter.objects.count() == 1
    play.on(2016, 5, 25)
    play.act("register", "registry", *names, **RECEIVED)
    for name in names:
        item = play.case(name).letter_items.get()
        assert item.incoming is not None and play.state(name) == "form_check"


def test_an_older_letter_is_not_sent_again_in_place_of_the_last(stage) -> None:
    play = returned(stage, "ice")
    play.hand("forward", "benxi-registry", "ice", **NUMBERED)
    play.act("return_letter", ["registry", "lead-head"], "ice", reason="未盖章。（演示）")
    play.hand("forward", "benxi-head", "ice", letter_kind="request", title="请示（演示）")
    older = NUMBERED | {"number": "本科发〔2016〕9号"}
    assert set(invalid(play, "forward", "benxi-registry", "ice", **older)) == {"number"}
    play.hand("forward", "benxi-registry", "ice", **NUMBERED)
    assert play.case("ice").letter_items.count() == 2


def test_what_was_taken_back_needs_a_new_letter(stage) -> None:
    play: Stage = stage("recommended")
    play.on(2016, 5, 25)
    play.act("register", "registry", "ice", "herb", **RECEIVED)
    back = {"reason": "暂缓。（演示）", "number": "演科函〔2016〕3号", "dated_on": "2016-05-25"}
    play.act("recall_forward", SENDER, "herb", **back)
    play.hand("forward", "benxi-head", "herb", letter_kind="request", title="请示（演示）")
    same = NUMBERED | {"number": "本科发〔2016〕9号"}
    assert set(invalid(play, "forward", "benxi-registry", "herb", **same)) == {"number"}
    play.hand("forward", "benxi-registry", "herb", **NUMBERED)
    assert Letter.objects.count() == 2


def test_two_letters_are_not_registered_as_one(stage) -> None:
    play: Stage = stage("submitted")
    play.on(2016, 5, 23)
    for name, number in (("ice", "演科发〔2016〕1号"), ("herb", "演科发〔2016〕2号")):
        play.act("clear", REVIEWER, name, **CLEAR)
        play.act("forward", SENDER, name, **LETTER | {"number": number})
    play.on(2016, 5, 25)
    assert "同一份" in refused(play, "register", "registry", "ice", "herb", **RECEIVED).reasons[0].text
    play.act("register", "registry", "ice", **RECEIVED)
    play.act("register", "registry", "herb", **RECEIVED)
    numbers = [play.case(name).letter_items.get().incoming.number for name in ("ice", "herb")]
    assert len(set(numbers)) == 2
