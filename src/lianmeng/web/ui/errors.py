"""Pages that say what went wrong and how to go on."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lianmeng.law.verdicts import Reason
from lianmeng.web.identity.pages import sign_in_address
from lianmeng.web.ui.links import page_of


def conflict(request: HttpRequest, reasons: Iterable[Reason], pack: Any = None) -> HttpResponse:
    """409: the case has moved on, or an act is refused; every reason with article, fact and mend."""
    context = {"reasons": list(reasons), "pack": pack, "back": page_of(request)}
    return render(request, "409.html", context, status=409)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose session has ended: what was typed is still in the browser."""
    back = page_of(request)
    return render(request, "csrf.html", {"back": back, "sign_in": sign_in_address(back)}, status=403)
