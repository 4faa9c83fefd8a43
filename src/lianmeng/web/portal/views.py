"""/, /pilots/, /notices/, /verify/: for everybody."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lianmeng.policies import queries as policies
from lianmeng.web import clock, throttle
from lianmeng.web.portal import exporting, pages, register, verifying
from lianmeng.web.portal import notices as posted
from lianmeng.web.portal import pilot as pilots

GUESSED = "verify"


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """/: the register of titles and the calls that are open."""
    today = clock.today()
    context = {
        "register": register.register(today, request.GET),
        "calls": pages.open_calls(today),
        "today": today,
        "pack": policies.current_pack(),
    }
    return render(request, "portal/home.html", context)


@require_safe
def workbook(request: HttpRequest) -> HttpResponse:
    """/pilots.xlsx: the register exactly as filtered, for Excel."""
    return exporting.workbook(clock.today(), request.GET)


@require_safe
def table(request: HttpRequest) -> HttpResponse:
    """/pilots.csv: the register exactly as filtered, as text."""
    return exporting.table(clock.today(), request.GET)


@require_safe
def pilot(request: HttpRequest, number: int) -> HttpResponse:
    """/pilots/<number>: one published title. 404 for any other."""
    today = clock.today()
    found = pilots.one(number, today)
    if found is None:
        raise Http404
    context = {"pilot": found, "today": today, "pack": policies.current_pack()}
    return render(request, "portal/pilot.html", context)


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


@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """/verify/: is this paper ours? 404 for a code that is none, 429 after too many of them."""
    code = verifying.clean(request.GET.get("code", ""))
    context = {"code": code, "pack": policies.current_pack(), "short": verifying.is_short(code)}
    if not code:
        return render(request, "portal/verify.html", context)
    if throttle.is_over(request, GUESSED):
        return render(request, "portal/verify.html", {**context, "slowed": True}, status=429)
    found = verifying.find(code, clock.today())
    if found is None:
        throttle.count(request, GUESSED)
    status = 200 if found else 404
    return render(
        request, "portal/verify.html", {**context, "found": found, "missing": not found}, status=status
    )
