"""One reading of the clock per request."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from lianmeng.policies import queries as policies
from lianmeng.web.clock.reading import held


class HeldClock:
    """Middleware: whatever asks for the date, or the policy in force, during a request gets one answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with held(), policies.held():
            return self.get_response(request)
