"""Two alliances in 公示 are objected to: one objection fails and its case goes on, one is upheld and reconsidered."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, cast

import pytest

from lianmeng.cases import queries as cases
from lianmeng.cases.models import Case
from lianmeng.law import procedures
from lianmeng.record import queries as ledger
from lianmeng.record import verify
from lianmeng.web import doctor
from lianmeng.web.demonstration import story as stories
from lianmeng.web.demonstration.story import Signature, Step, Story
from tests.stories.stage import Stage, between, refused

pytestmark = pytest.mark.django_db
NOTICED = date(2016, 7, 8)
CLOSING = {"result": "试。（演示）"}
WRITTEN = {
    "facts": "成员单位未签协议。（演示）",
    "exhibits": {"file": "证据（演示）.pdf"},
    "objector_kind": "person",
    "objector_name": "实名某（演示）",
    "contact": "024-00000002（演示）",
    "truthful": ["truthful"],
}


def told() -> Story:
    found = stories.read(Path(__file__).parent / "objections.yaml")
    return replace(found, steps=tuple(merged(step) for step in found.steps))


def merged(step: Step) -> Step:
    """The answers named under ``<<`` beside those of the step, which go before."""
    if not isinstance(step, Signature):
        return step
    own = dict(step.answers)
    return replace(step, answers={**own.pop("<<", {}), **own})


def noticed(stage: Any, **switches: str) -> Stage:
    """Both alliances in 公示."""
    if not switches:
        return cast(Stage, stage("posted"))
    play: Stage = stage("resolved", **switches)
    play.run(between("resolved", "posted"))
    return play


def test_one_objection_fails_and_the_other_is_reconsidered(stage: Any) -> None:
    play = noticed(stage)
    play.run(told().until("upheld"))
    for case in ("ice", "herb"):
        assert play.state(case) == {"ice": "issuing", "herb": "notice"}[case]
    reason = refused(play, "close_notice", "lead-clerk", "herb", **CLOSING).reasons[0]
    assert "尚未落实" in reason.text and "异议后重新审议" in reason.mend and reason.articles == ("art-10-4",)
    play.run(told().after("upheld"))
    assert verify.verify(ledger.rows(), count=ledger.count()) == []
    for case in Case.objects.all():
        history = cases.view(case).history
        assert procedures.replay(cases.pack_of(case), case.kind, history) == case.state
    assert list(doctor.examine()) == []
