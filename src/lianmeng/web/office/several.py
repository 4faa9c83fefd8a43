"""/office/together, /office/results/<n>, /office/read/<n>: one act on the rows that were ticked."""

import re

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from lianmeng.cases import actions as cases
from lianmeng.cases.models import Case, Circulated
from lianmeng.law.acts import shape_of
from lianmeng.web import clock
from lianmeng.web.casework import batches, viewers
from lianmeng.web.casework.addresses import TOGETHER, act_address
from lianmeng.web.identity.current import acting, needs
from lianmeng.web.office import tabs

DOOR = "office"
NONE = "请先勾选要办的事项。"
MANY = f"一次至多办{TOGETHER}件；请分批勾选。"
MIXED = "所选事项要办的不是同一件事，或适用的办法版本不同；请按同一件事分别勾选。"


@never_cache
@require_safe
@needs(DOOR)
def together(request: HttpRequest) -> HttpResponse:
    """/office/together?pick=…: the page of the act on all that was ticked, when it is one and the same act."""
    picks = [one for one in request.GET.getlist("pick") if re.fullmatch(r"\d{1,18}(:\w{1,60}:\d{1,2})?", one)]
    back = _back(request)
    if not picks:
        messages.warning(request, NONE)
        return redirect(back)
    asked = request.GET.get("act", "")
    acts = {(asked, "") if asked else tuple(one.split(":")[1:3]) for one in picks}
    numbers = {int(one.split(":")[0]) for one in picks}
    found = list(viewers.visible(acting(request)).filter(pk__in=numbers).order_by("pk"))
    if not found:
        raise Http404
    if len(numbers) > TOGETHER:
        messages.warning(request, MANY)
        return redirect(back)
    if len(acts) > 1 or len({(case.kind, case.revision_id) for case in found}) > 1:
        messages.warning(request, MIXED)
        return redirect(back)
    return redirect(_address(found, next(iter(acts))[:1]))


def _address(found: list[Case], act: tuple[str, ...]) -> str:
    first, *others = found
    if not act or shape_of(first.kind, act[0]) is None:
        raise Http404
    return act_address(DOOR, first, act[0], tuple(one.pk for one in others))


def _back(request: HttpRequest) -> str:
    """The list from which the rows were ticked."""
    return reverse("office:cases" if request.GET.get("from") == "cases" else "office:home")


@never_cache
@require_safe
@needs(DOOR)
def results(request: HttpRequest, number: int) -> HttpResponse:
    """/office/results/<number of the first entry>."""
    found = batches.results(acting(request), number)
    return render(request, "office/results.html", {"results": found, "pack": found.pack})


@never_cache
@require_POST
@needs(DOOR)
def read(request: HttpRequest, number: int) -> HttpResponse:
    """/office/read/<number>: what was put before me has been read."""
    row = Circulated.objects.filter(pk=number, reader__ref=acting(request).person).first()
    if row is None:
        raise Http404
    cases.mark_read(row, max(clock.today(), row.sent_on))
    messages.success(request, "已阅。")
    return redirect(f"{reverse('office:home')}?tab={tabs.TO_READ}")
