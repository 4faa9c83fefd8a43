"""A data directory with the demonstration, gone at the end, and people who are signed in there."""

import atexit
import os
import shutil
import tempfile
from collections.abc import Callable
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import django
from django.core.management import call_command

FLOOR = "/benchmarks/floor"  # the empty page, see floor.py


def set_up(until: str | None = None, database: str = "", kept: Path | None = None) -> Path:
    """Make the directory and load Django on it; ``database``: a PostgreSQL by its address.

    Models can be imported behind this call only. ``until``: the small demonstration, played to this stop;
    ``kept``: a directory that stays, and is taken up again as it was left.
    """
    data = kept.resolve() if kept else Path(tempfile.mkdtemp(prefix="lianmeng-benchmarks-"))
    if not kept:
        atexit.register(shutil.rmtree, data, ignore_errors=True)
    os.environ |= {"LIANMENG_DATA": str(data), "DATABASE_URL": database}
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
    django.setup()
    with redirect_stdout(StringIO()):
        call_command("serve", prepare_only=True, until=until, stdout=StringIO())
    return data


def signed_in(username: str) -> Any:
    """A client of Django's in which this person of the demonstration acts under the first capacity held."""
    from django.test import Client

    from lianmeng.parties.models import Appointment

    held = Appointment.objects.filter(person__username=username).order_by("pk")[0]
    client = Client(SERVER_NAME="localhost")
    answer = client.post(f"/demonstration/enter/{held.pk}")
    assert answer.status_code == 302, answer.status_code
    return client


def opener(client: Any, address: str) -> Callable[[], bytes]:
    """A function that opens an address and insists on the page."""

    def open_it() -> bytes:
        answer = client.get(address)
        assert answer.status_code == 200, f"{address}: {answer.status_code}"
        return bytes(answer.content)

    return open_it
