"""Every trouble of the road, in order, by the acts; together with 本溪 2016 and the objections the stories use every act."""

from dataclasses import replace
from pathlib import Path

import pytest

from lianmeng.acts import ACTS
from lianmeng.applications.models import LetterItem
from lianmeng.cases import actions as spine
from lianmeng.cases import queries as cases
from lianmeng.cases.models import Case, Submission
from lianmeng.designations.models import Designation
from lianmeng.law import procedures
from lianmeng.law.schema import EVERYDAY
from lianmeng.record import queries as ledger
from lianmeng.record import verify
from lianmeng.reviews.models import Panel
from lianmeng.web.demonstration import story as stories
from lianmeng.web.demonstration.story import Signature, Step, Story
from tests.stories.stage import Stage, benxi
from tests.stories.test_objections import told as objections

HIRED = {
    "benxi-clerk-2": ("prelim_clerk", "benxi", 101),
    "benxi-head-2": ("prelim_head", "benxi", 102),
    "health-clerk": ("prelim_clerk", "health", 103),
    "health-head": ("prelim_head", "health", 104),
}
ELSEWHERE = {("recognition", "confirm_part"), ("recognition", "halt_no_support")}  # tests of their rooms
ELSEWHERE |= {("objection", "withdraw"), ("objection", "uphold_part")}


def troubles() -> Story:
    told = stories.read(Path(__file__).parent / "troubles.yaml")
    return replace(told, steps=tuple(_merged(step) for step in told.steps))


def _merged(step: Step) -> Step:
    """The answers named under ``<<`` beside those of the step, which go before."""
    if not isinstance(step, Signature):
        return step
    own = dict(step.answers)
    return replace(step, answers={**own.pop("<<", {}), **own})


@pytest.fixture
def told(stage) -> Stage:
    """The story of troubles, told to its end."""
    play: Stage = stage("")
    for key, (capacity, office, serial) in HIRED.items():
        play.hire(key, capacity, office, serial)
    play.run(troubles().steps)
    return play


def test_troubles_end_as_they_should(told: Stage) -> None:
    stands = {name: told.state(name) for name in ("ice", "herb", "again", "call", "mistake")}
    assert stands == {
        "ice": "recognised",
        "herb": "withdrawn",
        "again": "terminated",
        "call": "closed",
        "mistake": "dropped",
    }
    assert [title.case for title in Designation.objects.all()] == [told.case("ice")]
    _ledger_and_states_agree()
    _nothing_was_lost(told)


def _ledger_and_states_agree() -> None:
    assert verify.verify(ledger.rows(), count=ledger.count()) == []
    for case in Case.objects.all():
        history = cases.view(case).history
        assert procedures.replay(cases.pack_of(case), case.kind, history) == case.state
        assert len(history) == case.version
    for row in Submission.objects.all():
        assert spine.digest(row.facts, row.papers) == row.digest


def _nothing_was_lost(told: Stage) -> None:
    ice, herb = told.case("ice"), told.case("herb")
    assert [row.no for row in ice.submissions.all()] == [1, 2, 3]
    assert [row.no for row in herb.submissions.all()] == [1, 2, 3, 4]
    assert [panel.no for panel in Panel.objects.filter(case=ice)] == [1, 2, 3]
    assert [correction.act for correction in ice.corrections.all()] == [
        "ask_correction_pre",
        "ask_correction",
    ]
    acts = [row.act for row in ice.resolutions.all()]
    assert acts == ["resolve_defer", "resolve_back", "resolve_refuse", "resolve_pass", "resolve_pass"]
    assert [item.taken_back_on is None for item in LetterItem.objects.filter(case=ice)] == [True, True]
    assert [item.taken_back_on is None for item in LetterItem.objects.filter(case=herb)] == [True, False]
    assert ice.opinions.exclude(supplements=None).count() >= 1


def test_stories_use_every_act() -> None:
    played = {
        (step.kind, step.act)
        for story in (benxi(), troubles(), objections())
        for step in story.steps
        if isinstance(step, Signature)
    }
    assert played | ELSEWHERE == {name for name in ACTS if name[0] != EVERYDAY}
