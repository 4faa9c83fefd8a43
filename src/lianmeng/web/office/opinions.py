"""/office/opinions/: what a division says on many alliances under one signing; the sheet of all opinions."""

import re

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lianmeng.acts import ACTS
from lianmeng.applications.queries import KIND
from lianmeng.cases import guard
from lianmeng.cases.guard import EACH, Sent
from lianmeng.cases.refusals import Invalid
from lianmeng.policies import queries as policies
from lianmeng.web import clock, kept
from lianmeng.web.casework import doing, rows
from lianmeng.web.casework.rows import Posted
from lianmeng.web.identity.current import acting, needs
from lianmeng.web.office import opining

DOOR, BACK, REST = "office", "send-back", "rest"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(DOOR)
def opinions(request: HttpRequest) -> HttpResponse:
    """Every alliance on which this division is asked: first the clerk's hand, then the head's."""
    actor, today = acting(request), clock.today()
    if not opining.may_open(actor):
        raise Http404
    if kept.KEEP in request.POST or kept.CLEAR in request.POST:
        return doing.keep(request)
    if request.method != "POST":
        taken = kept.taken(request, "0")
        numbers = [case.pk for case in opining.waiting(actor)] if taken else []
        fields = opining.fields(policies.current_pack())
        posted = rows.kept(taken.values, fields, numbers) if taken else None
        return _show(request, opining.page(actor, today, posted), taken)
    found = opining.waiting(actor)
    posted = rows.read(request, opining.fields(policies.current_pack()), [case.pk for case in found])
    if REST in request.POST:
        empty = [row.case.pk for row in opining.page(actor, today).open]
        return _show(request, opining.page(actor, today, opining.with_rest(posted, empty)))
    trouble = rows.attempt(request, lambda: _sign(request, posted))
    if trouble is None:
        return redirect(reverse("office:opinions"))
    return _show(request, opining.page(actor, today, posted, trouble))


def _sign(request: HttpRequest, posted: Posted) -> str:
    """The clerk's hand for every row filled, the head's for every row ticked; or the head sends back."""
    actor, today = acting(request), clock.today()
    page = opining.page(actor, today)
    heads = page.heads and not page.handles
    rows_ = [row for row in page.signed if row.case.pk in posted.chosen] if heads else page.open
    chosen = [row.case for row in rows_ if heads or row.case.pk in posted.rows]
    if not chosen:
        raise Invalid({"case": "请至少选一件" if heads else "还没有填写任何一件的意见"})
    sent = Sent(actor, today, rows.seen(request, chosen), posted.once)
    if BACK in request.POST:
        guard.send_back(chosen, opining.GIVE, posted.note, sent)
        return f"已退回经办，共{len(chosen)}件。"
    each = {str(case.pk): posted.rows[case.pk] for case in chosen} if not heads else {}
    done = ACTS[KIND, opining.GIVE](chosen, {EACH: each}, sent)
    if done.performed:
        return f"已反馈{len(chosen)}件。"
    return f"已填{len(chosen)}件，送处长审签。"


def _show(request: HttpRequest, page: opining.Page, taken: kept.Taken | None = None) -> HttpResponse:
    context = {"page": page, "pack": page.pack, "taken": taken}
    return render(request, "office/opinions/page.html", context, status=page.trouble.status)


@never_cache
@require_safe
@needs(DOOR)
def sheet(request: HttpRequest) -> HttpResponse:
    """/office/opinions/sheet: alliances by divisions, for those whose work rests on all opinions."""
    actor = acting(request)
    if not opining.may_read_all(actor):
        raise Http404
    text = request.GET.get("call", "")
    call = int(text) if re.fullmatch(r"\d{1,18}", text) else None
    page = opining.sheet(actor, clock.today(), call)
    return render(request, "office/opinions/sheet.html", {"page": page, "pack": page.pack})
