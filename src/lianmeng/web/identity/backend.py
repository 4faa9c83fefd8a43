"""The account of a session, read together with what its person holds today: one query for every page."""

from django.contrib.auth.backends import ModelBackend

from lianmeng.parties import queries as parties
from lianmeng.parties.models import Appointment, Person
from lianmeng.web import clock


class Accounts(ModelBackend):
    """Signs in by account name and password, as Django does; finds a session's account in one query."""

    def get_user(self, user_id: int) -> Person | None:
        """The account of this number, with its appointments of today; None for a deactivated one."""
        held = list(parties.appointments_of(user_id, clock.today()))
        if not held:
            return super().get_user(user_id)
        person = held[0].person
        person.held = held  # type: ignore[attr-defined] # a request's account carries it
        return person


def held_by(person: Person) -> list[Appointment]:
    """What a person holds today: as read with the account, else one query."""
    read: list[Appointment] | None = getattr(person, "held", None)
    return list(parties.appointments_of(person.pk, clock.today())) if read is None else read
