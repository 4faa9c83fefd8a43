"""Reading titles as the public may see them."""

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from lianmeng.alliances.models import Alliance
from lianmeng.cases.models import Case
from lianmeng.decisions.models import Publication
from lianmeng.designations.models import Designation
from lianmeng.documents.models import Document
from lianmeng.files.models import StoredFile


def public_titles(on: date) -> QuerySet[Designation]:
    """Titles whose result was published by that day, newest first."""
    published = Publication.objects.filter(case=OuterRef("case"), published_on__lte=on)
    titles = Designation.objects.filter(Exists(published))
    return titles.select_related("alliance__lead", "case__recommender", "document")


def in_force(alliance: Alliance, on: date) -> Designation | None:
    """The alliance's title in force on a day."""
    return Designation.objects.filter(alliance=alliance, starts_on__lte=on, ends_on__gte=on).first()


def document_of(case: Case) -> Document | None:
    """The document by which the case was granted."""
    title = Designation.objects.filter(case=case).select_related("document").first()
    return title.document if title else None


def public_version(document: Document, on: date) -> StoredFile | None:
    """What the public may read of a document on a day; None before it was published."""
    published = Publication.objects.filter(
        case__designation__document=document, published_on__lte=on, file__isnull=False
    )
    first = published.select_related("file").order_by("id").first()
    return first.file if first else None
