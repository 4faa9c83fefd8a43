"""第七条: voluntary applications, in calls of the department, or one by one where it is necessary."""

from dataclasses import replace
from datetime import date

import pytest

from lianmeng.law.schema import Door
from tests.articles import measure, road
from tests.law.casework import Case, Refused

PACK = measure.pack()
OPEN = [name for name in PACK.procedures["recognition"].states if PACK.is_open("recognition", name)]
BATCH = {"opens_on": "2016-05-04", "closes_on": "2016-06-03", "recommend_by": "2016-06-30"}
SIGNERS = (road.LEAD, road.LEAD_HEAD, road.DEPUTY)
ALL_DECLARED = ["voluntary", "truthful", "unclassified"]


def published() -> Case:
    """A call that is open."""
    case = road.do(road.call(on=date(2016, 5, 3)), "draft_call", road.LEAD, window="batch")
    return road.do(case, "publish_call", *SIGNERS, **BATCH)


def special() -> Case:
    """An 一事一议 that is open for alliance 7."""
    case = road.do(road.call(), "draft_call", road.LEAD, window="special")
    return road.do(
        case, "admit_special", road.LEAD_HEAD, road.DIRECTOR, alliance="7", basis_kind="instruction"
    )


# ---- 第一句: 自愿 ----


def test_art_7_1_only_the_applicant_applies() -> None:
    for act in ("start", "submit", "withdraw"):
        doors = {PACK.capacities[name].door for hand in measure.hands("recognition", act) for name in hand}
        assert doors == {Door.APPLICANT}, act


def test_art_7_1_the_applicant_declares_that_it_applies_freely() -> None:
    papers = {"agreement": [1], "application_form": [2], "necessity": [3], "delivery_consent": "paper"}
    assert measure.asked("submit", {**papers, "declarations": ALL_DECLARED}) == set()
    assert measure.asked("submit", {**papers, "declarations": ALL_DECLARED[1:]}) == {"declarations"}


@pytest.mark.parametrize("state", OPEN)
def test_art_7_1_what_was_asked_for_freely_may_be_withdrawn_until_the_approval(state: str) -> None:
    case = road.new()
    case.view = replace(case.view, state=state)
    assert case.step("withdraw", road.CLERK).verdict.allowed
    assert PACK.next_state("recognition", "withdraw", state) == "withdrawn"


def test_art_7_1_a_title_is_not_withdrawn_like_an_application() -> None:
    assert "recognised" not in PACK.from_states("recognition", "withdraw")


# ---- 第二句: 辽宁省科技厅负责 ----


def test_art_7_2_every_act_of_a_call_is_the_departments_or_the_calendars() -> None:
    own = {name for name, office in PACK.offices.items() if {"art-7-2", "art-10-4"} & set(office.cites)}
    kinds = {PACK.offices[name].kind for name in own}
    for act in PACK.procedures["call"].acts:
        for name in (name for hand in measure.hands("call", act) for name in hand):
            capacity = PACK.capacities[name]
            assert capacity.door is Door.CALENDAR or set(capacity.office_kinds) <= kinds, (act, name)


def test_art_7_2_which_room_leads_is_the_departments_own_choice() -> None:
    row = measure.rows()["art-7-2"]
    assert row.offices == ("lead", "leaders")
    assert "department-post" in row.readings


# ---- 第三句: 定期统一组织 ----


def test_art_7_3_a_call_opens_and_closes_on_the_days_of_its_notice() -> None:
    assert published().state == "open"
    assert published().view.deadlines == road.WINDOW


@pytest.mark.parametrize(
    ("on", "allowed"),
    [
        (date(2016, 5, 3), False),
        (date(2016, 5, 4), True),
        (date(2016, 6, 3), True),
        (date(2016, 6, 4), False),
    ],
)
def test_art_7_3_applications_begin_in_the_window_closing_day_included(on: date, allowed: bool) -> None:
    case = road.new()
    case.on = on
    step = case.step("start", road.CLERK)
    assert step.verdict.allowed is allowed
    assert allowed or step.verdict.reasons[0].articles == PACK.act("recognition", "start").articles


def test_art_7_3_the_calendar_closes_a_call_on_the_next_day_and_no_delay_prolongs_it() -> None:
    case = published()
    case.on = date(2016, 6, 3)
    with pytest.raises(Refused):
        road.do(case, "close_call", road.CALENDAR)
    case.on = date(2016, 6, 10)
    late = road.new(parent_deadlines=case.view.deadlines)
    late.on = case.on
    assert case.state == "open" and not late.step("start", road.CLERK).verdict.allowed
    assert road.do(case, "close_call", road.CALENDAR).state == "closed"


def test_art_7_3_a_call_is_prolonged_for_everybody_while_it_is_open_and_never_shortened_unsaid() -> None:
    case = published()
    case.on = date(2016, 6, 3)
    with pytest.raises(Refused):
        road.do(case, "amend_call", *SIGNERS, closes_on="2016-05-20", recommend_by="2016-06-30")
    case = published()
    case.on = date(2016, 6, 3)
    road.do(case, "amend_call", *SIGNERS, closes_on="2016-06-17", recommend_by="2016-07-15")
    assert case.view.deadlines["closing"] == date(2016, 6, 17)
    case.on = date(2016, 6, 18)
    assert not case.step("amend_call", road.LEAD).verdict.allowed


def test_art_7_3_the_survey_of_alliances_is_asked_for_and_not_required() -> None:
    survey = PACK.forms["draft_call"].fields["survey"]
    assert not survey.required and "art-7-3" in survey.cites


# ---- 第四句: 一事一议 ----


def test_art_7_4_a_special_case_is_for_the_one_alliance_it_names() -> None:
    case = special()
    named = {"parent_deadlines": case.view.deadlines, "parent_answers": {"alliance": "7"}}
    assert road.new(subject="7", **named).step("start", road.CLERK).verdict.allowed
    assert not road.new(subject="8", **named).step("start", road.CLERK).verdict.allowed


def test_art_7_4_a_special_case_is_open_at_once_and_lapses_unused_after_sixty_days() -> None:
    assert special().view.deadlines == {"opening": measure.DAY, "closing": date(2016, 7, 8)}


def test_art_7_4_a_special_case_and_a_call_do_not_stand_in_for_each_other() -> None:
    case = road.do(road.call(), "draft_call", road.LEAD, window="special")
    assert not case.step("publish_call", road.LEAD).verdict.allowed
    case = road.do(road.call(), "draft_call", road.LEAD, window="batch")
    assert not case.step("admit_special", road.LEAD_HEAD).verdict.allowed


def test_art_7_4_necessity_rests_on_a_leaders_word_or_on_minutes() -> None:
    for basis in ("instruction", "minutes"):
        assert not {"basis_kind"} & measure.asked("admit_special", {"basis_kind": basis})
    only = measure.pack("special-basis=minutes_only")
    assert "basis_kind" in measure.asked("admit_special", {"basis_kind": "instruction"}, only)
    assert only.act("call", "admit_special").papers == ("special_necessity", "minutes")


def test_art_7_4_only_the_window_is_waived() -> None:
    """Submission under a special case is judged by the very conditions of article 8 and papers of article 9."""
    case = road.do(road.new(facts=measure.facts(), parent_deadlines=special().view.deadlines), "start")
    reasons = case.step("submit", road.CLERK).verdict.reasons
    cited = {article for reason in reasons for article in reason.articles}
    assert {"art-8-2-1", "art-9-0-1", "art-9-4"} <= cited
