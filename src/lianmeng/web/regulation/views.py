"""/law/ and the sentence that opens beside a page."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lianmeng.cases import queries as cases
from lianmeng.policies import queries as policies
from lianmeng.web import clock
from lianmeng.web.regulation.margin import lines_of, sections, silence_of


@require_safe
def law(request: HttpRequest) -> HttpResponse:
    """办法原文与执行对照."""
    pack = policies.current_pack()
    found = sections(pack, cases.standing())
    counts = (
        (len(pack.articles), "条"),
        (len(pack.units), "句"),
        (len(pack.interpretations), "处说明"),
    )
    context = {"pack": pack, "sections": found, "counts": counts, "today": clock.today()}
    return render(request, "regulation/law.html", context)


@require_safe
def unit(request: HttpRequest, unit: str) -> HttpResponse:
    """One cited sentence, clause or article: a fragment for the side panel; 404 when there is none."""
    pack = policies.current_pack()
    covered = pack.covered(unit)
    if not covered:
        raise Http404
    touching = [
        item
        for item in pack.interpretations.values()
        if any(one in covered for cited in item.cites for one in pack.covered(cited))
    ]
    touching.sort(key=lambda item: not item.cites[0].startswith(unit))  # first those about these very words
    context = {
        "pack": pack,
        "citation": unit,
        "label": pack.label(unit),
        "lines": lines_of(pack.units[one] for one in covered),
        "silences": [silence_of(pack, item) for item in touching],
    }
    return render(request, "regulation/unit.html", context)
