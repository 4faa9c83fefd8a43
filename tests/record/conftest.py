"""Fixtures of the ledger's tests."""

from tests.record.separate import separate_database

__all__ = ["separate_database"]
