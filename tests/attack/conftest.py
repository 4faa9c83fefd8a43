"""The stage of the demonstration, for those who mean it ill."""

from tests.stories.stage import stage

__all__ = ["stage"]
