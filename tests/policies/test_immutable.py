"""The database itself refuses every statement that would change what is published."""

import pytest
from django.db import IntegrityError, connection, transaction

from lianmeng.policies.models import Content, Revision
from tests.policies.test_publish import publish

pytestmark = pytest.mark.django_db

MODELS = {"policies_revision": Revision, "policies_content": Content}
BOTH = [
    "UPDATE policies_revision SET reason = 'x'",
    "DELETE FROM policies_revision",
    "UPDATE policies_content SET files = '{}'",
    "DELETE FROM policies_content",
]


def replacing(table: str) -> str:
    columns = ", ".join(f'"{field.column}"' for field in MODELS[table]._meta.concrete_fields)
    return f"INSERT OR REPLACE INTO {table} ({columns}) SELECT {columns} FROM {table} LIMIT 1"


SQLITE = [replacing(table) for table in MODELS]
POSTGRESQL = [
    *(f"TRUNCATE {table} CASCADE" for table in MODELS),
    "INSERT INTO policies_revision SELECT * FROM policies_revision ON CONFLICT (id) DO UPDATE SET reason = 'x'",
]
OWN = SQLITE if connection.vendor == "sqlite" else POSTGRESQL


@pytest.mark.parametrize("statement", [*BOTH, *OWN])
def test_statements_are_refused(statement: str) -> None:
    publish()
    connection.check_constraints()  # deferred foreign keys would refuse TRUNCATE before the triggers do
    before = [list(model.objects.values()) for model in MODELS.values()]
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert [list(model.objects.values()) for model in MODELS.values()] == before


def test_the_orm_is_refused_too() -> None:
    revision = publish()
    revision.reason = "x"
    for change in (revision.save, revision.delete, Revision.objects.all().delete):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_revision_numbers_are_unique() -> None:
    first = publish()
    same = Revision(
        pack_id=first.pack_id,
        no=first.no,
        sha256="0" * 64,
        content=first.content,
        published_on=first.published_on,
        published_by="某人",
        schema=1,
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        same.save()
