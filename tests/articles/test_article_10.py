"""第十条: recommendation, divisions, experts, meeting, 批复, 公示."""

from dataclasses import replace
from datetime import date

import pytest

from lianmeng.law.history import Linked, Who
from tests.articles import measure, road
from tests.law.casework import Case, Refused

PACK = measure.pack()
KIND = "recognition"


# ---- 第一句: 以文件形式 ----


def test_art_10_1_only_what_passed_the_preliminary_review_is_recommended() -> None:
    assert PACK.from_states(KIND, "forward") == ("cleared",)
    assert not road.before("clear").step("forward", road.CITY_HEAD).verdict.allowed


def test_art_10_1_the_recommendation_is_a_document_with_number_date_and_seal() -> None:
    assert measure.asked("letter", {}) == {"number", "dated_on", "letter"}
    assert measure.hands(KIND, "forward") == [("prelim_head",), ("prelim_registry",)]


def test_art_10_1_one_document_may_hold_several_alliances_and_may_be_joint() -> None:
    assert PACK.act(KIND, "forward").batch
    assert not PACK.forms["recommendation"].fields["joint_with"].required  # 各自上报, 联合行文亦可


def test_art_10_1_a_letter_that_is_no_document_goes_back_and_one_alliance_may_be_taken_out() -> None:
    case = road.before("register")
    assert road.do(case, "return_letter", road.REGISTRY, road.LEAD_HEAD).state == "cleared"
    case = road.before("table")
    said = {"number": "本科发2号", "dated_on": case.on.isoformat()}
    assert road.do(case, "recall_forward", road.CITY_HEAD, road.CITY_REGISTRY, **said).state == "cleared"
    assert "proposed" not in PACK.from_states(KIND, "recall_forward")  # 会议决定前


# ---- 第二句: 各专业处室 ----


def test_art_10_2_all_divisions_are_asked() -> None:
    divisions = [name for name, office in PACK.offices.items() if office.kind == "division"]
    assert tuple(divisions) == road.DIVISIONS
    assert all("art-10-2" in PACK.offices[name].cites for name in divisions)


def test_art_10_2_the_answers_are_awaited_until_the_time_is_over() -> None:
    case = road.opinions(road.before("opinions"), "recommend")
    due = case.view.deadlines["consultation"]
    case.on = due
    (reason,) = case.step("close_consultation", road.LEAD).verdict.reasons
    assert "高新技术发展及产业化处" in reason.fact and reason.earliest_on is not None
    case.on = reason.earliest_on
    assert case.on > due and case.step("close_consultation", road.LEAD).verdict.allowed


def test_art_10_2_silence_is_no_consent() -> None:
    case = road.opinions(road.before("opinions"), "against")
    case.on = date(2016, 6, 30)
    case.sign("close_consultation", road.LEAD, summary="逾期未反馈")
    case.sign("close_consultation", road.LEAD_HEAD)
    assert case.state == "consultation"  # 全无推荐: 还须分管厅领导批示


def test_art_10_2_an_opinion_is_one_per_division_and_added_to_not_changed() -> None:
    case = road.opinions(road.before("opinions"), "recommend")
    clerk, head = (
        Who(f"planning-{role}", f"division_{role}", office="planning") for role in ("clerk", "head")
    )
    assert not case.step("give_opinion", clerk).verdict.allowed
    assert case.step("add_opinion", head).verdict.allowed


# ---- 第三句: 专家论证 ----


def test_art_10_3_without_any_support_the_deputy_decides_and_the_case_goes_on() -> None:
    case = road.opinions(road.before("opinions"), *["unrelated"] * 5, "against")
    assert not case.step("halt_no_support", road.LEAD_HEAD).verdict.allowed
    road.do(case, "close_consultation", road.LEAD, road.LEAD_HEAD, road.DEPUTY, direction="提交论证")
    assert case.state == "argument"


def test_art_10_3_the_switch_lets_a_meeting_end_it_there() -> None:
    may_halt = measure.pack("no-division-support=may_halt")
    case = road.opinions(road.before("opinions", may_halt), *["unrelated"] * 5, "against")
    signers = (road.LEAD_HEAD, road.DEPUTY, road.SECRETARY, road.OFFICE_HEAD)
    road.do(case, "halt_no_support", *signers, held_on=case.on.isoformat(), minutes_no="1", extract="不提交")
    assert case.state == "refused"


@pytest.mark.parametrize("size", [3, 4, 6])
def test_art_10_3_a_panel_is_odd_and_of_five_or_more(size: int) -> None:
    case = road.before("form_panel")
    seats = [f"expert-{number}" for number in range(1, size + 1)]
    with pytest.raises(Refused, match="专家"):
        road.do(case, "form_panel", experts=seats, chair=seats[0])


def test_art_10_3_an_expert_promises_before_reading() -> None:
    case = road.before("reviews")
    assert not case.step("review", road.EXPERTS[0]).verdict.allowed
    case.sign("declare", road.EXPERTS[0], promises=[])
    assert case.step("review", road.EXPERTS[0]).verdict.allowed
    assert not case.step("declare", Who("stranger", "expert")).verdict.allowed


@pytest.mark.parametrize(
    ("votes", "passes"), [("ppppf", True), ("pppff", False), ("pppp", True), ("pppf", True), ("ppff", False)]
)
def test_art_10_3_two_thirds_of_the_votes_decide(votes: str, passes: bool) -> None:
    case = road.reviews(road.before("reviews"), *({"p": "pass", "f": "fail"}[vote] for vote in votes))
    assert case.step("pass_panel", road.EXPERTS[0]).verdict.allowed is passes
    assert case.step("fail_panel", road.EXPERTS[0]).verdict.allowed is not passes


def test_art_10_3_fewer_than_four_fifths_conclude_nothing() -> None:
    case = road.reviews(road.before("reviews"), "pass", "pass", "pass")
    for act in ("pass_panel", "fail_panel", "ask_supplement"):
        assert not case.step(act, road.EXPERTS[0]).verdict.allowed


def test_art_10_3_necessity_and_feasibility_are_argued_and_there_are_two_answers() -> None:
    for name in ("necessity", "feasibility"):
        assert "art-10-3" in PACK.forms["review"].fields[name].cites
    assert len(PACK.terms.lists["vote"]) == 2
    full = sum(PACK.forms["review"].fields[name].at_most or 0 for name in PACK.panel.scores)
    assert full == 100


def test_art_10_3_a_supplement_is_asked_for_once_and_argued_anew() -> None:
    case = road.walk(road.before("pass_panel"))
    chair = road.EXPERTS[0]
    road.do(case, "ask_supplement", chair, road.LEAD_HEAD, conclusion="补", defects="补经费")
    road.do(case, "resubmit_supplement", road.CLERK, road.HEAD)
    assert not case.step("pass_panel", chair).verdict.allowed
    for expert in road.EXPERTS:
        case.sign("review", expert, vote="pass", **road.SHEET)
    assert not case.step("ask_supplement", chair).verdict.allowed
    assert case.step("pass_panel", chair).verdict.allowed


def test_art_10_3_a_faulty_panel_is_void_before_the_meeting_and_another_sits() -> None:
    case = road.do(road.before("table"), "void_panel", road.LEAD_HEAD, road.DEPUTY)
    assert case.state == "argument"
    assert not case.step("review", road.EXPERTS[0]).verdict.allowed
    assert not case.step("pass_panel", road.EXPERTS[0]).verdict.allowed


# ---- 第四句: 会议, 批复, 公示 ----


def test_art_10_4_the_switch_asks_for_an_average_of_sixty_besides() -> None:
    averaged = measure.pack("panel-pass-rule=two_thirds_and_average")
    case = road.before("reviews", averaged)
    for expert in road.EXPERTS:
        case.sign("declare", expert, promises=[])
        case.sign("review", expert, vote="pass", **(road.SHEET | {"necessity": 3}))  # 59分
    assert not case.step("pass_panel", road.EXPERTS[0]).verdict.allowed


def test_art_10_4_no_meeting_without_a_passed_panel() -> None:
    leading = {act for act in PACK.procedures[KIND].acts if PACK.act(KIND, act).to == "agenda"}
    assert leading == {"pass_panel", "table", "reconsider"}
    case = road.reviews(road.before("reviews"), "pass", "fail", "fail", "fail", "fail")
    road.do(case, "fail_panel")
    assert case.state == "not_passed" and not case.step("table", road.LEAD_HEAD).verdict.allowed


def test_art_10_4_the_party_meeting_or_the_directors_meeting() -> None:
    assert set(PACK.terms.lists["meeting_kind"].values()) == {"党组会", "厅长办公会"}
    for word in PACK.terms.lists["meeting_kind"].values():
        assert word in measure.rows()["art-10-4"].text
    fields = PACK.forms["meeting"].fields
    assert "minutes_no" in fields and not {"votes", "minutes"} & set(fields)  # 只引纪要


def test_art_10_4_the_meeting_decides_for_itself_each_time_on_a_tabled_item() -> None:
    case = road.before("resolve_pass")
    for act in ("resolve_pass", "resolve_defer", "resolve_back", "resolve_refuse"):
        assert case.step(act, road.SECRETARY).verdict.allowed
    assert not road.before("table").step("resolve_pass", road.SECRETARY).verdict.allowed
    assert "reason" in measure.asked("meeting_refusal", {})


@pytest.mark.parametrize("place", road.PLACES)
def test_art_10_4_the_notice_stands_where_the_switch_puts_it(place: str) -> None:
    order, expected = road.PLACES[place]
    leads, states = road.led(measure.pack(f"notice-place={place}"), order)
    assert leads == expected and states[-1] == "recognised"
    assert PACK.positions["notice-place"] == "before_approval"


@pytest.mark.parametrize(
    ("positions", "ends_on"),
    [
        ((), date(2016, 7, 14)),
        (("notice-length=seven_working_days",), date(2016, 7, 18)),
        (("notice-length=seven_calendar_days",), date(2016, 7, 14)),
        (("notice-first-day=next_day",), date(2016, 7, 15)),
    ],
)
def test_art_10_4_how_long_the_notice_stands(positions: tuple[str, ...], ends_on: date) -> None:
    case = road.before("open_notice", measure.pack(*positions))
    case.on = date(2016, 7, 8)
    assert road.do(case, "open_notice").view.deadlines["notice"] == ends_on


@pytest.mark.parametrize(("position", "first_day"), [("three_working_days", 20), ("none", 15)])
def test_art_10_4_letters_on_the_way_are_waited_for(position: str, first_day: int) -> None:
    case = road.before("open_notice", measure.pack(f"mail-grace={position}"))
    case.on = date(2016, 7, 8)
    road.do(case, "open_notice")
    case.on = date(2016, 7, first_day - 1)
    (reason,) = case.step("close_notice", road.LEAD).verdict.reasons
    assert reason.earliest_on == date(2016, 7, first_day)


def test_art_10_4_the_notice_is_on_the_departments_own_site_after_a_check_of_what_is_shown() -> None:
    assert measure.asked("notice", {}) == {"posted_on", "url", "screenshot", "phone"}
    case = road.before("clear_release")
    assert case.state == "proposed" and not case.step("open_notice", road.LEAD_HEAD).verdict.allowed


def test_art_10_4_an_open_objection_holds_its_own_alliance_back() -> None:
    objection = (Linked("objection", True),)
    for act, who in (("close_notice", road.LEAD), ("issue", road.LEAD)):
        case = road.before(act)
        case.on = date(2016, 8, 1)
        assert case.step(act, who).verdict.allowed
        held = road.before(act, linked=()).view
        case.view = type(held)(**{**vars(held), "linked": objection})
        assert not case.step(act, who).verdict.allowed


@pytest.mark.parametrize(
    ("place", "act", "followed", "allowed"),
    [
        ("before_approval", "close_notice", (), False),
        ("before_approval", "close_notice", ("reconsider",), True),
        ("before_approval", "issue", ("resolve_pass",), False),
        ("before_meeting", "close_notice", (), True),
        ("before_meeting", "issue", ("resolve_pass",), True),
        ("before_meeting", "issue", (), False),
        ("after_approval", "close_notice", ("reconsider",), False),
    ],
)
def test_art_10_4_an_upheld_objection_holds_until_carried_out(
    place: str, act: str, followed: tuple[str, ...], allowed: bool
) -> None:
    case = road.before(act, measure.pack(f"notice-place={place}"), road.PLACES[place][0])
    case.on = date(2016, 8, 31)
    upheld = Linked("objection", False, "upheld", frozenset(followed))
    case.view = replace(case.view, linked=(upheld,))
    assert case.step(act, road.LEAD).verdict.allowed == allowed


def test_art_10_4_the_public_notice_is_open_to_objections() -> None:
    """The sentence is carried by the acts of the procedure ``objection``, each citing it."""
    acts = PACK.procedures["objection"].acts
    assert all(act.articles == ("art-10-4",) for act in acts.values())
    assert {f"objection.{name}" for name in acts} <= set(measure.rows()["art-10-4"].acts)


def test_art_10_4_the_approval_is_not_dated_before_the_notice_is_over_unless_explained() -> None:
    case = road.before("issue")
    for who in road.BY["issue"][:-1]:
        case.sign("issue", who)
    early = {"dated_on": "2016-07-04", "printed_on": "2016-07-10"}
    with pytest.raises(Refused):
        case.sign("issue", road.REGISTRY, **early)
    case.sign("issue", road.REGISTRY, **early, explanation="印发前已签")
    assert case.state == "recognised"


def test_art_10_4_the_approval_passes_six_pairs_of_hands() -> None:
    signing = [hand.role for hand in PACK.act(KIND, "issue").hands]
    assert signing == ["draft", "proof", "countersign", "legal", "sign", "register"]
    case = road.before("issue")
    case.sign("issue", road.LEAD)
    same = Who(road.LEAD.natural, "lead_head", office="lead")  # another account of the same person
    assert not case.step("issue", same).verdict.allowed


def test_art_10_4_the_number_is_the_offices_own_unless_the_switch_draws_it() -> None:
    typed = {"dated_on": "2016-07-21"}
    assert measure.asked("approval_number", typed) == {"number"}
    own = measure.pack("numbering=own")
    assert measure.asked("approval_number", typed, own) == set()
    assert own.act(KIND, "issue").numbering == "own"


def test_art_10_4_who_is_not_recognised_is_told_why_and_how_to_object() -> None:
    case: Case = road.reviews(road.before("reviews"), *["fail"] * 5)
    case = road.do(road.do(case, "fail_panel"), "close_not_passed", road.LEAD, road.LEAD_HEAD, road.DEPUTY)
    assert case.state == "refused" and not case.step("deliver", road.REGISTRY).verdict.allowed
    road.do(case, "notify_refusal", road.LEAD, road.LEAD_HEAD, road.LEGAL, road.DEPUTY)
    assert case.step("deliver", road.REGISTRY).verdict.allowed
    assert {"facts", "remedy"} <= measure.asked("refusal_notice", {})


def test_art_10_ending_and_reopening_take_two_people_and_a_paper() -> None:
    case = road.before("table")
    case.sign("terminate", road.LEAD_HEAD, reason="联盟解散")
    assert not case.step("terminate", Who("lead-head", "deputy", office="leaders")).verdict.allowed
    case.sign("terminate", road.DEPUTY)
    assert case.state == "terminated"
    assert road.do(case, "redo", road.LEAD_HEAD, road.DEPUTY, basis_no="复议1号").state == "form_check"
