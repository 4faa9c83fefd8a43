"""The table of attacks in SECURITY.md names tests that there are."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NAMED = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", (ROOT / "SECURITY.md").read_text(encoding="utf-8"))


def test_the_table_is_read() -> None:
    assert len(NAMED) > 20


@pytest.mark.parametrize("file, name", NAMED)
def test_every_attack_has_the_test_that_it_names(file: str, name: str) -> None:
    assert f"\ndef {name}(" in (ROOT / file).read_text(encoding="utf-8")
