"""The stage of the story."""

from tests.stories.stage import stage

__all__ = ["stage"]
