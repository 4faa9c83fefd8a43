"""The measure in force with its offices and a few people, for the acts that ask what it says."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.stories.stage import Stage, stage

__all__ = ["stage"]


@pytest.fixture
def play(stage: Callable[..., Any]) -> Stage:
    """The world of the demonstration in which nobody has acted."""
    found: Stage = stage("")
    return found
