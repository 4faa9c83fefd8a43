"""Finding files: always through an owner. Nothing finds an attachment by its number alone."""

from collections.abc import Iterable

from django.db.models import QuerySet

from .models import Attachment


def attachment_for(id: int, allowed_streams: Iterable[str]) -> Attachment | None:
    """Return the attachment if one of the streams that the viewer may see owns it, else None (one query)."""
    return _attachments().filter(id=id, owner_stream__in=list(allowed_streams)).first()


def attachments_of(owner_stream: str) -> list[Attachment]:
    """Return the attachments of one owner, oldest first (one query)."""
    return list(_attachments().filter(owner_stream=owner_stream))


def attachments_of_many(owner_streams: Iterable[str]) -> dict[str, list[Attachment]]:
    """Return the attachments of many owners, each oldest first (one query); without any: an empty list."""
    found: dict[str, list[Attachment]] = {name: [] for name in owner_streams}
    for attachment in _attachments().filter(owner_stream__in=list(found)):
        found[attachment.owner_stream].append(attachment)
    return found


def _attachments() -> QuerySet[Attachment]:
    return Attachment.objects.select_related("file").order_by("id")
