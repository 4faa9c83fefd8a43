"""A database of the test's own, as for those that act at the same moment."""

from tests.record.separate import separate_database

__all__ = ["separate_database"]
