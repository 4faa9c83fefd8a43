"""The database itself refuses to change what is published.

On SQLite a migration that remakes one of these tables drops its triggers: it must put them back (a test
tries every statement). REPLACE is refused before it deletes anything, whatever ``recursive_triggers`` says.
"""

from django.apps.registry import Apps
from django.db import NotSupportedError, migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

MESSAGE = "a published policy is never changed"

# Table → when a new row would take the place of an old one.
TABLES = {
    "policies_revision": "id = NEW.id OR (pack_id = NEW.pack_id AND no = NEW.no)",
    "policies_content": "id = NEW.id OR sha256 = NEW.sha256",
}

# An error of class 23, so that Django raises IntegrityError on both databases.
FUNCTION = f"""
CREATE FUNCTION policies_immutable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def _sqlite() -> dict[str, str]:
    """Trigger name → its event."""
    events = {}
    for table, same in TABLES.items():
        events[f"{table}_no_update"] = f"BEFORE UPDATE ON {table}"
        events[f"{table}_no_delete"] = f"BEFORE DELETE ON {table}"
        taken = f"EXISTS (SELECT 1 FROM {table} WHERE {same})"
        events[f"{table}_no_replace"] = f"BEFORE INSERT ON {table} WHEN {taken}"
    return events


def forbid(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Create the triggers. Raises NotImplementedError on a database for which there are none."""
    vendor = schema_editor.connection.vendor
    if vendor == "sqlite":
        for name, event in _sqlite().items():
            schema_editor.execute(
                f"CREATE TRIGGER {name} {event} BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
            )
    elif vendor == "postgresql":
        schema_editor.execute(FUNCTION)
        for table in TABLES:
            schema_editor.execute(
                f"CREATE TRIGGER {table}_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION policies_immutable()"
            )
    else:
        raise NotSupportedError(f"published policies have no triggers for {vendor}")


def allow(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Drop the triggers."""
    if schema_editor.connection.vendor == "sqlite":
        for name in _sqlite():
            schema_editor.execute(f"DROP TRIGGER {name}")
        return
    for table in TABLES:
        schema_editor.execute(f"DROP TRIGGER {table}_immutable ON {table}")
    schema_editor.execute("DROP FUNCTION policies_immutable()")


class Migration(migrations.Migration):
    dependencies = [("policies", "0001_initial")]
    operations = [migrations.RunPython(forbid, allow)]
