"""An installation saved while it is used, and put back elsewhere; what was damaged on the way is not put back."""

import io
import json
import os
import subprocess
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from lianmeng.web import backup, clock
from lianmeng.web.backup import BackupRefused
from tests import blank
from tests.browser.serving import environment, lianmeng
from tests.record.ledgers import in_thread
from tests.reliability.serving import ROOT, address_of_database, lay_data
from tests.stories.stage import found, rows, set_stage

pytestmark = pytest.mark.slow
ELSEWHERE = "lianmeng_restored"


@pytest.fixture
def lived_in(separate_database: None, tmp_path: Path) -> dict[str, str]:
    """The environment of an installation in which two alliances have come to their panel."""
    data = tmp_path / "data"
    with transaction.atomic():
        play = set_stage("argued")
        clock.establish("demonstration", play.day)
        kept = rows()
        lay_data(data)
        transaction.set_rollback(True)
    in_thread(lambda: found(kept))
    return environment(data) | {"DATABASE_URL": address_of_database()}


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of an installation that holds nothing yet."""
    address = ""
    if connection.vendor == "postgresql":
        blank.create(ELSEWHERE, "template0")
        address = f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{ELSEWHERE}"
    yield environment(tmp_path / "elsewhere") | {"DATABASE_URL": address}
    if address:
        blank.remove(ELSEWHERE)


def run(where: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command of an installation."""
    return subprocess.run(lianmeng(*arguments), env=where, cwd=ROOT, capture_output=True, text=True)


def test_what_was_saved_is_put_back_whole_and_once(
    lived_in: dict[str, str], elsewhere: dict[str, str], tmp_path: Path
) -> None:
    saved, again = tmp_path / "saved.tar", tmp_path / "again.tar"
    done = run(lived_in, "backup", str(saved))
    assert done.returncode == 0, done.stderr
    assert saved.stat().st_mode & 0o077 == 0
    done = run(elsewhere, "restore", str(saved))
    assert done.returncode == 0 and "核对一致" in done.stdout, done.stdout + done.stderr
    key = "identity.key"
    assert (Path(elsewhere["LIANMENG_DATA"]) / key).read_text() == (
        Path(lived_in["LIANMENG_DATA"]) / key
    ).read_text()
    assert run(elsewhere, "backup", str(again)).returncode == 0
    before, after = (manifest(path) for path in (saved, again))
    assert before["entries"] == after["entries"] > 100
    files = [{name: one for name, one in made["sums"].items() if "/" in name} for made in (before, after)]
    assert files[0] == files[1] and files[0]
    done = run(elsewhere, "restore", str(saved))  # it holds something now
    assert done.returncode == 1 and "没有恢复" in done.stderr


def manifest(path: Path) -> dict[str, Any]:
    with tarfile.open(path) as tar:
        found = tar.extractfile("manifest.json")
        assert found
        made: dict[str, Any] = json.load(found)
        return made


# ---- damaged -------------------------------------------------------------------------------------------------


def rewritten(path: Path, changed: dict[str, bytes], *, without: str = "", link: str = "") -> Path:
    """The backup with members changed, added, left out."""
    other = path.with_name("other.tar")
    with tarfile.open(path) as old, tarfile.open(other, "w") as new:
        for one in old:
            if one.name != without:
                file = old.extractfile(one)
                content = changed.pop(one.name, file.read() if file else b"")
                one.size = len(content)
                new.addfile(one, io.BytesIO(content))
        for name, content in changed.items():
            added = tarfile.TarInfo(name)
            added.size = len(content)
            new.addfile(added, io.BytesIO(content))
        if link:
            added = tarfile.TarInfo(link)
            added.type, added.linkname = tarfile.SYMTYPE, "/etc/passwd"
            new.addfile(added)
    return other


DAMAGED: list[tuple[dict[str, bytes], str, str, str]] = [  # changed or added, left out, a link, what is said
    ({"database": b"another"}, "", "", "与清单不符"),
    ({"identity.key": b"0" * 64}, "", "", "与清单不符"),
    ({}, "identity.key", "", "与清单不符"),
    ({}, "manifest.json", "", "不完整"),
    ({"manifest.json": b"{}"}, "", "", "不完整"),
    ({"files/ab/" + "0" * 62: b"not listed"}, "", "", "与清单不符"),
    ({"../outside": b"x"}, "", "", "不认识的内容"),
    ({"/etc/cron.d/x": b"x"}, "", "", "不认识的内容"),
    ({}, "", "files/ab/" + "0" * 62, "不认识的内容"),
]


def test_what_was_changed_or_torn_on_the_way_is_not_put_back(
    lived_in: dict[str, str], tmp_path: Path, settings: Any
) -> None:
    saved, settings.LIANMENG_DATA = tmp_path / "saved.tar", tmp_path / "empty"
    settings.LIANMENG_DATA.mkdir()
    assert run(lived_in, "backup", str(saved)).returncode == 0
    for changed, without, link, said in DAMAGED:
        with pytest.raises(BackupRefused, match=said):
            backup.restore(rewritten(saved, dict(changed), without=without, link=link))
    for length in (0, 100, 5000):
        torn = saved.with_name("torn.tar")
        torn.write_bytes(saved.read_bytes()[:length])
        with pytest.raises(BackupRefused, match="不完整"):
            backup.restore(torn)
    assert list(settings.LIANMENG_DATA.iterdir()) == []


def test_nothing_is_saved_where_a_stored_file_is_gone(lived_in: dict[str, str], tmp_path: Path) -> None:
    one = next(path for path in (Path(lived_in["LIANMENG_DATA"]) / "files").rglob("*") if path.is_file())
    one.unlink()
    done = run(lived_in, "backup", str(tmp_path / "saved.tar"))
    assert done.returncode == 1 and "缺失" in done.stderr
    assert not list(tmp_path.glob("*.tar")) and not list(tmp_path.glob(".backup-*"))
