"""What every page knows: whose door it is, who is acting, and what the clock says."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from lianmeng.web import clock
from lianmeng.web.identity import current
from lianmeng.web.ui import navigation

BESIDES = {
    "portal": "",
    "applicant": "申报单位",
    "office": "管理机关",
    "expert": "专家",
    "administration": "系统管理",
}


def nav(request: HttpRequest, path: str) -> list[navigation.Link]:
    """The header's entries; the one under which ``path`` lies is the present one."""
    return navigation.links(current.nav_of(request), path, current.closed_routes(request))


def site(request: HttpRequest) -> dict[str, Any]:
    """Context processor: ``door``, ``door_words``, ``nav``, ``acting``, ``reading`` of the clock.

    All lazy: a page that shows none of it pays for none of it.
    """
    door = SimpleLazyObject(lambda: current.door_of(request))

    return {
        "door": door,
        "door_words": SimpleLazyObject(lambda: BESIDES.get(str(door), "")),
        "nav": SimpleLazyObject(lambda: nav(request, request.path)),
        "acting": SimpleLazyObject(lambda: current.shown(request)),
        "reading": SimpleLazyObject(clock.read),
    }
