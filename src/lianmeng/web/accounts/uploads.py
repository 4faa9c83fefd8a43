"""Papers sent with these forms, also by people without an account yet: kept for the sender until claimed.

An upload belongs to its account, before there is one to a reference in the session. What was uploaded
with a form that has a fault is not sent again.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import uuid4

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from lianmeng.files import actions as files
from lianmeng.files import queries
from lianmeng.files.kinds import MEND, OFD, PDF, FileRefused
from lianmeng.files.models import Attachment
from lianmeng.parties.models import Person
from lianmeng.web import clock

KEY = "uploader"
KEPT = "kept-"
LIMIT = 20 * 2**20  # bytes: a scan of a page or two, from anybody
KINDS = (PDF, OFD, "image/png", "image/jpeg")
ACCEPTED = ".pdf,.ofd,.png,.jpg,.jpeg"
HINT = f"可上传 PDF、OFD、PNG、JPG，不超过{LIMIT // 2**20}MB。"


@dataclass
class Received:
    """The papers of one form by field, and why others were not taken."""

    papers: dict[str, Attachment] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)


def receive(request: HttpRequest, names: Iterable[str], streams: Iterable[str] = ()) -> Received:
    """Store what a form brings; else find what was kept of it, in ``streams`` or among the sender's own."""
    found = Received()
    allowed = [_owner(request), *streams]
    for name in names:
        file = request.FILES.get(name)
        if isinstance(file, UploadedFile):
            try:
                found.papers[name] = _store(request, name, file)
                continue
            except FileRefused as refused:
                mend = HINT if refused.mend == MEND else refused.mend  # fewer kinds are taken here
                found.refused[name] = f"{refused.text}{mend}"
        number = request.POST.get(KEPT + name, "")
        kept = queries.attachment_for(int(number), allowed) if re.fullmatch(r"\d{1,18}", number) else None
        if kept is not None:
            found.papers[name] = kept
    return found


def _store(request: HttpRequest, kind: str, file: UploadedFile) -> Attachment:
    name = file.name or ""
    row = files.store(file, name, LIMIT)
    if row.media_type not in KINDS:
        raise FileRefused(f"这里不收这种文件“{name}”。", HINT)
    owner = _owner(request)
    return files.attach(
        row, name=name, owner_stream=owner, kind=kind, by=owner.partition(":")[2], added_on=clock.today()
    )


def _owner(request: HttpRequest) -> str:
    """Whose an upload is: the account's, before there is one the session's."""
    if isinstance(request.user, Person):
        return f"upload:{request.user.ref.hex}"
    return f"upload:{request.session.setdefault(KEY, uuid4().hex)}"
