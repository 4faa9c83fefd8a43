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
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from hashlib import file_digest
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection, transaction

import lianmeng
from lianmeng.files.models import StoredFile
from lianmeng.policies.models import Revision
from lianmeng.record import queries as record
from lianmeng.web import clock

FORMAT = 2
SESSIONS = Session._meta.db_table  # left out: who gets hold of a backup shall not be signed in as somebody
MANIFEST, DATABASE, KEY = "manifest.json", "database", "identity.key"
MEMBER = re.compile(r"files/[0-9a-f]{2}/[0-9a-f]{62}")
SECURED = ("sslmode", "sslrootcert", "sslcert", "sslkey")  # of DATABASE_URL, for PostgreSQL's own programs
SQLITE, POSTGRESQL = "sqlite", "postgresql"


class BackupRefused(Exception):
    """Why nothing was saved or restored, and what to do; in Chinese."""


@dataclass(frozen=True)
class Manifest:
    """What a backup holds, as of one moment. ``sums``: SHA-256 of each member by its name.

    ``version``: of the program; ``policies``: digests of the published revisions; ``rows``: of each table;
    ``entries``, ``head``: how many entries the ledger has and the digest of the last.
    """

    format: int
    version: str
    vendor: str
    made_on: str
    policies: list[str]
    rows: dict[str, int]
    entries: int
    head: str
    sums: dict[str, str]


def save(target: Path) -> Manifest:
    """Write the backup, readable by its owner alone, whole or not at all.

    Raises ``BackupRefused`` where a program is missing, a stored file is not there or was changed; ``OSError``.
    """
    place = target.resolve().parent
    with tempfile.TemporaryDirectory(dir=place, prefix=".backup-") as folder:
        database, part = Path(folder) / DATABASE, Path(folder) / "part"
        with _one_moment() as moment:
            _dump(database, moment)
            stored, told = _stored(), _told()
        members = {DATABASE: database, KEY: Path(settings.LIANMENG_DATA) / KEY, **stored}
        sums = {name: _sum(path) for name, path in members.items()}
        _require_unchanged(sums)
        version, day = lianmeng.__version__, str(clock.today())
        made = Manifest(FORMAT, version, connection.vendor, day, sums=sums, **told)
        (Path(folder) / MANIFEST).write_text(json.dumps(asdict(made), indent=1), encoding="utf-8")
        _write(part, {MANIFEST: Path(folder) / MANIFEST, **members})
        part.replace(target)
    _sync(place)
    return made


def restore(source: Path) -> Manifest:
    """Put a backup into an installation that holds nothing yet. Raises ``BackupRefused``, ``OSError``.

    The manifest's sums are compared before anything is put in its place, rows and ledger afterwards. Whether
    the ledger agrees with the rest is for ``lianmeng doctor`` to say: what did not agree when it was saved is
    still put back, for there may be nothing better.
    """
    data = Path(settings.LIANMENG_DATA)
    with tempfile.TemporaryDirectory(dir=data, prefix=".restore-") as folder:
        made = _unpack(source, Path(folder))
        if made.vendor != connection.vendor:
            raise BackupRefused(
                f"备份来自 {made.vendor} 数据库，这里是 {connection.vendor}，请按备份时的数据库恢复"
            )
        _require_empty(data)
        with _laid(Path(folder) / "files", Path(settings.FILES_ROOT)):
            os.sync()  # the files are there before the first row that names one
            _load(Path(folder) / DATABASE)
        (Path(folder) / KEY).replace(data / KEY)
    _sync(data)
    _compare(made)
    return made


@contextmanager
def _laid(unpacked: Path, root: Path) -> Iterator[None]:
    """The stored files stand in their place inside the block and stay if it ends well."""
    unpacked.mkdir(exist_ok=True)  # an installation may have none
    if root.exists():
        shutil.rmtree(root)  # empty folders at most
    unpacked.rename(root)
    try:
        yield
    except BaseException:
        shutil.rmtree(root)
        raise


def _told() -> dict[str, Any]:
    """What the manifest says of the database."""
    return {
        "policies": list(Revision.objects.order_by("pk").values_list("sha256", flat=True)),
        "rows": _rows(),
        "entries": record.count(),
        "head": record.last_digest(),
    }


def _rows() -> dict[str, int]:
    """How many rows each table has, but that of sessions."""
    models = apps.get_models(include_auto_created=True)
    return {model._meta.db_table: model._base_manager.count() for model in models if model is not Session}


def _compare(made: Manifest) -> None:
    """Raises ``BackupRefused`` when what was put back is not what was saved."""
    if record.count() != made.entries or record.last_digest() != made.head:
        raise BackupRefused(
            f"恢复的办理留痕有 {record.count()} 条，备份时 {made.entries} 条，或者末条不同。请清空后换一份备份"
        )
    with connection.cursor() as cursor:
        found = {}
        for table in made.rows:
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")
            found[table] = cursor.fetchone()[0]
    if wrong := sorted(table for table, number in made.rows.items() if found[table] != number):
        raise BackupRefused(f"恢复的行数与备份时不同：{'、'.join(wrong[:5])}。请清空后换一份备份")


def _stored() -> dict[str, Path]:
    """Every stored file by its name in the archive."""
    root = Path(settings.FILES_ROOT)
    sums = StoredFile.objects.order_by("pk").values_list("sha256", flat=True)
    found = {f"files/{one[:2]}/{one[2:]}": root / one[:2] / one[2:] for one in sums.iterator()}
    if lost := next((name for name, path in found.items() if not path.is_file()), None):
        raise BackupRefused(f"存放的文件缺失：{lost}。先从以前的备份取出：tar -xf 备份 {lost}")
    return found


def _require_unchanged(sums: Mapping[str, str]) -> None:
    """A stored file has the sum that it is named by. Raises ``BackupRefused``."""
    for name, found in sums.items():
        if MEMBER.fullmatch(name) and "".join(name.split("/")[1:]) != found:
            raise BackupRefused(f"存放的文件被改动：{name}。先从以前的备份取出：tar -xf 备份 {name}")


def _write(part: Path, members: Mapping[str, Path]) -> None:
    with part.open("xb") as out:
        os.fchmod(out.fileno(), 0o600)
        with tarfile.open(fileobj=out, mode="w") as tar:
            for name, path in members.items():
                tar.add(path, arcname=name, recursive=False)
        out.flush()
        os.fsync(out.fileno())


def _sync(directory: Path) -> None:
    """What was renamed in it stays renamed when the power fails."""
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


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
    if _numbers(made.version) > _numbers(lianmeng.__version__):
        raise BackupRefused(
            f"备份来自较新的 {made.version} 版，这里是 {lianmeng.__version__} 版，请先升级程序"
        )
    there = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    there.pop(MANIFEST)
    wrong = sorted(
        {name for name, path in there.items() if made.sums.get(name) != _sum(path)}
        | set(made.sums) - set(there)
    )
    if wrong or not {DATABASE, KEY} <= set(there):
        raise BackupRefused(f"备份内容与清单不符：{'、'.join(wrong[:5]) or DATABASE}。请换一份备份")
    return made


def _numbers(version: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", version)]


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


@contextmanager
def _one_moment() -> Iterator[str]:
    """Everything read inside is as it was at one moment, while others write; on PostgreSQL: by which name.

    SQLite: a deferred transaction, which reads one state and locks nobody out (one of Django's would lock).
    """
    if connection.vendor == SQLITE:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            cursor.execute("SELECT count(*) FROM sqlite_master")  # the moment is that of the first read
            cursor.fetchall()
            try:
                yield ""
            finally:
                cursor.execute("ROLLBACK")
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            moment = str(cursor.fetchone()[0])
        yield moment


def _dump(target: Path, moment: str) -> None:
    """Copy the database as of the moment, without its sessions."""
    if connection.vendor == SQLITE:
        with closing(sqlite3.connect(target)) as copy:
            connection.connection.backup(copy)  # the same connection, so the same state
            copy.execute("PRAGMA secure_delete=ON")
            copy.execute(f"DELETE FROM {SESSIONS}")
            copy.commit()
        return
    what = (f"--snapshot={moment}", f"--exclude-table-data={SESSIONS}")
    _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", *what, f"--file={target}")


def _load(source: Path) -> None:
    if connection.vendor == SQLITE:
        path = Path(str(settings.DATABASES["default"]["NAME"]))
        _require_whole(source)
        for rest in (f"{path}-wal", f"{path}-shm"):
            Path(rest).unlink(missing_ok=True)
        source.replace(path)
        return
    name = str(settings.DATABASES["default"]["NAME"])
    connection.close()
    _run(
        "pg_restore", "--no-owner", "--no-privileges", "--single-transaction", f"--dbname={name}", str(source)
    )


def _require_whole(database: Path) -> None:
    """Raises ``BackupRefused`` for a file that SQLite does not read."""
    try:
        with closing(sqlite3.connect(database)) as found:
            (said,) = found.execute("PRAGMA quick_check").fetchone()
    except sqlite3.DatabaseError as error:
        said = str(error)
    if said != "ok":
        raise BackupRefused(f"备份中的数据库读不懂：{said}。请换一份备份")


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
    found = {variable: str(database[key]) for variable, key in names.items() if database.get(key)}
    options = {
        f"PG{key.upper()}": str(database["OPTIONS"][key]) for key in SECURED if key in database["OPTIONS"]
    }
    return found | options
