"""Pages of the experts on the stage of the demonstration's story, with the real measure."""

import pytest

from tests.stories.stage import stage

__all__ = ["stage"]


@pytest.fixture(autouse=True)
def pack() -> None:
    """The real measure, in place of the small one of the folder above."""
