"""Who there is: natural persons and their accounts, organisations, offices, who holds what and when.

``until`` and ``valid_to`` are last days: on that day the name or appointment still holds.
"""

import uuid
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint

from lianmeng.files.models import Attachment
from lianmeng.parties.enums import CodeStatus, LicenceType, RegistrationState
from lianmeng.parties.models.experts import Expert, ExpertTie

__all__ = [
    "Appointment",
    "Expert",
    "ExpertTie",
    "FormerName",
    "Identity",
    "Invitation",
    "Office",
    "OfficeName",
    "Organisation",
    "Person",
    "Recovery",
    "Registration",
]


class Identity(models.Model):
    """One natural person, known by the keyed hash of the identity number; the number is kept nowhere."""

    key = models.CharField(max_length=64, unique=True)
    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    def __str__(self) -> str:
        return self.ref.hex


class Person(AbstractBaseUser):
    """An account. Several accounts may share one identity; there is no superuser and no permission flag."""

    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=60)
    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    identity = models.ForeignKey(
        Identity, on_delete=models.PROTECT, null=True, blank=True, related_name="accounts"
    )
    phone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)
    is_active = models.BooleanField(default=True)
    joined_on = models.DateField()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name", "joined_on"]

    objects = BaseUserManager()

    def __str__(self) -> str:
        return self.name

    @property
    def natural(self) -> str:
        """Reference of the natural person: equal for two accounts of one identity, else the account's own."""
        return self.identity.ref.hex if self.identity else self.ref.hex


class Organisation(models.Model):
    """A body outside or inside the programme: firm, university, institute, association, public office."""

    name = models.CharField(max_length=200, db_index=True)
    code = models.CharField(max_length=18, blank=True)
    code_status = models.CharField(max_length=10, choices=CodeStatus.choices, default=CodeStatus.NONE)
    licence_type = models.CharField(max_length=20, choices=LicenceType.choices)
    region = models.CharField(max_length=6, blank=True)
    domicile = models.CharField(max_length=300, blank=True)
    legal_representative = models.CharField(max_length=60, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    demonstration = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(fields=["code"], condition=~Q(code=""), name="organisation_code_once"),
            CheckConstraint(
                condition=Q(code="", code_status=CodeStatus.NONE)
                | (~Q(code="") & ~Q(code_status=CodeStatus.NONE)),
                name="organisation_code_has_status",
            ),
            CheckConstraint(
                condition=Q(code_status__in=CodeStatus.values), name="organisation_code_status_known"
            ),
            CheckConstraint(
                condition=Q(licence_type__in=LicenceType.values), name="organisation_licence_type_known"
            ),
        ]
        indexes: ClassVar = [Index(fields=["region"], name="organisation_region")]

    def __str__(self) -> str:
        return self.name


class FormerName(models.Model):
    """A name an organisation bore up to and including ``until``, and the paper that ended it."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="former_names")
    name = models.CharField(max_length=200, db_index=True)
    until = models.DateField()
    document = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["until"]
        constraints: ClassVar = [
            UniqueConstraint(fields=["organisation", "until"], name="former_name_one_per_day")
        ]

    def __str__(self) -> str:
        return self.name


class Office(models.Model):
    """A unit with posts that the pack names: ``code`` is the pack's office id, the rest follows the pack."""

    code = models.CharField(max_length=60, unique=True)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="offices"
    )
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=60, blank=True)
    region = models.CharField(max_length=6, blank=True)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["position", "code"]
        indexes: ClassVar = [
            Index(fields=["kind", "position"], name="office_kind_position"),
            Index(fields=["region"], name="office_region"),
        ]

    def __str__(self) -> str:
        return self.name


class OfficeName(models.Model):
    """A name an office bore up to and including ``until``; old papers keep it."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="former_names")
    name = models.CharField(max_length=200)
    until = models.DateField()
    document = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["until"]
        constraints: ClassVar = [UniqueConstraint(fields=["office", "until"], name="office_name_one_per_day")]

    def __str__(self) -> str:
        return self.name


class Appointment(models.Model):
    """A person holds a capacity of the pack, for an office or an organisation, from a day to a day.

    ``personal`` marks a capacity that belongs to the person alone and needs neither. One ``cut_short`` was
    ended at once: on its last day it holds no more.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="appointments")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="appointments"
    )
    office = models.ForeignKey(
        Office, on_delete=models.PROTECT, null=True, blank=True, related_name="appointments"
    )
    capacity = models.CharField(max_length=60)
    personal = models.BooleanField(default=False)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    cut_short = models.BooleanField(default=False)
    appointed_by = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["valid_from", "pk"]
        constraints: ClassVar = [
            CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_from__lte=F("valid_to")),
                name="appointment_begins_before_it_ends",
            ),
            CheckConstraint(
                condition=Q(cut_short=False) | Q(valid_to__isnull=False), name="appointment_cut_short_has_end"
            ),
            CheckConstraint(
                condition=Q(personal=True) | Q(office__isnull=False) | Q(organisation__isnull=False),
                name="appointment_has_place",
            ),
            CheckConstraint(condition=~Q(capacity=""), name="appointment_has_capacity"),
            UniqueConstraint(
                fields=["person", "capacity", "office"],
                condition=Q(valid_to__isnull=True, office__isnull=False),
                name="appointment_open_once_per_office",
            ),
            UniqueConstraint(
                fields=["person", "capacity", "organisation"],
                condition=Q(valid_to__isnull=True, office__isnull=True, organisation__isnull=False),
                name="appointment_open_once_per_organisation",
            ),
            UniqueConstraint(
                fields=["person", "capacity"],
                condition=Q(valid_to__isnull=True, office__isnull=True, organisation__isnull=True),
                name="appointment_open_once_personal",
            ),
        ]
        indexes: ClassVar = [
            Index(fields=["capacity", "office", "valid_from"], name="appointment_capacity_office"),
            Index(fields=["person", "valid_from"], name="appointment_person_from"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.capacity} {self.valid_from}"


class Invitation(models.Model):
    """The right, once and until a last day, to hold a capacity: whoever brings the token gets it.

    Only the token's SHA-256 is kept. A capacity that needs neither office nor organisation is ``personal``.
    """

    token_sha256 = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=60)
    capacity = models.CharField(max_length=60)
    personal = models.BooleanField(default=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, related_name="invitations")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="invitations"
    )
    made_on = models.DateField()
    last_day = models.DateField()
    made_by = models.CharField(max_length=64)
    made_by_name = models.CharField(max_length=200)
    source = models.CharField(max_length=300, blank=True)
    used_on = models.DateField(null=True)
    used_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="invitations")
    revoked_on = models.DateField(null=True)

    class Meta:
        ordering: ClassVar = ["made_on", "pk"]
        constraints: ClassVar = [
            CheckConstraint(
                condition=Q(personal=True, office__isnull=True, organisation__isnull=True)
                | Q(personal=False, office__isnull=False, organisation__isnull=True)
                | Q(personal=False, office__isnull=True, organisation__isnull=False),
                name="invitation_has_one_place",
            ),
            CheckConstraint(condition=Q(made_on__lte=F("last_day")), name="invitation_lasts"),
            CheckConstraint(
                condition=Q(used_on__isnull=True, used_by__isnull=True)
                | Q(used_on__isnull=False, used_by__isnull=False, revoked_on__isnull=True),
                name="invitation_used_or_revoked",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.capacity} {self.name}"


class PasswordReset(models.Model):
    """The right, once and until a last day, to set a new password for an account. The token's SHA-256 is kept."""

    token_sha256 = models.CharField(max_length=64, unique=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="resets")
    made_on = models.DateField()
    last_day = models.DateField()
    made_by = models.CharField(max_length=64)
    made_by_name = models.CharField(max_length=200)
    used_on = models.DateField(null=True)
    revoked_on = models.DateField(null=True)

    class Meta:
        ordering: ClassVar = ["made_on", "pk"]
        constraints: ClassVar = [
            CheckConstraint(condition=Q(made_on__lte=F("last_day")), name="reset_lasts"),
            CheckConstraint(
                condition=Q(used_on__isnull=True) | Q(revoked_on__isnull=True), name="reset_used_or_revoked"
            ),
            UniqueConstraint(
                fields=["person"],
                condition=Q(used_on__isnull=True, revoked_on__isnull=True),
                name="reset_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.made_on}"


class Registration(models.Model):
    """A person says to act for an organisation, with its code and licence; the competent office confirms.

    With ``authorisation`` the organisation replaces its contact (``ends_former``) or adds one. What was
    typed before a correction stands in the ledger.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="registrations")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="registrations")
    state = models.CharField(
        max_length=10, choices=RegistrationState.choices, default=RegistrationState.PENDING
    )
    name = models.CharField(max_length=200)
    code = models.CharField(max_length=18, db_index=True)
    licence_type = models.CharField(max_length=20, choices=LicenceType.choices)
    region = models.CharField(max_length=6, blank=True)
    domicile = models.CharField(max_length=300)
    legal_representative = models.CharField(max_length=60)
    licence = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="+")
    authorisation = models.ForeignKey(Attachment, on_delete=models.PROTECT, null=True, related_name="+")
    ends_former = models.BooleanField(default=False)
    electronic_delivery = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    submitted_on = models.DateField()
    decided_on = models.DateField(null=True)
    decided_by = models.CharField(max_length=64, blank=True)
    decided_by_name = models.CharField(max_length=200, blank=True)
    reason = models.TextField(blank=True)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="registrations"
    )

    class Meta:
        ordering: ClassVar = ["submitted_on", "pk"]
        constraints: ClassVar = [
            CheckConstraint(condition=Q(state__in=RegistrationState.values), name="registration_state_known"),
            CheckConstraint(
                condition=Q(licence_type__in=LicenceType.values), name="registration_licence_type_known"
            ),
            CheckConstraint(
                condition=Q(state=RegistrationState.PENDING, decided_on__isnull=True)
                | Q(state=RegistrationState.CONFIRMED, decided_on__isnull=False, organisation__isnull=False)
                | (Q(state=RegistrationState.REFUSED, decided_on__isnull=False) & ~Q(reason="")),
                name="registration_decided_with_day",
            ),
            CheckConstraint(
                condition=Q(ends_former=False) | Q(authorisation__isnull=False),
                name="registration_ends_by_authorisation",
            ),
            UniqueConstraint(
                fields=["person", "code"],
                condition=~Q(state=RegistrationState.CONFIRMED),
                name="registration_open_once",
            ),
        ]
        indexes: ClassVar = [Index(fields=["office", "state", "submitted_on"], name="registration_queue")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Recovery(models.Model):
    """An organisation lost its account: its letter, entered by the recommending office, and the new contact.

    Another natural person of the office approves; then an invitation is made.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="recoveries")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="recoveries")
    state = models.CharField(
        max_length=10, choices=RegistrationState.choices, default=RegistrationState.PENDING
    )
    letter = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="+")
    contact = models.CharField(max_length=60)
    phone = models.CharField(max_length=30)
    ends_former = models.BooleanField(default=False)
    note = models.TextField(blank=True)
    entered_on = models.DateField()
    entered_by = models.CharField(max_length=64)
    entered_by_name = models.CharField(max_length=200)
    decided_on = models.DateField(null=True)
    decided_by_name = models.CharField(max_length=200, blank=True)
    reason = models.TextField(blank=True)
    invitation = models.OneToOneField(
        Invitation, on_delete=models.PROTECT, null=True, related_name="recovery"
    )

    class Meta:
        ordering: ClassVar = ["entered_on", "pk"]
        verbose_name_plural = "recoveries"
        constraints: ClassVar = [
            CheckConstraint(condition=Q(state__in=RegistrationState.values), name="recovery_state_known"),
            CheckConstraint(
                condition=Q(state=RegistrationState.PENDING, decided_on__isnull=True, invitation__isnull=True)
                | Q(state=RegistrationState.CONFIRMED, decided_on__isnull=False, invitation__isnull=False)
                | Q(state=RegistrationState.REFUSED, decided_on__isnull=False, invitation__isnull=True),
                name="recovery_approved_by_invitation",
            ),
            UniqueConstraint(
                fields=["organisation"],
                condition=Q(state=RegistrationState.PENDING),
                name="recovery_pending_once",
            ),
        ]
        indexes: ClassVar = [Index(fields=["office", "state", "entered_on"], name="recovery_queue")]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.contact}"
