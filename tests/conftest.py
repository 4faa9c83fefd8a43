"""What all tests share: hypothesis profiles, the marker of database tests, the removal of test data."""

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests import blank

_patient = {"deadline": None, "print_blob": True, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("default", max_examples=25, **_patient)
settings.register_profile("deep", max_examples=500, **_patient)
settings.load_profile("default")  # `--hypothesis-profile=deep` changes it: `make test-deep`

DATABASE_FIXTURES = {"db", "transactional_db", "django_db_reset_sequences"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark a test that asks for the database by a fixture too, so that `-m django_db` finds every one."""
    for item in items:
        asks = DATABASE_FIXTURES.intersection(getattr(item, "fixturenames", ()))
        if asks and not item.get_closest_marker("django_db"):
            item.add_marker(pytest.mark.django_db(transaction="transactional_db" in asks))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The test database, of which a copy is put aside for tests with a database of their own."""
    with django_db_blocker.unblock():
        blank.keep()
    yield
    with django_db_blocker.unblock():
        blank.drop()


def pytest_unconfigure() -> None:
    """Remove the data of the test processes when the first of them ends."""
    if "PYTEST_XDIST_WORKER" not in os.environ and (data := os.environ.pop("LIANMENG_TEST_DATA", None)):
        shutil.rmtree(data, ignore_errors=True)
