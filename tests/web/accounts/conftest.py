"""Pages of accounts, with the real measure, in a world in which nobody has acted."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from lianmeng.web import clock
from tests.browsers import signed_in
from tests.stories.stage import Stage, stage

__all__ = ["stage"]


@pytest.fixture(autouse=True)
def pack() -> None:
    """The real measure, in place of the small one of the folder above."""


@pytest.fixture(autouse=True)
def fresh_counts() -> None:
    """No tries are remembered from another test."""
    cache.clear()


@pytest.fixture
def play(stage: Callable[..., Any]) -> Stage:
    """The world, with the clock of the pages on its day."""
    found: Stage = stage("")
    clock.establish("demonstration", found.day)
    return found


@pytest.fixture
def browser(play: Stage) -> Callable[[str], Client]:
    """The browser of a person of the world."""

    def of(name: str) -> Client:
        return signed_in(play.world.people[name])

    return of
