"""An installation saved while it is used, and put back elsewhere; what was damaged on the way is not put back."""

import io
import json
import os
import subprocess
import tarfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection, transaction

from lianmeng.cases.models import Case
from lianmeng.files import actions as files
from lianmeng.web import backup, clock
from lianmeng.web.backup import BackupRefused
from tests import blank
from tests.browser.serving import environment, lianmeng
from tests.files.samples import PDF
from tests.record.ledgers import enter, in_thread
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
    for made in (before, after):
        del made["sums"]["database"]  # the same rows are not the same bytes
    assert before == after and before["entries"] > 100
    assert before["rows"]["cases_case"] > 1 and before["policies"] and before["head"]
    assert any("/" in name for name in before["sums"])
    done = run(elsewhere, "restore", str(saved))  # it holds something now
    assert done.returncode == 1 and "没有恢复" in done.stderr


def manifest(path: Path) -> dict[str, Any]:
    with tarfile.open(path) as tar:
        found = tar.extractfile("manifest.json")
        assert found
        made: dict[str, Any] = json.load(found)
        return made


def test_saved_while_others_write_it_is_one_moment(
    lived_in: dict[str, str], elsewhere: dict[str, str], tmp_path: Path, settings: Any
) -> None:
    saved, ended, written = tmp_path / "saved.tar", Event(), [0]
    settings.FILES_ROOT = Path(lived_in["LIANMENG_DATA"]) / "files"

    def write() -> None:
        while not ended.is_set():
            content = PDF + b"%" + str(written[0]).encode()
            with transaction.atomic():
                file = files.store(content, "a.pdf")
                day = date(2016, 6, 29)
                files.attach(file, name="a.pdf", owner_stream="other:1", kind="x", by="y", added_on=day)
                enter("other:1")
            written[0] += 1

    with ThreadPoolExecutor(1) as pool:
        writer = pool.submit(in_thread, write)
        done = run(lived_in, "backup", str(saved))
        ended.set()
        writer.result()
    assert done.returncode == 0 and written[0] > 20, done.stderr
    done = run(elsewhere, "restore", str(saved))
    assert done.returncode == 0 and "核对一致" in done.stdout, done.stdout + done.stderr


def test_nobody_is_signed_in_by_what_a_backup_holds(
    lived_in: dict[str, str], elsewhere: dict[str, str], tmp_path: Path
) -> None:
    later = datetime(2099, 1, 1, tzinfo=UTC)
    kept: list[int] = []
    in_thread(lambda: Session.objects.create(session_key="a" * 32, session_data="x", expire_date=later))
    assert run(lived_in, "backup", str(tmp_path / "saved.tar")).returncode == 0
    assert b"a" * 32 not in (tmp_path / "saved.tar").read_bytes()
    assert run(elsewhere, "restore", str(tmp_path / "saved.tar")).returncode == 0
    count = "from django.contrib.sessions.models import Session; print(Session.objects.count())"
    assert run(elsewhere, "shell", "--no-imports", "-c", count).stdout.strip() == "0"
    in_thread(lambda: kept.append(Session.objects.count()))
    assert kept == [1]


def test_what_did_not_agree_when_it_was_saved_is_put_back_and_told(
    lived_in: dict[str, str], elsewhere: dict[str, str], tmp_path: Path
) -> None:
    in_thread(lambda: Case.objects.filter(kind="recognition").update(state="notice"))
    assert run(lived_in, "backup", str(tmp_path / "saved.tar")).returncode == 0
    done = run(elsewhere, "restore", str(tmp_path / "saved.tar"))
    assert done.returncode == 1 and "状态记为“notice”" in done.stdout and "已按备份恢复" in done.stderr
    assert any(path.is_file() for path in (Path(elsewhere["LIANMENG_DATA"]) / "files").rglob("*"))


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


def test_what_a_newer_program_saved_waits_for_the_program(
    lived_in: dict[str, str], elsewhere: dict[str, str], tmp_path: Path
) -> None:
    saved = tmp_path / "saved.tar"
    assert run(lived_in, "backup", str(saved)).returncode == 0
    newer = json.dumps({**manifest(saved), "version": "999.0.1"}).encode()
    done = run(elsewhere, "restore", str(rewritten(saved, {"manifest.json": newer})))
    assert done.returncode == 1 and "来自较新的 999.0.1 版" in done.stderr, done.stderr
    assert not (Path(elsewhere["LIANMENG_DATA"]) / "files").exists()


def test_nothing_is_saved_where_a_stored_file_is_gone(lived_in: dict[str, str], tmp_path: Path) -> None:
    one = next(path for path in (Path(lived_in["LIANMENG_DATA"]) / "files").rglob("*") if path.is_file())
    one.unlink()
    done = run(lived_in, "backup", str(tmp_path / "saved.tar"))
    assert done.returncode == 1 and "缺失" in done.stderr
    assert not list(tmp_path.glob("*.tar")) and not list(tmp_path.glob(".backup-*"))


def test_nothing_is_saved_where_a_stored_file_was_changed(lived_in: dict[str, str], tmp_path: Path) -> None:
    one = next(path for path in (Path(lived_in["LIANMENG_DATA"]) / "files").rglob("*") if path.is_file())
    one.write_bytes(one.read_bytes()[:-1] + b"!")
    done = run(lived_in, "backup", str(tmp_path / "saved.tar"))
    assert done.returncode == 1 and "被改动" in done.stderr and one.name in done.stderr
    assert not list(tmp_path.glob("*.tar"))


@pytest.mark.parametrize(("told", "said"), [("rows", "行数"), ("entries", "办理留痕"), ("head", "末条不同")])
def test_less_than_the_manifest_tells_is_found(
    lived_in: dict[str, str], elsewhere: dict[str, str], tmp_path: Path, told: str, said: str
) -> None:
    saved = tmp_path / "saved.tar"
    assert run(lived_in, "backup", str(saved)).returncode == 0
    made = manifest(saved)
    more = {"rows": {**made["rows"], "cases_case": 99}, "entries": made["entries"] + 1, "head": "0" * 64}
    other = rewritten(saved, {"manifest.json": json.dumps({**made, told: more[told]}).encode()})
    done = run(elsewhere, "restore", str(other))
    assert done.returncode == 1 and said in done.stderr, done.stderr


def test_a_database_that_cannot_be_loaded_leaves_no_files(
    lived_in: dict[str, str], elsewhere: dict[str, str], tmp_path: Path
) -> None:
    saved, torn = tmp_path / "saved.tar", b"torn"
    assert run(lived_in, "backup", str(saved)).returncode == 0
    made = manifest(saved)
    made["sums"]["database"] = sha256(torn).hexdigest()
    other = rewritten(saved, {"manifest.json": json.dumps(made).encode(), "database": torn})
    done = run(elsewhere, "restore", str(other))
    assert done.returncode == 1 and "没有恢复" in done.stderr, done.stderr
    assert not (Path(elsewhere["LIANMENG_DATA"]) / "files").exists()
    assert run(elsewhere, "restore", str(saved)).returncode == 0


def test_postgresqls_programs_are_as_careful_on_the_way_as_the_pages(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = {"sslmode": "verify-full", "sslrootcert": "/etc/ssl/ca.pem", "connect_timeout": 5}
    monkeypatch.setitem(settings.DATABASES["default"], "OPTIONS", asked)
    access = backup._access()
    assert (access["PGSSLMODE"], access["PGSSLROOTCERT"]) == ("verify-full", "/etc/ssl/ca.pem")
    assert "PGCONNECT_TIMEOUT" not in access
