"""The guard: one version seen, one form once, all cases of a batch or none, answers checked field by field."""

from datetime import date
from uuid import uuid4

import pytest

from lianmeng.cases import queries as cases
from lianmeng.cases.models import Case
from lianmeng.cases.refusals import Invalid, Refused, Repeated, Stale
from lianmeng.files.models import Attachment
from lianmeng.policies import actions as policies
from lianmeng.record import queries as ledger
from tests.stories.answers import CHECKED, CLEAR, ICE, LETTER, RECEIVED, SUBMISSION, WITHDRAWAL
from tests.stories.stage import Stage, invalid, nothing_written, refused


def registered(stage) -> Stage:
    play: Stage = stage("recommended")
    play.on(2016, 5, 25)
    play.act("register", "registry", "ice", "herb", **RECEIVED)
    return play


# ---- seen ----------------------------------------------------------------------------------------------------


def test_an_outdated_page_is_told_so_and_nothing_is_written(stage) -> None:
    play: Stage = stage("submitted")
    old = {play.case("ice").pk: play.case("ice").version}
    play.hand("clear", "benxi-clerk", "ice", **CLEAR)
    with nothing_written(), pytest.raises(Stale) as caught:
        play.hand("clear", "benxi-head", "ice", seen=old)
    (reason,) = caught.value.reasons
    assert reason.text and reason.mend and reason.fact == play.case("ice").title
    play.hand("clear", "benxi-head", "ice")
    assert play.state("ice") == "cleared"


def test_a_case_that_was_not_on_the_page_is_not_acted_on(stage) -> None:
    play: Stage = stage("submitted")
    with nothing_written(), pytest.raises(Stale):
        play.hand("clear", "benxi-clerk", "ice", seen={}, **CLEAR)


def test_one_outdated_case_stops_a_batch(stage) -> None:
    play = registered(stage)
    old = {play.case(name).pk: play.case(name).version for name in ("ice", "herb")}
    play.hand("accept", "lead-clerk", "herb", **CHECKED)
    with nothing_written(), pytest.raises(Stale):
        play.hand("accept", "lead-clerk", "ice", "herb", seen=old, **CHECKED)


def test_version_counts_the_entries_of_the_case(stage) -> None:
    play: Stage = stage("submitted")
    before = play.case("ice").version
    play.act("clear", ["benxi-clerk", "benxi-head"], "ice", **CLEAR)
    assert play.case("ice").version == before + 2 == len(ledger.stream(play.case("ice").stream))


# ---- once ----------------------------------------------------------------------------------------------------


def test_the_same_form_twice_is_done_once(stage) -> None:
    play: Stage = stage("submitted")
    mark, seen = uuid4().hex, {play.case("ice").pk: play.case("ice").version}
    play.hand("clear", "benxi-clerk", "ice", once=mark, seen=seen, **CLEAR)
    with nothing_written(), pytest.raises(Repeated) as caught:
        play.hand("clear", "benxi-clerk", "ice", once=mark, seen=seen, **CLEAR)
    assert caught.value.entry == ledger.by_once(mark)


def test_the_same_form_of_a_batch_twice_is_done_once(stage) -> None:
    play: Stage = stage("recommended")
    play.on(2016, 5, 25)
    mark = uuid4().hex
    play.hand("register", "registry", "ice", "herb", once=mark, **RECEIVED)
    with nothing_written(), pytest.raises(Repeated):
        play.hand("register", "registry", "herb", "ice", once=mark, **RECEIVED)


def test_a_repeated_form_is_known_although_the_act_is_no_longer_open(stage) -> None:
    play: Stage = stage("submitted")
    play.hand("withdraw", "ice-clerk", "ice", once="the-form", **WITHDRAWAL)
    with nothing_written(), pytest.raises(Repeated):
        play.hand("withdraw", "ice-clerk", "ice", once="the-form", **WITHDRAWAL)
    assert "不能办理" in refused(play, "withdraw", "ice-clerk", "ice", **WITHDRAWAL).reasons[0].text


def test_submitting_twice_makes_one_case(stage) -> None:
    play: Stage = stage("called")
    play.on(2016, 5, 9)
    play.hand("start", "ice-clerk", "ice", **ICE)
    play.hand("submit", "ice-clerk", "ice", once="sent", **SUBMISSION)
    with nothing_written(), pytest.raises(Repeated):
        play.hand("submit", "ice-clerk", "ice", once="sent", **SUBMISSION)
    assert Case.objects.filter(kind="recognition").count() == 1


# ---- batches ---------------------------------------------------------------------------------------------------


def test_one_bad_row_stops_the_whole_batch(stage) -> None:
    play = registered(stage)
    play.act("ask_correction", ["lead-clerk", "lead-head"], "herb", defects="缺页。（演示）")
    told = refused(play, "accept", "lead-clerk", "ice", "herb", **CHECKED)
    assert [reason.fact for reason in told.reasons] == [play.case("herb").title]
    assert play.case("ice").state == "form_check"


def test_a_batch_is_one_act_with_one_entry_per_case(stage) -> None:
    play: Stage = stage("recommended")
    play.on(2016, 5, 25)
    done = play.hand("register", "registry", "ice", "herb", once="batch", **RECEIVED)
    assert {entry.stream for entry in done.entries} == {play.case("ice").stream, play.case("herb").stream}
    assert len({entry.act_id for entry in done.entries}) == 1
    assert [entry.once for entry in done.entries] == ["batch", None]


def test_what_is_done_one_by_one_is_refused_for_two(stage) -> None:
    play: Stage = stage("submitted")
    assert "逐件" in refused(play, "clear", "benxi-clerk", "ice", "herb", **CLEAR).reasons[0].text


def test_cases_at_different_hands_do_not_go_together(stage) -> None:
    play = registered(stage)
    play.hand("accept", "lead-clerk", "herb", **CHECKED)
    with nothing_written(), pytest.raises(Refused):
        play.hand("accept", "lead-head", "ice", "herb")
    with nothing_written(), pytest.raises(Refused):
        play.hand("accept", "lead-clerk", "ice", "herb", **CHECKED)


def test_a_case_of_another_revision_does_not_go_along(stage) -> None:
    play = registered(stage)
    newer = policies.publish(switches={"mail-grace": "none"}, reason="提速", by="测试", on=date(2016, 5, 25))
    Case.objects.filter(pk=play.case("herb").pk).update(revision=newer)
    assert "版本" in refused_plainly(play, "accept", "lead-clerk", "ice", "herb", **CHECKED)


def refused_plainly(play: Stage, *names: str, **answers: object) -> str:
    with nothing_written(), pytest.raises(Refused) as caught:
        play.hand(*names, **answers)
    return str(caught.value)


# ---- hands -------------------------------------------------------------------------------------------------------


def test_an_act_sent_back_lies_with_the_hand_before(stage) -> None:
    play = registered(stage)
    play.hand("accept", "lead-clerk", "ice", **CHECKED)
    play.send_back("accept", "lead-head", "ice", note="处室漏列一家。（演示）")
    refused(play, "accept", "lead-head", "ice")
    entry = ledger.stream(play.case("ice").stream)[-1]
    assert entry.data["back"] and not entry.data["performed"]
    assert entry.data["answers"] == {"note": "处室漏列一家。（演示）"}
    play.hand("accept", "lead-clerk", "ice", **CHECKED | {"check": "已改。（演示）"})
    play.hand("accept", "lead-head", "ice")
    assert play.case("ice").consultations.get().check_sheet == "已改。（演示）"


def test_sending_back_needs_a_note_and_the_next_hand(stage) -> None:
    play = registered(stage)
    with nothing_written(), pytest.raises(Refused):  # nothing has begun
        play.send_back("accept", "lead-head", "ice")
    play.hand("accept", "lead-clerk", "ice", **CHECKED)
    with nothing_written(), pytest.raises(Invalid) as caught:
        play.send_back("accept", "lead-head", "ice", note="  ")
    assert set(caught.value.errors) == {"note"}
    for name in ("lead-clerk", "deputy", "benxi-head"):
        with nothing_written(), pytest.raises(Refused):
            play.send_back("accept", name, "ice")


def test_a_desk_lets_one_act_at_a_time_go_from_hand_to_hand(stage) -> None:
    play = registered(stage)
    play.hand("accept", "lead-clerk", "ice", **CHECKED)
    told = refused(play, "ask_correction", "lead-clerk", "ice", defects="缺页。（演示）")
    assert "正等下一手" in told.reasons[0].text and "退回" in told.reasons[0].mend
    play.send_back("accept", "lead-head", "ice")
    play.act("ask_correction", ["lead-clerk", "lead-head"], "ice", defects="缺页。（演示）")
    assert play.state("ice") == "correction"


def test_a_begun_act_lapses_when_the_case_moves(stage) -> None:
    play = registered(stage)
    play.hand("accept", "lead-clerk", "ice", **CHECKED)
    back = {"reason": "暂缓。（演示）", "number": "演科函〔2016〕3号", "dated_on": "2016-05-25"}
    play.act("recall_forward", ["benxi-head", "benxi-registry"], "ice", **back)
    play.act("forward", ["benxi-head", "benxi-registry"], "ice", **LETTER | {"dated_on": "2016-05-25"})
    play.hand("register", "registry", "ice", **RECEIVED | {"letter_dated_on": "2016-05-25"})
    assert play.state("ice") == "form_check"
    refused(play, "accept", "lead-head", "ice")
    play.act("accept", ["lead-clerk", "lead-head"], "ice", **CHECKED)
    assert play.state("ice") == "consultation"


def test_an_act_begun_by_one_hand_is_not_performed(stage) -> None:
    play = registered(stage)
    done = play.hand("accept", "lead-clerk", "ice", **CHECKED)
    assert done.performed == ()
    assert play.state("ice") == "form_check"
    assert not play.case("ice").consultations.exists()
    assert cases.begun(play.case("ice"), "accept", play.actor("lead-head")) is not None


def test_answers_of_all_hands_come_together(stage) -> None:
    play: Stage = stage("submitted")
    play.act("clear", ["benxi-clerk", "benxi-head"], "ice", **CLEAR)
    play.on(2016, 5, 23)
    play.act("forward", "benxi-head", "ice", **LETTER)
    done = play.act("forward", "benxi-registry", "ice", **LETTER)
    assert {name: done.answers[name] for name in ("title", "number")} == {
        n: LETTER[n] for n in ("title", "number")
    }
    assert set(done.typed) == {"number", "dated_on", "letter"}


# ---- answers -----------------------------------------------------------------------------------------------------


def test_what_is_wrong_is_said_field_by_field(stage) -> None:
    play = registered(stage)
    errors = invalid(
        play, "accept", "lead-clerk", "ice", check=" ", divisions=["planning", "kitchen"], more="x"
    )
    assert set(errors) == {"check", "divisions", "more"}


def test_an_unreadable_day_is_refused_on_its_field(stage) -> None:
    play: Stage = stage("recommended")
    play.on(2016, 5, 25)
    wrong = {"letter_dated_on": "2016-02-30", "received_on": "soon"}
    assert set(invalid(play, "register", "registry", "ice", **wrong)) == set(wrong)


def test_a_day_to_come_is_refused(stage) -> None:
    play: Stage = stage("recommended")
    play.on(2016, 5, 24)
    assert set(invalid(play, "register", "registry", "ice", "herb", **RECEIVED)) == {"received_on"}


def test_a_file_of_somebody_else_is_refused(stage) -> None:
    play: Stage = stage("submitted")
    theirs = play.resolve({"letter": {"file": "他人.pdf"}}, play.actor("herb-clerk"))["letter"]
    for wrong in (theirs, [999_999]):
        assert set(invalid(play, "withdraw", "ice-clerk", "ice", reason="调整", letter=wrong)) == {"letter"}


def test_a_file_becomes_the_case_s_own(stage) -> None:
    play: Stage = stage("submitted")
    done = play.hand("withdraw", "ice-clerk", "ice", **WITHDRAWAL)
    (number,) = done.entries[0].data["answers"]["letter"]
    own = Attachment.objects.get(pk=number)
    assert (own.owner_stream, own.kind, own.name) == (
        play.case("ice").stream,
        "letter",
        "撤回申请（演示）.pdf",
    )


def test_every_day_that_runs_is_told_with_its_rule_and_its_begin(stage) -> None:
    play: Stage = stage("recommended")
    rows = {row.name: row for row in play.case("ice").deadlines.filter(ended_by=None)}
    assert set(rows) == {"registering", "letter_returning"}  # those of earlier states have ended
    assert all(row.starts_on == play.day and row.due_on > play.day for row in rows.values())
    begun = ledger.stream(play.case("ice").stream)[-1]
    assert {row.begun_by for row in rows.values()} == {begun.seq}
