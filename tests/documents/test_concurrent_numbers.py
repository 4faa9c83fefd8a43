"""Four processes take numbers at once, from a database of their own."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection

from tests import blank

PROCESSES, TURNS = 4, 30

TAKE = f"""
import django
django.setup()
from django.db import transaction
from lianmeng.documents.actions import next_number
input()
for turn in range({TURNS}):
    try:
        with transaction.atomic():
            number = next_number("in", 2026)
            if turn % 5 == 0:
                raise LookupError
        print(number)
    except LookupError:
        pass
"""


@pytest.fixture
def environment(db: None, tmp_path: Path) -> Iterator[dict[str, str]]:
    """An environment whose database is new and goes with the test; of the kind that the tests run on."""
    ours = {**os.environ, "LIANMENG_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "lianmeng.settings"}
    if connection.vendor == "sqlite":
        blank.copy_file(tmp_path / "lianmeng.sqlite3")
        yield {**ours, "DATABASE_URL": ""}
        return
    name = f"numbers_{uuid4().hex}"
    blank.create(name)
    try:
        yield {**ours, "DATABASE_URL": f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{name}"}
    finally:
        blank.remove(name)


def test_no_gap_and_no_duplicate(environment: dict[str, str]) -> None:
    takers = [
        subprocess.Popen(
            [sys.executable, "-c", TAKE],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(PROCESSES)
    ]
    for taker in takers:
        assert taker.stdin is not None
        taker.stdin.write("\n")
        taker.stdin.flush()
    taken = [int(line) for taker in takers for line in taker.communicate(timeout=120)[0].split()]
    assert all(taker.returncode == 0 for taker in takers)
    assert sorted(taken) == list(range(1, PROCESSES * (TURNS - TURNS // 5) + 1))
