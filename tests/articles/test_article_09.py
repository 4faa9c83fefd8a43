"""第九条: who applies, where, with which four papers."""

from datetime import date

import pytest

from lianmeng.law.history import Who
from tests.articles import measure, road
from tests.law.casework import Refused

PACK = measure.pack()
PAPERS = {"agreement": [1], "application_form": [2], "necessity": [3]}
REST = {"declarations": ["voluntary", "truthful", "unclassified"], "delivery_consent": "electronic"}
OTHER_CITY = Who("other-city", "prelim_clerk", office="huludao")


# ---- 第一句: 谁, 向谁 ----


@pytest.mark.parametrize("role", ["lead", "host"])
def test_art_9_0_1_the_lead_or_the_host_applies(role: str) -> None:
    assert measure.finding("lead-or-host", members=[{"role": role}]).met == "met"
    assert measure.finding("lead-or-host", members=[{"role": "member"}]).stops


@pytest.mark.parametrize(
    ("region", "office"),
    [
        ("211421", "suizhong"),
        ("211224", "changtu"),
        ("211402", "huludao"),
        ("211202", "tieling"),
        ("110000", None),
    ],
)
def test_art_9_0_1_suizhong_and_changtu_go_before_their_cities(region: str, office: str | None) -> None:
    assert PACK.office_for_region(region) == office


def test_art_9_0_1_fourteen_cities_and_two_counties_review() -> None:
    local = [office for office in PACK.offices.values() if office.kind == "local"]
    assert len(local) == 16 and all("art-9-0-1" in office.cites for office in local)


def test_art_9_0_1_the_applicant_chooses_between_its_superior_and_its_city() -> None:
    """或: the choice is the applicant's; a superior is chosen, a city follows from the place."""
    assert PACK.recommender_kinds == {"local": "by_region", "line": "by_choice"}
    assert PACK.forms["start"].fields["office"].source == "recommenders"
    assert measure.finding("competent-office", applicant={"office": "education"}).met == "met"
    assert measure.finding("competent-office", applicant={"region": "110000"}).stops


def test_art_9_0_1_only_the_chosen_office_reviews() -> None:
    case = road.before("clear")
    assert case.step("clear", road.CITY).verdict.allowed
    assert not case.step("clear", OTHER_CITY).verdict.allowed


def test_art_9_0_1_one_application_at_a_time() -> None:
    assert not road.new(rivals=1).step("start", road.CLERK).verdict.allowed


def test_art_9_0_1_a_wrong_office_sends_it_on_and_five_days_are_left_after_the_closing() -> None:
    case = road.before("clear")
    case.on = date(2016, 6, 2)
    road.do(case, "redirect", road.CITY, road.CITY_HEAD)
    assert case.state == "draft" and case.view.deadlines["redirect_grace"] == date(
        2016, 6, 12
    )  # 12日调休上班
    case.on = date(2016, 6, 12)
    assert case.step("submit", road.CLERK).verdict.allowed
    case.on = date(2016, 6, 13)
    assert not case.step("submit", road.CLERK).verdict.allowed


def test_art_9_0_1_an_application_is_taken_back_until_the_office_begins() -> None:
    assert road.do(road.before("clear"), "recall", road.HEAD).state == "draft"
    case = road.before("clear")
    case.sign("clear", road.CITY)
    assert not case.step("recall", road.HEAD).verdict.allowed


def test_art_9_0_1_who_refused_does_not_review_the_refusal() -> None:
    case = road.do(road.before("clear"), "not_recommend")
    road.do(case, "ask_review", road.CLERK, road.HEAD)
    assert not case.step("clear", road.CITY).verdict.allowed
    fresh = [Who(f"fresh-{name}", name, office="benxi") for name in ("prelim_clerk", "prelim_head")]
    road.do(case, "not_recommend", *fresh)
    assert not case.step("ask_review", road.CLERK).verdict.allowed  # 复核一次


# ---- 第二句: 材料 ----


def test_art_9_0_2_four_papers_and_no_fifth() -> None:
    required = {name: paper.cites[0] for name, paper in PACK.materials.items() if paper.required}
    assert required == {
        "agreement": "art-9-1",
        "application_form": "art-9-2",
        "necessity": "art-9-3",
        "licence_copy": "art-9-4",
    }
    files = {
        name for name, item in PACK.forms["submit"].fields.items() if item.type == "file" and item.required
    }
    assert files == {"agreement", "application_form", "necessity"}


@pytest.mark.parametrize(("ask", "state"), [("ask_correction_pre", "clear"), ("ask_correction", "accept")])
def test_art_9_0_2_what_is_missing_is_told_at_most_twice_and_can_be_mended(ask: str, state: str) -> None:
    case = road.before(state)
    office = (road.CITY, road.CITY_HEAD) if ask == "ask_correction_pre" else (road.LEAD, road.LEAD_HEAD)
    again = ("resubmit_pre", road.CLERK, road.HEAD)
    if ask == "ask_correction":
        again = ("resubmit", road.CLERK, road.HEAD, road.CITY)  # 经推荐单位
    for _ in range(2):
        road.do(case, ask, *office, defects="缺签署页")
        road.do(case, *again)
    assert not case.step(ask, office[0]).verdict.allowed


def test_art_9_0_2_time_alone_changes_nothing_two_people_do() -> None:
    case = road.do(road.before("clear"), "ask_correction_pre", road.CITY, road.CITY_HEAD)
    due = case.view.deadlines["correction"]
    case.on = due
    assert not case.step("lapse_pre", road.CITY).verdict.allowed
    case.on = date(2016, 6, 30)
    assert case.state == "pre_correction" and due < case.on
    assert case.step("resubmit_pre", road.CLERK).verdict.allowed
    assert road.do(case, "lapse_pre", road.CITY, road.CITY_HEAD).state == "not_recommended"


# ---- ①至④ ----


@pytest.mark.parametrize(
    ("unit", "field"), [("art-9-1", "agreement"), ("art-9-2", "application_form"), ("art-9-3", "necessity")]
)
def test_art_9_each_paper_of_the_alliance_must_be_there(unit: str, field: str) -> None:
    assert measure.asked("submit", PAPERS | REST) == set()
    assert measure.asked("submit", {name: v for name, v in (PAPERS | REST).items() if name != field}) == {
        field
    }
    assert f"submit.{field}" in measure.rows()[unit].fields


def test_art_9_1_all_sign_and_a_missing_signature_is_for_a_person_to_see() -> None:
    found = measure.finding("signed-by-all", members=[{"signed": True}, {}])
    assert found.met == "not_met" and not found.stops


def test_art_9_1_a_silent_member_does_not_stop_the_others_unless_the_switch_says_so() -> None:
    members = [{"confirmed": True}, {}]
    assert not measure.finding("members-confirmed", members=members).stops
    required = measure.pack("member-confirmation=required")
    assert measure.finding("members-confirmed", under=required, members=members).stops


def test_art_9_2_the_model_form_may_be_replaced_by_ones_own() -> None:
    """可参考: the outline helps to write; nothing is judged by it."""
    assert PACK.materials["application_form"].outline
    assert not any(item.fact == "papers" for item in PACK.criteria.values())


def test_art_9_3_the_necessity_is_what_the_experts_argue() -> None:
    assert PACK.materials["necessity"].cites == ("art-9-3", "art-10-3")


def test_art_9_4_a_copy_of_every_members_licence() -> None:
    assert PACK.materials["licence_copy"].per == "member"
    complete, lacking = [{"licence_copy": True}] * 2, [{"licence_copy": True}, {}]
    assert not measure.finding("licences-complete", members=complete).stops
    found = measure.finding("licences-complete", members=lacking)
    assert found.stops and "成员2" in found.value and found.articles == ("art-9-4",)


def test_art_9_4_an_expired_licence_warns() -> None:
    found = measure.finding("licences-in-date", members=[{"licence_until": date(2016, 5, 8)}])
    assert found.met == "not_met" and not found.stops
    assert measure.finding("licences-in-date", members=[{"licence_until": measure.DAY}]).met == "met"


def test_art_9_4_without_the_copies_nothing_is_submitted() -> None:
    members = [{**member, "licence_copy": False} for member in road.SOUND["members"]]
    case = road.do(road.new(facts=measure.facts(**{**road.SOUND, "members": members})), "start")
    with pytest.raises(Refused, match="证照"):
        road.do(case, "submit")
