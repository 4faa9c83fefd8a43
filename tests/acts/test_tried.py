"""Every act, tried on every kind of case where it does and does not belong: an answer, never a crash."""

import pytest
from django.db import transaction

from lianmeng.acts import ACTS, BEGIN, ON_DRAFT
from lianmeng.cases.guard import Sent
from lianmeng.cases.refusals import Invalid, Refused
from tests.stories.answers import APPLICANT, ICE, SUBMISSION
from tests.stories.stage import Stage, nothing_written

STOPS = ("submitted", "noticed")
OTHERS = {name for name in ACTS if name[0] == "objection"}  # tried in tests/decisions/test_objections.py
NAMES = sorted(set(ACTS) - BEGIN - ON_DRAFT - OTHERS)


def holders(play: Stage) -> dict[str, str]:
    """One person for each capacity."""
    return {play.actor(name).capacity: name for name in ("calendar", *play.world.people)}


def comes_to_an_answer(play: Stage, people: dict[str, str], kind: str, act: str) -> None:
    """The first hand of the act, without a word of answer, by somebody of its capacity."""
    capacity = next(name for name in play.world.pack.act(kind, act).hands[0].by if name in people)
    on, person = [play.case("call" if kind == "call" else "ice")], people[capacity]
    sent = Sent(play.actor(person), play.day, {on[0].pk: on[0].version}, "")
    with transaction.atomic():
        try:
            ACTS[kind, act](on, {}, sent)
        except Refused as refusal:
            assert all(reason.text and reason.articles for reason in refusal.reasons), (act, person)
        except Invalid as invalid:
            assert invalid.errors and all(invalid.errors.values()), (act, person)
        transaction.set_rollback(True)


@pytest.mark.parametrize("stop", STOPS)
def test_every_act_comes_to_an_answer_wherever_a_case_stands(stage, stop: str) -> None:
    play: Stage = stage(stop)
    people = holders(play)
    with nothing_written():
        for kind, act in NAMES:
            comes_to_an_answer(play, people, kind, act)


def test_every_act_comes_to_an_answer_on_a_case_that_nobody_submitted_yet(stage) -> None:
    play: Stage = stage("called")
    play.on(2016, 5, 9)
    play.hand("start", "ice-clerk", "ice", **ICE)
    play.hand("submit", APPLICANT[0], "ice", **SUBMISSION)
    assert not play.case("ice").submissions.exists()
    people = holders(play)
    for kind, act in NAMES:
        comes_to_an_answer(play, people, kind, act)
