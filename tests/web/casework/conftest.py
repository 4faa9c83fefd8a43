"""Pages on the stage of the demonstration's story, with the real measure."""

from collections.abc import Callable

import pytest
from django.test import Client

from lianmeng.web import clock
from lianmeng.web.demonstration.play import Play
from tests.browsers import signed_in
from tests.stories.stage import stage
from tests.web.casework.pages import PagePlay

__all__ = ["stage"]


@pytest.fixture(autouse=True)
def pack() -> None:
    """The real measure, in place of the small one of the folder above."""


@pytest.fixture
def pages(stage: Callable[[str], Play]) -> Callable[[str], PagePlay]:
    """The story at a stop, going on through the pages."""

    def at(stop: str) -> PagePlay:
        played = stage(stop)
        clock.establish("demonstration", played.day)
        return PagePlay(played.world, played.day, played.made)

    return at


@pytest.fixture
def enter() -> Callable[[PagePlay, str], Client]:
    """Sign in as a person of the story."""

    def go(play: PagePlay, name: str) -> Client:
        return signed_in(play.world.people[name])

    return go
