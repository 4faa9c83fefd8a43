"""The only writes of this room. Acts on people and names leave an entry in the ledger's ``party:`` streams.

``by`` is who does it, ``on`` the legal date, ``once`` a mark that makes a repeated request fail. An identity
number goes in, its keyed hash is kept, and neither stands in the ledger: there a natural person is a random
reference.
"""

from lianmeng.parties.actions.appointments import appoint, end_appointment, move_appointments
from lianmeng.parties.actions.organisations import add_organisation, adopt_offices, rename_organisation
from lianmeng.parties.actions.people import add_expert, add_person, close_account, record_identity

__all__ = [
    "add_expert",
    "add_organisation",
    "add_person",
    "adopt_offices",
    "appoint",
    "close_account",
    "end_appointment",
    "move_appointments",
    "record_identity",
    "rename_organisation",
]
