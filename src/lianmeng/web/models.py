"""What kind of database this is, the date of a demonstration (one row each at most), and forms not yet sent."""

from django.db import models
from django.db.models import Q

from lianmeng.parties.models import Person

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


class KeptForm(models.Model):
    """What somebody has typed into a form and not yet sent, by account and place; it goes when the form is done.

    ``place``: the page's address and the hand of its act; ``values``: what was typed by field, as posted,
    never passwords or files; ``on``: the day by the clock; ``lost``: it came when the session had ended.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="kept_forms")
    place = models.CharField(max_length=1000)
    values = models.JSONField(default=dict)
    on = models.DateField()
    saved_at = models.DateTimeField(auto_now=True)
    lost = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "place"], name="kept_form_once_per_place")]
