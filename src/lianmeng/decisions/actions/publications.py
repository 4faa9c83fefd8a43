"""The result as published (article 10): written here for the act of the room above, which has the document."""

from collections.abc import Mapping

from lianmeng.cases.guard import Acting
from lianmeng.decisions.models import Publication
from lianmeng.files.models import StoredFile


def record_publication(doing: Acting, files: Mapping[int, StoredFile]) -> None:
    """One publication per case; ``files`` are the public versions by case, where there is a document."""
    for case in doing.performed:
        Publication.objects.create(
            case=case,
            published_on=doing.day("published_on"),
            url=doing.answers["url"],
            file=files.get(case.pk),
        )
