"""The only writes of this room. Acts on people and names leave an entry in the ledger's ``party:`` streams.

``by`` is who does it, ``on`` the legal date, ``once`` a mark that makes a repeated request fail. An identity
number goes in, its keyed hash is kept, and neither stands in the ledger: there a natural person is a random
reference.
"""

from lianmeng.parties.actions.accounts import NewAccount
from lianmeng.parties.actions.appointments import appoint, end_appointment, move_appointments
from lianmeng.parties.actions.corrections import add_former_name, correct_organisation
from lianmeng.parties.actions.entries import PartyRepeated
from lianmeng.parties.actions.experts import (
    NewTie,
    Particulars,
    add_tie,
    change_expert,
    enter_expert,
    invite_expert,
    withdraw_tie,
)
from lianmeng.parties.actions.invitations import Issued, accept_invitation, invite, revoke_invitation
from lianmeng.parties.actions.organisations import add_organisation, adopt_offices, rename_organisation
from lianmeng.parties.actions.people import add_expert, add_person, close_account, record_identity
from lianmeng.parties.actions.recoveries import approve_recovery, enter_recovery, return_recovery
from lianmeng.parties.actions.registrations import (
    Filing,
    confirm_registration,
    refuse_registration,
    register,
    register_again,
)
from lianmeng.parties.actions.resets import IssuedReset, issue_reset, reset_password
from lianmeng.parties.actions.staff import dismiss

__all__ = [
    "Filing",
    "NewTie",
    "Particulars",
    "Issued",
    "IssuedReset",
    "NewAccount",
    "PartyRepeated",
    "accept_invitation",
    "add_expert",
    "add_tie",
    "change_expert",
    "enter_expert",
    "invite_expert",
    "withdraw_tie",
    "add_former_name",
    "add_organisation",
    "add_person",
    "adopt_offices",
    "appoint",
    "approve_recovery",
    "close_account",
    "confirm_registration",
    "correct_organisation",
    "dismiss",
    "end_appointment",
    "enter_recovery",
    "invite",
    "issue_reset",
    "move_appointments",
    "record_identity",
    "refuse_registration",
    "register",
    "register_again",
    "rename_organisation",
    "reset_password",
    "return_recovery",
    "revoke_invitation",
]
