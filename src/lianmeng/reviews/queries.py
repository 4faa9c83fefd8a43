"""Reading panels and opinions, narrowed to the viewer."""

from django.db.models import QuerySet

from lianmeng.cases.models import Case
from lianmeng.parties.models import Expert
from lianmeng.record.people import Actor
from lianmeng.reviews.models import Panel, Seat


def expert_by_natural(natural: str) -> Expert:
    """The expert whose natural person is meant. Raises ``Expert.DoesNotExist``."""
    return Expert.objects.get(person__identity__ref=natural)


def seated_cases(actor: Actor) -> QuerySet[Case]:
    """The cases on whose panel the expert sits."""
    seats = Seat.objects.filter(expert__person__identity__ref=actor.natural, left_on=None)
    return Case.objects.filter(panels__seats__in=seats).select_related(
        "alliance", "applicant", "recommender", "parent"
    )


def panel_of(case: Case) -> Panel | None:
    """The case's last panel."""
    return Panel.objects.filter(case=case).order_by("-no").first()
