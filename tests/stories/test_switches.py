"""The story under other readings of the text: the steps in another order, without a change of Python."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

import pytest
from django.db import transaction

from lianmeng.cases import queries as cases
from lianmeng.cases.models import Case
from lianmeng.cases.refusals import Refused
from lianmeng.decisions import queries as decisions
from lianmeng.designations import queries as designations
from lianmeng.designations.models import Designation
from lianmeng.documents.models import Document
from lianmeng.law import procedures
from lianmeng.policies import actions as policies
from lianmeng.policies import queries as measures
from lianmeng.record import queries as ledger
from lianmeng.record import verify
from lianmeng.web.demonstration.story import Day, Expect, Signature, Step
from tests.stories.stage import Stage, between, refused
from tests.stories.test_objections import CLOSING, WRITTEN

BOTH = ("ice", "herb")
CORRECTORS = ["lead-clerk", "lead-head", "legal", "director", "registry"]
CORRECTED = {
    "title": "更正通知（演示）",
    "addressee": "本溪市科学技术局",
    "corrected": "酒业应为酒庄。（演示）",
    "dated_on": "2016-07-22",
}


def acts(before: str, stop: str, *names: str) -> list[Step]:
    """The signatures of these acts between two stops of the story, in the order of the names."""
    signed = [step for step in between(before, stop) if isinstance(step, Signature)]
    return [step for name in names for step in signed if step.act == name]


def dated(steps: Iterable[Step], only: str = "", **days: str) -> Iterator[Step]:
    """The same steps with other days among the answers; ``only`` for one of the cases."""
    for step in steps:
        if isinstance(step, Signature):
            on = (only,) if only else step.cases
            yield replace(step, cases=on, answers={n: days.get(n, v) for n, v in step.answers.items()})


@contextmanager
def upheld(play: Stage) -> Iterator[None]:
    """An objection to the ice wine is upheld; what follows in the block is undone with it."""
    day = play.day
    with transaction.atomic():
        play.hand("objection.lodge", "stranger-1", "ice", "doubt", **WRITTEN)
        play.act("objection.accept", ["integrity", "integrity-head"], "doubt", summary="摘要。（演示）")
        proposal = {"finding": "uphold", "report": "属实。（演示）", "lead_opinion": "同意。（演示）"}
        play.act("objection.propose", ["integrity", "lead-head", "integrity-head"], "doubt", **proposal)
        play.act("objection.uphold", "deputy", "doubt", decided_by="leader", reason="成立。（演示）")
        yield
        transaction.set_rollback(True)
    play.day = day


def without(steps: Iterable[Step], field: str) -> Iterator[Step]:
    """The same signatures with one answer less."""
    for step in steps:
        if isinstance(step, Signature):
            yield replace(step, answers={name: v for name, v in step.answers.items() if name != field})


def told(before: str, stop: str) -> list[Step]:
    """The steps between two stops, without what the story expects under the usual reading."""
    return [step for step in between(before, stop) if not isinstance(step, Expect)]


def agrees() -> None:
    """The ledger verifies, and every state can be rebuilt from it."""
    assert verify.verify(ledger.rows(), count=ledger.count()) == []
    for case in Case.objects.all():
        assert procedures.replay(cases.pack_of(case), case.kind, cases.view(case).history) == case.state


def test_by_the_letter_of_the_text_the_approval_comes_before_the_notice(stage) -> None:
    play: Stage = stage("consulted", notice_place="after_approval")
    play.run([*told("consulted", "argued"), *acts("argued", "resolved", "table"), Day(date(2016, 7, 6))])
    play.run([*acts("argued", "resolved", "resolve_pass"), Expect(BOTH, "issuing")])
    issue = acts("noticed", "published", "issue")
    play.run([*dated(issue, dated_on="2016-07-06", printed_on="2016-07-06"), Expect(BOTH, "proposed")])
    play.run([Day(date(2016, 7, 8)), *acts("resolved", "noticed", "clear_release", "open_notice")])
    assert decisions.public_notices(date(2016, 7, 14)).count() == 2
    with upheld(play):  # an ending alone carries it out
        play.on(2016, 7, 20)
        assert "尚未落实" in refused(play, "close_notice", "lead-clerk", "ice", **CLOSING).reasons[0].text
        refused(play, "reconsider", "lead-head", "ice", reason="再议。（演示）")
        play.act("close_notice", ["lead-clerk", "lead-head", "integrity"], "herb", **CLOSING)
        assert play.state("herb") == "recognised"
    play.run(
        [Day(date(2016, 7, 20)), *acts("resolved", "noticed", "close_notice"), Expect(BOTH, "recognised")]
    )
    play.run(
        [Day(date(2016, 7, 22)), *acts("noticed", "published", "clear_release", "publish_result", "deliver")]
    )
    terms = set(Designation.objects.values_list("starts_on", "ends_on"))
    assert terms == {(date(2016, 7, 6), date(2021, 7, 6))}
    assert designations.public_titles(date(2016, 7, 22)).count() == 2
    agrees()


def test_the_notice_may_come_before_the_meeting(stage) -> None:
    play: Stage = stage("consulted", notice_place="before_meeting")
    play.run(told("consulted", "argued"))
    play.run([Expect(BOTH, "proposed"), *acts("resolved", "noticed", "clear_release")])
    play.run(dated(acts("resolved", "noticed", "open_notice"), posted_on="2016-06-24"))
    with upheld(play):  # it goes to the meeting, which decides knowing of it
        play.on(2016, 7, 7)
        play.act("close_notice", ["lead-clerk", "lead-head", "integrity"], "ice", **CLOSING)
        play.run(dated(acts("argued", "resolved", "table"), only="ice"))
        play.run(dated(acts("argued", "resolved", "resolve_pass"), only="ice", held_on="2016-07-07"))
        play.hand("issue", "lead-clerk", "ice", title="批复（演示）", addressee="本溪市科学技术局")
    play.run([Day(date(2016, 7, 7)), *acts("resolved", "noticed", "close_notice"), Expect(BOTH, "agenda")])
    play.run(acts("argued", "resolved", "table"))
    play.run(
        [*dated(acts("argued", "resolved", "resolve_pass"), held_on="2016-07-07"), Expect(BOTH, "issuing")]
    )
    play.run(told("noticed", "published"))
    assert {title.starts_on for title in Designation.objects.all()} == {date(2016, 7, 21)}
    assert {play.state(name) for name in BOTH} == {"recognised"}
    agrees()


@pytest.mark.parametrize(
    ("place", "act"),
    [("after_approval", "open_notice"), ("before_meeting", "issue"), ("before_approval", "issue")],
)
def test_an_order_that_a_reading_does_not_know_is_refused(stage, place: str, act: str) -> None:
    play: Stage = stage("consulted", **({} if place == "before_approval" else {"notice_place": place}))
    play.run(told("consulted", "argued"))
    if place != "before_meeting":
        play.run(told("argued", "resolved"))
    play.on(2016, 7, 22)
    with pytest.raises(Refused) as caught:
        play.run(acts("noticed", "published", act) or acts("resolved", "noticed", act))
    assert all(reason.text and reason.articles for reason in caught.value.reasons)
    assert not Designation.objects.exists()


def test_a_case_keeps_the_reading_under_which_it_began(stage) -> None:
    play: Stage = stage("argued")
    before = measures.current_revision()
    changed = {"notice-place": "after_approval", "notice-length": "seven_working_days"}
    after = policies.publish(switches=changed, reason="按条文先后", by="测试", on=date(2016, 6, 28))
    assert after.no == before.no + 1 and measures.current_revision() == after
    play.run(between("argued", "published"))
    for name in BOTH:
        case = play.case(name)
        assert case.revision_id == before.pk
        notice = decisions.last_notice(case)
        assert notice is not None and notice.closes_on == date(2016, 7, 14)  # five working days, not seven
    revisions = {entry.data["revision"] for entry in ledger.stream(play.case("ice").stream)}
    assert revisions == {before.sha256}
    agrees()


def test_a_new_case_follows_the_new_reading(stage) -> None:
    play: Stage = stage("called")
    changed = {"notice-length": "seven_calendar_days", "mail-grace": "none", "numbering": "own"}
    policies.publish(switches=changed, reason="提速；本机关自行编号", by="测试", on=play.day)
    play.world.pack = measures.current_pack()
    play.run(between("called", "noticed"))
    notice = decisions.last_notice(play.case("ice"))
    assert notice is not None
    assert notice.closes_on == notice.grace_until == play.due("ice", "notice") == date(2016, 7, 14)
    assert play.case("ice").revision_id == measures.current_revision().pk != play.case("call").revision_id
    play.on(2016, 7, 22)
    play.run(without(acts("noticed", "published", "issue"), "number"))
    play.act("correct_document", CORRECTORS, "ice", **CORRECTED)
    numbers = list(
        Document.objects.filter(kind__startswith="approval").order_by("pk").values_list("number", flat=True)
    )
    assert [str(number).partition("〔")[2] for number in numbers] == ["2016〕1号", "2016〕2号"]
    agrees()
