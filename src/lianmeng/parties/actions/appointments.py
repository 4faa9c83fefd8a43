"""Who holds what, from when to when."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from lianmeng.law.verdicts import Reason, Verdict
from lianmeng.parties import rules
from lianmeng.parties.actions.entries import appointment_data, enter, enter_all, refuse, stream_of
from lianmeng.parties.models import Appointment, Office, Organisation, Person
from lianmeng.parties.queries import appointments_to_move
from lianmeng.parties.rules import PartyRefused
from lianmeng.record.people import Actor

ONE_DAY = timedelta(days=1)


@transaction.atomic
def appoint(
    person: Person,
    capacity: str,
    *,
    by: Actor,
    valid_from: date,
    identity_required: bool,
    office: Office | None = None,
    organisation: Organisation | None = None,
    valid_to: date | None = None,
    personal: bool = False,
    appointed_by: str = "",
    source: str = "",
    on: date | None = None,
    once: str = "",
) -> Appointment:
    """Let a person hold a capacity of the pack from ``valid_from`` to ``valid_to`` (last day; open if None).

    ``identity_required`` and ``personal`` are what the pack says of the capacity; ``on`` is the legal date
    of the act (default ``valid_from``). Raises ``PartyRefused`` with every reason.
    """
    if not capacity:
        raise ValueError("capacity is empty")
    appointment = Appointment(
        person=Person.objects.select_for_update(of=("self",)).select_related("identity").get(pk=person.pk),
        capacity=capacity,
        office=office,
        organisation=organisation,
        personal=personal,
        valid_from=valid_from,
        valid_to=valid_to,
        appointed_by=appointed_by,
        source=source,
    )
    _require(rules.may_be_appointed(appointment, identity_required))
    if _overlapping(appointment).exists():
        refuse(Reason("该人员在此期间已有相同任职", fact=person.name, mend="请先终止原任职，或核对日期"))
    appointment.save(force_insert=True)
    enter(stream_of(person), "appoint", by, on or valid_from, appointment_data(appointment), once)
    return appointment


@transaction.atomic
def end_appointment(
    appointment: Appointment,
    *,
    on: date,
    by: Actor,
    reason: str = "",
    at_once: bool = False,
    once: str = "",
) -> Appointment:
    """Make ``on`` the appointment's last day; with ``at_once`` it holds no more from this moment.

    Raises ``PartyRefused`` if it has ended or not yet begun.
    """
    appointment = Appointment.objects.select_for_update().get(pk=appointment.pk)
    _require(rules.may_end(appointment, on))
    appointment.valid_to, appointment.cut_short = on, at_once
    appointment.save(update_fields=["valid_to", "cut_short"])
    data = appointment_data(appointment) | {"reason": reason, "at_once": at_once}
    enter(stream_of(appointment.person), "end_appointment", by, on, data, once)
    return appointment


@transaction.atomic
def move_appointments(
    from_office: Office, to_office: Office, on: date, document: str, *, by: Actor, once: str = ""
) -> list[Appointment]:
    """Move everyone of an office to another from ``on``, in one act with its document (处室合并、职责划转).

    Old appointments end on the day before and stay; returns the new ones. Who already holds the same
    capacity there gets no second one. ``appointments_to_move`` shows the same rows beforehand.
    """
    moving = list(appointments_to_move(from_office, on).select_for_update(of=("self",)))
    _require(Verdict.of(_against_moving(moving, from_office, to_office, on, document)))
    moved = []
    for old in moving:
        new = _successor(old, to_office, on, document)
        old.valid_to = on - ONE_DAY
        old.save(update_fields=["valid_to"])
        if not _overlapping(new).exists():
            new.save(force_insert=True)
            moved.append(new)
    data = {
        "from": from_office.code,
        "to": to_office.code,
        "document": document,
        "ended": [appointment_data(each) for each in moving],
        "begun": [appointment_data(each) for each in moved],
    }
    streams = [f"party:office:{from_office.code}", *sorted({stream_of(each.person) for each in moving})]
    enter_all([(stream, _part(data, stream)) for stream in streams], "move_appointments", by, on, once)
    return moved


def _require(verdict: Verdict) -> None:
    if not verdict.allowed:
        raise PartyRefused(verdict)


def _overlapping(new: Appointment) -> QuerySet[Appointment]:
    """Appointments of the same person to the same capacity and place that share a day with a new one."""
    same = Appointment.objects.filter(person=new.person, capacity=new.capacity, office=new.office)
    same = same.exclude(cut_short=True, valid_to=new.valid_from)
    if new.office is None:
        same = same.filter(organisation=new.organisation)
    same = same.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=new.valid_from))
    return same.filter(valid_from__lte=new.valid_to) if new.valid_to else same


def _against_moving(
    moving: Sequence[Appointment], from_office: Office, to_office: Office, on: date, document: str
) -> list[Reason]:
    reasons = []
    if from_office.pk == to_office.pk:
        reasons.append(Reason("转出与转入处室相同", fact=from_office.name, mend="请选择另一处室"))
    if not document.strip():
        reasons.append(Reason("职责划转须注明依据文件", mend="请填写文号或会议纪要", field="document"))
    if not moving:
        reasons.append(Reason("没有需要划转的任职", fact=from_office.name, mend="请核对处室和日期"))
    late = [each for each in moving if each.valid_from >= on]
    if late:
        names = "、".join(each.person.name for each in late)
        reasons.append(
            Reason("有任职在划转日当日或以后才生效", fact=names, mend="请先终止这些任职，或推后划转日期")
        )
    return reasons


def _part(data: dict[str, Any], stream: str) -> dict[str, Any]:
    """What a move means for one stream: an office sees everyone, a person only the own appointments."""
    office = stream.startswith("party:office:")
    return data | {
        key: [each for each in data[key] if office or stream == f"party:{each['person']}"]
        for key in ("ended", "begun")
    }


def _successor(old: Appointment, office: Office, on: date, document: str) -> Appointment:
    """The appointment, not yet saved, that goes on where the old one stops."""
    return Appointment(
        person=old.person,
        capacity=old.capacity,
        office=office,
        organisation=office.organisation if old.organisation_id else None,
        personal=old.personal,
        valid_from=on,
        valid_to=old.valid_to,
        appointed_by=old.appointed_by,
        source=document,
    )
