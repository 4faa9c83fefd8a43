"""The numbered document of an act while it passes its hands: what is usual, and the draft as a PDF."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lianmeng.designations import approvals
from lianmeng.designations import queries as designations
from lianmeng.law.schema import Door, FieldType
from lianmeng.web import clock
from lianmeng.web.casework import tasks
from lianmeng.web.casework.addresses import draft_paper_address, others_of
from lianmeng.web.casework.tasks import Task
from lianmeng.web.casework.viewers import Viewer, viewer_of
from lianmeng.web.identity.current import acting
from lianmeng.web.ui import packforms
from lianmeng.web.ui.headers import HEADERS


def has_draft(task: Task) -> bool:
    """Whether this hand may look at the document before it is signed."""
    drawn = task.act in (approvals.ACT, approvals.CORRECTION)
    return drawn and bool(task.cases) and not task.reasons and viewer_of(task.actor) is Viewer.DEPARTMENT


def usual(task: Task) -> Mapping[str, Any]:
    """What the first hand finds in the form: title and addressees as they are usual."""
    if not has_draft(task) or task.steps[0].index:
        return {}
    if task.act == approvals.CORRECTION:
        original = designations.document_of(task.cases[0])
        return approvals.proposed_correction(task.pack, original) if original else {}
    return approvals.proposed(task.pack, task.cases)


def address(task: Task) -> str:
    """Where this hand looks at the draft; "" where there is none to see."""
    others = tuple(case.pk for case in task.cases[1:])
    return draft_paper_address(Door.OFFICE, task.cases[0], task.act, others) if has_draft(task) else ""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: HttpRequest, number: int, act: str) -> HttpResponse:
    """…/cases/<number>/do/<act>/draft.pdf: the document with what was answered and what is typed; 404 for others.

    Nothing is kept. It is for the hands of the act alone: drafts stay inside.
    """
    task = tasks.on_cases(acting(request), number, act, others_of(request), clock.today())
    if not has_draft(task):
        raise Http404
    typed = packforms.read(task.fields, request.POST) if request.method == "POST" else {}
    words = {name for name, field in task.fields.items() if field.type in (FieldType.LINE, FieldType.TEXT)}
    answers = {**(task.thread.answers if task.thread else {}), **_said(typed, words)}
    answer = HttpResponse(_drawn(task, answers), content_type="application/pdf")
    answer["Content-Disposition"] = 'inline; filename="draft.pdf"'
    for header, value in HEADERS.items():
        answer[header] = value
    return answer


def _drawn(task: Task, answers: Mapping[str, Any]) -> bytes:
    if task.act == approvals.ACT:
        return approvals.draft(task.cases, answers)
    original = designations.document_of(task.cases[0])
    if original is None:
        raise Http404
    return approvals.draft_correction(task.pack, original, answers)


def _said(typed: Mapping[str, Any], names: set[str]) -> dict[str, str]:
    return {name: str(value) for name, value in typed.items() if name in names and str(value).strip()}
