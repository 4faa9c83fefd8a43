"""Invitations: made, revoked, accepted. The token is shown once, to whoever makes one, and kept nowhere."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from lianmeng.law.verdicts import Reason
from lianmeng.parties import queries, rules
from lianmeng.parties.actions.accounts import NewAccount, Ready, open_account, prepare
from lianmeng.parties.actions.appointments import appoint
from lianmeng.parties.actions.entries import actor_self, enter, once_only, refuse_repeated, require
from lianmeng.parties.actions.people import record_identity
from lianmeng.parties.models import Appointment, Invitation, Office, Organisation, Person
from lianmeng.record.people import Actor

TOKEN_BYTES = 16
INSTALLER = "installer"  # who types commands on the server


@dataclass(frozen=True)
class Issued:
    """An invitation with its token, which nobody can read again."""

    invitation: Invitation
    token: str = field(repr=False)


def invite(
    capacity: str,
    name: str,
    *,
    by: Actor,
    on: date,
    office: Office | None = None,
    organisation: Organisation | None = None,
    once: str = "",
) -> Issued:
    """Invite somebody to a capacity of an office or an organisation; without either, as administrator.

    Raises ``PartyRefused`` for a place that has no such capacity, an inviter from elsewhere, no name;
    ``PartyRepeated``.
    """
    with once_only(once):
        require(_against_inviting(capacity, name, by, office, organisation))
        issued = issue(capacity, name, by=by, on=on, office=office, organisation=organisation)
        enter(place_stream(issued.invitation), "invite", by, on, invitation_data(issued.invitation), once)
    return issued


def issue(
    capacity: str,
    name: str,
    *,
    by: Actor,
    on: date,
    office: Office | None = None,
    organisation: Organisation | None = None,
    source: str = "",
) -> Issued:
    """Make the row and its token, within an act that has judged whether this may be done."""
    token = secrets.token_hex(TOKEN_BYTES)
    invitation = Invitation.objects.create(
        token_sha256=queries.token_digest(token),
        name=name.strip(),
        capacity=capacity,
        personal=office is None and organisation is None,
        office=office,
        organisation=organisation,
        made_on=on,
        last_day=on + rules.INVITATION_LASTS,
        made_by=by.person,
        made_by_name=f"{by.office_name or by.organisation_name}{by.name}",
        source=source,
    )
    return Issued(invitation, token)


def revoke_invitation(invitation: Invitation, *, by: Actor, on: date, once: str = "") -> Invitation:
    """Take an invitation back. Raises ``PartyRefused`` if it is spent or another's, ``PartyRepeated``."""
    with once_only(once):
        invitation = _locked(invitation)
        place = invitation.organisation
        require(
            [*_against_managing(by, place, invitation.capacity), *rules.may_accept(invitation, on).reasons]
        )
        revoke(invitation, by=by, on=on, once=once)
    return invitation


def revoke(invitation: Invitation, *, by: Actor, on: date, once: str = "") -> None:
    """Write the revocation, within an act that has judged whether this may be done."""
    invitation.revoked_on = on
    invitation.save(update_fields=["revoked_on"])
    enter(place_stream(invitation), "revoke_invitation", by, on, invitation_data(invitation), once)


def accept_invitation(
    token: str,
    *,
    on: date,
    account: NewAccount | None = None,
    person: Person | None = None,
    identity_number: str = "",
    once: str = "",
) -> Appointment:
    """Use an invitation: a new ``account``, or a signed-in ``person``, gets the appointment.

    Raises ``Invitation.DoesNotExist`` for an unknown token, ``PartyRefused`` (spent, wrong particulars,
    already held), ``codes.CodeRefused``, ``PartyRepeated``.
    """
    refuse_repeated(once)
    found = queries.invitation_of(token)
    if found is None:
        raise Invitation.DoesNotExist
    needs_identity = queries.identity_required(found.capacity)
    ready: Ready | None = None
    if account is not None:
        require(rules.may_accept(found, on).reasons)
        ready = prepare(account, identity=needs_identity)
    with once_only(once):
        invitation = _locked(found)
        require(rules.may_accept(invitation, on).reasons)
        if ready is not None:
            person = open_account(ready, on=on, capacity=invitation.capacity)
        elif person is not None and needs_identity and person.identity_id is None and identity_number:
            person = record_identity(person, identity_number, by=actor_self(person, found.capacity), on=on)
        if person is None:
            raise ValueError("neither an account nor a person")
        return _take(invitation, person, on, needs_identity, once)


def _take(invitation: Invitation, person: Person, on: date, needs_identity: bool, once: str) -> Appointment:
    by = actor_self(person, invitation.capacity)
    appointment = appoint(
        person,
        invitation.capacity,
        by=by,
        valid_from=on,
        identity_required=needs_identity,
        office=invitation.office,
        organisation=invitation.organisation,
        personal=invitation.personal,
        appointed_by=invitation.made_by_name,
        source=invitation.source,
    )
    invitation.used_on, invitation.used_by = on, person
    invitation.save(update_fields=["used_on", "used_by"])
    data = invitation_data(invitation) | {"appointment": appointment.pk, "person": person.ref.hex}
    enter(place_stream(invitation), "accept_invitation", by, on, data, once)
    return appointment


def _locked(invitation: Invitation) -> Invitation:
    rows = Invitation.objects.select_for_update(of=("self",)).select_related("office", "organisation")
    return rows.get(pk=invitation.pk)


def _against_inviting(
    capacity: str, name: str, by: Actor, office: Office | None, organisation: Organisation | None
) -> Iterator[Reason]:
    yield from _against_managing(by, organisation, capacity)
    rule = queries.registration_rule()
    if office is not None:
        allowed = capacity in queries.capacities_in(office)
    elif organisation is not None:
        allowed = rule is not None and capacity in rule.invites
    elif queries.is_expert(capacity):
        allowed = True
    else:
        allowed = capacity == rules.ADMINISTRATOR and by.capacity == INSTALLER
    if not allowed:
        place = office or organisation
        fact = place.name if place else ""
        yield Reason("这里不能邀请这一身份", fact=fact, mend="请选择所列的身份", field="capacity")
    if not name.strip():
        yield Reason("请填写被邀请人的姓名", field="name")


def _against_managing(by: Actor, organisation: Organisation | None, capacity: str = "") -> Iterator[Reason]:
    """Officials are the administrator's; an organisation's people are its own; experts are the register's."""
    rule = queries.registration_rule()
    if queries.is_expert(capacity):
        allowed = queries.keeps_experts(by)
    elif organisation is None:
        allowed = by.capacity in (rules.ADMINISTRATOR, INSTALLER)
    else:
        allowed = by.organisation == organisation.pk and rule is not None and by.capacity in rule.invites
    if not allowed:
        mend = "请由本单位的联系人办理" if organisation else "请由系统管理员办理"
        yield Reason("您现在的身份不能管理这里的人员", mend=mend)


def place_stream(invitation: Invitation) -> str:
    """The ledger stream of the place that an invitation leads to."""
    if invitation.office is not None:
        return f"party:office:{invitation.office.code}"
    if invitation.organisation_id is not None:
        return f"party:organisation:{invitation.organisation_id}"
    return "party:experts" if queries.is_expert(invitation.capacity) else "party:administration"


def invitation_data(invitation: Invitation) -> dict[str, object]:
    """What the ledger keeps of an invitation; not the token, nor its digest."""
    return {
        "invitation": invitation.pk,
        "name": invitation.name,
        "capacity": invitation.capacity,
        "office": invitation.office.code if invitation.office else None,
        "organisation": invitation.organisation_id,
        "last_day": invitation.last_day.isoformat(),
    }
