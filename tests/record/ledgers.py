"""Helpers of the ledger's tests: entries to append, rows to forge, work on connections of its own."""

from collections.abc import Callable
from datetime import date
from threading import Thread
from typing import Any
from uuid import uuid4

from django.db import connections

from lianmeng.record import actions, chain
from lianmeng.record.models import Entry
from lianmeng.record.people import Actor

CLERK = Actor(
    person="p1",
    natural="n1",
    name="王喆",
    capacity="clerk",
    organisation=7,
    organisation_name="示例单位",
    office="office-1",
    office_name="示例处",
)


def enter(stream: str = "case:1", once: str | None = None, **fields: Any) -> Entry:
    """Append one ordinary entry; `fields` replace its parts."""
    given: dict[str, Any] = {
        "act": "submit",
        "act_id": uuid4(),
        "actor": CLERK,
        "on": date(2016, 10, 8),
        "data": {"title": "示例联盟", "members": 12, "papers": ["a", "b"], "note": None},
        "articles": ["art-8-1", "art-9"],
    }
    return actions.append(stream=stream, once=once, **{**given, **fields})


def forge(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return rows with every number and digest made anew, as somebody with the whole database could."""
    heads: dict[str, tuple[int, str]] = {}
    forged = []
    for seq, row in enumerate(rows, start=1):
        no, previous = heads.get(row["stream"], (0, ""))
        new = {**row, "seq": seq, "no": no + 1, "previous": previous}
        new["actor_digest"] = chain.actor_digest(new)
        new["data_digest"] = chain.data_digest(new)
        new["digest"] = chain.entry_digest(new)
        heads[new["stream"]] = (no + 1, new["digest"])
        forged.append(new)
    return forged


def in_thread(work: Callable[[], object]) -> None:
    """Run `work` in a thread, thus on connections of its own, and raise here what it raised."""
    errors: list[BaseException] = []

    def run() -> None:
        try:
            work()
        except BaseException as error:  # handed to the caller below
            errors.append(error)
        finally:
            connections.close_all()

    thread = Thread(target=run)
    thread.start()
    thread.join()
    if errors:
        raise errors[0]
