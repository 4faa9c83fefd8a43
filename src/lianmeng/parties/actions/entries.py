"""What the ledger keeps of people and appointments, and how this room refuses."""

import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any, NoReturn

from django.db import IntegrityError, transaction

from lianmeng.law.verdicts import Reason, Verdict
from lianmeng.parties.models import Appointment, Person
from lianmeng.parties.rules import PartyRefused
from lianmeng.record import actions as ledger
from lianmeng.record import queries as record
from lianmeng.record.people import Actor


class PartyRepeated(Exception):
    """The mark of this request has been used: what it asks for was done before."""


@contextmanager
def once_only(once: str) -> Iterator[None]:
    """One transaction for one request. Raises ``PartyRepeated`` if its mark has been used, even meanwhile."""
    try:
        with transaction.atomic():
            refuse_repeated(once)
            yield
    except IntegrityError as error:
        if record.by_once(once):
            raise PartyRepeated from error
        raise


def refuse_repeated(once: str) -> None:
    """Raise ``PartyRepeated`` if the mark of a request has been used."""
    if record.by_once(once):
        raise PartyRepeated


def snapshot(person: Person) -> dict[str, Any]:
    """What the ledger keeps of an account: references and name, no number, phone or e-mail."""
    natural = person.identity.ref.hex if person.identity else None
    return {"person": person.ref.hex, "natural": natural, "name": person.name}


def appointment_data(appointment: Appointment) -> dict[str, Any]:
    """What the ledger keeps of an appointment, with the names of the moment."""
    office, organisation = appointment.office, appointment.organisation
    return snapshot(appointment.person) | {
        "appointment": appointment.pk,
        "capacity": appointment.capacity,
        "office": office.code if office else None,
        "office_name": office.name if office else "",
        "organisation": organisation.pk if organisation else None,
        "organisation_name": organisation.name if organisation else "",
        "valid_from": appointment.valid_from.isoformat(),
        "valid_to": appointment.valid_to.isoformat() if appointment.valid_to else None,
        "appointed_by": appointment.appointed_by,
        "source": appointment.source,
    }


def stream_of(person: Person) -> str:
    """The ledger stream of an account."""
    return f"party:{person.ref.hex}"


def enter(stream: str, act: str, by: Actor, on: date, data: dict[str, Any], once: str) -> None:
    """Append one entry; a repeated ``once`` raises IntegrityError in the ledger and undoes the act."""
    enter_all([(stream, data)], act, by, on, once)


def enter_all(lines: Sequence[tuple[str, dict[str, Any]]], act: str, by: Actor, on: date, once: str) -> None:
    """Append an entry to each stream under one act id: one act that touches several."""
    ledger.append_many(
        [ledger.Line(stream, data, []) for stream, data in lines],
        act=act,
        act_id=uuid.uuid4(),
        once=once or None,
        actor=by,
        on=on,
    )


def refuse(reason: Reason) -> NoReturn:
    """Raise ``PartyRefused`` for one reason."""
    raise PartyRefused(Verdict.of([reason]))


def require(reasons: Iterable[Reason]) -> None:
    """Raise ``PartyRefused`` with every reason, if there is any."""
    verdict = Verdict.of(reasons)
    if not verdict.allowed:
        raise PartyRefused(verdict)


def actor_self(person: Person, capacity: str) -> Actor:
    """Somebody acting for themselves, before holding any appointment."""
    return Actor(person=person.ref.hex, natural=person.natural, name=person.name, capacity=capacity)
