"""Questions about people, organisations, offices and appointments. None of them writes."""

from datetime import date

from django.db.models import Q, QuerySet

from lianmeng.parties import rules
from lianmeng.parties.models import Appointment, Expert, Office, Organisation, Person
from lianmeng.record.people import Actor


def in_force(on: date) -> QuerySet[Appointment]:
    """Appointments of active accounts that hold on a day, with everything ``actor_of`` reads."""
    return _with_names(Appointment.objects.filter(_holding(on), person__is_active=True))


def appointments_of(person: Person, on: date) -> QuerySet[Appointment]:
    """What a person holds on a day; empty for a deactivated account."""
    return in_force(on).filter(person=person)


def appointments_with(capacity: str, on: date, office: Office | None = None) -> QuerySet[Appointment]:
    """Who holds a capacity of the pack on a day, in one office or (without ``office``) anywhere."""
    held = in_force(on).filter(capacity=capacity)
    return held.filter(office=office) if office else held


def people_with(capacity: str, on: date, office: Office | None = None) -> QuerySet[Person]:
    """The accounts that hold a capacity on a day, each once."""
    held = appointments_with(capacity, on, office).values("person")
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


def tied_organisations(expert: Expert, since: date) -> frozenset[int]:
    """Keys of the organisations the expert is bound to: the employer, and ties not ended before ``since``."""
    ties = (tie for tie in expert.ties.all() if tie.until is None or tie.until >= since)
    return frozenset({expert.employer_id} | {tie.organisation_id for tie in ties})


def _not_ended(on: date) -> Q:
    return Q(valid_to__isnull=True) | Q(valid_to__gte=on)


def _holding(on: date) -> Q:
    return Q(valid_from__lte=on) & _not_ended(on)


def _name(holder: Organisation | Office | None, on: date | None) -> str:
    if holder is None or on is None:
        return holder.name if holder else ""
    return name_on(holder, on)


def _with_names(appointments: QuerySet[Appointment]) -> QuerySet[Appointment]:
    return appointments.select_related("person__identity", "organisation", "office__organisation")
