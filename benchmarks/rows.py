"""Rows as they are written and read when there are millions: by column, without models in between."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.management.color import no_style
from django.db import connection, connections
from django.db.models import Max, Model

PLAIN = (int, str, bool, type(None))  # equal in Python and in the database


def columns(row: Model) -> dict[str, Any]:
    """A row by column."""
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def highest(model: type[Model]) -> int:
    """The greatest number of a table; 0 for an empty one."""
    found: int | None = model._default_manager.aggregate(found=Max("pk"))["found"]
    return found or 0


def write(model: type[Model], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows given by column; PostgreSQL takes them in one stream.

    Ten million rows are made one by one: no model is built for them, and plain values go as they are.
    """
    fields, real = model._meta.concrete_fields, connections["default"]
    known = [(field, field.attname, field.get_default()) for field in fields]
    values = (
        [
            value if type(value) in PLAIN else field.get_db_prep_save(value, real)
            for field, name, default in known
            for value in (row.get(name, default),)
        ]
        for row in rows
    )
    into = f'"{model._meta.db_table}" ({", ".join(chr(34) + str(f.column) + chr(34) for f in fields)})'
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {into} FROM STDIN") as copy:
                for row in values:
                    copy.write_row(row)
        else:
            cursor.executemany(f"INSERT INTO {into} VALUES ({', '.join(['%s'] * len(fields))})", list(values))


def number_on(models: Sequence[type[Model]]) -> None:
    """Let the database number further rows behind those written with numbers of their own."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(models)):
            cursor.execute(statement)
