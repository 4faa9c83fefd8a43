"""People without an account on the public pages: under which reference they act, what they upload.

A reference is made for one matter in one session and given up when that matter is lodged, so that two objections
of one person do not show it.
"""

from collections.abc import Mapping
from datetime import date
from uuid import uuid4

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from lianmeng.files import actions as files
from lianmeng.files.kinds import FileRefused
from lianmeng.law.schema import FieldType, FormField
from lianmeng.record.people import Actor
from lianmeng.web.accounts.uploads import HINT, KINDS, LIMIT

FILES_AT_MOST = 5


def actor(request: HttpRequest, matter: str, capacity: str, name: str) -> Actor:
    """Who this visitor is in one matter, for as long as the session lasts."""
    reference = request.session.setdefault(f"visitor-{matter}", uuid4().hex)
    return Actor.without_account(reference, capacity, name)


def forget(request: HttpRequest, matter: str) -> None:
    """The next matter of this kind is somebody else's, as far as anybody can tell."""
    request.session.pop(f"visitor-{matter}", None)


def upload(
    request: HttpRequest, fields: Mapping[str, FormField], by: Actor, on: date
) -> tuple[dict[str, list[int]], dict[str, str]]:
    """Store the files of a form for this visitor: numbers by field, and what was refused by field."""
    stored: dict[str, list[int]] = {}
    errors: dict[str, str] = {}
    for name, item in fields.items():
        sent = request.FILES.getlist(name) if item.type is FieldType.FILE else []
        if len(sent) > FILES_AT_MOST:
            errors[name] = f"一次最多上传{FILES_AT_MOST}个文件，请合并后再传"
            continue
        for file in sent:
            try:
                stored.setdefault(name, []).append(_store(file, name, by, on))
            except FileRefused as refused:
                errors[name] = f"“{file.name}”未收：{refused.text}{refused.mend}"
    return stored, errors


def _store(file: UploadedFile, kind: str, by: Actor, on: date) -> int:
    row = files.store(file, file.name or "", LIMIT)
    if row.media_type not in KINDS:
        raise FileRefused("这里不收这种文件。", HINT)
    owner = f"upload:{by.person}"
    return files.attach(
        row, name=file.name or "", owner_stream=owner, kind=kind, by=by.person, added_on=on
    ).pk
