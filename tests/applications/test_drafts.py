"""Applying: who may, to which office, what is frozen, and how it is taken back (articles 7, 8, 9)."""

from datetime import date

import pytest

from lianmeng.alliances.models import Alliance, Member
from lianmeng.applications.models import Application
from lianmeng.cases import actions as spine
from lianmeng.cases.models import Case
from lianmeng.parties.models import Organisation
from lianmeng.record import queries as ledger
from tests.stories.answers import (
    APPLICANT,
    CALL,
    CLEAR,
    ICE,
    NOTICE_OF_CALL,
    REVIEWER,
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


def test_a_member_that_confirms_between_the_two_hands_changes_nothing(called: Stage) -> None:
    called.hand("start", "ice-clerk", "ice", **ICE)
    called.hand("submit", "ice-clerk", "ice", **SUBMISSION)
    member = Member.objects.get(organisation=called.world.organisations["ice-6"])
    called.hire("university", "member", "ice-6")
    page = {"member": str(member.pk), "page": {"file": "签署页（演示）.pdf"}}
    called.hand("confirm_part", "university", "ice", **page)
    called.hand("submit", "ice-head", "ice")
    assert called.state("ice") == "preliminary"


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
