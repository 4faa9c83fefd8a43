"""Pages of cases and acts, the same for every door; each door guards them with its own ``needs``."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lianmeng.acts import ON_DRAFT
from lianmeng.web import clock
from lianmeng.web.casework import casepage, doing, tasks, viewers
from lianmeng.web.casework.addresses import act_address, door_of
from lianmeng.web.identity.current import acting
from lianmeng.web.ui import navigation


@never_cache
@require_safe
def case(request: HttpRequest, number: int) -> HttpResponse:
    """…/cases/<number>."""
    actor = acting(request)
    found = viewers.find(actor, number)
    door = door_of(request)
    page = casepage.page(found, actor, door, clock.today())
    words, address = navigation.list_of(door, found.kind)
    context = {"page": page, "case": found, "pack": page.pack, "list_words": words, "list_address": address}
    return render(request, "casework/case.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, number: int, act: str) -> HttpResponse:
    """…/cases/<number>/do/<act>, with ``?with=`` the numbers of further cases."""
    actor = acting(request)
    task = tasks.on_cases(actor, number, act, _others(request), clock.today())
    if (task.kind, act) in ON_DRAFT:
        return redirect(act_address(door_of(request), viewers.find(actor, number), act))
    return doing.answer(request, task)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest, kind: str, act: str) -> HttpResponse:
    """…/new/<kind>/<act>."""
    return doing.answer(request, tasks.begin(acting(request), kind, act, clock.today()))


def _others(request: HttpRequest) -> list[int]:
    texts = ",".join(request.GET.getlist("with")).split(",")
    return [int(text) for text in texts if text.isdecimal() and len(text) < 19][: tasks.TOGETHER]
