"""The dossier of a submission: made once, kept by the digest of what it was made from."""

from django.db import transaction

from lianmeng.applications import dossier
from lianmeng.cases.models import Case, Submission
from lianmeng.files import actions as files
from lianmeng.files.models import Attachment, StoredFile

KIND = "dossier"


def dossier_of(case: Case, submission: Submission) -> StoredFile:
    """The dossier as a stored PDF; made at the first call, the same file ever after. Raises ``RenderFailed``."""
    stream = f"{KIND}:{case.pk}:{submission.no}:{submission.digest}"
    found = Attachment.objects.filter(owner_stream=stream).select_related("file").first()
    if found is not None:
        return found.file
    stored = files.store(dossier.make(case, submission), f"{KIND}.pdf", limit=dossier.BOUND_AT_MOST * 2)
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=case.pk)
        first = Attachment.objects.filter(owner_stream=stream).select_related("file").first()
        if first is None:
            name, day = f"{case.number or case.title}.pdf", submission.submitted_on
            first = files.attach(
                stored, name=name, owner_stream=stream, kind=KIND, by="calendar", added_on=day
            )
    return first.file
