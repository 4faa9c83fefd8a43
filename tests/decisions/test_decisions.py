"""Meeting, public notice, release, delivery (article 10)."""

from datetime import date

import pytest

from lianmeng.decisions import queries as decisions
from tests.stories.answers import (
    APPLICANT,
    APPROVAL,
    CLEAR,
    ICE,
    LEAD,
    LETTER,
    MEETING,
    POSTED,
    RECEIVED,
    RELEASED,
    REVIEWER,
    SENDER,
    SIGNERS,
    SUBMISSION,
    TERMINATION,
    WITHDRAWAL,
)
from tests.stories.stage import Stage, invalid, refused

TABLED = ["lead-head", "deputy", "office-head", "director"]
MET = ["secretary", "office-head"]
RELEASE = ["publisher", "office-head"]
POSTING = ["lead-head", "office-head"]
BRIEF = {"brief": "提请审议。（演示）"}
RESULT = {"result": "未收到异议。（演示）"}


def noticed(stage) -> Stage:
    """The notice of both has been posted on 8 July 2016."""
    play: Stage = stage("resolved")
    play.on(2016, 7, 8)
    play.act("clear_release", RELEASE, "ice", "herb", **RELEASED)
    play.act("open_notice", POSTING, "ice", "herb", **POSTED)
    return play


def test_the_meeting_decides_only_what_was_tabled(stage) -> None:
    play: Stage = stage("argued")
    for act in ("resolve_pass", "resolve_defer", "resolve_back"):
        (reason,) = refused(play, act, "secretary", "ice", **MEETING).reasons
        assert "议题" in f"{reason.text}{reason.mend}"


def test_a_case_put_off_is_tabled_anew(stage) -> None:
    play: Stage = stage("argued")
    play.on(2016, 7, 6)
    play.act("table", TABLED, "ice", **BRIEF)
    play.act("resolve_defer", MET, "ice", **MEETING)
    assert play.state("ice") == "deferred"
    refused(play, "resolve_pass", "secretary", "ice", **MEETING)
    play.act("table", TABLED, "ice", **BRIEF)
    again = MEETING | {"minutes_no": "演示纪要〔2016〕13号"}
    assert set(invalid(play, "resolve_pass", "secretary", "ice", **again)) == {
        "held_on"
    }  # before it came anew
    play.act("resolve_pass", MET, "ice", **again | {"held_on": "2016-07-06"})
    assert [row.act for row in play.case("ice").resolutions.all()] == ["resolve_defer", "resolve_pass"]


def test_a_case_sent_back_needs_a_new_panel(stage) -> None:
    play: Stage = stage("argued")
    play.on(2016, 7, 6)
    play.act("table", TABLED, "ice", **BRIEF)
    play.act("resolve_back", MET, "ice", **MEETING)
    assert play.state("ice") == "argument"
    said = {"conclusion": "通过。（演示）"}
    told = refused(play, "pass_panel", "expert-1", "ice", **said)
    assert told.reasons
    refused(play, "declare", "expert-1", "ice", promises=["impartial", "secret", "no_tie", "no_gift"])


def test_a_meeting_to_come_is_not_recorded(stage) -> None:
    play: Stage = stage("argued")
    play.act("table", TABLED, "ice", **BRIEF)
    play.on(2016, 7, 4)
    assert set(invalid(play, "resolve_pass", "secretary", "ice", **MEETING)) == {"held_on"}


@pytest.mark.parametrize(
    "url", ["本厅网站", "gongshi.example/1", "ftp://gongshi.example/1", "https://gongshi"]
)
def test_a_notice_stands_at_a_whole_web_address(stage, url: str) -> None:
    play: Stage = stage("resolved")
    play.on(2016, 7, 8)
    play.act("clear_release", RELEASE, "ice", **RELEASED)
    assert set(invalid(play, "open_notice", "lead-head", "ice", **POSTED | {"url": url})) == {"url"}
    said = invalid(play, "open_notice", "lead-head", "ice", **POSTED | {"phone": "12"})
    assert set(said) == {"phone"} and "电话号码" in said["phone"]


def test_nothing_is_shown_to_the_public_before_its_release(stage) -> None:
    play: Stage = stage("resolved")
    play.on(2016, 7, 8)
    refused(play, "open_notice", "lead-head", "ice", "herb", **POSTED)
    assert not decisions.public_notices(date(2016, 7, 8)).exists()
    play.act("clear_release", RELEASE, "ice", **RELEASED)
    told = refused(play, "open_notice", "lead-head", "ice", "herb", **POSTED)
    assert {reason.fact for reason in told.reasons} == {play.case("herb").title}


def test_a_result_needs_a_release_of_its_own(stage) -> None:
    play: Stage = stage("noticed")
    play.on(2016, 7, 22)
    people = ["lead-clerk", "lead-head", "agriculture-head", "legal", "deputy", "registry"]
    title = {"title": "批复（演示）", "addressee": "本溪市科学技术局", "number": "演示发〔2016〕21号"}
    play.act("issue", people, "ice", "herb", **title, dated_on="2016-07-21")
    refused(
        play, "publish_result", "publisher", "ice", published_on="2016-07-22", url="https://gongshi.example/2"
    )


def test_the_notice_is_not_closed_before_the_mail_has_come(stage) -> None:
    play = noticed(stage)
    assert play.due("ice", "notice") == date(2016, 7, 14)
    play.on(2016, 7, 19)
    for reason in refused(play, "close_notice", "lead-clerk", "ice", "herb", **RESULT).reasons:
        assert reason.earliest_on == date(2016, 7, 20)
    play.on(2016, 7, 20)
    play.act("close_notice", [*LEAD, "integrity"], "ice", "herb", **RESULT)
    assert play.state("ice") == play.state("herb") == "issuing"


def test_a_notice_posted_anew_counts_its_days_anew_and_replaces_the_first(stage) -> None:
    play = noticed(stage)
    play.on(2016, 7, 12)
    again = POSTED | {"posted_on": "2016-07-12", "reason": "名称有误。（演示）"}
    refused(play, "renew_notice", "lead-head", "ice", **again)  # its release comes first
    play.act("clear_release", RELEASE, "ice", **RELEASED)
    play.act("renew_notice", POSTING, "ice", **again)
    first, second = play.case("ice").notices.all()
    assert second.replaces == first and second.closes_on == date(2016, 7, 18)
    assert play.due("ice", "mail_grace") == second.grace_until == date(2016, 7, 21)
    shown = {row.pk for row in decisions.public_notices(date(2016, 7, 14))}
    assert second.pk in shown and first.pk not in shown
    assert first.pk in {row.pk for row in decisions.public_notices(date(2016, 7, 11))}
    play.on(2016, 7, 20)
    told = refused(play, "close_notice", "lead-clerk", "ice", "herb", **RESULT)
    assert [reason.fact for reason in told.reasons] == [f"{play.case('ice').title}：至2016年7月21日止"]
    play.act("close_notice", [*LEAD, "integrity"], "herb", **RESULT)


def test_a_notice_to_come_is_not_registered(stage) -> None:
    play: Stage = stage("resolved")
    play.on(2016, 7, 7)
    play.act("clear_release", RELEASE, "ice", **RELEASED)
    assert set(invalid(play, "open_notice", "lead-head", "ice", **POSTED)) == {"posted_on"}


@pytest.mark.parametrize("day", [date(2016, 9, 29), date(2016, 10, 8)])
def test_the_days_of_a_notice_skip_the_national_holidays(stage, day: date) -> None:
    play: Stage = stage("resolved")
    play.day = day
    play.act("clear_release", RELEASE, "ice", **RELEASED)
    play.act("open_notice", POSTING, "ice", **POSTED | {"posted_on": day.isoformat()})
    # 1–7 October 2016 are free, 8 and 9 October are made up
    ends = {date(2016, 9, 29): date(2016, 10, 10), date(2016, 10, 8): date(2016, 10, 12)}
    assert decisions.last_notice(play.case("ice")).closes_on == ends[day]


def test_a_refusal_is_told_before_it_is_delivered(stage) -> None:
    play: Stage = stage("argued")
    play.on(2016, 7, 6)
    play.act("table", TABLED, "ice", **BRIEF)
    play.act("resolve_refuse", MET, "ice", **MEETING, reason="重复。（演示）")
    delivered = {"way": "electronic", "delivered_on": "2016-07-06"}
    refused(play, "deliver", "registry", "ice", **delivered)
    told = {"facts": "重复。（演示）", "clauses": "第十条", "remedy": "可申请行政复议。（演示）"}
    play.act("notify_refusal", [*LEAD, "legal", "deputy"], "ice", **told)
    play.hand("deliver", "registry", "ice", **delivered)
    assert play.case("ice").refusal_notices.count() == play.case("ice").deliveries.count() == 1


def test_the_reviewing_office_terminates_what_lies_with_it(stage) -> None:
    play: Stage = stage("submitted")
    refused(play, "terminate", "lead-head", "ice", **TERMINATION)
    assert set(invalid(play, "terminate", "benxi-clerk", "ice", reason="已解散。（演示）")) == {"ground"}
    other = TERMINATION | {"ground": "not_wanted"}
    assert set(invalid(play, "terminate", "benxi-clerk", "ice", **other)) == {"ground"}
    play.act("terminate", ["benxi-clerk", "benxi-head"], "ice", **TERMINATION)
    assert play.state("ice") == "terminated"


def test_the_department_terminates_what_lies_with_it(stage) -> None:
    play: Stage = stage("consulted")
    refused(play, "terminate", "benxi-clerk", "ice", **TERMINATION)
    play.act("terminate", ["lead-head", "deputy"], "ice", **TERMINATION)
    assert play.state("ice") == "terminated"


ENDINGS = {
    "withdraw": (APPLICANT[0], WITHDRAWAL),
    "terminate": ("lead-head", TERMINATION),
    "reconsider": ("lead-head", {"reason": "须再议。（演示）"}),
}


@pytest.mark.parametrize("act", ENDINGS)
def test_nothing_ends_or_goes_back_once_the_leader_has_signed(stage, act: str) -> None:
    play: Stage = stage("noticed")
    play.on(2016, 7, 22)
    person, answers = ENDINGS[act]
    play.act("issue", SIGNERS[:4], "ice", "herb", **APPROVAL)  # up to the legal division
    play.act("issue", "deputy", "ice")
    assert "已经签发" in refused(play, act, person, "ice", **answers).reasons[0].text
    play.hand(act, "herb-clerk" if act == "withdraw" else person, "herb", **answers)  # not signed: open
    play.send_back("issue", "registry", "ice", note="重签。（演示）")
    play.hand(act, person, "ice", **answers)  # sent back to the leader: not signed


def test_what_was_begun_before_the_leader_signed_does_not_end_it_after(stage) -> None:
    play: Stage = stage("noticed")
    play.on(2016, 7, 22)
    play.hand("terminate", "lead-head", "ice", **TERMINATION)
    play.act("issue", SIGNERS[:4], "ice", **APPROVAL)
    play.hand("issue", "director", "ice")
    assert "已经签发" in refused(play, "terminate", "deputy", "ice").reasons[0].text
    play.hand("issue", "registry", "ice", number=APPROVAL["number"], dated_on=APPROVAL["dated_on"])
    assert play.state("ice") == "recognised"


def test_a_notice_is_not_dated_before_the_decision_to_post_it(stage) -> None:
    play: Stage = stage("resolved")  # entered on 6 July 2016, for a meeting of the 5th
    play.on(2016, 7, 8)
    play.act("clear_release", RELEASE, "ice", **RELEASED)
    early = POSTED | {"posted_on": "2016-07-05"}
    assert set(invalid(play, "open_notice", "lead-head", "ice", **early)) == {"posted_on"}
    play.act("open_notice", POSTING, "ice", **POSTED | {"posted_on": "2016-07-06"})
    play.act("clear_release", RELEASE, "ice", **RELEASED)
    again = early | {"posted_on": "2016-07-07", "reason": "名称有误。（演示）"}
    assert set(invalid(play, "renew_notice", "lead-head", "ice", **again)) == {"posted_on"}
    play.act("renew_notice", POSTING, "ice", **again | {"posted_on": "2016-07-08"})


def told_of_refusal(stage, consent: str) -> Stage:
    """Submitted with this consent, not recognised in the form check, and told so."""
    play: Stage = stage("called")
    play.on(2016, 5, 9)
    play.hand("start", "ice-clerk", "ice", **ICE)
    play.act("submit", APPLICANT, "ice", **SUBMISSION | {"delivery_consent": consent})
    play.act("clear", REVIEWER, "ice", **CLEAR)
    play.on(2016, 5, 25)
    play.act("forward", SENDER, "ice", **LETTER)
    play.act("register", "registry", "ice", **RECEIVED)
    play.act("reject_form", [*LEAD, "deputy"], "ice", grounds=["papers"], reason="缺件。（演示）")
    told = {"facts": "缺件。（演示）", "clauses": "第九条", "remedy": "可申请行政复议。（演示）"}
    play.act("notify_refusal", [*LEAD, "legal", "deputy"], "ice", **told)
    return play


def test_electronic_delivery_needs_the_applicant_s_consent(stage) -> None:
    play = told_of_refusal(stage, "paper")
    delivered = {"way": "electronic", "delivered_on": "2016-05-25"}
    errors = invalid(play, "deliver", "registry", "ice", **delivered)
    assert set(errors) == {"way"} and "没有同意" in errors["way"]
    play.hand("deliver", "registry", "ice", **delivered | {"way": "post"})


@pytest.mark.parametrize("way", ["electronic", "post", "direct"])
def test_who_consented_may_be_reached_in_every_way(stage, way: str) -> None:
    play = told_of_refusal(stage, "electronic")
    play.hand("deliver", "registry", "ice", way=way, delivered_on="2016-05-25")
    assert play.case("ice").deliveries.get().way == way
