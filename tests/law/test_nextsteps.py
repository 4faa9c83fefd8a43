"""Which act is the next step, read from the measure alone."""

import pytest

from lianmeng.law.nextsteps import is_duty, is_onward
from lianmeng.law.pack import Pack
from tests.articles import measure as measures


@pytest.fixture
def measure() -> Pack:
    return measures.pack()


@pytest.mark.parametrize(
    ("state", "onward", "not_onward"),
    [
        ("draft", "submit", "terminate"),
        ("preliminary", "clear", "not_recommend"),
        ("pre_correction", "resubmit_pre", "withdraw"),
        ("argument", "pass_panel", "recall_forward"),
        ("not_passed", "close_not_passed", "void_panel"),
        ("notice", "close_notice", "reconsider"),
    ],
)
def test_the_way_to_success_is_the_next_step(measure: Pack, state: str, onward: str, not_onward: str) -> None:
    assert is_onward(measure, "recognition", state, onward)
    assert not is_onward(measure, "recognition", state, not_onward)


def test_duties_are_what_others_wait_for(measure: Pack) -> None:
    for state, act in (("argument", "review"), ("proposed", "clear_release"), ("recognised", "deliver")):
        assert is_duty(measure, "recognition", state, act)
    assert not is_duty(measure, "call", "open", "amend_call")
    assert not is_duty(measure, "recognition", "refused", "redo")
    assert not is_duty(
        measure, "recognition", "notice", "clear_release"
    )  # only a correction would wait for it
    assert is_duty(measure, "recognition", "deferred", "table")  # the meeting waits for it, in its next state


def test_every_open_state_has_a_next_step_or_a_duty(measure: Pack) -> None:
    for kind, procedure in measure.procedures.items():
        for state in procedure.states:
            if measure.is_open(kind, state):
                acts = [name for name in procedure.acts if state in measure.from_states(kind, name)]
                steps = (is_onward(measure, kind, state, a) or is_duty(measure, kind, state, a) for a in acts)
                assert any(steps), (kind, state)
