"""Browsers that send what no page of ours would send; a fault of the server comes back as a status."""

from typing import Any

from django.test import Client

from lianmeng.record.models import Entry
from lianmeng.web import clock
from tests.browsers import signed_in
from tests.stories.stage import Stage
from tests.web.casework.pages import hidden

PDF = b"%PDF-1.4\n% nothing\n"
SCRIPT = "\"><script>alert(1)</script>'<img src=x onerror=1>"


def opened(stage: Any, stop: str) -> Stage:
    """The play at a stop, with the clock of the pages standing on its day."""
    play: Stage = stage(stop)
    clock.establish("demonstration", play.day)
    clock.move_to(play.day)
    return play


def anybody() -> Client:
    """The browser of somebody who is not signed in."""
    return Client(raise_request_exception=False)


def browser(play: Stage, name: str) -> Client:
    """The browser of a person of the play."""
    return signed_in(play.world.people[name], raise_request_exception=False)


def marks(client: Client, address: str) -> dict[str, str]:
    """The hidden fields of an act's page: ``once`` and the version seen."""
    return hidden(client.get(address).content.decode())


def written() -> int:
    """How many entries the ledger has."""
    return Entry.objects.count()
