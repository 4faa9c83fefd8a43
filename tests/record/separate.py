"""A database of one test's own, for what several connections do at once."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection, connections

from tests import blank


@pytest.fixture
def separate_database(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Give every new thread a real, empty database of this test alone.

    The test's own thread keeps the common test database and its transaction.
    """
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        name = str(tmp_path / "copy.sqlite3")
        blank.copy_file(Path(name))
    else:
        name = f"separate_{uuid4().hex}"
        blank.create(name)
    monkeypatch.setitem(connections.settings, "default", {**settings, "NAME": name})
    try:
        yield
    finally:
        monkeypatch.undo()
        if connection.vendor == "postgresql":
            blank.remove(name)
