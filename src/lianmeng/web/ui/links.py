"""Addresses that a page may be sent to."""

from urllib.parse import urlsplit

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def safe_next(request: HttpRequest, wanted: str | None, otherwise: str) -> str:
    """The wanted address if it lies on this site, else ``otherwise``."""
    if (
        wanted
        and wanted.startswith("/")
        and url_has_allowed_host_and_scheme(
            wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        )
    ):
        return wanted
    return otherwise


def page_of(request: HttpRequest) -> str:
    """The page to come back to: the address itself, or for a form the page that showed it."""
    if request.method in ("GET", "HEAD") and "HX-Request" not in request.headers:
        return request.get_full_path()
    came_from = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    try:
        parts = urlsplit(came_from)
    except ValueError:
        parts = urlsplit("")
    if parts.netloc == request.get_host():
        return parts.path + (f"?{parts.query}" if parts.query else "")
    return request.get_full_path() if request.method == "GET" else "/"
