"""Tries are counted by the address that the proxy tells, and only where there is a proxy."""

import pytest
from django.http import HttpRequest, HttpResponse

from lianmeng.web.proxy import ClientAddress


@pytest.mark.parametrize(
    ("https", "told", "counted"),
    [
        (True, "203.0.113.7", "203.0.113.7"),
        (True, "2001:db8::7", "2001:db8::7"),
        (True, "", "127.0.0.1"),
        (True, "203.0.113.7, 10.0.0.1", "127.0.0.1"),
        (True, "<script>", "127.0.0.1"),
        (False, "203.0.113.7", "127.0.0.1"),
    ],
)
def test_the_address_is_what_the_proxy_says(settings, https: bool, told: str, counted: str) -> None:
    settings.HTTPS = https
    request = HttpRequest()
    request.META |= {"REMOTE_ADDR": "127.0.0.1", **({"HTTP_X_REAL_IP": told} if told else {})}
    seen: list[str] = []

    def page(given: HttpRequest) -> HttpResponse:
        seen.append(given.META["REMOTE_ADDR"])
        return HttpResponse()

    ClientAddress(page)(request)
    assert seen == [counted]
