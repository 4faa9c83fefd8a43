"""异议: what is refused, who stays unknown, letters, clues, and what an objection holds back (article 10, fourth sentence)."""

import json
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction

from lianmeng.acts import ACTS, ON_PARENT
from lianmeng.cases.guard import Sent
from lianmeng.cases.models import Case, SealedAnswer
from lianmeng.cases.refusals import Invalid, Refused, Repeated, Stale
from lianmeng.decisions import actions as decisions
from lianmeng.decisions import book, briefs, queries
from lianmeng.decisions.models import Meeting, Objection
from lianmeng.record import queries as ledger
from lianmeng.record.models import Entry
from lianmeng.record.people import Actor
from lianmeng.web import doctor
from tests.stories.stage import Stage, invalid, nothing_written, refused
from tests.stories.test_objections import CLOSING, WRITTEN, noticed

pytestmark = pytest.mark.django_db
LETTER = {name: value for name, value in WRITTEN.items() if name != "exhibits"}
SECRETS = ("实名某", "024-00000002", "成员单位未签协议")
PROPOSAL = {"finding": "uphold", "report": "属实。（演示）", "lead_opinion": "同意。（演示）"}
RULED = {"decided_by": "leader", "reason": "成立。（演示）"}
CHECKERS = ["integrity", "integrity-head"]


def lodge(play: Stage, name: str = "doubt", by: str = "stranger-1", case: str = "ice", **more: Any) -> Any:
    return play.hand("objection.lodge", by, case, name, **{**WRITTEN, **more})


def enter(play: Stage, act: str, by: str, on: Case, **answers: Any) -> Any:
    """One hand of entering a letter."""
    actor = play.actor(by)
    target = on if ("objection", act) in ON_PARENT else [on]
    seen = {on.pk: on.version} if on.kind == "objection" else {}
    sent = Sent(actor, play.day, seen, uuid4().hex, entered=True)
    return ACTS["objection", act](target, play.resolve(answers, actor), sent)


def posted(on: str, received: str, **more: Any) -> dict[str, Any]:
    letter = {"done_on": on, "received_on": received, "came_by": "post"}
    return {**LETTER, **letter, "sealed_paper": {"file": "来信（演示）.pdf"}, **more}


def upheld(play: Stage) -> Stage:
    """An objection to the ice wine is upheld on the last day of the grace."""
    lodge(play)
    play.act("objection.accept", CHECKERS, "doubt", summary="反映未签协议。（演示）")
    play.on(2016, 7, 20)
    play.act("objection.propose", ["integrity", "lead-head", "integrity-head"], "doubt", **PROPOSAL)
    play.act("objection.uphold", "deputy", "doubt", **RULED)
    return play


# ---- what is refused ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("missing", ["facts", "exhibits", "objector_name", "contact", "truthful"])
def test_an_objection_has_a_name_facts_and_evidence(stage: Any, missing: str) -> None:
    play = noticed(stage)
    said = {name: value for name, value in WRITTEN.items() if name != missing}
    assert set(invalid(play, "objection.lodge", "stranger-1", "ice", "doubt", **said)) == {missing}


def test_an_objection_comes_while_the_notice_stands(stage: Any) -> None:
    play = noticed(stage)
    play.on(2016, 7, 14)
    lodge(play)
    play.on(2016, 7, 15)
    reason = refused(play, "objection.lodge", "stranger-2", "ice", "late", **WRITTEN).reasons[0]
    assert "公示期" in reason.text and "2016年7月14日" in reason.fact and reason.mend


def test_nobody_objects_to_what_is_not_in_notice(stage: Any) -> None:
    play: Stage = stage("resolved")
    refused(play, "objection.lodge", "stranger-1", "ice", "doubt", **WRITTEN)


def test_the_same_objection_is_not_taken_twice(stage: Any) -> None:
    play, mark = noticed(stage), uuid4().hex
    lodge(play, once=mark)
    with pytest.raises(Repeated):
        lodge(play, once=mark)
    assert set(invalid(play, "objection.lodge", "stranger-2", "ice", "again", **WRITTEN)) == {"facts"}
    lodge(play, "other", "stranger-2", "herb")  # the same words about another alliance
    lodge(play, "more", "stranger-3", facts="另一件事。（演示）")
    assert Objection.objects.count() == 3


def test_only_its_author_goes_on_with_it(stage: Any) -> None:
    play = noticed(stage)
    lodge(play)
    refused(play, "objection.withdraw", "stranger-2", "doubt", willing=["willing"])
    play.act("objection.withdraw", "stranger-1", "doubt", willing=["willing"])
    assert play.state("doubt") == "withdrawn"
    play.on(2016, 7, 20)
    play.hand("close_notice", "lead-clerk", "ice", **CLOSING)


def test_two_leaders_at_once_rule_once(stage: Any) -> None:
    play = noticed(stage)
    lodge(play)
    play.act("objection.accept", CHECKERS, "doubt", summary="摘要。（演示）")
    play.act("objection.propose", ["integrity", "lead-head", "integrity-head"], "doubt", **PROPOSAL)
    seen = {play.case("doubt").pk: play.case("doubt").version}
    play.act("objection.reject", "deputy", "doubt", **RULED)
    with nothing_written(), pytest.raises(Stale):
        play.hand("objection.uphold", "director", "doubt", seen=seen, **RULED)


def test_every_act_of_an_objection_comes_to_an_answer(stage: Any) -> None:
    play = noticed(stage)
    lodge(play)
    people = {play.actor(name).capacity: name for name in play.world.people} | {"objector": "stranger-1"}
    for kind, act in sorted(name for name in ACTS if name[0] == "objection"):
        rule = play.world.pack.act(kind, act)
        actor = play.actor(people[next(name for name in rule.hands[0].by if name in people)])
        case = play.case("doubt")
        target: Any = case if (kind, act) in ON_PARENT else [case]
        with transaction.atomic():
            with pytest.raises((Refused, Invalid)) as caught:
                ACTS[kind, act](target, {}, Sent(actor, play.day, {case.pk: case.version}, ""))
            transaction.set_rollback(True)
        if isinstance(caught.value, Refused):
            assert all(reason.text and reason.articles for reason in caught.value.reasons), act


# ---- who stays unknown ----------------------------------------------------------------------------------------


def test_the_ledger_knows_a_reference_and_nothing_else(stage: Any) -> None:
    play = noticed(stage)
    lodge(play)
    play.act("objection.ask_more", "integrity", "doubt", wanted="钱某请补充。（演示）")
    play.act("objection.supply", "stranger-1", "doubt", more="即第三家。（演示）")
    lodge(play, "other", "stranger-2", "herb")
    text = json.dumps(list(ledger.rows()), ensure_ascii=False, default=str)
    for secret in (*SECRETS, "钱某", "即第三家", "证据（演示）"):
        assert secret not in text
    first, second = (row.reference for row in Objection.objects.order_by("id"))
    assert (
        first != second and len({first, second} & set(Entry.objects.values_list("natural", flat=True))) == 2
    )
    kept = set(SealedAnswer.objects.values_list("field", flat=True))
    assert {"facts", "exhibits", "objector_name", "contact", "wanted", "more"} <= kept


def test_a_changed_or_lost_sealed_answer_is_told(stage: Any) -> None:
    play = noticed(stage)
    lodge(play)
    assert list(doctor.examine()) == []
    SealedAnswer.objects.filter(field="objector_name").update(value="别人")
    SealedAnswer.objects.filter(field="contact").delete()
    assert [line for line in doctor.examine() if "密封内容" in line].__len__() == 2


def test_nobody_acts_without_a_reference() -> None:
    for reference in ("", "calendar"):
        with pytest.raises(ValueError, match="reference"):
            Actor.without_account(reference, "objector", "异议人")


def test_the_query_code_is_kept_as_a_hash_and_an_old_one_ends(stage: Any) -> None:
    play = noticed(stage)
    lodge(play)
    code, again = decisions.give_code(play.case("doubt")), decisions.give_code(play.case("doubt"))
    assert queries.objection_by_hash(decisions.hash_of(code)) is None
    found = queries.objection_by_hash(decisions.hash_of(again))
    assert found is not None and found.case == play.case("doubt") and again not in found.code_hash
    assert queries.objection_by_hash("") is None


# ---- letters and clues ----------------------------------------------------------------------------------------


def test_a_letter_posted_in_time_is_entered_by_two_until_the_grace_is_over(stage: Any) -> None:
    play = noticed(stage)
    play.on(2016, 7, 18)
    done = enter(play, "lodge", "integrity", play.case("ice"), **posted("2016-07-14", "2016-07-18"))
    play.made["letter"] = done.cases[0]
    assert play.state("letter") == ""  # nothing is lodged until another has compared it
    with pytest.raises(Refused):
        enter(play, "lodge", "integrity", play.case("letter"))
    enter(play, "lodge", "integrity-head", play.case("letter"))
    letter = play.case("letter")
    assert (letter.state, letter.moved_on, letter.number) == ("lodged", date(2016, 7, 14), "异〔2016〕1号")
    assert play.due("letter", "objection_taking") == date(2016, 7, 25)  # from the day it was received
    entry = ledger.stream(letter.stream)[0]
    assert entry.data["entered"] == {"for": "异议人", "on": "2016-07-18", "way": "letter"}
    assert not any(secret in json.dumps(entry.data, ensure_ascii=False) for secret in SECRETS)


@pytest.mark.parametrize(
    ("on", "done_on", "received"),
    [
        ((2016, 7, 18), "2016-07-15", "2016-07-18"),  # posted after the notice
        ((2016, 7, 20), "2016-07-14", "2016-07-20"),  # received after the grace
        ((2016, 7, 18), "2016-07-14", "2016-07-19"),  # received tomorrow
        ((2016, 7, 18), "2016-07-14", "2016-07-13"),  # received before it was posted
    ],
)
def test_a_letter_out_of_time_is_not_taken(stage: Any, on: Any, done_on: str, received: str) -> None:
    play = noticed(stage)
    play.on(*on)
    with nothing_written(), pytest.raises((Refused, Invalid)):
        enter(play, "lodge", "integrity", play.case("ice"), **posted(done_on, received))


def test_an_anonymous_letter_is_a_clue_and_holds_nothing_for_long(stage: Any) -> None:
    play = noticed(stage)
    play.hand(
        "objection.register_clue",
        "integrity",
        "ice",
        "clue",
        clue_kind="anonymous",
        received_on="2016-07-08",
        facts="匿名。（演示）",
    )
    for act, answers in (
        ("accept", {"summary": "摘"}),
        ("ask_more", {"wanted": "补"}),
        ("refuse", {"refusal_ground": "late", "reason": "迟"}),
    ):
        refused(play, f"objection.{act}", "integrity", "clue", **answers)
    play.act(
        "objection.turn_clue", CHECKERS, "clue", transferred_to="discipline", reason="涉及干部。（演示）"
    )
    play.on(2016, 7, 20)
    play.hand("close_notice", "lead-clerk", "ice", **CLOSING)


# ---- what it holds back ---------------------------------------------------------------------------------------


def test_an_open_objection_holds_its_own_case_alone(stage: Any) -> None:
    play = noticed(stage)
    lodge(play)
    play.on(2016, 7, 20)
    reason = refused(play, "close_notice", "lead-clerk", "ice", **CLOSING).reasons[0]
    assert "未结的异议" in reason.text
    play.act("close_notice", ["lead-clerk", "lead-head", "integrity"], "herb", **CLOSING)


def test_upheld_it_holds_until_the_case_is_reconsidered(stage: Any) -> None:
    """art-10-4: the meeting decides again, the notice stands anew."""
    play = upheld(noticed(stage))
    refused(play, "close_notice", "lead-clerk", "ice", **CLOSING)
    play.act("reconsider", ["lead-head", "deputy"], "ice", reason="异议成立。（演示）")
    assert play.state("ice") == "agenda"
    assert [row.act for row in queries.rulings_on([play.case("ice").pk])[play.case("ice").pk]] == ["uphold"]


def test_upheld_in_part_it_says_what_to_put_right_and_holds_no_longer(stage: Any) -> None:
    play = noticed(stage)
    lodge(play)
    play.act("objection.accept", CHECKERS, "doubt", summary="摘要。（演示）")
    play.act("objection.propose", ["integrity", "lead-head", "integrity-head"], "doubt", **PROPOSAL)
    play.act("objection.uphold_part", "deputy", "doubt", **RULED, requirement="更正名单。（演示）")
    play.on(2016, 7, 20)
    play.hand("close_notice", "lead-clerk", "ice", **CLOSING)


def test_what_was_ruled_stands_on_the_brief_for_the_meeting(stage: Any) -> None:
    play = upheld(noticed(stage))
    play.act("reconsider", ["lead-head", "deputy"], "ice", reason="异议成立。（演示）")
    case = play.case("ice")
    brief = briefs.gather([case], play.day)[case.pk]
    assert [(words, row.reason) for words, row in brief.rulings] == [("审定异议成立", "成立。（演示）")]
    assert "实名某" not in str(brief)
    data = book.data_of(Meeting(kind="party", held_on=play.day), [brief], play.day)
    assert book.make(data).startswith(b"%PDF") and "异议成立" in str(data["items"])
