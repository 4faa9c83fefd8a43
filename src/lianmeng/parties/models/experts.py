"""The register of experts, and what binds them to organisations."""

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, Index, Q, UniqueConstraint

from lianmeng.parties.enums import TieKind


class Expert(models.Model):
    """What a person is as an expert: employer, title, specialty, whether available for a draw.

    ``version`` counts the changes, so that a form on an old page is told.
    """

    person = models.OneToOneField("parties.Person", on_delete=models.PROTECT, related_name="expert")
    employer = models.ForeignKey(
        "parties.Organisation", on_delete=models.PROTECT, related_name="employed_experts"
    )
    specialty = models.CharField(max_length=100)
    title = models.CharField(max_length=60, blank=True)
    version = models.PositiveIntegerField(default=1)
    available = models.BooleanField(default=True)

    class Meta:
        indexes: ClassVar = [Index(fields=["available", "specialty"], name="expert_available_specialty")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.specialty}"


class ExpertTie(models.Model):
    """An expert bound to an organisation; without ``until`` it still holds or its end is unknown.

    An organisation that is not on record is known by ``name`` alone. A tie entered in error is ``withdrawn``.
    """

    expert = models.ForeignKey(Expert, on_delete=models.CASCADE, related_name="ties")
    organisation = models.ForeignKey(
        "parties.Organisation", on_delete=models.PROTECT, related_name="expert_ties", null=True
    )
    name = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=300, blank=True)
    withdrawn = models.BooleanField(default=False)
    kind = models.CharField(max_length=10, choices=TieKind.choices)
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(
                fields=["expert", "organisation", "kind"],
                condition=Q(withdrawn=False, organisation__isnull=False),
                name="expert_tie_once",
            ),
            UniqueConstraint(
                fields=["expert", "name", "kind"],
                condition=Q(withdrawn=False, organisation__isnull=True),
                name="expert_tie_by_name_once",
            ),
            CheckConstraint(
                condition=Q(organisation__isnull=False, name="")
                | (Q(organisation__isnull=True) & ~Q(name="")),
                name="expert_tie_to_somebody",
            ),
            CheckConstraint(condition=Q(kind__in=TieKind.values), name="expert_tie_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.expert_id} {self.kind} {self.organisation_id}"
