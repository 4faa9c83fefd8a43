"""The book of a meeting: made once for what stands in it, kept by its digest."""

from datetime import date

from django.db import transaction

from lianmeng.decisions import book, briefs
from lianmeng.decisions.models import Meeting
from lianmeng.files import actions as files
from lianmeng.files import queries as stored
from lianmeng.files.models import Attachment

KIND = "book"


def book_of(meeting: Meeting, on: date) -> Attachment:
    """The topics in their order as a stored PDF, whose name is its check code; the same content, the same file.

    Raises ``RenderFailed`` for a fault of the template.
    """
    rows = meeting.items.select_related(
        "case__alliance", "case__applicant", "case__recommender", "case__parent"
    )
    found = [item.case for item in rows]
    gathered = briefs.gather(found, on)
    data = book.data_of(meeting, [gathered[case.pk] for case in found], on)
    known = next((one for one in books(meeting) if one.name == data["code"]), None)
    if known is not None:
        return known
    file = files.store(book.make(data), f"{KIND}.pdf")
    with transaction.atomic():
        Meeting.objects.select_for_update().get(pk=meeting.pk)
        known = next((one for one in books(meeting) if one.name == data["code"]), None)
        return known or files.attach(
            file, name=data["code"], owner_stream=meeting.stream, kind=KIND, by="calendar", added_on=on
        )


def books(meeting: Meeting) -> list[Attachment]:
    """The books made of this meeting, latest first."""
    return sorted(stored.attachments_of(meeting.stream), key=lambda one: -one.pk)
