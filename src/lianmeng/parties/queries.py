"""Questions about people, organisations, offices and appointments. None of them writes."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from hashlib import sha256
from uuid import UUID

from django.db.models import Q, QuerySet

from lianmeng.files.models import Attachment
from lianmeng.law import schema
from lianmeng.law.avoidance import Body, ExpertFacts, Tie
from lianmeng.parties import rules
from lianmeng.parties.enums import RegistrationState, TieKind
from lianmeng.parties.models import (
    Appointment,
    Expert,
    Invitation,
    Office,
    Organisation,
    PasswordReset,
    Person,
    Recovery,
    Registration,
)
from lianmeng.policies import queries as policies
from lianmeng.record.people import Actor


def names_of(refs: Iterable[str]) -> dict[str, str]:
    """The names of accounts by their random references (one query); what is no account is left out."""
    known = [UUID(ref) for ref in set(refs) if re.fullmatch(r"[0-9a-f]{32}", ref)]
    return {ref.hex: name for ref, name in Person.objects.filter(ref__in=known).values_list("ref", "name")}


def accounts(refs: Iterable[str]) -> QuerySet[Person]:
    """The accounts of these random references; what is no account is left out."""
    known = [UUID(ref) for ref in set(refs) if re.fullmatch(r"[0-9a-f]{32}", ref)]
    return Person.objects.filter(ref__in=known).select_related("identity").order_by("pk")


def in_force(on: date) -> QuerySet[Appointment]:
    """Appointments of active accounts that hold on a day, with everything ``actor_of`` reads."""
    return _with_names(Appointment.objects.filter(_holding(on), person__is_active=True))


def appointments_of(person: Person | int, on: date) -> QuerySet[Appointment]:
    """What a person, or the account of this number, holds on a day; empty for a deactivated account."""
    return in_force(on).filter(person=person)


def appointments_with(capacity: str, on: date, office: Office | None = None) -> QuerySet[Appointment]:
    """Who holds a capacity of the pack on a day, in one office or (without ``office``) anywhere."""
    held = in_force(on).filter(capacity=capacity)
    return held.filter(office=office) if office else held


def people_with(capacity: str, on: date, office: Office | None = None) -> QuerySet[Person]:
    """The accounts that hold a capacity on a day, each once."""
    held = appointments_with(capacity, on, office).values("person")
    return Person.objects.filter(pk__in=held).select_related("identity").order_by("pk")


def staff_of(kinds: Iterable[str]) -> QuerySet[Person]:
    """Everybody who holds or held an office of these kinds, each once (one query)."""
    held = Appointment.objects.filter(office__kind__in=list(kinds)).values("person")
    return Person.objects.filter(pk__in=held).select_related("identity").order_by("pk")


def appointments_to_move(office: Office, on: date) -> QuerySet[Appointment]:
    """Appointments in an office that have not ended before a day: the preview of ``move_appointments``."""
    return _with_names(Appointment.objects.filter(_not_ended(on), office=office))


def actor_of(appointment: Appointment, on: date | None = None) -> Actor:
    """The actor that this appointment makes, with the names that office and organisation bore ``on`` the day.

    Without ``on`` the current names, and no further query. Says who would act, not whether they may:
    ``rules.may_act`` judges that.
    """
    person, office = appointment.person, appointment.office
    organisation = appointment.organisation or (office.organisation if office else None)
    return Actor(
        person=person.ref.hex,
        natural=person.natural,
        name=person.name,
        capacity=appointment.capacity,
        organisation=organisation.pk if organisation else None,
        organisation_name=_name(organisation, on),
        office=office.code if office else None,
        office_name=_name(office, on),
    )


def name_on(holder: Organisation | Office, on: date) -> str:
    """The name that an organisation or office bore on a day."""
    return rules.name_on(holder.name, holder.former_names.all(), on)


def offices(kind: str | None = None) -> QuerySet[Office]:
    """The offices in the pack's order, all or of one kind."""
    return Office.objects.filter(kind=kind) if kind is not None else Office.objects.all()


def office(code: str) -> Office:
    """The office with the pack's id. Raises ``Office.DoesNotExist``."""
    return Office.objects.get(code=code)


def experts(specialty: str | None = None) -> QuerySet[Expert]:
    """Experts who may be drawn: available, account active, identity known; all or of one specialty."""
    ready = Expert.objects.filter(available=True, person__is_active=True, person__identity__isnull=False)
    ready = ready.select_related("person__identity", "employer").prefetch_related("ties__organisation")
    return (ready.filter(specialty=specialty) if specialty is not None else ready).order_by("pk")


def register() -> QuerySet[Expert]:
    """Every expert on record, with all that the register shows."""
    found = Expert.objects.select_related("person__identity", "employer")
    return found.prefetch_related("ties__organisation").order_by("pk")


def unregistered() -> QuerySet[Person]:
    """People who hold the capacity of an expert and are not yet in the register."""
    rule = policies.current_pack().experts
    held = Appointment.objects.filter(capacity=rule.capacity if rule else "", valid_to=None)
    rows = Person.objects.filter(pk__in=held.values("person"), expert=None, is_active=True)
    return rows.select_related("identity").order_by("pk")


def specialties() -> list[str]:
    """The fields of the experts who may be drawn, each once."""
    return list(dict.fromkeys(experts().order_by("specialty").values_list("specialty", flat=True)))


def expert_facts(naturals: Iterable[str] | None = None, *, fields: Sequence[str] = ()) -> list[ExpertFacts]:
    """What rules may know of the experts who may be drawn, of certain fields or all; or of these persons.

    Three queries.
    """
    if naturals is None:
        rows = experts().filter(specialty__in=fields) if fields else experts()
    else:
        known = [UUID(one) for one in set(naturals) if re.fullmatch(r"[0-9a-f]{32}", one)]
        rows = register().filter(person__identity__ref__in=known)
    rows = rows.prefetch_related("employer__former_names", "ties__organisation__former_names")
    return [_facts(row) for row in rows]


def _facts(row: Expert) -> ExpertFacts:
    ties = [Tie(_body(row.employer), TieKind.EMPLOYER)]
    ties += [
        Tie(_body(tie.organisation) if tie.organisation else Body((tie.name,)), tie.kind, tie.until)
        for tie in row.ties.all()
        if not tie.withdrawn
    ]
    return ExpertFacts(row.person.natural, row.person.name, row.specialty, tuple(ties))


def _body(organisation: Organisation) -> Body:
    former = [one.name for one in organisation.former_names.all()]
    return Body((organisation.name, *former), organisation.code)


def is_expert(capacity: str) -> bool:
    """Whether this is the capacity of experts under the measure in force."""
    rule = policies.current_pack().experts
    return rule is not None and capacity == rule.capacity


def keeps_experts(actor: Actor) -> bool:
    """Whether the register of experts is this capacity's to keep."""
    rule = policies.current_pack().experts
    return rule is not None and actor.capacity in rule.keeps


def reads_experts(actor: Actor) -> bool:
    """Whether this capacity may read the register of experts."""
    rule = policies.current_pack().experts
    return rule is not None and actor.capacity in (*rule.keeps, *rule.reads)


def registration_rule() -> schema.Registration | None:
    """How organisations get their accounts under the measure in force; None where it does not say."""
    return policies.current_pack().registration


def identity_required(capacity: str) -> bool:
    """Whether the measure in force asks for the natural person behind a capacity; so does this house."""
    known = policies.current_pack().capacities.get(capacity)
    return capacity == rules.ADMINISTRATOR or bool(known and known.identity)


def capacities_in(office: Office) -> list[str]:
    """The capacities that the measure in force allows in an office, in its order."""
    known = policies.current_pack().capacities
    return [name for name, capacity in known.items() if office.kind in capacity.office_kinds]


def invitation_of(token: str) -> Invitation | None:
    """The invitation that a token belongs to, whether still good or not."""
    found = Invitation.objects.select_related("office", "organisation")
    return found.filter(token_sha256=token_digest(token)).first()


def reset_of(token: str) -> PasswordReset | None:
    """The address for a new password that a token belongs to, whether still good or not."""
    found = PasswordReset.objects.select_related("person__identity")
    return found.filter(token_sha256=token_digest(token)).first()


def token_digest(token: str) -> str:
    """What is kept of a token."""
    return sha256(token.encode()).hexdigest()


def open_invitations(on: date) -> QuerySet[Invitation]:
    """Invitations that may still be accepted on a day."""
    unused = Invitation.objects.filter(used_on=None, revoked_on=None, last_day__gte=on)
    return unused.select_related("office", "organisation")


def invited_experts(on: date) -> QuerySet[Invitation]:
    """Invitations to become an expert that may still be accepted on a day."""
    rule = policies.current_pack().experts
    return open_invitations(on).filter(capacity=rule.capacity) if rule else Invitation.objects.none()


def officials(on: date) -> QuerySet[Appointment]:
    """Whom the administrator sees to: who holds something in an office on a day, and the administrators."""
    return in_force(on).filter(Q(office__isnull=False) | Q(capacity=rules.ADMINISTRATOR))


def contacts_of(organisation: Organisation, on: date) -> QuerySet[Appointment]:
    """The organisation's own people on a day: who register for it and whom these invite."""
    rule = registration_rule()
    return in_force(on).filter(organisation=organisation, capacity__in=rule.invites if rule else [])


def competent_office(region: str, chosen: str) -> Office | None:
    """Who confirms an organisation: the office chosen, else the one of its region (longest code first)."""
    pack = policies.current_pack()
    if chosen:
        known = pack.offices.get(chosen)
        by_choice = known is not None and pack.recommender_kinds.get(known.kind) == "by_choice"
        name = chosen if by_choice else None
    else:
        name = pack.office_for_region(region) if region else None
    return Office.objects.filter(code=name).first() if name else None


def registrations_of(person: Person) -> QuerySet[Registration]:
    """What a person has registered, newest first, with all that its page reads."""
    return _with_files(Registration.objects.filter(person=person)).order_by("-submitted_on", "-pk")


def registered_licence(organisation: int) -> Attachment | None:
    """The copy of its licence with which an organisation was last confirmed; None where it never registered."""
    found = Registration.objects.filter(organisation=organisation, state=RegistrationState.CONFIRMED)
    last = found.select_related("licence__file").order_by("-decided_on", "-pk").first()
    return last.licence if last else None


def registrations_for(actor: Actor) -> QuerySet[Registration]:
    """What an actor may confirm: the registrations of the own office, oldest first; none for others."""
    rule = registration_rule()
    if rule is None or actor.office is None or actor.capacity not in rule.confirms:
        return Registration.objects.none()
    return _with_files(Registration.objects.filter(office__code=actor.office))


def recoveries_for(actor: Actor) -> QuerySet[Recovery]:
    """The lost accounts that lie with the actor's office; none for others."""
    rule = registration_rule()
    if rule is None or actor.office is None or actor.capacity not in (*rule.enters, *rule.approves):
        return Recovery.objects.none()
    found = Recovery.objects.filter(office__code=actor.office)
    return found.select_related("organisation", "letter__file", "office", "invitation")


def waiting_people(actor: Actor) -> int:
    """How many registrations and lost accounts wait for this capacity (two queries at most)."""
    rule, pending = registration_rule(), RegistrationState.PENDING
    found = registrations_for(actor).filter(state=pending).count()
    if rule is not None and actor.capacity in rule.approves:
        found += recoveries_for(actor).filter(state=pending).exclude(entered_by=actor.natural).count()
    return found


def known_as(registration: Registration) -> Organisation | None:
    """The organisation on record that a registration means: of this code, else of this name without a code."""
    same = Organisation.objects.filter(code=registration.code).first()
    if same is not None:
        return same
    named = list(Organisation.objects.filter(name=registration.name, code="")[:2])
    return named[0] if len(named) == 1 else None


def belongs_to(organisation: Organisation, office: str) -> bool:
    """Whether an office is the organisation's: it confirmed it, or the region is its own."""
    confirmed = organisation.registrations.filter(state=RegistrationState.CONFIRMED)
    chosen = list(confirmed.order_by("-decided_on", "-pk").values_list("office__code", flat=True)[:1])
    if chosen:
        return chosen[0] == office
    local = policies.current_pack().office_for_region(organisation.region) if organisation.region else None
    return local == office


def _with_files(found: QuerySet[Registration]) -> QuerySet[Registration]:
    return found.select_related("person__identity", "office", "organisation", "licence", "authorisation")


def _not_ended(on: date) -> Q:
    return Q(valid_to__isnull=True) | Q(valid_to__gt=on) | Q(valid_to=on, cut_short=False)


def _holding(on: date) -> Q:
    return Q(valid_from__lte=on) & _not_ended(on)


def _name(holder: Organisation | Office | None, on: date | None) -> str:
    if holder is None or on is None:
        return holder.name if holder else ""
    return name_on(holder, on)


def _with_names(appointments: QuerySet[Appointment]) -> QuerySet[Appointment]:
    return appointments.select_related("person__identity", "organisation", "office__organisation")
