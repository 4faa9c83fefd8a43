"""A programme typed into every free text of every form on the road to a title; then everybody reads all pages."""

from dataclasses import replace
from typing import Any

import pytest

from lianmeng.law.schema import FieldType
from lianmeng.web import clock
from lianmeng.web.demonstration.story import Day, Signature, Step
from tests.attack.browse import SCRIPT, anybody, browser
from tests.attack.forms import walked
from tests.deep import is_deep
from tests.stories.stage import Stage, between

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
FORMED = {"number", "notice_no", "minutes_no", "url"}  # fields that take one form only
READERS = {
    "ice-head": "/apply/",
    "benxi-head": "/office/",
    "lead-clerk": "/office/",
    "planning-head": "/office/",
    "expert-1": "/expert/",
    "auditor": "/office/",
    "": "/",
}


def poisoned(play: Stage, step: Step) -> Step:
    """The step, with a programme in the place of every free text."""
    if not isinstance(step, Signature):
        return step
    fields = play.world.pack.field_of(step.kind, step.act)
    free = [
        name
        for name, item in fields.items()
        if item.type in (FieldType.LINE, FieldType.TEXT) and name not in FORMED
    ]
    typed = {name: f"{SCRIPT}{step.act}{'02400000001' if name == 'phone' else ''}" for name in free}
    return replace(step, answers={**step.answers, **typed})


def test_what_is_typed_on_the_whole_road_never_runs(stage: Any) -> None:
    """Every run types into all forms and lets three read; the deep one lets all of them read at every stop."""
    play = stage("called")
    clock.establish("demonstration", play.day)
    hits = 0
    for step in between("called", "published"):
        play.run([poisoned(play, step)])
        if isinstance(step, Day):
            clock.move_to(play.day)
        elif not isinstance(step, Signature) and is_deep():
            hits += read_by(play, list(READERS))
    hits += read_by(play, ["lead-clerk", "ice-head", ""])
    assert hits > 5


def read_by(play: Stage, names: list[str]) -> int:
    """On how many pages the words of a programme stand, as words."""
    hits = 0
    for name in names:
        client = browser(play, name) if name else anybody()
        for address, text in walked(client, READERS[name]):
            assert "<script>alert" not in text and "<img src=x" not in text, (name, address)
            hits += "alert(1)" in text
    return hits
