"""Who acts: references and text snapshots only, no foreign keys, no Django."""

from dataclasses import asdict, dataclass
from typing import Any, Self

CALENDAR = "calendar"


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody acting in one capacity at one moment, as the ledger keeps it for ever.

    person: random reference of the account ("" only for the calendar).
    natural: random reference of the natural person; two accounts of one identity share it, so
        "two different people" means that `natural` differs.
    name, organisation_name, office_name: text as it stood at that moment.
    capacity, office: identifiers of the policy pack; organisation: row number of the organisation.
    """

    person: str
    natural: str
    name: str
    capacity: str
    organisation: int | None = None
    organisation_name: str = ""
    office: str | None = None
    office_name: str = ""

    @classmethod
    def calendar(cls) -> Self:
        """Return the actor of acts that the passing of time performs and nobody signs."""
        return cls(person="", natural=CALENDAR, name="日历", capacity=CALENDAR)

    @classmethod
    def without_account(cls, reference: str, capacity: str, name: str) -> Self:
        """Return the actor of somebody who has no account and is known by a random reference alone.

        ``reference`` is made for one matter: that the same person acts in another cannot be read from it.
        ``name`` is what people call the capacity. Raises ValueError for a reference that names nobody.
        """
        if not reference or reference == CALENDAR:
            raise ValueError("a reference of its own is needed")
        return cls(person=reference, natural=reference, name=name, capacity=capacity)

    def snapshot(self) -> dict[str, Any]:
        """Return all fields as a plain dict, by the names that ledger entries use."""
        return asdict(self)
