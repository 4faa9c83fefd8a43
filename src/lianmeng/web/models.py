"""What kind of database this is, and the date of a demonstration. Both tables have at most one row."""

from django.db import models
from django.db.models import Q

ONLY_ROW = 1


class InstallationKind(models.TextChoices):
    """A database is founded as one or the other and never changes."""

    REAL = "real"
    DEMONSTRATION = "demonstration"


class Installation(models.Model):
    """The founding of this database. Without a row it counts as real."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY_ROW, editable=False)
    kind = models.CharField(max_length=20, choices=InstallationKind.choices)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(id=ONLY_ROW), name="installation_has_one_row"),
            models.CheckConstraint(
                condition=Q(kind__in=InstallationKind.values), name="installation_kind_is_known"
            ),
        ]


class DemonstrationClock(models.Model):
    """The date on which a demonstration stands; moved from the banner only."""

    installation = models.OneToOneField(Installation, on_delete=models.CASCADE, primary_key=True)
    day = models.DateField()
