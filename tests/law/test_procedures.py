"""The judge of acts, on the small measure: who may be the next hand of what, and what it comes to."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from lianmeng.law import procedures
from lianmeng.law.history import Who
from lianmeng.law.pack import load
from tests.law import packs
from tests.law.casework import Case, Refused
from tests.law.cast import (
    CHIEF,
    CLERK,
    DISTRICT,
    FACTS,
    HEAD_A,
    HEAD_B,
    JUDGES,
    MAKER,
    MAYOR,
    MEETING,
    ON,
    OTHER_CHIEF,
    OTHER_DISTRICT,
    OWNER,
    ROOM_A,
    ROOM_B,
    in_jury,
    in_rooms,
    new_case,
    on_board,
    opinion,
    seat,
    submitted,
    voted,
)


def refused(case: Case, act: str, who: Who, **answers: object) -> str:
    """Why a signature is refused."""
    with pytest.raises(Refused) as error:
        case.sign(act, who, **answers)
    assert all(reason.text and reason.articles for reason in error.value.verdict.reasons)
    return str(error.value)


# ---- the whole way ----


def test_a_case_goes_the_whole_way() -> None:
    case = on_board()
    case.sign("resolve_pass", CLERK, **MEETING)
    assert case.state == "board"
    case.sign("resolve_pass", MAYOR)
    assert case.state == "won"
    assert case.view.deadlines["title"] == date(2023, 6, 1)


def test_the_history_leads_to_the_state_of_the_case() -> None:
    case = on_board()
    assert procedures.replay(case.pack, "recognition", case.view.history) == case.state == "board"


def test_a_history_that_leaves_the_procedure_is_found() -> None:
    case = submitted()
    history = list(case.view.history)
    with pytest.raises(ValueError, match="第1条"):
        procedures.replay(case.pack, "recognition", [replace(history[0], went_to="won")])
    with pytest.raises(ValueError, match="第2条：原状态应为paper"):
        procedures.replay(case.pack, "recognition", [history[0], replace(history[1], came_from="desk")])


# ---- state and capacity ----


def test_an_act_of_another_state_is_refused_with_both_names() -> None:
    said = refused(submitted(), "resolve_pass", CLERK, **MEETING)
    assert "区里在看" in said and "会议同意" in said


def test_a_case_that_does_not_exist_can_only_be_begun() -> None:
    case = new_case()
    assert "填表" in refused(case, "start", MAKER)
    case.view = replace(case.view, state=None, history=())
    assert "尚未建立" in refused(case, "submit", MAKER)


def test_another_capacity_is_told_whose_hand_it_is() -> None:
    assert "工坊经办" in refused(new_case(), "submit", CLERK)


def test_an_unknown_act_is_no_act() -> None:
    with pytest.raises(KeyError):
        new_case().step("dance", MAKER)


@pytest.mark.parametrize(
    "stranger", [Who("x", "maker", organisation=2), Who("x", "maker")], ids=["other", "none"]
)
def test_only_the_applicant_acts_as_applicant(stranger: Who) -> None:
    assert "不属于您" in refused(new_case(), "submit", stranger)


def test_only_the_chosen_district_acts_as_recommender() -> None:
    assert "不属于您" in refused(submitted(), "accept", Who("x", "district", office="east-hill"))


def test_only_seated_judges_act_as_panel() -> None:
    case = in_jury()
    seat(case, *JUDGES[:3])
    assert "不属于您" in refused(case, "declare", JUDGES[3], promises=["firm"])


def test_an_act_of_any_open_state_ends_with_the_case() -> None:
    case = in_jury()
    case.sign("withdraw", OWNER, reason="不办了")
    assert case.state == "lost"
    assert "没认定" in refused(case, "withdraw", OWNER)


def test_offers_are_the_acts_of_the_state_in_which_one_has_a_hand() -> None:
    case = submitted()
    names = [step.act for step in procedures.offers(case.pack, case.view, CHIEF, ON)]
    assert names == ["not_recommend", "accept"]
    assert not any(s.verdict.allowed for s in procedures.offers(case.pack, case.view, CHIEF, ON))
    assert procedures.offers(case.pack, case.view, MAYOR, ON) == ()


# ---- hands ----


def test_two_hands_are_two_people() -> None:
    case = new_case()
    case.sign("submit", MAKER, declarations=["firm"])
    assert case.state == "paper"
    assert "本人" in refused(case, "submit", Who("m", "owner", organisation=1))
    case.sign("submit", OWNER)
    assert case.state == "desk"


def test_a_hand_sent_back_is_signed_again_by_anyone_entitled() -> None:
    case = submitted()
    case.sign("accept", DISTRICT, check="好", divisions=["room-a"])
    case.send_back("accept", CHIEF)
    step = case.step("accept", OTHER_DISTRICT)
    assert (step.index, step.verdict.allowed) == (0, True)
    assert step.thread is not None and step.thread.drafted["check"] == "好"
    case.sign("accept", OTHER_DISTRICT, check="更好", divisions=["room-b"])
    case.sign("accept", CHIEF)
    found = case.view.last("accept")
    assert found is not None and found.answers == {"check": "更好", "divisions": ["room-b"]}


def test_the_first_hand_has_nobody_to_send_back_to() -> None:
    case = submitted()
    with pytest.raises(Refused, match="没有可以退回的上一手"):
        case.send_back("accept", DISTRICT)
    case.sign("accept", DISTRICT, check="好", divisions=["room-a"])
    with pytest.raises(Refused, match="区负责人"):
        case.send_back("accept", OTHER_DISTRICT)
    with pytest.raises(Refused, match="本人"):
        case.send_back("accept", Who("d", "district_chief", office="east"))


def test_a_hand_with_a_condition_is_asked_only_then() -> None:
    case = in_rooms()
    for clerk, head in ((ROOM_A, HEAD_A), (ROOM_B, HEAD_B)):
        opinion(case, clerk, head, "no_")
    case.sign("close_consultation", CLERK, summary="都不同意")
    assert case.step("close_consultation", MAYOR).index == 1
    case.sign("close_consultation", MAYOR)
    case.sign("close_consultation", CHIEF)
    assert case.state == "jury"


def test_a_hand_that_is_not_needed_is_passed_over_both_ways() -> None:
    case = in_rooms()
    opinion(case, ROOM_A, HEAD_A, "yes_")
    opinion(case, ROOM_B, HEAD_B, "no_")
    case.sign("close_consultation", CLERK, summary="一比一")
    assert case.step("close_consultation", MAYOR).index == 2
    case.send_back("close_consultation", MAYOR)
    assert case.step("close_consultation", CLERK).index == 0


def test_one_desk_lets_one_act_at_a_time_go_from_hand_to_hand() -> None:
    case = submitted()
    case.sign("accept", DISTRICT, check="好", divisions=["room-a"])
    said = refused(case, "not_recommend", OTHER_DISTRICT, reason="不好")
    assert "区里送市" in said and "正等下一手" in said
    case.send_back("accept", CHIEF)
    case.sign("not_recommend", OTHER_DISTRICT, reason="不好")
    assert "正等下一手" in refused(case, "accept", DISTRICT, check="好", divisions=["room-a"])
    case.sign("not_recommend", OTHER_CHIEF)
    assert case.state == "sent_home"


def test_another_desk_does_not_wait_for_it() -> None:
    case = submitted()
    case.sign("accept", DISTRICT, check="好", divisions=["room-a"])
    case.sign("withdraw", MAKER, reason="不申请了")
    assert case.state == "lost"


def test_a_begun_act_lapses_when_the_case_moves() -> None:
    case = submitted()
    case.sign("accept", DISTRICT, check="好", divisions=["room-a"])
    assert [thread.act for thread in case.view.threads] == ["accept"]
    case.sign("withdraw", MAKER, reason="不申请了")
    assert case.view.threads == ()


def test_who_signed_another_act_may_not_sign_this_one() -> None:
    case = submitted()
    case.sign("not_recommend", DISTRICT, reason="不好")
    case.sign("not_recommend", CHIEF)
    case.sign("ask_review", OWNER, reason="再看")
    assert "区里退" in refused(case, "accept", DISTRICT, check="好", divisions=["room-a"])
    case.sign("accept", OTHER_DISTRICT, check="好", divisions=["room-a"])
    assert "区里退" in refused(case, "accept", CHIEF)
    case.sign("accept", OTHER_CHIEF)


def test_a_hand_of_the_same_office_is_of_that_office() -> None:
    case = in_rooms()
    case.sign("give_opinion", ROOM_A, verdict="yes_")
    step = case.step("give_opinion", HEAD_B)
    assert step.index == 0  # another room's head finds nothing begun for that room
    assert not step.verdict.allowed
    case.sign("give_opinion", HEAD_A)


def test_rooms_answer_side_by_side_and_each_once() -> None:
    case = in_rooms()
    case.sign("give_opinion", ROOM_A, verdict="yes_")
    case.sign("give_opinion", ROOM_B, verdict="no_")
    case.sign("give_opinion", HEAD_A)
    case.sign("give_opinion", HEAD_B)
    assert "原件不改" in refused(case, "give_opinion", ROOM_A, verdict="no_")
    assert "原件不改" in refused(case, "give_opinion", Who("ra2", "room", office="room-a"), verdict="no_")


# ---- conditions ----


def test_a_criterion_that_blocks_stops_the_act_and_names_the_day() -> None:
    facts = FACTS.model_copy(update={"agreement": FACTS.agreement.model_copy(update={"effective_on": ON})})
    case = new_case(facts=facts)
    verdict = case.step("submit", MAKER).verdict
    (reason,) = verdict.reasons
    assert reason.articles == ("art-2-1",)
    assert reason.earliest_on == date(2020, 8, 1)
    case.on = date(2020, 8, 1)
    assert case.step("submit", MAKER).verdict.allowed


def test_without_facts_nothing_can_be_judged() -> None:
    assert "没有可供判断" in refused(new_case(facts=None), "submit", MAKER, declarations=["firm"])


def test_a_consultation_waits_for_every_room_or_for_its_day() -> None:
    case = in_rooms()
    opinion(case, ROOM_A, HEAD_A, "yes_")
    said = case.step("close_consultation", CLERK).verdict.reasons
    assert [reason.fact for reason in said] == ["乙科"]
    assert said[0].earliest_on == date(2020, 6, 5)
    case.on = date(2020, 6, 5)
    assert case.step("close_consultation", CLERK).verdict.allowed


def test_an_act_with_a_number_is_done_no_more_often() -> None:
    case = submitted()
    for clerk, chief in ((DISTRICT, CHIEF), (OTHER_DISTRICT, OTHER_CHIEF)):
        case.sign("not_recommend", clerk, reason="不好")
        case.sign("not_recommend", chief)
        if clerk is DISTRICT:
            case.sign("ask_review", MAKER, reason="再看")
    assert "至多1次" in refused(case, "ask_review", MAKER, reason="再看")


def test_another_live_case_bars_a_new_one() -> None:
    with pytest.raises(Refused, match="另有在办"):
        new_case(rivals=1)


@pytest.mark.parametrize(("value", "opens"), [("in_force", True), ("amended", True), ("repealed", False)])
def test_a_measure_that_ended_takes_no_new_case(value: str, opens: bool) -> None:
    pack = load(packs.files(("pack.yaml", "value: in_force", f"value: {value}")))
    if opens:
        assert new_case(pack).state == "paper"
    else:
        with pytest.raises(Refused, match="不再施行"):
            new_case(pack)


# ---- panels ----


def test_a_panel_is_of_the_size_the_pack_asks() -> None:
    case = in_jury()
    for seats, said in ((["j1", "j2"], "不少于3人"), (["j1", "j2", "j3", "j4"], "单数")):
        assert said in refused(case, "form_panel", CLERK, experts=seats, chair="j1", meets_on="2020-06-02")
    assert "名单之内" in refused(
        case, "form_panel", CLERK, experts=["j1", "j2", "j3"], chair="j4", meets_on="2020-06-02"
    )


def test_nobody_reviews_before_having_declared() -> None:
    case = in_jury()
    case.sign("form_panel", CLERK, experts=["j1", "j2", "j3"], chair="j1", meets_on="2020-06-02")
    assert "评委承诺" in refused(case, "review", JUDGES[0], vote="yes_", worth=1, comment="评")


def test_a_panel_concludes_when_all_declared_and_enough_reviewed() -> None:
    case = voted("yes_")
    assert "独立评议未达人数" in refused(case, "pass_panel", JUDGES[0], conclusion="好")
    case.sign("review", JUDGES[1], vote="yes_", worth=60, comment="评")
    assert case.step("pass_panel", JUDGES[0]).verdict.allowed


@pytest.mark.parametrize(
    ("votes", "act", "other"),
    [
        (["yes_", "yes_", "no_"], "pass_panel", "fail_panel"),
        (["yes_", "no_", "no_"], "fail_panel", "pass_panel"),
        (["yes_", "no_"], "pass_panel", "fail_panel"),  # half is enough here
    ],
)
def test_the_votes_open_one_conclusion_only(votes: list[str], act: str, other: str) -> None:
    case = voted(*votes)
    assert case.step(act, JUDGES[0]).verdict.allowed
    assert "票数" in refused(case, other, JUDGES[0], conclusion="论")


def test_the_chair_begins_and_every_other_seated_judge_signs() -> None:
    case = voted("yes_", "yes_", "yes_")
    assert "组长" in refused(case, "pass_panel", JUDGES[1], conclusion="好")
    case.sign("pass_panel", JUDGES[0], conclusion="好")
    case.sign("pass_panel", JUDGES[2])
    assert "本人" in refused(case, "pass_panel", JUDGES[2])
    assert case.step("pass_panel", JUDGES[1]).index == 1
    assert "评委" in refused(case, "pass_panel", CLERK)
    case.sign("pass_panel", JUDGES[1])
    assert case.step("pass_panel", CLERK).last
    case.sign("pass_panel", CLERK)
    assert case.state == "board"


def test_a_conclusion_sent_back_is_signed_by_every_judge_again() -> None:
    case = voted("yes_", "yes_", "yes_")
    for judge in JUDGES[:3]:
        case.sign("pass_panel", judge)
    case.send_back("pass_panel", CLERK)
    assert case.step("pass_panel", JUDGES[1]).index == 1
    case.send_back("pass_panel", JUDGES[1])
    assert case.step("pass_panel", JUDGES[0]).index == 0


def test_who_takes_a_seat_takes_the_chair_with_it_and_the_leaver_counts_no_more() -> None:
    case = voted("yes_", "yes_", "no_")
    assert "不在本专家组" in refused(case, "replace_expert", CLERK, leaving="j5", joining="j4", reason="病")
    assert "已在本专家组" in refused(case, "replace_expert", CLERK, leaving="j1", joining="j2", reason="病")
    case.sign("replace_expert", CLERK, leaving="j1", joining="j4", reason="病")
    assert "承诺" in refused(case, "pass_panel", JUDGES[3], conclusion="好")
    assert "不属于您" in refused(case, "declare", JUDGES[0], promises=["firm"])
    case.sign("declare", JUDGES[3], promises=["firm"])
    case.sign("review", JUDGES[3], vote="no_", worth=50, comment="评")
    case.sign("fail_panel", JUDGES[3], conclusion="不")


def test_what_the_meeting_sent_back_needs_a_new_panel() -> None:
    case = on_board()
    case.sign("resolve_back", CLERK, **MEETING)
    case.sign("resolve_back", MAYOR)
    assert case.state == "jury"
    assert "组长" in refused(case, "pass_panel", JUDGES[0], conclusion="好")
    seat(case, *JUDGES[2:5])
    assert "独立评议未达人数" in refused(case, "pass_panel", JUDGES[2], conclusion="好")


# ---- times and answers ----


def test_an_answer_is_refused_at_its_field() -> None:
    case = on_board()
    with pytest.raises(Refused) as error:
        case.sign("resolve_pass", CLERK, **{**MEETING, "held_on": (ON + timedelta(days=1)).isoformat()})
    assert [reason.field for reason in error.value.verdict.reasons] == ["held_on"]


def test_a_time_ends_with_the_state_unless_it_lasts() -> None:
    case = in_rooms()
    assert case.view.deadlines == {"looking": date(2020, 6, 4)}
    assert in_jury().view.deadlines == {}


def test_a_first_hand_that_is_not_needed_leaves_nobody_to_send_back_to() -> None:
    first = "{by: [clerk], role: do, form: summary, when: [{support: {is: none}}]}"
    pack = load(packs.files(("procedures/recognition.yaml", "{by: [clerk], role: do, form: summary}", first)))
    case = in_rooms(pack)
    opinion(case, ROOM_A, HEAD_A, "yes_")
    opinion(case, ROOM_B, HEAD_B, "no_")
    assert case.step("close_consultation", CHIEF).index == 2
    with pytest.raises(Refused, match="没有可以退回的上一手"):
        case.send_back("close_consultation", CHIEF)
    case.sign("close_consultation", CHIEF)
    assert case.state == "jury"


def test_no_judge_signs_a_conclusion_who_did_not_review() -> None:
    case = voted("yes_", "yes_")
    case.sign("pass_panel", JUDGES[0], conclusion="好")
    assert case.step("pass_panel", JUDGES[1]).last is False
    case.sign("pass_panel", JUDGES[1])
    case.sign("pass_panel", CLERK)
    assert case.state == "board"
