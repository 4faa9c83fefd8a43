"""Whom a demonstration offers at its sign-in page."""

from dataclasses import dataclass, field
from datetime import date

from lianmeng.cases.models import Case
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
class Place:
    """One office or organisation and the roles there; ``at_rest``: nothing of its own is under way any more."""

    name: str
    at_rest: bool = False
    roles: list[Role] = field(default_factory=list)


@dataclass
class Group:
    """All places of one side."""

    words: str
    places: list[Place] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many roles."""
        return sum(len(place.roles) for place in self.places)

    @property
    def busy(self) -> list[Place]:
        """The places to show first."""
        return [place for place in self.places if not place.at_rest]

    @property
    def resting(self) -> list[Place]:
        """The places that need not be seen at once."""
        return [place for place in self.places if place.at_rest]


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
    """The roles of a demonstration on a day: the authority first, applicants last, each office with its people."""
    pack, resting = policies.current_pack(), _resting()
    order = {name: number for number, name in enumerate(pack.capacities)}
    sides = (pack.head.authority, RECOMMENDERS, *reversed(DOORS.values()))
    groups = {words: Group(words) for words in sides}
    places: dict[tuple[str, str], Place] = {}
    rows = [row for row in parties.in_force(day) if row.capacity in order]
    for row in sorted(rows, key=lambda row: (_position(row), order[row.capacity], row.pk)):
        words, role = _side(pack, row.capacity), role_of(row)
        if (words, role.place) not in places:
            places[words, role.place] = place = Place(role.place, row.organisation_id in resting)
            groups[words].places.append(place)
        places[words, role.place].roles.append(role)
    return [group for group in groups.values() if group.places]


def _position(row: Appointment) -> int:
    return row.office.position if row.office else row.organisation_id or 0


def _resting() -> set[int]:
    """The organisations that applied once and have nothing open."""
    rows = (
        Case.objects.filter(applicant__isnull=False).order_by().values_list("applicant", "ended").distinct()
    )
    found = list(rows)
    return {number for number, ended in found if ended} - {number for number, ended in found if not ended}


def _side(pack: Pack, name: str) -> str:
    capacity = pack.capacities[name]
    if capacity.stands is Stands.RECOMMENDER:
        return RECOMMENDERS
    return DOORS.get(capacity.door, pack.head.authority)
