"""Reading titles as the public may see them."""

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from lianmeng.alliances.models import Alliance
from lianmeng.decisions.models import Publication
from lianmeng.designations.models import Designation


def public_titles(on: date) -> QuerySet[Designation]:
    """Titles whose result was published by that day, newest first."""
    published = Publication.objects.filter(case=OuterRef("case"), published_on__lte=on)
    titles = Designation.objects.filter(Exists(published))
    return titles.select_related("alliance__lead", "case__recommender", "document")


def in_force(alliance: Alliance, on: date) -> Designation | None:
    """The alliance's title in force on a day."""
    return Designation.objects.filter(alliance=alliance, starts_on__lte=on, ends_on__gte=on).first()
