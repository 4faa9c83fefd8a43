"""Letters of the recommending office: three months, numbers, sent back, sent again (articles 8, 9, 10)."""

from datetime import date

import pytest

from lianmeng.alliances.models import Agreement
from lianmeng.applications.models import Letter
from tests.stories.answers import (
    APPLICANT,
    CHECKED,
    CLEAR,
    ICE,
    LEAD,
    LETTER,
    RECEIVED,
    REVIEWER,
    SENDER,
    SUBMISSION,
)
from tests.stories.stage import Stage, invalid, refused


@pytest.fixture
def called(stage) -> Stage:
    """The call is open."""
    play: Stage = stage("called")
    play.on(2016, 5, 9)
    return play


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


def test_a_letter_is_not_dated_before_its_cases_were_cleared(called: Stage) -> None:
    play = young(called)
    play.on(2016, 6, 1)
    play.hand("forward", "benxi-head", "ice", **{name: LETTER[name] for name in ("letter_kind", "title")})
    said = invalid(play, "forward", "benxi-registry", "ice", **NUMBERED | {"dated_on": "2016-05-08"})
    assert said == {"dated_on": "不能早于“初审通过”之日（2016年5月9日）"}


def test_a_title_left_empty_is_the_one_that_the_measure_proposes(called: Stage) -> None:
    play = young(called)
    play.on(2016, 6, 1)
    signed = play.hand("forward", "benxi-head", "ice", letter_kind="letter")
    title = str(signed.entries[0].data["answers"]["title"])
    assert title == f"关于推荐“{play.case('ice').title}”为省级产业技术创新战略联盟试点的函"


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
    late = NUMBERED | {"dated_on": "2016-06-20"}
    assert set(invalid(play, "forward", "benxi-registry", "ice", **late)) == {"dated_on"}
    play.on(2016, 5, 24)
    taken = NUMBERED | {"number": "本科发〔2016〕9号", "dated_on": "2016-05-24"}  # not the letter of this day
    assert set(invalid(play, "forward", "benxi-registry", "ice", **taken)) == {"number"}
    play.hand("forward", "benxi-registry", "ice", **NUMBERED)
    assert [item.letter.document.number for item in play.case("ice").letter_items.order_by("id")] == [
        "本科发〔2016〕9号",
        "演科发〔2016〕1号",
    ]


@pytest.mark.parametrize("names", [("ice", "herb"), ("ice",)])
def test_a_letter_that_came_back_is_sent_again_under_its_number(stage, names: tuple[str, ...]) -> None:
    play = returned(stage, *names)
    play.on(2016, 5, 25)
    play.hand("forward", "benxi-registry", *names, **NUMBERED | {"number": "本科发〔2016〕9号"})
    assert Letter.objects.count() == 1
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
    play.act("register", "registry", "ice", "herb", **RECEIVED | {"received_on": "2016-05-23"})
    back = {"reason": "暂缓。（演示）", "number": "演科函〔2016〕3号", "dated_on": "2016-05-23"}
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
