"""Accounts, natural persons, experts."""

from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils.encoding import force_bytes

from lianmeng.law.verdicts import Reason
from lianmeng.parties import codes, rules
from lianmeng.parties.actions.entries import enter, refuse, snapshot, stream_of
from lianmeng.parties.models import Expert, Identity, Organisation, Person
from lianmeng.record.people import Actor


@transaction.atomic
def add_person(
    username: str,
    name: str,
    *,
    by: Actor,
    on: date,
    identity_number: str | None = None,
    password: str | None = None,
    phone: str = "",
    email: str = "",
    once: str = "",
) -> Person:
    """Make an account; without ``password`` it can only be entered by other doors than the sign-in page.

    Two accounts with one identity number share one ``Identity``. Raises ``codes.CodeRefused`` for a wrong
    number, ``PartyRefused`` for a user name that is taken.
    """
    username = Person.normalize_username(username.strip())
    if Person.objects.filter(username=username).exists():
        refuse(Reason("用户名已被使用", fact=username, mend="请换一个用户名", field="username"))
    identity = identity_of(identity_number) if identity_number else None
    person = Person(
        username=username, name=name.strip(), identity=identity, phone=phone, email=email, joined_on=on
    )
    person.set_password(password)
    person.save()
    enter(stream_of(person), "add_person", by, on, snapshot(person), once)
    return person


@transaction.atomic
def record_identity(person: Person, identity_number: str, *, by: Actor, on: date, once: str = "") -> Person:
    """Give an account its natural person. Refused once one is recorded: another number is another person."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    identity = identity_of(identity_number)
    if person.identity_id is not None:
        refuse(Reason("身份信息已登记，不能更改", fact=person.name, mend="如登记有误，请另立账号"))
    person.identity = identity
    person.save(update_fields=["identity"])
    enter(stream_of(person), "record_identity", by, on, snapshot(person), once)
    return person


@transaction.atomic
def close_account(person: Person, *, by: Actor, on: date, reason: str, once: str = "") -> Person:
    """Close an account for good or for a time; what it did stays."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    if not person.is_active:
        refuse(Reason("账号已停用", fact=person.name, mend="无须重复办理"))
    person.is_active = False
    person.save(update_fields=["is_active"])
    enter(stream_of(person), "close_account", by, on, snapshot(person) | {"reason": reason}, once)
    return person


@transaction.atomic
def add_expert(
    person: Person,
    employer: Organisation,
    specialty: str,
    *,
    by: Actor,
    on: date,
    title: str = "",
    once: str = "",
) -> Expert:
    """Enter a person among the experts. Raises ``PartyRefused`` without a recorded identity or twice."""
    if person.identity_id is None:
        refuse(rules.no_identity(person))
    if Expert.objects.filter(person__identity=person.identity_id).exists():
        refuse(Reason("该专家已在库", fact=person.name, mend="无须重复登记；如信息有变，请办理变更"))
    expert = Expert.objects.create(person=person, employer=employer, specialty=specialty, title=title)
    data = snapshot(person) | {"employer": employer.name, "specialty": specialty, "title": title}
    enter(stream_of(person), "add_expert", by, on, data, once)
    return expert


def identity_of(number: str) -> Identity:
    """The natural person with this number, made on first sight. Raises ``codes.CodeRefused``."""
    key = codes.identity_key(codes.identity_number(number), force_bytes(settings.IDENTITY_KEY))
    return Identity.objects.get_or_create(key=key)[0]
