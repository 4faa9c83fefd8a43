"""Organisations and offices, and their names over time."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from lianmeng.law.verdicts import Reason
from lianmeng.parties import codes, rules
from lianmeng.parties.actions.entries import enter, refuse
from lianmeng.parties.enums import CodeStatus
from lianmeng.parties.models import FormerName, Office, OfficeName, Organisation
from lianmeng.record.people import Actor

ONE_DAY = timedelta(days=1)


@transaction.atomic
def add_organisation(
    name: str, licence_type: str, *, code: str = "", old_code: bool = False, region: str = "", **details: Any
) -> Organisation:
    """Enter an organisation; no ledger entry, so that lists can be read in.

    ``code`` is checked and stored compact; with ``old_code`` it is a number from before GB 32100 and kept
    as written. ``details``: domicile, legal_representative, valid_until, demonstration. Raises
    ``codes.CodeRefused``, ``PartyRefused`` for a code already entered, ValueError for an unknown type.
    """
    status = CodeStatus.NONE
    if code:
        status = CodeStatus.OLD if old_code else CodeStatus.CHECKED
        code = code.strip() if old_code else codes.check_code(code)
        holder = Organisation.objects.filter(code=code).first()
        if holder:
            refuse(Reason("该代码已登记", fact=holder.name, mend="请选用已有单位，或核对代码", field="code"))
    rules.is_legal_person(licence_type)
    region = codes.check_region(region) if region else ""
    return Organisation.objects.create(
        name=name.strip(), licence_type=licence_type, code=code, code_status=status, region=region, **details
    )


@transaction.atomic
def rename_organisation(
    organisation: Organisation, name: str, *, on: date, document: str, by: Actor, once: str = ""
) -> Organisation:
    """Give an organisation a new name from ``on``; the old one is kept with its last day and the paper."""
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    name, old = name.strip(), organisation.name
    if name == old:
        refuse(Reason("新名称与现名称相同", fact=old, mend="请核对名称", field="name"))
    if organisation.former_names.filter(until__gte=on - ONE_DAY).exists():
        refuse(Reason("更名日期不晚于上一次更名", fact=old, mend="请核对更名日期", field="on"))
    FormerName.objects.create(organisation=organisation, name=old, until=on - ONE_DAY, document=document)
    organisation.name = name
    organisation.save(update_fields=["name"])
    data = {"old": old, "new": name, "document": document}
    enter(f"party:organisation:{organisation.pk}", "rename_organisation", by, on, data, once)
    return organisation


@transaction.atomic
def adopt_offices(
    offices: Sequence[Mapping[str, Any]],
    *,
    on: date,
    document: str = "",
    organisation: Organisation | None = None,
) -> list[Office]:
    """Make the office rows say what the pack says from ``on``; a changed name is closed and kept.

    Each mapping has ``id`` and ``name`` and may have ``kind``, ``region``, ``position`` (default: its
    place in the list). Offices not named stay: old papers need them. Part of publishing, whose own entry
    is in the ledger. ``organisation`` is set on every office, if given.
    """
    return [
        _adopt(each, place, on=on, document=document, organisation=organisation)
        for place, each in enumerate(offices)
    ]


def _adopt(
    row: Mapping[str, Any], place: int, *, on: date, document: str, organisation: Organisation | None
) -> Office:
    values = {
        "name": str(row["name"]),
        "kind": str(row.get("kind") or ""),
        "region": codes.check_region(str(row["region"])) if row.get("region") else "",
        "position": int(row.get("position", place)),
    }
    if organisation:
        values["organisation"] = organisation
    office, created = Office.objects.select_for_update().get_or_create(code=row["id"], defaults=values)
    if created:
        return office
    if office.name != values["name"]:
        _close_name(office, on - ONE_DAY, document)
    for field, value in values.items():
        setattr(office, field, value)
    office.save(update_fields=list(values))
    return office


def _close_name(office: Office, until: date, document: str) -> None:
    """Keep the current name with its last day; a name that did not last a day leaves nothing."""
    if office.former_names.filter(until__gt=until).exists():
        refuse(Reason("处室更名日期早于上一次更名", fact=office.name, mend="请核对更名日期"))
    OfficeName.objects.get_or_create(
        office=office, until=until, defaults={"name": office.name, "document": document}
    )
