"""第八条: the conditions. What the machine may stop, what it only says, and what a person judges."""

from datetime import date
from typing import Any

import pytest

from lianmeng.law.schema import CriterionKind
from tests.articles import measure, road
from tests.law.casework import Refused

PACK = measure.pack()
PAIR: list[dict[str, Any]] = [{"kind": "enterprise"}, {"kind": "university"}]


def test_art_8_0_the_machine_stops_only_where_the_text_leaves_no_choice() -> None:
    stopping = {name for name in PACK.criteria if "blocks" in measure.weighs(name)}
    by_article = {name: PACK.criteria[name].cites[0] for name in stopping}
    assert by_article == {
        "three-months": "art-8-1",
        "enterprise-present": "art-8-2-1",
        "research-present": "art-8-2-1",
        "competent-office": "art-9-0-1",
        "lead-or-host": "art-9-0-1",
        "licences-complete": "art-9-4",
    }


def test_art_8_0_the_department_refuses_at_the_form_check_only_on_objective_grounds() -> None:
    assert measure.hands("recognition", "reject_form")[-1] == ("deputy",)
    assert set(PACK.terms.lists["form_grounds"]) == {"applicant", "window", "papers", "members", "months"}


def test_art_8_0_the_preliminary_opinion_answers_article_8() -> None:
    for act in ("clear", "not_recommend", "accept"):
        assert "art-8-0" in PACK.act("recognition", act).articles


# ---- ① 3个月, 协议 ----


@pytest.mark.parametrize(
    ("effective", "full"),
    [
        (date(2016, 1, 21), date(2016, 4, 21)),
        (date(2015, 11, 30), date(2016, 2, 29)),
        (date(2016, 11, 30), date(2017, 2, 28)),
        (date(2015, 12, 31), date(2016, 3, 31)),
        (date(2016, 1, 31), date(2016, 4, 30)),
    ],
)
def test_art_8_1_three_months_are_full_on_the_corresponding_day(effective: date, full: date) -> None:
    """3个月以上 includes the third month's own day (民法典 1259); the day before names it as the earliest."""
    for act in ("forward", "register"):
        found = measure.finding("three-months", act, full, agreement={"effective_on": effective})
        assert found.met == "met" and not found.stops
        day_before = full - (date(2, 1, 2) - date(2, 1, 1))
        found = measure.finding("three-months", act, day_before, agreement={"effective_on": effective})
        assert found.stops and found.earliest_on == full and found.articles == ("art-8-1",)


def test_art_8_1_the_formal_application_is_the_departments_receipt_so_submission_only_warns() -> None:
    young = {**road.SOUND, "agreement": {"effective_on": date(2016, 3, 1)}}
    case = road.walk(road.new(facts=measure.facts(**young)), "start", "submit", "clear")
    with pytest.raises(Refused) as refused:
        road.do(case, "forward")
    (reason,) = refused.value.verdict.reasons
    assert reason.earliest_on == date(2016, 6, 1) and reason.articles == ("art-8-1",)
    case.on = date(2016, 6, 1)
    assert road.do(case, "forward").state == "forwarded"


def test_art_8_1_the_day_that_counts_is_the_day_on_the_incoming_stamp() -> None:
    """Registering late does not make a letter old enough that came too early."""
    young = {**road.SOUND, "agreement": {"effective_on": date(2016, 2, 23)}}
    case = road.before("register", facts=measure.facts(**young))
    case.on = date(2016, 5, 25)
    with pytest.raises(Refused) as refused:
        road.do(case, "register", received_on="2016-05-22", letter_dated_on="2016-05-20")
    assert refused.value.verdict.reasons[0].field == "received_on"
    assert (
        road.do(case, "register", received_on="2016-05-23", letter_dated_on="2016-05-20").state
        == "form_check"
    )


def test_art_8_1_the_switch_judges_on_the_day_of_submission_instead() -> None:
    submitted = measure.pack("three-months-day=submitted")
    young = {**road.SOUND, "agreement": {"effective_on": date(2016, 3, 1)}}
    case = road.do(road.new(submitted, measure.facts(**young)), "start")
    with pytest.raises(Refused) as refused:
        road.do(case, "submit")
    assert [reason.earliest_on for reason in refused.value.verdict.reasons] == [date(2016, 6, 1)]


def test_art_8_1_whether_the_agreement_conforms_is_left_to_a_person() -> None:
    for act in ("submit", "forward"):
        assert measure.finding("agreement-conforming", act).met == "needs_person"


# ---- ② 成员 ----


def test_art_8_2_1_an_enterprise_and_a_research_side_are_needed_nothing_else_stops() -> None:
    assert not measure.finding("enterprise-present", members=PAIR).stops
    assert not measure.finding("research-present", members=PAIR).stops
    assert measure.finding("enterprise-present", members=PAIR[1:]).stops
    assert measure.finding("research-present", members=PAIR[:1]).stops
    assert not measure.finding("research-present", members=[{"kind": "institute"}]).stops


@pytest.mark.parametrize(
    "rule", ["members-number", "key-user-present", "testing-body-present", "members-distinct"]
)
def test_art_8_2_1_what_the_word_several_leaves_open_only_warns(rule: str) -> None:
    assert measure.weighs(rule) == {"warns"}


def test_art_8_2_1_only_legal_persons_are_counted() -> None:
    branch = [{"kind": "enterprise", "counted": False}, {"kind": "university"}]
    assert measure.finding("enterprise-present", members=branch).stops


@pytest.mark.parametrize(
    ("unit", "rule"), [("art-8-2-2-1", "backbone-enterprise"), ("art-8-2-2-2", "advanced-institute")]
)
def test_art_8_2_2_standing_in_the_trade_is_left_to_a_person(unit: str, rule: str) -> None:
    found = measure.finding(rule, members=PAIR)
    assert found.met == "needs_person" and not found.stops
    assert measure.rows()[unit].criteria == (rule,)


def test_art_8_2_3_intermediaries_may_be_members_and_none_is_missed() -> None:
    assert measure.weighs("intermediaries-present") == {"informs"}
    for kind in ("finance", "ip_service"):
        assert measure.finding("intermediaries-present", members=[*PAIR, {"kind": kind}]).met == "met"


# ---- ③ 机构 ----


def test_art_8_3_three_bodies_their_heads_and_full_time_staff_are_looked_for() -> None:
    bodies = [{"kind": kind, "head": "甲", "full_time": 1} for kind in ("decision", "executive", "advisory")]
    for rule in ("organs-complete", "organ-heads-named", "executive-full-time"):
        assert measure.finding(rule, organs=bodies).met == "met"
        found = measure.finding(rule, organs=[{"kind": "executive"}])
        assert found.met == "not_met" and not found.stops


def test_art_8_3_active_running_is_left_to_a_person() -> None:
    assert measure.finding("running-effective").met == "needs_person"


# ---- ④ 目标、分工 ----


def test_art_8_4_1_goals_are_asked_for_and_their_worth_left_to_a_person() -> None:
    assert measure.finding("goals-stated", goals="形成标准").met == "met"
    assert not measure.finding("goals-stated").stops
    assert measure.finding("goals-leading", goals="形成标准").met == "needs_person"


def test_art_8_4_2_every_member_has_a_task() -> None:
    found = measure.finding("tasks-divided", members=[{"task": "中试"}, {}])
    assert found.met == "not_met" and not found.stops and "成员2" in found.value
    assert measure.finding("tasks-divided", members=[{"task": "中试"}, {"task": "检测"}]).met == "met"


# ---- ⑤ 经费 ----


def test_art_8_5_both_budgets_are_asked_for_without_a_least_amount() -> None:
    for rule, part in (("daily-funds", "daily"), ("joint-funds", "joint")):
        assert measure.finding(rule, funds={part: "0.01"}).met == "met"
        assert not measure.finding(rule).stops


def test_art_8_5_the_rules_on_funds_are_no_fifth_paper() -> None:
    assert not PACK.materials["funding_rules"].required
    assert not PACK.forms["submit"].fields["funding_rules"].required
    assert measure.weighs("funding-rules") == {"informs"}


def test_art_8_5_whether_funds_are_secured_is_left_to_a_person() -> None:
    assert PACK.criteria["funding-secured"].kind is CriterionKind.JUDGED


# ---- ⑥ 优先 ----


def test_art_8_6_preference_is_no_condition() -> None:
    criterion = PACK.criteria["earlier-recognition"]
    assert criterion.group == "preference" and measure.weighs("earlier-recognition") == {"informs"}
    assert not PACK.materials["evidence"].required
    assert measure.finding("earlier-recognition", earlier_recognition=["本溪市认定并支持"]).met == "met"
