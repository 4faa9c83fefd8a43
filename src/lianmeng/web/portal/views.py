"""/ and /notices/: for everybody."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lianmeng.policies import queries as policies
from lianmeng.web import clock
from lianmeng.web.portal import notices as posted
from lianmeng.web.portal import pages


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """/: the register of titles and the calls that are open."""
    text, standing, today = (
        request.GET.get("q", "").replace("\0", "").strip(),
        request.GET.get("standing", ""),
        clock.today(),
    )
    context = {
        "register": pages.register(today, text, standing),
        "calls": pages.open_calls(today),
        "text": text,
        "standing": standing,
        "today": today,
        "pack": policies.current_pack(),
    }
    return render(request, "portal/home.html", context)


@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """/notices/: what stands for objection today, and the calls that are open."""
    today = clock.today()
    context = {
        "notices": posted.standing(today),
        "calls": pages.open_calls(today),
        "today": today,
        "pack": policies.current_pack(),
    }
    return render(request, "portal/notices.html", context)


@require_safe
def notice(request: HttpRequest, number: int) -> HttpResponse:
    """/notices/<number>: one notice, its days, and how to object. 404 for what was never posted."""
    found = posted.one(number, clock.today())
    if found is None:
        raise Http404
    context = {"notice": found, "today": clock.today(), "pack": policies.current_pack()}
    return render(request, "portal/notice.html", context)
