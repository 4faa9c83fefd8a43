"""The database itself refuses to change the ledger, and the counter's row begins at nought.

On SQLite a migration that remakes one of these tables drops its triggers: it must put them back
(a test tries every statement). REPLACE is refused before it deletes anything, so that it does not depend
on `recursive_triggers`, which a foreign tool does not set.
"""

from django.apps.registry import Apps
from django.db import NotSupportedError, migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

MESSAGE = "the ledger is append-only"

SQLITE = {
    "entry_no_update": "BEFORE UPDATE ON record_entry",
    "entry_no_delete": "BEFORE DELETE ON record_entry",
    "entry_no_replace": """BEFORE INSERT ON record_entry WHEN EXISTS (SELECT 1 FROM record_entry
        WHERE seq = NEW.seq OR once = NEW.once OR (stream = NEW.stream AND no = NEW.no))""",
    "seal_no_update": "BEFORE UPDATE ON record_seal",
    "seal_no_delete": "BEFORE DELETE ON record_seal",
    "seal_no_replace": """BEFORE INSERT ON record_seal WHEN EXISTS (SELECT 1 FROM record_seal
        WHERE id = NEW.id OR day = NEW.day)""",
    "head_no_way_back": "BEFORE UPDATE ON record_head WHEN NEW.count < OLD.count",
    "head_no_delete": "BEFORE DELETE ON record_head",
    "head_no_replace": "BEFORE INSERT ON record_head WHEN EXISTS (SELECT 1 FROM record_head)",
}

POSTGRESQL = {
    "entry_append_only": (
        "record_entry",
        "BEFORE UPDATE OR DELETE OR TRUNCATE ON record_entry FOR EACH STATEMENT",
    ),
    "seal_append_only": (
        "record_seal",
        "BEFORE UPDATE OR DELETE OR TRUNCATE ON record_seal FOR EACH STATEMENT",
    ),
    "head_no_delete": ("record_head", "BEFORE DELETE OR TRUNCATE ON record_head FOR EACH STATEMENT"),
    "head_no_way_back": (
        "record_head",
        "BEFORE UPDATE ON record_head FOR EACH ROW WHEN (NEW.count < OLD.count)",
    ),
}

# An error of class 23, so that Django raises IntegrityError on both databases.
FUNCTION = f"""
CREATE FUNCTION record_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def forbid(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Create the triggers. Raises NotImplementedError on a database for which there are none."""
    vendor = schema_editor.connection.vendor
    if vendor == "sqlite":
        for name, event in SQLITE.items():
            schema_editor.execute(
                f"CREATE TRIGGER record_{name} {event} BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
            )
    elif vendor == "postgresql":
        schema_editor.execute(FUNCTION)
        for name, (_, event) in POSTGRESQL.items():
            schema_editor.execute(
                f"CREATE TRIGGER record_{name} {event} EXECUTE FUNCTION record_append_only()"
            )
    else:
        raise NotSupportedError(f"the ledger has no triggers for {vendor}")


def allow(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Drop the triggers."""
    if schema_editor.connection.vendor == "sqlite":
        for name in SQLITE:
            schema_editor.execute(f"DROP TRIGGER record_{name}")
        return
    for name, (table, _) in POSTGRESQL.items():
        schema_editor.execute(f"DROP TRIGGER record_{name} ON {table}")
    schema_editor.execute("DROP FUNCTION record_append_only()")


def begin(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Create the single row of the counter; after a migration there and back it is still there."""
    apps.get_model("record", "Head").objects.using(schema_editor.connection.alias).get_or_create(id=1)


class Migration(migrations.Migration):
    dependencies = [("record", "0001_initial")]
    operations = [
        migrations.RunPython(begin, migrations.RunPython.noop),
        migrations.RunPython(forbid, allow),
    ]
