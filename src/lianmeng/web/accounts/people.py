"""Who holds what and who is invited, as lines; and the administrator's table of offices."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from uuid import uuid4

from lianmeng.parties import queries
from lianmeng.parties.models import Appointment, Invitation, Office
from lianmeng.web.identity import capacities


@dataclass(frozen=True)
class Held:
    """An appointment in force."""

    row: Appointment
    capacity: str
    self: bool

    @classmethod
    def of(cls, row: Appointment, person: str) -> "Held":
        """As seen by a person (account reference)."""
        return cls(row, capacities.label(row.capacity), row.person.ref.hex == person)


@dataclass(frozen=True)
class Invited:
    """An invitation not yet used."""

    row: Invitation
    capacity: str
    mark: str = field(default_factory=lambda: uuid4().hex)  # of the button that revokes it

    @classmethod
    def of(cls, row: Invitation) -> "Invited":
        """In words."""
        return cls(row, capacities.label(row.capacity))


@dataclass
class Place:
    """An office with its people; ``office`` is None for the administrators."""

    office: Office | None
    name: str
    held: list[Held] = field(default_factory=list)
    invited: list[Invited] = field(default_factory=list)


def places(on: date, person: str, text: str = "") -> tuple[Place, list[Place]]:
    """The administrators, and the offices of the measure in its order, with their people (three queries)."""
    held: dict[int | None, list[Held]] = defaultdict(list)
    for appointment in queries.officials(on):
        held[appointment.office_id].append(Held.of(appointment, person))
    invited: dict[int | None, list[Invited]] = defaultdict(list)
    for invitation in queries.open_invitations(on).filter(organisation=None):
        invited[invitation.office_id].append(Invited.of(invitation))
    found = [Place(one, one.name, held[one.pk], invited[one.pk]) for one in queries.offices()]
    administrators = Place(None, capacities.ADMINISTRATOR_WORDS, held[None], invited[None])
    return administrators, [place for place in found if text in place.name or _names(place, text)]


def _names(place: Place, text: str) -> bool:
    return any(text in one.row.person.name for one in place.held)
