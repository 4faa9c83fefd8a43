"""The stage of the demonstration, set at any stop of its story."""

from tests.stories.stage import stage

__all__ = ["stage"]
