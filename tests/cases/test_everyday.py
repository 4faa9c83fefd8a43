"""Acts that every case has: they move nothing, disturb nobody's act, and are refused where they make no sense."""

from datetime import date
from typing import Any

import pytest

from lianmeng.cases import queries as cases
from lianmeng.cases.actions import mark_read
from lianmeng.cases.models import Case, Charge, Circulated, Deadline, Turn
from lianmeng.cases.refusals import Stale
from lianmeng.cases.turns import refresh_all
from lianmeng.law import nextsteps
from lianmeng.record import queries as ledger
from tests.stories.answers import CHECKED, CLEAR, RECEIVED, WITHDRAWAL
from tests.stories.stage import Stage, invalid, nothing_written, refused

SCAN = {"file": "扫描件（演示）.pdf"}
REASON = {"reason": "等候审计结果（演示）"}
INSTRUCTION = {
    "leader": "分管厅领导（演示）",
    "given_on": "2016-05-24",
    "text": "请抓紧办理（演示）",
    "instruction": SCAN,
}
URGED = {"to": ["registry"], "way": "phone", "note": "请尽快收文（演示）"}


def holder(play: Stage, name: str) -> str:
    actor = play.actor(name)
    return f"{actor.person}:{actor.capacity}"


def registered(stage: Any) -> Stage:
    play: Stage = stage("recommended")
    play.on(2016, 5, 25)
    play.act("register", "registry", "ice", "herb", **RECEIVED)
    return play


def test_every_one_is_an_entry_that_moves_nothing(stage: Any) -> None:
    play: Stage = stage("recommended")
    before = play.case("ice")
    play.hand("everyday.note_instruction", "lead-clerk", "ice", **INSTRUCTION)
    play.hand("everyday.urge", "lead-clerk", "ice", **URGED)
    play.hand("everyday.countersign", "legal", "ice", comment="同意（演示）")
    play.hand("everyday.attach_scan", "registry", "ice", paper_name="补充说明（演示）", scan=SCAN)
    play.hand(
        "everyday.lend", "registry", "ice", borrower="审计处（演示）", purpose="核对", back_by="2016-12-30"
    )
    play.hand(
        "everyday.correct", "registry", "ice", entry=str(before.version + 4), text="名称更正", reason="笔误"
    )
    after = play.case("ice")
    assert (after.state, after.moved_on) == (before.state, before.moved_on)
    assert after.version == before.version + 6
    entries = ledger.stream(after.stream)[before.version :]
    assert all(entry.data["from"] == entry.data["to"] == before.state for entry in entries)
    assert all(entry.articles for entry in entries)


def test_nobody_is_urged_but_those_whose_turn_it_is_and_never_oneself(stage: Any) -> None:
    play: Stage = stage("submitted")
    assert refused(play, "everyday.urge", "benxi-clerk", "ice", **URGED).reasons[0].mend == "直接办理"
    play.act("clear", ["benxi-clerk", "benxi-head"], "ice", **CLEAR)
    assert "to" in invalid(play, "everyday.urge", "lead-clerk", "ice", to=["lead"], way="phone")
    done = play.hand("everyday.urge", "office-head", "ice", way="phone")
    assert done.entries[0].data["answers"]["to"] == ["recommender"]  # all for whom it waits


def test_the_desk_whose_turn_it_is_cannot_urge_itself(stage: Any) -> None:
    play = registered(stage)
    assert "轮到本处室" in refused(play, "everyday.urge", "lead-clerk", "ice", way="phone").reasons[0].text


def test_a_division_that_owes_its_opinion_may_be_urged(stage: Any) -> None:
    play = registered(stage)
    play.act("accept", ["lead-clerk", "lead-head"], "ice", **CHECKED)
    owing = {"to": ["planning", "agriculture"], "way": "notice"}
    done = play.hand("everyday.urge", "lead-clerk", "ice", **owing)
    assert done.entries[0].data["answers"]["to"] == owing["to"]


def test_urging_spoils_no_open_form_but_an_instruction_does(stage: Any) -> None:
    play: Stage = stage("recommended")
    play.on(2016, 5, 25)
    seen = {play.case("ice").pk: play.case("ice").version}
    play.hand("everyday.urge", "lead-clerk", "ice", **URGED)
    play.hand("everyday.circulate", "lead-clerk", "ice", readers=[play.actor("deputy").person])
    read = seen | {play.case("ice").pk: play.case("ice").version}
    play.hand("everyday.note_instruction", "lead-clerk", "ice", **INSTRUCTION)
    for known in (seen, read):
        with nothing_written(), pytest.raises(Stale):
            play.hand("register", "registry", "ice", seen=known, **_answers(play))
    now = {play.case("ice").pk: play.case("ice").version}
    play.hand("everyday.urge", "lead-clerk", "ice", **URGED)
    play.hand("register", "registry", "ice", seen=now, **_answers(play))
    assert play.state("ice") == "form_check"


def _answers(play: Stage) -> dict[str, Any]:
    asked = play.world.pack.field_of("recognition", "register")
    return {name: value for name, value in RECEIVED.items() if name in asked}


def test_an_act_under_way_is_not_disturbed(stage: Any) -> None:
    play = registered(stage)
    play.hand("accept", "lead-clerk", "ice", **CHECKED)
    play.hand("everyday.note_instruction", "lead-clerk", "ice", **INSTRUCTION)
    play.hand("everyday.urge", "office-head", "ice", to=["lead"], way="notice")
    play.hand("accept", "lead-head", "ice")
    assert play.state("ice") == "consultation"


def test_opening_is_not_what_urging_means_so_the_firm_may_still_take_its_application_back(stage: Any) -> None:
    play: Stage = stage("submitted")
    reader = play.actor("benxi-head").person
    play.hand("everyday.circulate", "benxi-clerk", "ice", readers=[reader])
    play.act("recall", "ice-clerk", "ice")
    assert play.state("ice") == "draft"


# ---- halting and going on ------------------------------------------------------------------------------------


def test_on_hold_only_everyday_acts_and_withdrawal_are_open(stage: Any) -> None:
    play = registered(stage)
    play.act("everyday.hold", ["lead-clerk", "lead-head"], "ice", **REASON)
    reason = refused(play, "accept", "lead-clerk", "ice", **CHECKED).reasons[0]
    assert "中止办理" in reason.text and "恢复办理" in reason.mend
    assert refused(play, "everyday.hold", "lead-clerk", "ice", **REASON)
    play.hand("everyday.note_instruction", "lead-clerk", "ice", **INSTRUCTION)
    play.act("withdraw", "ice-clerk", "ice", **WITHDRAWAL)
    assert play.state("ice") == "withdrawn"


def test_what_is_not_on_hold_cannot_be_resumed(stage: Any) -> None:
    play = registered(stage)
    assert "没有中止" in refused(play, "everyday.resume", "lead-clerk", "ice", **REASON).reasons[0].text


def test_only_the_side_that_has_the_file_may_halt_it_and_by_two_persons(stage: Any) -> None:
    play: Stage = stage("submitted")
    assert refused(play, "everyday.hold", "lead-clerk", "ice", **REASON)
    play.hand("everyday.hold", "benxi-clerk", "ice", **REASON)
    assert play.case("ice").version and not _held(play)
    play.hand("everyday.hold", "benxi-head", "ice")
    assert _held(play)


def _held(play: Stage) -> bool:
    return cases.view(play.case("ice")).held is not None


def test_resuming_gives_each_running_time_what_was_left_of_it(stage: Any) -> None:
    play = registered(stage)
    old = play.case("ice").deadlines.get(name="form_checking", ended_by=None)
    play.on(2016, 5, 26)
    play.act("everyday.hold", ["lead-clerk", "lead-head"], "ice", **REASON)
    play.on(2016, 6, 20)
    done = play.act("everyday.resume", ["lead-clerk", "lead-head"], "ice", **REASON)
    new = play.case("ice").deadlines.get(name="form_checking", ended_by=None)
    old.refresh_from_db()
    assert old.ended_by == new.begun_by == done.entries[0].seq
    assert (old.due_on, new.due_on, new.starts_on) == (date(2016, 6, 1), date(2016, 6, 24), date(2016, 6, 20))
    assert done.entries[0].data["due"]["form_checking"] == "2016-06-24"
    play.act("accept", ["lead-clerk", "lead-head"], "ice", **CHECKED)
    assert play.state("ice") == "consultation"


# ---- people --------------------------------------------------------------------------------------------------


def test_a_case_is_put_before_those_named_until_they_have_read_it(stage: Any) -> None:
    play = registered(stage)
    readers = [play.actor(name).person for name in ("deputy", "planning-head")]
    play.hand("everyday.circulate", "lead-clerk", "ice", "herb", readers=readers)
    assert Circulated.objects.filter(read_on=None).count() == 4
    row = Circulated.objects.filter(reader=play.world.people["deputy"]).first()
    assert row is not None
    mark_read(row, date(2016, 5, 26))
    mark_read(row, date(2016, 5, 27))
    row.refresh_from_db()
    assert row.read_on == date(2016, 5, 26)
    for nobody in ([], ["0" * 32], [play.actor("benxi-head").person]):
        assert "readers" in invalid(play, "everyday.circulate", "lead-clerk", "ice", readers=nobody)


def test_work_goes_to_a_colleague_and_all_of_it_at_once(stage: Any) -> None:
    play = registered(stage)
    play.hire("lead-clerk-2", "lead_clerk", "lead", 91)
    first, second = holder(play, "lead-clerk"), holder(play, "lead-clerk-2")
    play.hand("everyday.reassign", "lead-head", "ice", "herb", person=first)
    handed = {"leaving": first, "person": second, "reason": "调离（演示）"}
    done = play.hand("everyday.hand_over", "lead-head", "ice", "herb", **handed)
    assert len({entry.act_id for entry in done.entries}) == 1
    assert {charge.person for charge in Charge.objects.all()} == {play.world.people["lead-clerk-2"]}
    assert refused(play, "everyday.hand_over", "lead-head", "ice", **handed)  # no longer his
    for wrong in (second, holder(play, "lead-head"), holder(play, "benxi-clerk")):
        said = invalid(
            play, "everyday.hand_over", "lead-head", "ice", **{**handed, "leaving": second, "person": wrong}
        )
        assert "person" in said


# ---- corrections, supervision, filing ------------------------------------------------------------------------


def test_a_correction_refers_to_an_entry_of_this_very_case_and_the_own_side(stage: Any) -> None:
    play = registered(stage)
    said = {"text": "应为第3号（演示）", "reason": "笔误"}
    for wrong in ("999", "1", "abc"):  # none; the applicant's; nonsense
        assert "entry" in invalid(play, "everyday.correct", "lead-clerk", "ice", entry=wrong, **said)
    done = play.hand("everyday.correct", "lead-clerk", "ice", entry=str(play.case("ice").version), **said)
    assert done.entries[0].data["answers"]["entry"] == str(play.case("ice").version - 1)


def test_supervision_lasts_until_the_case_moves_on(stage: Any) -> None:
    play = registered(stage)
    demand = {"demand": "月底前办完（演示）"}
    assert "finish_by" in invalid(
        play, "everyday.supervise", "deputy", "ice", **demand, finish_by="2016-05-01"
    )
    play.hand("everyday.supervise", "deputy", "ice", **demand, finish_by="2016-05-31")
    running = Deadline.objects.filter(name="supervising", ended_by=None)
    assert running.get().due_on == date(2016, 5, 31)
    play.act("accept", ["lead-clerk", "lead-head"], "ice", **CHECKED)
    assert not running.exists()


def test_an_ended_case_is_filed_once(stage: Any) -> None:
    play = registered(stage)
    filed = {"volume": "2016-01", "kept_for": "permanent", "contents": [{"title": "推荐文件（演示）"}]}
    assert refused(play, "everyday.file", "registry", "ice", **filed)
    play.act("withdraw", "ice-clerk", "ice", **WITHDRAWAL)
    play.hand("everyday.file", "registry", "ice", **filed)
    assert refused(play, "everyday.file", "registry", "ice", **filed)


# ---- whose turn it is ----------------------------------------------------------------------------------------


def test_desks_say_what_the_rules_say(stage: Any) -> None:
    """Every row is a step that its capacity may take, and no such step is without a row."""
    play: Stage = stage("consulted")
    for case in stage_cases():
        pack, view = cases.pack_of(case), cases.view(case)
        rows = {(row.capacity, row.office): row for row in case.turns.all()}
        for person in play.world.people:
            actor = play.actor(person)
            if pack.capacities[actor.capacity].door != "office":
                continue
            offers = nextsteps.offers(pack, view, cases.who(actor), play.day)
            ready = [offer.act for offer in offers if offer.allowed and offer.onward]
            row = rows.get((actor.capacity, actor.office or ""))
            if ready:
                assert row is not None and row.act == ready[0], (case, person)
            else:
                assert row is None or row.opens_on > play.day, (case, person, row)


def stage_cases() -> list[Case]:
    return list(Case.objects.exclude(state="").select_related("recommender", "parent"))


def test_time_that_passes_opens_a_desk_without_an_act(stage: Any) -> None:
    play = registered(stage)
    play.act("accept", ["lead-clerk", "lead-head"], "ice", **CHECKED)
    later = play.case("ice").turns.get(capacity="lead_clerk")
    assert later.act == "close_consultation" and later.opens_on > play.day
    before = Turn.objects.count()
    assert refresh_all(later.opens_on) >= 2 and Turn.objects.count() == before
    assert play.case("ice").turns.get(capacity="lead_clerk").opens_on == later.opens_on


def test_what_is_on_hold_stays_before_the_desk_that_halted_it(stage: Any) -> None:
    play = registered(stage)
    play.act("everyday.hold", ["lead-clerk", "lead-head"], "ice", **REASON)
    assert {(row.capacity, row.act) for row in play.case("ice").turns.all()} == {("lead_clerk", "resume")}
    play.hand("everyday.resume", "lead-clerk", "ice", **REASON)
    assert {(row.capacity, row.act) for row in play.case("ice").turns.all()} == {("lead_head", "resume")}
