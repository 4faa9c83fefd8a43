"""Pages of cases and acts, the same for every door; each door guards them with its own ``needs``."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lianmeng.acts import ON_DRAFT
from lianmeng.applications.actions.dossiers import dossier_of
from lianmeng.documents.numbers import short_code
from lianmeng.law.entering import DAY
from lianmeng.web import clock
from lianmeng.web.casework import casepage, correcting, doing, tasks, viewers
from lianmeng.web.casework.addresses import ROWS, act_address, case_address, door_of, others_of
from lianmeng.web.casework.served import serve
from lianmeng.web.identity.current import acting
from lianmeng.web.ui import navigation
from lianmeng.web.ui.context import nav


@never_cache
@require_safe
def case(request: HttpRequest, number: int) -> HttpResponse:
    """…/cases/<number>."""
    actor = acting(request)
    found = viewers.find(actor, number)
    door = door_of(request)
    page = casepage.page(found, actor, door, clock.today())
    words, address = navigation.list_of(door, found.kind)
    listed = {"list_words": words, "list_address": address, "nav": nav(request, address)}
    context = {"page": page, "case": found, "pack": page.pack, **listed}
    return render(request, "casework/case.html", context)


@require_safe
def dossier(request: HttpRequest, number: int) -> HttpResponseBase:
    """…/cases/<number>/dossier.pdf: the last submission as one bound paper, or with ``?no=`` an earlier one."""
    found = viewers.find(acting(request), number)
    rows = {str(row.no): row for row in found.submissions.all()}
    wanted = request.GET.get("no") or max(rows, key=int, default="")
    if wanted not in rows:
        raise Http404
    row = rows[wanted]
    name = f"{found.number or found.title}申报材料{short_code(row.digest)}.pdf"
    return serve(dossier_of(found, row), name)


@never_cache
@require_safe
def compare(request: HttpRequest, number: int) -> HttpResponse:
    """…/cases/<number>/compare: two submissions side by side, ``?from=1&to=2``."""
    actor = acting(request)
    found = viewers.find(actor, number)
    page = correcting.compared(found, viewers.viewer_of(actor), clock.today(), request.GET)
    context = {"page": page, "case": found, "back": case_address(door_of(request), number)}
    return render(request, "casework/compare.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, number: int, act: str) -> HttpResponse:
    """…/cases/<number>/do/<act>, with ``?with=`` the numbers of further cases."""
    actor, others = acting(request), others_of(request)
    if others and (rows := ROWS.get((door_of(request), act))):
        return redirect(reverse(rows))
    task = tasks.on_cases(actor, number, act, others, clock.today())
    if (task.kind, act) in ON_DRAFT:
        return redirect(act_address(door_of(request), viewers.find(actor, number), act))
    return doing.answer(request, task)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, number: int, act: str) -> HttpResponse:
    """…/cases/<number>/enter/<act>: an act done on paper, ``?done_on=`` its day, ``?with=`` further cases."""
    today = clock.today()
    day, others = done_on(request, today), others_of(request)
    task = tasks.entered_on_case(acting(request), number, act, today, day, others)
    return doing.answer(request, task)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enter_draft(request: HttpRequest, number: int, act: str) -> HttpResponse:
    """…/drafts/<number>/enter/<act>."""
    today = clock.today()
    task = tasks.entered_on_draft(acting(request), number, act, today, done_on(request, today))
    return doing.answer(request, task)


def done_on(request: HttpRequest, today: date) -> date:
    """The day on which the act was done, as the address or the form says; today where neither does."""
    written = request.POST.get(DAY) or request.GET.get(DAY) or ""
    try:
        return date.fromisoformat(written)
    except ValueError:
        return today


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest, kind: str, act: str) -> HttpResponse:
    """…/new/<kind>/<act>."""
    return doing.answer(request, tasks.begin(acting(request), kind, act, clock.today()))
