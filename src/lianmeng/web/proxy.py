"""The address of whoever asks, behind the proxy that ends TLS: what is counted by address counts people, not the proxy."""

from collections.abc import Callable
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse

HEADER = "HTTP_X_REAL_IP"  # set by the proxy, in the place of what a browser sent under this name


class ClientAddress:
    """Middleware: with LIANMENG_HTTPS the proxy is trusted, for the address as for the scheme; else nobody is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Put the proxy's word in the place of its own address, if it is an address."""
        told = request.META.get(HEADER, "") if settings.HTTPS else ""
        if told and _is_address(told):
            request.META["REMOTE_ADDR"] = told
        return self.get_response(request)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
