"""Files and documents, only to those who may read them, under headers that let nothing run."""

import os
import re
from urllib.parse import quote

from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from lianmeng.alliances import queries as alliances
from lianmeng.applications import queries as applications
from lianmeng.cases import queries as cases
from lianmeng.cases.models import Case, Submission
from lianmeng.designations import queries as designations
from lianmeng.documents import queries as documents
from lianmeng.documents.models import Document
from lianmeng.files import queries as files
from lianmeng.files.actions import open_file
from lianmeng.files.models import Attachment, StoredFile
from lianmeng.record.people import Actor
from lianmeng.web import clock
from lianmeng.web.casework import story, viewers
from lianmeng.web.casework.casepage import has_declared, reading_of, with_papers
from lianmeng.web.casework.viewers import Viewer
from lianmeng.web.identity import capacities, current
from lianmeng.web.ui.headers import HEADERS

SHOWN = ("application/pdf", "image/png", "image/jpeg")  # all else is only given for saving
SEVERAL = 3  # cases of one paper asked in turn: what one of them lets read, all do
SEALED = "default-src 'none'; frame-ancestors 'none'; sandbox"


@require_safe
def file(request: HttpRequest, number: int) -> HttpResponseBase:
    """/files/<number>: 404 unless this actor may read it."""
    actor = _reader(request)
    found = _readable(actor, number) if actor else None
    if found is None:
        raise Http404
    return serve(found.file, found.name)


@require_safe
def document(request: HttpRequest, code: str) -> HttpResponseBase:
    """/documents/<check code>: a document to those who may see its case; to others what was published of it."""
    found = documents.by_check_code(code)
    if found is None or found.file is None:
        raise Http404
    actor = _reader(request)
    name = found.number or found.title
    if actor is not None and _may_read(actor, found):
        return serve(found.file, f"{name}.pdf")
    public = designations.public_version(found, clock.today())
    if public is None:
        raise Http404
    return serve(public, f"{name}（公开版）.pdf")


def _reader(request: HttpRequest) -> Actor | None:
    """Who reads, if the measure in force knows the capacity: an administrator reads no files."""
    actor = current.actor(request)
    return actor if actor and capacities.is_known(actor.capacity) else None


def _readable(actor: Actor, number: int) -> Attachment | None:
    found = Attachment.objects.select_related("file").filter(pk=number).first()
    if found is None:
        return None
    room, _, owner = found.owner_stream.partition(":")
    allowed = {"upload": _is_mine, "case": _is_told, "alliance": _is_of_alliance, "draft": _is_of_draft}.get(
        room
    )
    return found if allowed and allowed(actor, found, owner) else None


def _is_mine(actor: Actor, found: Attachment, owner: str) -> bool:
    return files.attachment_for(found.pk, [f"upload:{actor.person}"]) is not None


def _is_told(actor: Actor, found: Attachment, owner: str) -> bool:
    case = viewers.visible(actor).filter(pk=int(owner)).first()
    if case is None:
        return False
    viewer = viewers.viewer_of(actor)
    if viewer is Viewer.DEPARTMENT:
        return True
    reading, entries = reading_of(case, actor)
    if found.pk in story.readable_files(reading, entries):
        return True
    papers = {p["sha256"] for row in Submission.objects.filter(case=case) for p in row.papers}
    return found.file.sha256 in papers and (viewer is not Viewer.EXPERT or _may_open(case, actor))


def _may_open(case: Case, actor: Actor) -> bool:
    return has_declared(cases.view(case), actor)


def _is_of_alliance(actor: Actor, found: Attachment, owner: str) -> bool:
    viewer = viewers.viewer_of(actor)
    if viewer is Viewer.APPLICANT:
        return alliances.alliances_of(actor.organisation or 0).filter(pk=int(owner)).exists()
    return viewer is not Viewer.EXPERT and viewers.visible(actor).filter(alliance=int(owner)).exists()


def _is_of_draft(actor: Actor, found: Attachment, owner: str) -> bool:
    return viewers.viewer_of(actor) is Viewer.APPLICANT and (
        applications.drafts_of(actor).filter(pk=int(owner)).exists()
    )


def _may_read(actor: Actor, found: Document) -> bool:
    seen = viewers.visible(actor)
    if viewers.viewer_of(actor) is Viewer.EXPERT:  # nothing that follows the panel is theirs
        return _is_sheet(actor, seen, found)
    granted = seen.filter(designation__document__in=[found.pk, found.amends_id]).exists()
    return granted or _is_letter(actor, seen, found) or _is_sheet(actor, seen, found)


def _is_sheet(actor: Actor, seen: QuerySet[Case], found: Document) -> bool:
    """A paper written by an act is for those who may read that act on a case of theirs."""
    for case in seen.filter(sheets__document=found)[:SEVERAL]:
        reading, entries = reading_of(case, actor)
        if found.check_code in story.readable_papers(with_papers(reading), entries):
            return True
    return False


def _is_letter(actor: Actor, seen: QuerySet[Case], found: Document) -> bool:
    """A recommending letter names others too: it is for its own office and for the department."""
    viewer = viewers.viewer_of(actor)
    on_it = seen.filter(letter_items__letter__document=found)
    if viewer is Viewer.RECOMMENDER:
        return on_it.filter(letter_items__letter__office__code=actor.office).exists()
    return viewer is Viewer.DEPARTMENT and on_it.exists()


def serve(stored: StoredFile, name: str) -> HttpResponseBase:
    """A stored content under a name, for whoever may read it. Raises Http404 if it is not what was stored."""
    try:
        content = open_file(stored.sha256)
    except FileNotFoundError as error:
        raise Http404 from error
    if os.fstat(content.fileno()).st_size != stored.size:
        content.close()
        raise Http404  # not what was stored: lianmeng doctor names it
    kind = stored.media_type
    way = "inline" if kind in SHOWN else "attachment"
    plain = re.sub(r"[^A-Za-z0-9._-]", "_", name)
    answer = FileResponse(content, content_type=kind if way == "inline" else "application/octet-stream")
    answer["Content-Disposition"] = f"{way}; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
    answer["Content-Length"] = str(stored.size)
    answer["Cache-Control"] = "private, no-store"
    for header, value in HEADERS.items():
        answer[header] = value
    if way == "attachment":
        answer["Content-Security-Policy"] = SEALED
    return answer
