"""Who may sign: capacity, place, panel, and never the same natural person twice."""

import pytest

from lianmeng.cases import queries as cases
from lianmeng.law import procedures
from tests.stories.answers import CHECKED, NOT_RECOMMENDED, PANEL, PROMISE, SHEET
from tests.stories.stage import Stage, invalid, refused


def registered(stage) -> Stage:
    play: Stage = stage("recommended")
    play.on(2016, 5, 25)
    play.act("register", "registry", "ice", "herb", letter_dated_on="2016-05-23", received_on="2016-05-25")
    return play


def test_two_hands_are_two_people(stage) -> None:
    play = registered(stage)
    play.hire("clerk-as-head", "lead_head", "lead", serial=21)  # the identity number of lead-clerk
    play.hand("accept", "lead-clerk", "ice", **CHECKED)
    assert play.world.people["clerk-as-head"].pk != play.world.people["lead-clerk"].pk
    told = refused(play, "accept", "clerk-as-head", "ice")
    assert "本人" in told.reasons[0].text
    play.hand("accept", "lead-head", "ice")
    assert play.state("ice") == "consultation"


def test_who_refused_does_not_review_the_refusal(stage) -> None:
    play: Stage = stage("submitted")
    play.hire("benxi-clerk-2", "prelim_clerk", "benxi", serial=101)
    play.hire("benxi-head-2", "prelim_head", "benxi", serial=102)
    play.hire("benxi-clerk-again", "prelim_clerk", "benxi", serial=11)  # benxi-clerk under another account
    play.act("not_recommend", ["benxi-clerk", "benxi-head"], "ice", **NOT_RECOMMENDED)
    play.act("ask_review", ["ice-clerk", "ice-head"], "ice", reason="符合方向。（演示）")
    assert play.state("ice") == "preliminary"
    for name in ("benxi-clerk", "benxi-clerk-again"):
        for act, answers in (("clear", {"opinion": "同意"}), ("not_recommend", NOT_RECOMMENDED)):
            assert "换人" in refused(play, act, name, "ice", **answers).reasons[0].text
    play.hand("clear", "benxi-clerk-2", "ice", opinion="同意。（演示）")
    refused(play, "clear", "benxi-head", "ice")
    play.hand("clear", "benxi-head-2", "ice")
    assert play.state("ice") == "cleared"


def test_a_second_review_is_refused(stage) -> None:
    play: Stage = stage("submitted")
    play.hire("benxi-clerk-2", "prelim_clerk", "benxi", serial=101)
    play.hire("benxi-head-2", "prelim_head", "benxi", serial=102)
    play.act("not_recommend", ["benxi-clerk", "benxi-head"], "ice", **NOT_RECOMMENDED)
    play.act("ask_review", ["ice-clerk", "ice-head"], "ice", reason="符合方向。（演示）")
    play.act("not_recommend", ["benxi-clerk-2", "benxi-head-2"], "ice", **NOT_RECOMMENDED)
    assert (
        "至多1次"
        in refused(play, "ask_review", "ice-clerk", "ice", reason="再申请。（演示）").reasons[0].text
    )


def test_head_of_another_office_does_not_sign_after_the_clerk(stage) -> None:
    play = registered(stage)
    play.hire("stranger", "lead_head", "planning", serial=103)
    play.hand("accept", "lead-clerk", "ice", **CHECKED)
    assert "同一处室" in refused(play, "accept", "stranger", "ice").reasons[0].text


def test_opinions_of_divisions_run_side_by_side_each_once(stage) -> None:
    play = registered(stage)
    play.act("accept", ["lead-clerk", "lead-head"], "ice", **CHECKED)
    play.hand("give_opinion", "planning-clerk", "ice", verdict="recommend")
    refused(play, "give_opinion", "agriculture-head", "ice")  # his own clerk has not begun
    play.hand("give_opinion", "agriculture-clerk", "ice", verdict="against", reason="重复。（演示）")
    play.hand("give_opinion", "planning-head", "ice")
    play.hand("give_opinion", "agriculture-head", "ice")
    verdicts = {row.office.code: row.verdict for row in play.case("ice").opinions.select_related("office")}
    assert verdicts == {"planning": "recommend", "agriculture": "against"}
    assert (
        "原件不改"
        in refused(play, "give_opinion", "planning-clerk", "ice", verdict="recommend").reasons[0].text
    )


def test_a_later_opinion_is_a_new_row_that_names_the_one_before(stage) -> None:
    play: Stage = stage("consulted")
    before = play.case("ice").opinions.get(office__code="planning")
    play.hand("add_opinion", "planning-head", "ice", verdict="against", reason="情况有变。（演示）")
    first, second = play.case("ice").opinions.filter(office__code="planning")
    assert first == before and first.verdict == "recommend"
    assert second.supplements == first and second.verdict == "against"


def with_panel(stage) -> Stage:
    play: Stage = stage("consulted")
    play.act("form_panel", ["lead-clerk", "integrity", "lead-head"], "ice", **PANEL)
    return play


def test_only_the_seated_declare_and_review_each_once(stage) -> None:
    play = with_panel(stage)
    assert "专家组" in refused(play, "declare", "expert-6", "ice", **PROMISE).reasons[0].text
    assert "签承诺" in refused(play, "review", "expert-1", "ice", **SHEET).reasons[0].text
    play.hand("declare", "expert-1", "ice", **PROMISE)
    refused(play, "declare", "expert-1", "ice", **PROMISE)
    refused(play, "review", "expert-2", "ice", **SHEET)  # another's declaration is not one's own
    play.hand("review", "expert-1", "ice", **SHEET)
    refused(play, "review", "expert-1", "ice", **SHEET)
    assert play.case("ice").panels.get().seats.filter(sheets=None).count() == 4


def test_a_panel_concludes_only_when_it_may(stage) -> None:
    play = with_panel(stage)
    said = {"conclusion": "通过。（演示）"}
    texts = [reason.text for reason in refused(play, "pass_panel", "expert-1", "ice", **said).reasons]
    assert any("承诺" in text for text in texts) and any("独立评议" in text for text in texts)
    for number in range(1, 6):
        play.hand("declare", f"expert-{number}", "ice", **PROMISE)
    for number in range(1, 5):
        play.hand("review", f"expert-{number}", "ice", **SHEET | {"vote": "pass" if number < 4 else "fail"})
    assert "组长" in refused(play, "pass_panel", "expert-2", "ice", **said).reasons[0].text
    refused(play, "fail_panel", "expert-1", "ice", **said)  # three of four carry it
    play.hand("pass_panel", "expert-1", "ice", **said)
    refused(play, "pass_panel", "lead-head", "ice")  # before every expert who reviewed has signed
    for number in (2, 3, 4):
        play.hand("pass_panel", f"expert-{number}", "ice")
    play.hand("pass_panel", "lead-head", "ice")
    assert play.state("ice") == "agenda"


def test_an_even_or_small_panel_is_refused_on_its_field(stage) -> None:
    play: Stage = stage("consulted")
    for size in (3, 6):
        experts = [{"person": f"expert-{n}"} for n in range(1, size + 1)]
        errors = invalid(
            play,
            "form_panel",
            "lead-clerk",
            "ice",
            experts=experts,
            chair=experts[0],
            meets_on="2016-06-24",
            draw="抽取。（演示）",
        )
        assert set(errors) == {"experts"}
    experts = [{"person": f"expert-{n}"} for n in range(1, 6)]
    errors = invalid(
        play,
        "form_panel",
        "lead-clerk",
        "ice",
        experts=experts,
        chair={"person": "expert-6"},
        meets_on="2016-06-24",
        draw="抽取。（演示）",
    )
    assert set(errors) == {"chair"}


@pytest.mark.parametrize(
    ("stop", "act", "by", "answers"),
    [
        ("submitted", "clear", "lead-clerk", {"opinion": "同意"}),
        ("submitted", "clear", "ice-clerk", {"opinion": "同意"}),
        ("submitted", "clear", "dalian-clerk", {"opinion": "同意"}),
        ("submitted", "clear", "calendar", {"opinion": "同意"}),
        ("submitted", "withdraw", "herb-clerk", {"reason": "误"}),
        ("submitted", "withdraw", "benxi-clerk", {"reason": "误"}),
        ("cleared", "forward", "dalian-head", {}),
        ("recommended", "recall_forward", "dalian-head", {"reason": "误"}),
        ("recommended", "register", "benxi-registry", {}),
        ("argued", "resolve_pass", "lead-head", {}),
        ("noticed", "issue", "legal", {}),
        ("published", "deliver", "auditor", {}),
    ],
)
def test_whoever_has_no_hand_in_it_is_refused_with_articles(stage, stop, act, by, answers) -> None:
    play: Stage = stage("submitted" if stop == "cleared" else stop)
    play.hire("dalian-clerk", "prelim_clerk", "dalian", serial=104)
    play.hire("dalian-head", "prelim_head", "dalian", serial=105)
    if stop == "cleared":
        play.act("clear", ["benxi-clerk", "benxi-head"], "ice", opinion="同意。（演示）")
    refused(play, act, by, "ice", **answers)


@pytest.mark.parametrize("stop", ["submitted", "recommended", "consulted", "resolved", "noticed"])
def test_no_act_is_open_to_an_applicant_of_another_case_or_an_expert_of_no_panel(stage, stop) -> None:

    play: Stage = stage(stop)
    pack = play.world.pack
    for name in ("herb-clerk", "herb-head", "expert-6", "auditor"):
        offers = procedures.offers(pack, cases.view(play.case("ice")), cases.who(play.actor(name)), play.day)
        assert not [step.act for step in offers if step.verdict.allowed]
