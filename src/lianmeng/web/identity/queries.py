"""Whom a demonstration offers at its sign-in page."""

from dataclasses import dataclass, field
from datetime import date

from lianmeng.law.schema import Door
from lianmeng.parties import queries as parties
from lianmeng.parties.models import Appointment
from lianmeng.web.identity import capacities

DOORS = {
    Door.APPLICANT: "申报单位",
    Door.OFFICE: "管理机关",
    Door.EXPERT: "专家",
    Door.PORTAL: "公开查询",
}


@dataclass(frozen=True)
class Role:
    """One capacity held by one person at one place."""

    number: int
    name: str
    place: str
    capacity: str


@dataclass
class Group:
    """All roles that enter by one door."""

    door: str
    words: str
    roles: list[Role] = field(default_factory=list)


def role_of(appointment: Appointment) -> Role:
    """The role as people read it."""
    place = appointment.office or appointment.organisation
    return Role(
        number=appointment.pk,
        name=appointment.person.name,
        place=place.name if place else "",
        capacity=capacities.label(appointment.capacity),
    )


def roles_by_door(day: date) -> list[Group]:
    """The roles of a demonstration on a day, door by door, offices in their own order."""
    groups = {door: Group(door, words) for door, words in DOORS.items()}
    for appointment in parties.in_force(day).order_by(
        "capacity", "office__position", "organisation__name", "pk"
    ):
        door = Door(capacities.door(appointment.capacity))
        if door in groups:
            groups[door].roles.append(role_of(appointment))
    return [group for group in groups.values() if group.roles]
