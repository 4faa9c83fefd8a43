"""A directory of files for each test."""

from pathlib import Path

import pytest
from pytest_django import Settings

from tests.record.separate import separate_database

__all__ = ["root", "separate_database"]


@pytest.fixture(autouse=True)
def root(tmp_path: Path, settings: Settings) -> Path:
    """Set FILES_ROOT to a directory of this test and return it; it does not exist yet."""
    settings.FILES_ROOT = tmp_path / "files"
    return tmp_path / "files"
