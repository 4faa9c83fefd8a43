"""Reading titles as the public may see them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from lianmeng.alliances.models import Alliance
from lianmeng.cases.models import Case
from lianmeng.decisions.models import Publication
from lianmeng.designations.models import Designation
from lianmeng.documents.models import Document
from lianmeng.files.models import StoredFile

IN_FORCE, EXPIRED = "in-force", "expired"  # what may be asked of a title's standing


@dataclass(frozen=True)
class Asked:
    """What the register is asked for: words in a name, place, focus, standing; "" for all."""

    text: str = ""
    place: str = ""
    focus: str = ""
    standing: str = ""

    @property
    def narrows(self) -> bool:
        """Whether anything is left out."""
        return bool(self.text or self.place or self.focus or self.standing)


def public_titles(on: date, asked: Asked = Asked()) -> QuerySet[Designation]:
    """Titles whose result was published by that day, newest first, as the register is asked for them."""
    published = Publication.objects.filter(case=OuterRef("case"), published_on__lte=on)
    titles = Designation.objects.filter(Exists(published))
    if asked.text:
        titles = titles.filter(names__contains=asked.text.lower())
    if asked.place:
        titles = titles.filter(place=asked.place)
    if asked.focus:
        titles = titles.filter(focus=asked.focus)
    if asked.standing == IN_FORCE:
        titles = titles.filter(starts_on__lte=on, ends_on__gte=on)
    elif asked.standing == EXPIRED:
        titles = titles.filter(ends_on__lt=on)
    return titles.select_related("alliance__lead", "case__recommender", "document")


def count(titles: QuerySet[Designation], most: int) -> int:
    """How many there are, counted no further than one past ``most``."""
    return titles.order_by().values("pk")[: most + 1].count()


def terms_of(alliance: Alliance, on: date) -> list[Designation]:
    """All published terms of one alliance, oldest first."""
    return list(public_titles(on).filter(alliance=alliance).order_by("period"))


def publications_of(cases: Iterable[int]) -> list[Publication]:
    """How these cases' results were published, in order."""
    return list(Publication.objects.filter(case__in=list(cases)).order_by("published_on", "id"))


def in_force(alliance: Alliance, on: date) -> Designation | None:
    """The alliance's title in force on a day."""
    return Designation.objects.filter(alliance=alliance, starts_on__lte=on, ends_on__gte=on).first()


def document_of(case: Case) -> Document | None:
    """The document by which the case was granted."""
    title = Designation.objects.filter(case=case).select_related("document").first()
    return title.document if title else None


def corrections_of(document: Document) -> list[Document]:
    """The notices that correct a document, oldest first."""
    return list(document.amended_by.order_by("dated_on", "id"))


def public_version(document: Document, on: date) -> StoredFile | None:
    """What the public may read of a document on a day; None before it was published."""
    published = Publication.objects.filter(
        case__designation__document=document, published_on__lte=on, file__isnull=False
    )
    first = published.select_related("file").order_by("id").first()
    return first.file if first else None
