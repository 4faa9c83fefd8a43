"""The invented world of the demonstration: organisations, offices, people, alliances, their papers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings

from lianmeng.alliances import actions as alliances
from lianmeng.alliances.models import Alliance
from lianmeng.documents.render import render
from lianmeng.files import actions as files
from lianmeng.files.models import Attachment, StoredFile
from lianmeng.law import yamlfile
from lianmeng.law.pack import Pack
from lianmeng.parties import actions as parties
from lianmeng.parties import samplecodes
from lianmeng.parties.models import Appointment, Office, Organisation, Person
from lianmeng.policies import queries as policies
from lianmeng.policies.actions import installer
from lianmeng.record.people import Actor
from lianmeng.web import founding

LICENCE = "证照复印件（演示）"
FOLDER = Path(settings.BASE_DIR) / "demonstration"


@dataclass
class World:
    """What has been made, by the keys of the YAML."""

    day: date
    pack: Pack
    organisations: dict[str, Organisation] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    alliances: dict[str, Alliance] = field(default_factory=dict)


def make(name: str) -> World:
    """Make the world of this file in an empty database."""
    data = yamlfile.read(name, (FOLDER / name).read_text(encoding="utf-8")).data
    world = World(data["day"], policies.current_pack())
    founding.adopt_offices(data["joined_on"])
    add(world, data, data["day"], data["joined_on"])
    return world


def add(world: World, data: Mapping[str, Any], on: date, since: date) -> None:
    """Add organisations, people who hold their posts ``since``, and alliances founded ``on`` a day."""
    by = installer("演示装入")
    for serial, (key, row) in enumerate(data["organisations"].items(), len(world.organisations) + 1):
        world.organisations[key] = _organisation(row, serial)
    for key, row in data["people"].items():
        world.people[key] = _person(world, key, row, by, since)
    for key, row in data["alliances"].items():
        world.alliances[key] = _alliance(world, row, by, on)


def _organisation(row: dict[str, Any], serial: int) -> Organisation:
    is_fact = row.get("fact", False)
    code = "" if is_fact else samplecodes.make_code(row["region"], serial, row.get("prefix", "91"))
    return parties.add_organisation(
        row["name"], row["type"], code=code, region=row["region"], demonstration=not is_fact
    )


def _person(world: World, key: str, row: dict[str, Any], by: Actor, since: date) -> Person:
    number = (
        samplecodes.make_identity_number(world.pack.head.region, row["identity"])
        if "identity" in row
        else None
    )
    person = parties.add_person(key, row["name"], by=by, on=since, identity_number=number)
    if "expert" in row:
        expert = row["expert"]
        parties.add_expert(
            person, world.organisations[expert["employer"]], expert["specialty"], by=by, on=since
        )
    for capacity, place in row["holds"]:
        _appoint(world, person, capacity, place, by, since)
    return person


def _appoint(
    world: World, person: Person, capacity: str, place: str | None, by: Actor, since: date
) -> Appointment:
    rule = world.pack.capacities[capacity]
    is_office = place in world.pack.offices
    return parties.appoint(
        person,
        capacity,
        by=by,
        valid_from=since,
        identity_required=rule.identity,
        office=Office.objects.get(code=place) if is_office else None,
        organisation=world.organisations[place] if place and not is_office else None,
        personal=place is None,
    )


def _alliance(world: World, row: dict[str, Any], by: Actor, on: date) -> Alliance:
    lead = world.organisations[row["lead"]]
    members = [_member(world, row, on, *line) for line in row["members"]]
    agreement = alliances.NewAgreement(effective_on=row["effective_on"], clauses=row["clauses"])
    kinds = world.pack.terms.lists["organ_kind"]
    organs = [
        {
            "kind": kind,
            "name": label,
            "head": f"{label}负责人（演示）",
            "full_time": 2,
            "staff": "秘书甲（演示） 秘书；秘书乙（演示） 联络员",
        }
        for kind, label in kinds.items()
    ]
    made = alliances.found(
        row["name"],
        lead=lead,
        host=world.organisations[row["host"]],
        members=members,
        on=on,
        brief=row["brief"],
        foci=row["foci"],
        main_focus=row["main_focus"],
        goals=row["goals"],
        agreement=agreement,
        organs=organs,
        funds=row["funds"] | {name: Decimal(row["funds"][name]) for name in ("daily", "joint")},
        demonstration=True,
    )
    for member in made.members.select_related("licence_copy"):
        copy = member.licence_copy
        if copy is not None:
            Attachment.objects.filter(pk=copy.pk).update(owner_stream=made.stream)
    alliances.save_revision(made, by=by, on=on)
    return made


def _member(
    world: World, row: dict[str, Any], on: date, key: str, kind: str, task: str, tasks: list[str], given: str
) -> alliances.NewMember:
    organisation = world.organisations[key]
    copy = attach(f"{organisation.name}证照复印件（演示）.pdf", "world", "installer", on, LICENCE)
    return alliances.NewMember(
        organisation=organisation,
        kind=kind,
        task=task,
        tasks=tasks,
        input=given,
        seal_kind="official",
        signed_on=row["effective_on"],
        licence_copy=copy,
    )


def attach(name: str, owner: str, by: str, on: date, title: str = "") -> Attachment:
    """A paper of the demonstration: one page that says what it stands for and that it is none.

    Papers with one ``title``, by default the file's name, have one content.
    """
    content = paper(title or name)
    stored = StoredFile.objects.filter(sha256=sha256(content).hexdigest()).first() or files.store(
        content, name
    )
    return files.attach(stored, name=name, owner_stream=owner, kind="demonstration", by=by, added_on=on)


@cache
def paper(name: str) -> bytes:
    """The PDF of a demonstration paper."""
    return render((FOLDER / "paper.typ").read_bytes(), {"title": name.removesuffix(".pdf")})
