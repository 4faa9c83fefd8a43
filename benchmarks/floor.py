"""What the framework and the frame of every page cost: the project's addresses and a page without content.

``/benchmarks/floor?bytes=…`` is a page for people signed in. It goes through the same middleware as every other
page, finds out who is acting, renders ``base.html`` with its header, and holds so many bytes of plain text as are
asked for, so that a page is compared with an empty one of its own size.
"""

from functools import cache
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path
from django.views.decorators.cache import never_cache

from benchmarks import world
from lianmeng.web import clock
from lianmeng.web.identity.current import acting

FRAME = (
    "{% extends 'base.html' %}{% block title %}{% endblock %}{% block content %}{{ filling }}{% endblock %}"
)


@never_cache
@login_required
def floor(request: HttpRequest) -> HttpResponse:
    """The empty page; ``bytes``: how much plain text it holds."""
    acting(request)
    clock.today()
    filling = "x" * int(request.GET.get("bytes", "0"))
    return HttpResponse(frame().render({"filling": filling}, request))


@cache
def frame() -> Any:
    """The template, compiled once as those in files are."""
    return engines["django"].from_string(FRAME)


urlpatterns = [path(world.FLOOR[1:], floor), path("", include("lianmeng.web.urls"))]
