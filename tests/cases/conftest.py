"""The stage of the demonstration, and a database of one test's own."""

from tests.record.separate import separate_database
from tests.stories.stage import stage

__all__ = ["separate_database", "stage"]
