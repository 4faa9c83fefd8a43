"""Views of /office/notices/: the page of notices and the list as it is posted on the department's site."""

import re
from dataclasses import replace
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lianmeng.applications.queries import KIND
from lianmeng.decisions import notice_list
from lianmeng.policies import queries as policies
from lianmeng.record.people import Actor
from lianmeng.web import clock
from lianmeng.web.casework import viewers
from lianmeng.web.identity.current import acting, needs
from lianmeng.web.office import noticing
from lianmeng.web.office.batching import under

NONE = "请先勾选要列入名单的联盟。"
LONGEST = 200


@never_cache
@require_safe
@needs(noticing.DOOR)
def notices(request: HttpRequest) -> HttpResponse:
    """/office/notices/."""
    page = noticing.page(_reader(request), clock.today())
    return render(request, "office/notices.html", {"page": page, "pack": page.pack} | under(request))


def _reader(request: HttpRequest) -> Actor:
    actor = acting(request)
    if not noticing.sees(actor):
        raise Http404
    return actor


@require_safe
@needs(noticing.DOOR)
def the_list(request: HttpRequest) -> HttpResponse:
    """/office/notices/list.pdf?pick=…&posted_on=…&phone=…: the list of those ticked, with the days counted."""
    actor = _reader(request)
    numbers = [int(one) for one in request.GET.getlist("pick") if re.fullmatch(r"\d{1,18}", one)]
    pack = policies.current_pack()
    states = {*pack.from_states(KIND, noticing.OPEN), *pack.from_states(KIND, noticing.CLOSE)}
    found = list(viewers.visible(actor).filter(kind=KIND, pk__in=numbers, state__in=states).order_by("pk"))
    if not found:
        messages.warning(request, NONE)
        return redirect(reverse("office:notices"))
    told = replace(
        notice_list.days(pack, _day(request)),
        phone=_text(request, "phone"),
        address=_text(request, "address"),
    )
    answer = HttpResponse(notice_list.make(notice_list.data_of(found, told)), content_type="application/pdf")
    name = f"notice-{told.posted_on.isoformat()}.pdf"
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    answer["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'; sandbox"
    return answer


def _day(request: HttpRequest) -> date:
    try:
        return date.fromisoformat(request.GET.get("posted_on", ""))
    except ValueError:
        return clock.today()


def _text(request: HttpRequest, name: str) -> str:
    return request.GET.get(name, "").replace("\0", "").strip()[:LONGEST]
