"""/office/cases/<n>/checklist: the reviewing office judges item by item."""

import re
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from lianmeng.cases import queries as cases
from lianmeng.cases.guard import Sent
from lianmeng.cases.models import Case
from lianmeng.cases.refusals import Invalid, Refused
from lianmeng.reviews.actions import checklist as actions
from lianmeng.web import clock
from lianmeng.web.casework import checklists
from lianmeng.web.identity.current import acting, needs

DOOR = "office"


@never_cache
@require_safe
@needs(DOOR)
def checklist(request: HttpRequest, number: int) -> HttpResponse:
    """…/checklist."""
    case = checklists.find(acting(request), number)
    return _page(request, case)


@never_cache
@require_POST
@needs(DOOR)
def item(request: HttpRequest, number: int, item: str) -> HttpResponse:
    """…/checklist/<item>: one judgement, saved by itself or by its button."""
    case = checklists.find(acting(request), number)
    checklists.line(case, item, clock.today())
    typed = checklists.typed(item, request.POST)
    try:
        actions.judge_item(case, item, checklists.judged(typed), _sent(request, case))
    except Invalid as invalid:
        return _again(request, case, item, invalid.errors, 422)
    except Refused as refused:
        errors = {"item": "；".join(f"{one.text}。{one.mend}" for one in refused.reasons)}
        return _again(request, case, item, errors, 409)
    if "HX-Request" in request.headers:
        return _state(request, case, item, checklists.Typed(), 200)
    return redirect(f"{reverse('office:checklist', args=[number])}#{item}")


@never_cache
@require_POST
@needs(DOOR)
def rest(request: HttpRequest, number: int, paper: str) -> HttpResponse:
    """…/checklist/rest/<paper>: the same judgement on every point that nobody has judged yet."""
    case = checklists.find(acting(request), number)
    if paper not in cases.pack_of(case).materials:
        raise Http404
    try:
        found = actions.judge_rest(case, paper, request.POST.get("verdict", ""), _sent(request, case))
    except Invalid as invalid:
        messages.error(request, "；".join(invalid.errors.values()))
    except Refused as refused:
        messages.error(request, "；".join(one.text for one in refused.reasons))
    else:
        messages.success(request, f"已判断{len(found)}项。")
    return redirect(f"{reverse('office:checklist', args=[number])}#paper-{paper}")


def _sent(request: HttpRequest, case: Case) -> Sent:
    seen, mark = request.POST.get("seen", ""), request.POST.get("once", "")
    number = int(seen) if re.fullmatch(r"\d{1,6}", seen) else 0
    once = mark if re.fullmatch(r"[0-9a-f]{32}\d{0,2}", mark) else uuid4().hex
    return Sent(acting(request), clock.today(), {case.pk: number}, f"check:{once}")


def _again(request: HttpRequest, case: Case, item: str, errors: dict[str, str], status: int) -> HttpResponse:
    typed = checklists.typed(item, request.POST, errors)
    if "HX-Request" in request.headers:
        return _state(request, case, item, typed, status)
    return _page(request, case, typed, status)


def _state(request: HttpRequest, case: Case, item: str, typed: checklists.Typed, status: int) -> HttpResponse:
    """The item as it stands and, where it was saved, how far the whole is with it."""
    on = clock.today()
    if status != 200:
        line = checklists.line(case, item, on, typed)
        return render(request, "office/checklist_state.html", {"line": line}, status=status)
    page = checklists.page(case, acting(request), on)
    context = {"line": page.line(item), "page": page, "pack": page.pack, "saved": True}
    return render(request, "office/checklist_state.html", context)


def _page(
    request: HttpRequest, case: Case, typed: checklists.Typed | None = None, status: int = 200
) -> HttpResponse:
    page = checklists.page(case, acting(request), clock.today(), typed)
    return render(request, "office/checklist.html", {"page": page, "pack": page.pack}, status=status)
