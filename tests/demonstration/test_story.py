"""The story format: what a step means, where one may stop, and that a wrong expectation fails."""

from datetime import date
from pathlib import Path

import pytest

from lianmeng.web.demonstration import story as stories
from lianmeng.web.demonstration.play import StoryFailed
from lianmeng.web.demonstration.story import Day, Expect, See, Signature, Stop
from tests.stories.stage import Stage, benxi

TOLD = """
title: 样例
world: world.yaml
steps:
  - on: 2016-05-03
  - {act: call.draft_call, by: [a, b], makes: call, with: {opens_on: 2016-05-04, rows: [{day: 2016-05-05}]}}
  - stop: drafted
  - {act: recognition.review, each_case: [x, y], each_person: [p, q], with: {vote: pass}}
  - {act: recognition.forward, case: [x, y], by: p}
  - {act: recognition.submit, draft: x, by: p}
  - expect: {cases: [x], state: open}
  - see: {page: notices, shows: [x]}
  - stop: seen
"""


@pytest.fixture
def told(tmp_path: Path) -> stories.Story:
    path = tmp_path / "story.yaml"
    path.write_text(TOLD, encoding="utf-8")
    return stories.read(path)


def test_a_day_a_state_a_page_and_a_stop_are_read(told: stories.Story) -> None:
    assert told.steps[0] == Day(date(2016, 5, 3))
    assert Expect(("x",), "open") in told.steps
    assert See("notices", ("x",)) in told.steps
    assert told.stops() == ("drafted", "seen")


def test_each_hand_is_a_step_of_its_own(told: stories.Story) -> None:
    signed = [step for step in told.until("drafted") if isinstance(step, Signature)]
    assert [(step.kind, step.act, step.by, step.makes) for step in signed] == [
        ("call", "draft_call", "a", "call"),
        ("call", "draft_call", "b", "call"),
    ]


def test_days_among_the_answers_are_iso_text(told: stories.Story) -> None:
    (first, *_) = [step for step in told.steps if isinstance(step, Signature)]
    assert first.answers == {"opens_on": "2016-05-04", "rows": [{"day": "2016-05-05"}]}


def test_each_person_signs_each_case_by_itself_and_a_batch_together(told: stories.Story) -> None:
    signed = [step for step in told.after("drafted") if isinstance(step, Signature)]
    pairs = [(step.cases, step.by) for step in signed if step.act == "review"]
    assert pairs == [(("x",), "p"), (("x",), "q"), (("y",), "p"), (("y",), "q")]
    assert [step.cases for step in signed if step.act == "forward"] == [("x", "y")]
    assert [(step.cases, step.draft) for step in signed if step.act == "submit"] == [((), "x")]


def test_a_story_is_cut_at_its_stops_and_nowhere_else(told: stories.Story) -> None:
    assert (*told.until("drafted"), *told.after("drafted")) == told.steps
    assert told.until("drafted")[-1] == Stop("drafted")
    assert told.until("") == told.steps
    with pytest.raises(KeyError):
        told.until("nowhere")


def test_the_demonstration_stops_where_it_is_loaded_to() -> None:
    assert benxi().stops()[0] == "called"
    assert benxi().stops()[-1] == "published"


def test_a_wrong_state_fails_the_story(stage) -> None:
    play: Stage = stage("submitted")
    play.run([Expect(("ice",), "preliminary")])
    with pytest.raises(StoryFailed):
        play.run([Expect(("ice", "herb"), "cleared")])


@pytest.mark.parametrize("page", ["notices", "titles"])
def test_what_the_public_must_and_must_not_see_fails_the_story(stage, page: str) -> None:
    play: Stage = stage("published")
    play.day = date(2016, 7, 14) if page == "notices" else date(2016, 7, 22)
    seen, hidden = See(page, shows=("ice",)), See(page, hides=("ice",))
    play.run([seen])
    with pytest.raises(StoryFailed):
        play.run([hidden])
    play.day = date(2016, 7, 7)
    play.run([hidden])
    with pytest.raises(StoryFailed):
        play.run([seen])


def test_a_case_not_yet_submitted_cannot_be_expected(stage) -> None:
    play: Stage = stage("called")
    play.day = date(2016, 5, 9)
    play.run(step for step in benxi().after("called") if getattr(step, "act", "") == "start")
    with pytest.raises(StoryFailed):
        play.run([Expect(("ice",), "draft")])
