"""A forgotten password: an address for the same account, shown once to a colleague who hands it over.

No e-mail. Who makes the address learns no password; an account whose natural person is known asks for the
identity number, so that holding the address is not enough.
"""

import secrets
from dataclasses import dataclass, field
from datetime import date

from django.contrib.auth.hashers import make_password

from lianmeng.law.verdicts import Reason
from lianmeng.parties import queries, rules
from lianmeng.parties.actions.accounts import against_password
from lianmeng.parties.actions.entries import (
    actor_self,
    enter,
    once_only,
    refuse,
    refuse_repeated,
    require,
    snapshot,
    stream_of,
)
from lianmeng.parties.actions.people import identity_of
from lianmeng.parties.models import Appointment, PasswordReset, Person
from lianmeng.record.people import Actor

TOKEN_BYTES = 16


@dataclass(frozen=True)
class IssuedReset:
    """An address for a new password with its token, which nobody can read again."""

    reset: PasswordReset
    token: str = field(repr=False)


def issue_reset(appointment: Appointment, *, by: Actor, on: date, once: str = "") -> IssuedReset:
    """Make an address for the holder of an appointment; an earlier one is void.

    For officials and administrators by another administrator; for an organisation's people by a colleague,
    but not where the same account also works elsewhere. Raises ``PartyRefused``, ``PartyRepeated``.
    """
    token = secrets.token_hex(TOKEN_BYTES)
    with once_only(once):
        person = Person.objects.select_for_update(of=("self",)).get(pk=appointment.person_id)
        _require_issuer(appointment, person, by, on)
        person.resets.filter(used_on=None, revoked_on=None).update(revoked_on=on)
        reset = PasswordReset.objects.create(
            token_sha256=queries.token_digest(token),
            person=person,
            made_on=on,
            last_day=on + rules.RESET_LASTS,
            made_by=by.person,
            made_by_name=f"{by.office_name or by.organisation_name}{by.name}",
        )
        data = snapshot(person) | {"reset": reset.pk, "last_day": reset.last_day.isoformat()}
        enter(stream_of(person), "issue_reset", by, on, data, once)
    return IssuedReset(reset, token)


def reset_password(
    token: str, password: str, *, identity_number: str = "", on: date, once: str = ""
) -> Person:
    """Set a new password; the old one and every session begun with it are worth nothing.

    Raises ``PasswordReset.DoesNotExist`` for an unknown token, ``PartyRefused``, ``codes.CodeRefused``,
    ``PartyRepeated``.
    """
    refuse_repeated(once)
    found = queries.reset_of(token)
    if found is None:
        raise PasswordReset.DoesNotExist
    require([*rules.may_reset(found, on).reasons, *against_password(password, found.person)])
    hashed = make_password(password)
    with once_only(once):
        rows = PasswordReset.objects.select_for_update(of=("self",)).select_related("person__identity")
        reset = rows.get(pk=found.pk)
        require(rules.may_reset(reset, on).reasons)
        person = reset.person
        if person.identity is not None and identity_of(identity_number) != person.identity:
            text, mend = "居民身份证号码与本账户登记的不同", "请核对；不是本人的，请不要使用这个地址"
            refuse(Reason(text, mend=mend, field="identity_number"))
        person.password = hashed
        person.save(update_fields=["password"])
        reset.used_on = on
        reset.save(update_fields=["used_on"])
        held = queries.appointments_of(person, on).first()
        data = snapshot(person) | {"reset": reset.pk, "made_by": reset.made_by}
        enter(
            stream_of(person),
            "reset_password",
            actor_self(person, held.capacity if held else ""),
            on,
            data,
            once,
        )
    return person


def _require_issuer(appointment: Appointment, person: Person, by: Actor, on: date) -> None:
    if person.ref.hex == by.person:
        refuse(Reason("不能为自己制发", mend="请由另一名有权人员制发"))
    if not person.is_active:
        refuse(Reason("账号已停用", fact=person.name, mend="请先恢复账号"))
    place = appointment.organisation_id
    if place is None or appointment.office_id is not None:
        if by.capacity != rules.ADMINISTRATOR:
            refuse(Reason("您现在的身份不能管理这里的人员", mend="请由系统管理员办理"))
        return
    rule = queries.registration_rule()
    if by.organisation != place or rule is None or by.capacity not in rule.invites:
        refuse(Reason("您现在的身份不能管理这里的人员", mend="请由本单位的联系人办理"))
    elsewhere = queries.in_force(on).filter(person=person).exclude(organisation=place)
    if elsewhere.exists():
        text = "这个账户还有本单位以外的身份，不能由本单位重设密码"
        mend = "请推荐单位凭单位来函找回；是机关工作人员的，请系统管理员制发"
        refuse(Reason(text, fact=person.name, mend=mend))
