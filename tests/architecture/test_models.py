"""Foreign keys go down the tower, and models keep to plain tables."""

from collections.abc import Iterator

from django.apps import apps
from django.db.models import Field, Model

from tests.architecture.tower import LEVELS


def our_models() -> list[type[Model]]:
    return [model for model in apps.get_models(include_auto_created=True) if model._meta.app_label in LEVELS]


def references() -> Iterator[tuple[Field, str, str]]:
    """Yield each field of ours that points to a model, with the rooms it leads from and to."""
    for model in our_models():
        for field in model._meta.get_fields(include_hidden=True):
            if isinstance(field, Field) and field.remote_field and isinstance(field.remote_field.model, type):
                yield field, model._meta.app_label, field.remote_field.model._meta.app_label


def test_every_room_with_tables_has_a_place() -> None:
    rooms = {config.label for config in apps.get_app_configs() if config.name.startswith("lianmeng.")}
    assert rooms <= LEVELS.keys()


def test_foreign_keys_go_down() -> None:
    found = list(references())
    assert found, "no foreign key seen: this test looks in the wrong place"
    upward = [
        f"{field} -> {target}"
        for field, room, target in found
        if target in LEVELS and room != target and LEVELS[target] >= LEVELS[room]
    ]
    assert upward == []


def test_the_ledger_points_to_nothing() -> None:
    assert [str(field) for field, room, _ in references() if room == "record"] == []


def test_no_generic_foreign_key() -> None:
    assert [str(field) for model in our_models() for field in model._meta.private_fields] == []
