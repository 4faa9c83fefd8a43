"""Writing the ledger: append, seal, export. Nothing here changes an entry, and the database refuses to."""

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from . import chain, queries
from .models import Entry, Head, Seal
from .people import Actor


@dataclass(frozen=True, slots=True)
class Line:
    """What one act means for one stream: its content and the articles it rests on."""

    stream: str
    data: Mapping[str, Any]
    articles: Sequence[str]


def append(
    *,
    stream: str,
    act: str,
    act_id: UUID,
    once: str | None,
    actor: Actor,
    on: date,
    data: Mapping[str, Any],
    articles: Sequence[str],
    recorded_at: datetime | None = None,
) -> Entry:
    """Append one entry to a stream; see `append_many`."""
    lines = [Line(stream, data, articles)]
    return append_many(lines, act=act, act_id=act_id, once=once, actor=actor, on=on, recorded_at=recorded_at)[
        0
    ]


def append_many(
    lines: Sequence[Line],
    *,
    act: str,
    act_id: UUID,
    once: str | None,
    actor: Actor,
    on: date,
    recorded_at: datetime | None = None,
) -> list[Entry]:
    """Append one entry per line under one act id, all or none; only the first carries `once`.

    `on` is the legal date; `recorded_at` (aware) is now unless given. The counter's row stays locked
    until the caller's transaction ends, so numbers have no gap: append last, commit soon.

    Raises TransactionManagementError outside a transaction, IntegrityError when `once` has been used
    or no person is named, TypeError or ValueError for content that `chain.plain` refuses.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("the ledger is written within a transaction")
    if not lines:
        return []
    moment = recorded_at or timezone.now()
    shared = {"act": act, "act_id": act_id, "on": on, "recorded_at": moment, **actor.snapshot()}
    seq = _take_numbers(len(lines))
    heads = queries.heads({line.stream for line in lines})
    entries: list[Entry] = []
    for line in lines:
        no, previous = heads.get(line.stream, (0, ""))
        place = {"seq": seq, "no": no + 1, "previous": previous, "once": None if entries else once or None}
        entry = _entry(line, shared | place)
        heads[line.stream] = (no + 1, entry.digest)
        entries.append(entry)
        seq += 1
    return Entry.objects.bulk_create(entries)


def _take_numbers(amount: int) -> int:
    """Lock the counter, move it on by `amount` and return the first number taken.

    The write comes first: it locks the row on PostgreSQL and the file on SQLite, where a read before
    it could be outdated.
    """
    with connection.cursor() as cursor:
        table = connection.ops.quote_name(Head._meta.db_table)
        cursor.execute(f"UPDATE {table} SET count = count + %s WHERE id = 1 RETURNING count", [amount])
        (last,) = cursor.fetchone()
    return int(last) - amount + 1


def _entry(line: Line, fields: dict[str, Any]) -> Entry:
    row = fields | {
        "stream": line.stream,
        "data": chain.plain(line.data),
        "articles": chain.plain(list(line.articles)),
        "actor_salt": chain.new_salt(),
        "data_salt": chain.new_salt(),
    }
    row["actor_digest"] = chain.actor_digest(row)
    row["data_digest"] = chain.data_digest(row)
    row["digest"] = chain.entry_digest(row)
    return Entry(**row)


@transaction.atomic
def seal(day: date) -> Seal:
    """Seal the ledger as it stands now under the name of `day`; a day already sealed keeps its seal.

    No entry can be appended meanwhile. The seal proves something only once it is kept elsewhere: see
    `write_seal` and `chain`.
    """
    Head.objects.filter(id=1).update(count=F("count"))
    known = Seal.objects.filter(day=day).first()
    if known:
        return known
    heads = {name: [no, digest] for name, (no, digest) in queries.heads().items()}
    new = Seal(day=day, count=queries.count(), heads=heads, sealed_at=timezone.now())
    new.digest = chain.seal_digest(queries.seal_row(new))
    new.save(force_insert=True)
    return new


def write_seal(seal: Seal, path: Path) -> None:
    """Write a seal as a JSON file, whole or not at all. Raises OSError."""
    _write(path, [json.dumps(queries.seal_row(seal), ensure_ascii=False, indent=1, sort_keys=True)])


def export(path: Path) -> int:
    """Write the whole ledger as JSON lines in order of `seq`; return the number of lines. Raises OSError."""
    return _write(path, (json.dumps(row, ensure_ascii=False) for row in queries.rows()))


def _write(path: Path, lines: Iterable[str]) -> int:
    """Write lines beside `path`, sync, rename; a failure leaves what stood there before."""
    part = path.with_name(f".{path.name}.part")
    number = 0
    try:
        with part.open("w", encoding="utf-8") as out:
            for line in lines:
                out.write(line + "\n")
                number += 1
            out.flush()
            os.fsync(out.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return number
