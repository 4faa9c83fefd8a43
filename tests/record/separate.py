"""A database of one test's own, for what several connections do at once."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connection, connections

from tests.record.ledgers import in_thread


@pytest.fixture
def separate_database(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Give every new thread a real database of this test alone, with the tables of record and files.

    The test's own thread keeps the common test database and its transaction.
    """
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        name = str(tmp_path / "copy.sqlite3")
        with closing(sqlite3.connect(name)) as new:
            new.execute("PRAGMA journal_mode=WAL")
    else:
        name = f"separate_{uuid4().hex}"
        _postgres(f'CREATE DATABASE "{name}"')
    monkeypatch.setitem(connections.settings, "default", {**settings, "NAME": name})
    try:
        for room in ("record", "files"):
            in_thread(partial(call_command, "migrate", room, verbosity=0))
        yield
    finally:
        monkeypatch.undo()
        if connection.vendor == "postgresql":
            _postgres(f'DROP DATABASE "{name}" WITH (FORCE)')


def _postgres(statement: str) -> None:
    """Run a statement that no transaction may hold, on a connection of its own."""
    with closing(connection.copy("default")) as other, other.cursor() as cursor:
        cursor.execute(statement)
