"""/apply/alliances/<n>/readiness, and its first day as an entry for a calendar."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lianmeng.web import clock
from lianmeng.web.applicant.members.pages import own_alliance
from lianmeng.web.applicant.readiness import ics, pages
from lianmeng.web.identity.current import acting, needs

DOOR = "applicant"


@never_cache
@require_safe
@needs(DOOR)
def readiness(request: HttpRequest, number: int) -> HttpResponse:
    """/apply/alliances/<n>/readiness: judged live, with a draft or without."""
    actor = acting(request)
    alliance = own_alliance(actor, number)
    page = pages.readiness(alliance, actor, clock.today())
    context = {"page": page, "alliance": alliance, "pack": page.pack}
    return render(request, "applicant/readiness/page.html", context)


@never_cache
@require_safe
@needs(DOOR)
def entry(request: HttpRequest, number: int) -> HttpResponse:
    """/apply/alliances/<n>/readiness.ics: the first day, all day; 404 while there is none to come."""
    actor = acting(request)
    alliance = own_alliance(actor, number)
    first = pages.readiness(alliance, actor, clock.today()).first
    if first is None or first.earliest_on is None:
        raise Http404
    address = request.build_absolute_uri(reverse("applicant:readiness", args=[number]))
    content = ics.entry(
        uid=f"alliance-{alliance.pk}-{first.rule}@{request.get_host().partition(':')[0]}",
        day=first.earliest_on,
        summary=f"{alliance.name}：{first.title}",
        description=f"{first.value}。",
        address=address,
        made_on=clock.today(),
    )
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="first-day.ics"'
    return answer
