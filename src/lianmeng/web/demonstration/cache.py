"""A demonstration once played is kept beside the code and copied into the next empty data directory.

What is kept lies under the digest of everything that it was made from: code, packs, demonstration, parts, and the
address that its papers bear. SQLite only. A cache that cannot be read or written is none, and nothing else fails.
"""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, suppress
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.db import connection

PLACE = Path(settings.BASE_DIR) / ".cache" / "demonstration"
MADE_FROM = ("src/lianmeng", "policies", "demonstration", "requirements/run.txt")
DATABASE, FILES, KEY = "lianmeng.sqlite3", "files", "identity.key"  # the key belongs to the database's hashes
KEPT = 4  # so many are kept, the newest


def lay(until: str | None) -> bool:
    """Copy what was kept into the data directory, if that holds no database yet; whether it was done."""
    data = Path(settings.LIANMENG_DATA)
    kept = PLACE / digest(until)
    if not _is_ours() or (data / DATABASE).exists() or not kept.is_dir():
        return False
    shutil.copytree(kept / FILES, data / FILES, dirs_exist_ok=True)
    shutil.copy2(kept / KEY, data / KEY)
    with suppress(OSError):
        os.utime(kept)
    part = data / f".{DATABASE}"
    shutil.copyfile(kept / DATABASE, part)
    os.replace(part, data / DATABASE)
    return True


def keep(until: str | None) -> None:
    """Keep this data directory as it stands for the next time."""
    if not _is_ours():
        return
    with suppress(OSError):
        PLACE.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=PLACE, prefix=".") as draft:
            _copy(Path(settings.LIANMENG_DATA), Path(draft) / "made")
            os.rename(Path(draft) / "made", PLACE / digest(until))
        for old in sorted(PLACE.iterdir(), key=lambda one: one.stat().st_mtime)[:-KEPT]:
            shutil.rmtree(old, ignore_errors=True)


def digest(until: str | None) -> str:
    """The digest of all that a demonstration is made from."""
    found = sha256(f"{until}\n{settings.LIANMENG_SITE}\n{getattr(settings, 'LIANMENG_FONTS', '')}\n".encode())
    for path in _sources():
        found.update(path.relative_to(settings.BASE_DIR).as_posix().encode() + b"\0")
        found.update(sha256(path.read_bytes()).digest())
    return found.hexdigest()


def _sources() -> Iterator[Path]:
    for name in MADE_FROM:
        top = Path(settings.BASE_DIR) / name
        paths = [top] if top.is_file() else sorted(top.rglob("*"))
        yield from (path for path in paths if path.is_file() and path.suffix != ".pyc")


def _copy(data: Path, to: Path) -> None:
    to.mkdir()
    with (
        closing(sqlite3.connect(data / DATABASE)) as source,
        closing(sqlite3.connect(to / DATABASE)) as target,
    ):
        source.backup(target)
    shutil.copytree(data / FILES, to / FILES, ignore=shutil.ignore_patterns(".*"))
    shutil.copy2(data / KEY, to / KEY)


def _is_ours() -> bool:
    """Whether the database is the SQLite file of the data directory."""
    name = str(connection.settings_dict["NAME"])
    return connection.vendor == "sqlite" and Path(name) == Path(settings.LIANMENG_DATA) / DATABASE
