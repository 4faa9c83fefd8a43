"""/office/enter/: an application whose sealed papers were handed in, begun for the firm."""

from dataclasses import dataclass

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lianmeng.alliances.models import Alliance
from lianmeng.applications.actions.entered import SUBMIT, start_for
from lianmeng.applications.queries import KIND
from lianmeng.applications.queries import calls as all_calls
from lianmeng.applications.rules import office_fault
from lianmeng.cases.guard import Sent
from lianmeng.cases.models import Case
from lianmeng.cases.refusals import Invalid, Refused
from lianmeng.law import entering
from lianmeng.parties.models import Organisation
from lianmeng.policies import queries as policies
from lianmeng.record.people import Actor
from lianmeng.web import clock
from lianmeng.web.identity.current import acting

MOST = 20
LONGEST = 100


@dataclass(frozen=True)
class Choice:
    """An alliance for which this firm may apply through this office."""

    value: str
    alliance: Alliance
    organisation: Organisation


def may_begin(actor: Actor) -> bool:
    """Whether this capacity enters applications for firms."""
    pack = policies.current_pack()
    rule = pack.procedures[KIND].acts.get(SUBMIT)
    if rule is None or not rule.entered:
        return False
    return actor.capacity in entering.hands(pack, KIND, SUBMIT, entered=True)[0].by


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """/office/enter/: find the alliance, choose the call, go on to the page that enters the submission."""
    actor, error, status = acting(request), "", 200
    if not may_begin(actor):
        raise Http404
    text = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST]
    found = choices(actor, text)
    if request.method == "POST":
        try:
            draft = _start(request, actor, found)
        except Invalid as invalid:
            error, status = "；".join(invalid.errors.values()), 422
        except Refused as refused:
            error, status = "；".join(one.text for one in refused.reasons), 409
        else:
            return redirect(reverse("office:enter-draft", args=[draft, SUBMIT]))
    context = {
        "choices": found,
        "calls": _calls(),
        "text": text,
        "error": error,
        "typed": request.POST,
        "pack": policies.current_pack(),
    }
    return render(request, "office/enter.html", context, status=status)


def choices(actor: Actor, text: str) -> list[Choice]:
    """Alliances by name whose lead or host this office may review; none before something is typed."""
    if len(text) < 2:
        return []
    named = Q(name__icontains=text) | Q(lead__name__icontains=text)
    rows = Alliance.objects.filter(named).select_related("lead", "host").order_by("name")[:MOST]
    pack, code = policies.current_pack(), actor.office or ""
    return [
        Choice(f"{row.pk}-{one.pk}", row, one)
        for row in rows
        for one in dict.fromkeys([row.lead, row.host])
        if one is not None and not office_fault(pack, one.region, code)
    ]


def _calls() -> list[Case]:
    """The calls that were ever open, newest first: papers may have come before the end and be entered after."""
    pack = policies.current_pack()
    rows = [row.case for row in all_calls()[:MOST]]
    return [case for case in rows if case.state and pack.procedures[case.kind].states[case.state].portal]


def _start(request: HttpRequest, actor: Actor, found: list[Choice]) -> int:
    chosen = next((one for one in found if one.value == request.POST.get("alliance")), None)
    call = next((one for one in _calls() if str(one.pk) == request.POST.get("call")), None)
    if chosen is None or call is None:
        raise Invalid({"alliance": "请选联盟和批次"})
    sent = Sent(actor, clock.today(), {}, "", entered=True)
    return start_for(chosen.alliance, call, chosen.organisation, sent).pk
