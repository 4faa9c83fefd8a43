"""One file that holds an installation: its database, its stored files, the key of identity numbers.

The database is copied as it stands at one moment, while the server goes on; stored files come after it, since they
only grow and never change. What is restored is compared with the manifest before it is put in its place.
"""

import json
import os
import re
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import asdict, dataclass
from hashlib import file_digest
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from lianmeng.files.models import StoredFile
from lianmeng.record import queries as record
from lianmeng.web import clock

FORMAT = 1
MANIFEST, DATABASE, KEY = "manifest.json", "database", "identity.key"
MEMBER = re.compile(r"files/[0-9a-f]{2}/[0-9a-f]{62}")
SQLITE, POSTGRESQL = "sqlite", "postgresql"


class BackupRefused(Exception):
    """Why nothing was saved or restored, and what to do; in Chinese."""


@dataclass(frozen=True)
class Manifest:
    """What a backup holds. ``sums``: SHA-256 of each member by its name; ``entries``: of the ledger."""

    format: int
    vendor: str
    made_on: str
    entries: int
    sums: dict[str, str]


def save(target: Path) -> Manifest:
    """Write the backup, readable by its owner alone, whole or not at all.

    Raises ``BackupRefused`` where a program is missing or a stored file is not there, ``OSError``.
    """
    with tempfile.TemporaryDirectory(dir=target.resolve().parent, prefix=".backup-") as folder:
        database, part = Path(folder) / DATABASE, Path(folder) / "part"
        entries = record.count()
        _dump(database)
        members = {DATABASE: database, KEY: Path(settings.LIANMENG_DATA) / KEY, **_stored()}
        sums = {name: _sum(path) for name, path in members.items()}
        made = Manifest(FORMAT, connection.vendor, str(clock.today()), entries, sums)
        (Path(folder) / MANIFEST).write_text(json.dumps(asdict(made), indent=1), encoding="utf-8")
        with part.open("xb") as out:
            os.fchmod(out.fileno(), 0o600)
            with tarfile.open(fileobj=out, mode="w") as tar:
                for name, path in {MANIFEST: Path(folder) / MANIFEST, **members}.items():
                    tar.add(path, arcname=name, recursive=False)
            out.flush()
            os.fsync(out.fileno())
        part.replace(target)
    return made


def restore(source: Path) -> Manifest:
    """Put a backup into an installation that holds nothing yet. Raises ``BackupRefused``, ``OSError``.

    The manifest's sums are compared before anything is put in its place; whether the ledger agrees with the
    rest is for ``lianmeng doctor`` to say afterwards.
    """
    data = Path(settings.LIANMENG_DATA)
    with tempfile.TemporaryDirectory(dir=data, prefix=".restore-") as folder:
        made = _unpack(source, Path(folder))
        if made.vendor != connection.vendor:
            raise BackupRefused(
                f"备份来自 {made.vendor} 数据库，这里是 {connection.vendor}，请按备份时的数据库恢复"
            )
        _require_empty(data)
        if (Path(folder) / "files").exists():
            shutil.copytree(Path(folder) / "files", data / "files", dirs_exist_ok=True)
        (Path(folder) / KEY).replace(data / KEY)
        _load(Path(folder) / DATABASE)
    return made


def _stored() -> dict[str, Path]:
    """Every stored file by its name in the archive."""
    root = Path(settings.FILES_ROOT)
    sums = StoredFile.objects.order_by("pk").values_list("sha256", flat=True)
    found = {f"files/{one[:2]}/{one[2:]}": root / one[:2] / one[2:] for one in sums.iterator()}
    if lost := next((name for name, path in found.items() if not path.is_file()), None):
        raise BackupRefused(f"存放的文件缺失：{lost}。先运行 lianmeng doctor 查明")
    return found


def _unpack(source: Path, folder: Path) -> Manifest:
    """The members in a folder, each as the manifest says. Raises ``BackupRefused``."""
    try:
        with tarfile.open(source) as tar:
            for one in _members(tar):
                _take(tar, one, folder / one.name)
        made = Manifest(**json.loads((folder / MANIFEST).read_text(encoding="utf-8")))
    except (tarfile.TarError, EOFError, KeyError, TypeError, ValueError, FileNotFoundError) as error:
        raise BackupRefused(f"备份文件读不懂或不完整：{error}") from error
    if made.format != FORMAT:
        raise BackupRefused(f"备份格式为 {made.format}，本版本只认 {FORMAT}")
    there = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    there.pop(MANIFEST)
    wrong = sorted(
        {name for name, path in there.items() if made.sums.get(name) != _sum(path)}
        | set(made.sums) - set(there)
    )
    if wrong or not {DATABASE, KEY} <= set(there):
        raise BackupRefused(f"备份内容与清单不符：{'、'.join(wrong[:5]) or DATABASE}。请换一份备份")
    return made


def _take(tar: tarfile.TarFile, one: tarfile.TarInfo, target: Path) -> None:
    """Its content and nothing else of a member: no owner, no rights, no times."""
    target.parent.mkdir(parents=True, exist_ok=True)
    content = tar.extractfile(one)
    assert content is not None  # it is a regular file
    with content, target.open("xb") as out:
        shutil.copyfileobj(content, out)


def _members(tar: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    for one in tar:
        if not one.isreg() or not (one.name in (MANIFEST, DATABASE, KEY) or MEMBER.fullmatch(one.name)):
            raise BackupRefused(f"备份中有不认识的内容：{one.name[:80]}")
        yield one


def _require_empty(data: Path) -> None:
    """Nothing may be overwritten. Raises ``BackupRefused``."""
    if any((data / "files").rglob("*")):
        raise BackupRefused("数据目录里已有文件，只能恢复到新的数据目录")
    if connection.vendor == SQLITE:
        path = Path(str(settings.DATABASES["default"]["NAME"]))
        connection.close()
        if path.exists() and path.stat().st_size:
            raise BackupRefused("这里已有数据库，只能恢复到新的数据目录")
    elif connection.introspection.table_names():
        raise BackupRefused("这个数据库不是空的，只能恢复到新建的数据库")


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


# ---- the two databases ---------------------------------------------------------------------------------------


def _dump(target: Path) -> None:
    if connection.vendor == SQLITE:
        name = str(settings.DATABASES["default"]["NAME"])
        with closing(sqlite3.connect(name)) as here, closing(sqlite3.connect(target)) as copy:
            here.backup(copy)
        return
    _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")


def _load(source: Path) -> None:
    if connection.vendor == SQLITE:
        path = Path(str(settings.DATABASES["default"]["NAME"]))
        for rest in (f"{path}-wal", f"{path}-shm"):
            Path(rest).unlink(missing_ok=True)
        source.replace(path)
        return
    name = str(settings.DATABASES["default"]["NAME"])
    connection.close()
    _run(
        "pg_restore", "--no-owner", "--no-privileges", "--single-transaction", f"--dbname={name}", str(source)
    )


def _run(program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs on the database of the settings. Raises ``BackupRefused``."""
    found = shutil.which(program) or max(
        map(str, Path("/usr/lib/postgresql").glob(f"*/bin/{program}")), default=""
    )
    if not found:
        raise BackupRefused(f"没有找到 {program}，请安装 postgresql-client")
    done = subprocess.run(
        [found, *arguments], env={**os.environ, **_access()}, capture_output=True, text=True
    )
    if done.returncode:
        raise BackupRefused(f"{program} 没有成功：{done.stderr.strip()[-500:]}")


def _access() -> Mapping[str, str]:
    """How PostgreSQL's programs reach the database: the password stands in no command line."""
    database: dict[str, Any] = settings.DATABASES["default"]
    names = {
        "PGHOST": "HOST",
        "PGPORT": "PORT",
        "PGUSER": "USER",
        "PGPASSWORD": "PASSWORD",
        "PGDATABASE": "NAME",
    }
    return {variable: str(database[key]) for variable, key in names.items() if database.get(key)}
