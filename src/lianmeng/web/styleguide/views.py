"""/styleguide: what pages are made of."""

from types import SimpleNamespace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lianmeng.policies import queries as policies
from lianmeng.web import clock
from lianmeng.web.styleguide import samples
from lianmeng.web.ui import icons


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component in every state; nothing of a case is read."""
    pack, today = policies.current_pack(), clock.today()
    units = list(pack.units)[:5]
    context = {
        "pack": pack,
        "today": today,
        "tokens": samples.TOKENS,
        "spaces": samples.SPACES,
        "icons": icons.names(),
        "form": samples.SampleForm(),
        "wrong": samples.wrong_form(),
        "findings": samples.findings(units, today),
        "reasons": samples.reasons(units, today),
        "road": samples.road(),
        "steps": samples.steps(pack, today),
        "pager": SimpleNamespace(count_words="共32件", newer="#pager", older="#pager"),
    }
    return render(request, "styleguide/page.html", context)
