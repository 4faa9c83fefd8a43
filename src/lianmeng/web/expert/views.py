"""/expert/: what experts do."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lianmeng.web import clock
from lianmeng.web.casework import desk
from lianmeng.web.casework import views as casework
from lianmeng.web.identity.current import acting, needs

DOOR = "expert"
case = needs(DOOR)(casework.case)
act = needs(DOOR)(casework.act)


@never_cache
@require_safe
@needs(DOOR)
def home(request: HttpRequest) -> HttpResponse:
    """/expert/: the panels on which this expert sits, what is to be done first."""
    return render(request, "expert/home.html", {"desk": desk.desk(acting(request), DOOR, clock.today())})
