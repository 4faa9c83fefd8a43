"""Whom a demonstration offers at its sign-in page."""

from dataclasses import dataclass, field
from datetime import date

from lianmeng.law.pack import Pack
from lianmeng.law.schema import Door, Stands
from lianmeng.parties import queries as parties
from lianmeng.parties.models import Appointment
from lianmeng.policies import queries as policies
from lianmeng.web.identity import capacities

DOORS = {Door.APPLICANT: "申报单位", Door.EXPERT: "专家"}
RECOMMENDERS = "初审机关"


@dataclass(frozen=True)
class Role:
    """One capacity held by one person at one place."""

    number: int
    name: str
    place: str
    capacity: str


@dataclass
class Group:
    """All roles of one side."""

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


def roles_by_side(day: date) -> list[Group]:
    """The roles of a demonstration on a day, side by side, in the order of the pack's capacities."""
    pack = policies.current_pack()
    order = {name: number for number, name in enumerate(pack.capacities)}
    groups: dict[str, Group] = {}
    rows = parties.in_force(day).order_by("office__position", "organisation__name", "pk")
    for row in sorted(rows, key=lambda row: order.get(row.capacity, len(order))):
        if row.capacity in order:
            words = _side(pack, row.capacity)
            groups.setdefault(words, Group(words)).roles.append(role_of(row))
    return list(groups.values())


def _side(pack: Pack, name: str) -> str:
    capacity = pack.capacities[name]
    if capacity.stands is Stands.RECOMMENDER:
        return RECOMMENDERS
    return DOORS.get(capacity.door, pack.head.authority)
