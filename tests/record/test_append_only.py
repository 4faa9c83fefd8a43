"""The database itself refuses every statement that would change the ledger."""

from datetime import date
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from lianmeng.record import actions
from lianmeng.record.models import Entry, Head, Seal
from tests.record.ledgers import enter, in_thread

pytestmark = pytest.mark.django_db

BOTH = [
    "UPDATE record_entry SET act = 'x'",
    "UPDATE record_entry SET digest = digest WHERE seq = 2",
    "DELETE FROM record_entry WHERE seq = 2",
    "DELETE FROM record_entry",
    "UPDATE record_seal SET count = 0",
    "DELETE FROM record_seal",
    "UPDATE record_head SET count = count - 1",
    "DELETE FROM record_head",
    "INSERT INTO record_head (id, count) VALUES (2, 9)",
]
TABLES: dict[str, Any] = {"entry": Entry, "seal": Seal, "head": Head}


def replacing(verb: str, table: str, **changed: str) -> str:
    """Return SQLite's statement that puts the table's first row over itself, with some columns changed."""
    fields = [field.column for field in TABLES[table]._meta.concrete_fields]
    columns = ", ".join(f'"{name}"' for name in fields)
    values = ", ".join(changed.get(name, f'"{name}"') for name in fields)
    return f"{verb} INTO record_{table} ({columns}) SELECT {values} FROM record_{table} LIMIT 1"


SQLITE = [
    replacing("REPLACE", "entry"),
    replacing("INSERT OR REPLACE", "seal"),
    replacing("INSERT OR REPLACE", "head"),
    replacing("REPLACE", "entry", seq="3", no="3", previous="'x'"),  # takes over the once
    replacing("REPLACE", "entry", seq="3", once="NULL"),  # takes over the place in the stream
    "UPDATE OR REPLACE record_entry SET seq = 1 WHERE seq = 2",
]
POSTGRESQL = [
    "TRUNCATE record_entry",
    "TRUNCATE record_seal",
    "TRUNCATE record_head",
    "INSERT INTO record_entry SELECT * FROM record_entry ON CONFLICT (seq) DO UPDATE SET act = 'x'",
]
OWN = SQLITE if connection.vendor == "sqlite" else POSTGRESQL
# A foreign tool does not set recursive_triggers: without it, too, nothing is replaced.
PRAGMAS = ["ON", "OFF"] if connection.vendor == "sqlite" else [None]


@pytest.fixture(autouse=True)
def ledger() -> None:
    enter(once="o")
    enter()
    actions.seal(date(2016, 10, 8))


def refused(statement: str) -> None:
    before = [list(model.objects.values()) for model in TABLES.values()]
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert [list(model.objects.values()) for model in TABLES.values()] == before


@pytest.mark.parametrize("statement", BOTH)
def test_statements_are_refused(statement: str) -> None:
    refused(statement)


@pytest.mark.parametrize("recursive", PRAGMAS)
@pytest.mark.parametrize("statement", OWN)
def test_statements_of_this_database_are_refused(statement: str, recursive: str | None) -> None:
    if recursive is None:
        refused(statement)
        return
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA recursive_triggers={recursive}")
        try:
            refused(statement)
        finally:
            cursor.execute("PRAGMA recursive_triggers=ON")


def test_the_orm_is_refused_too() -> None:
    entry = Entry.objects.get(seq=1)
    entry.act = "x"
    for change in (entry.save, entry.delete, Entry.objects.all().delete, Seal.objects.all().delete):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    assert Entry.objects.get(seq=1).act == "submit"


def test_the_triggers_go_and_come_with_their_migration(separate_database: None) -> None:
    def open_ledger() -> None:
        call_command("migrate", "record", "0001", verbosity=0)
        with transaction.atomic():
            enter()
        Entry.objects.filter(seq=1).update(capacity="other")

    def close_ledger() -> None:
        call_command("migrate", "record", verbosity=0)
        refused("UPDATE record_entry SET act = 'x'")
        assert Head.objects.get().count == 1

    in_thread(open_ledger)
    in_thread(close_ledger)
