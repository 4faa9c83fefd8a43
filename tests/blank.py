"""The test database as migrations leave it, kept once per process to be copied: migrating takes seconds."""

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from django.conf import settings
from django.db import connection

KEPT = "_blank"  # on PostgreSQL, behind the name of the test database


def keep() -> None:
    """Put a copy aside. Called once, before any test uses the database."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(_file())) as kept:
            connection.connection.backup(kept)
            kept.execute("PRAGMA journal_mode=WAL")
        connection.close()
        return
    connection.close()  # a database that somebody uses cannot be copied
    name = connection.settings_dict["NAME"]
    create(f"{name}{KEPT}", name)


def drop() -> None:
    """Remove what was put aside."""
    if connection.vendor == "postgresql":
        connection.close()
        remove(f"{connection.settings_dict['NAME']}{KEPT}")


def copy_file(to: Path) -> None:
    """Copy the kept SQLite database to a file."""
    shutil.copyfile(_file(), to)


def create(name: str, template: str = "") -> None:
    """Make a PostgreSQL database from another, by default from the one that was put aside."""
    _administer(f'CREATE DATABASE "{name}" TEMPLATE "{template or connection.settings_dict["NAME"] + KEPT}"')


def remove(name: str) -> None:
    """Drop a PostgreSQL database, whoever uses it."""
    _administer(f'DROP DATABASE "{name}" WITH (FORCE)')


def _file() -> Path:
    return Path(settings.LIANMENG_DATA) / f"blank-{os.getpid()}.sqlite3"


def _administer(statement: str) -> None:
    """Run a statement that no transaction may hold, on a connection of its own."""
    with connection._nodb_cursor() as cursor:
        cursor.execute(statement)
