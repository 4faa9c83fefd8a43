"""/office/registrations/: the competent office confirms registrations or returns them."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from lianmeng.law.schema import Door
from lianmeng.parties import actions as parties
from lianmeng.parties import queries
from lianmeng.parties.enums import RegistrationState
from lianmeng.parties.models import Registration
from lianmeng.record.people import Actor
from lianmeng.web import clock
from lianmeng.web.accounts import answering, issued, pages
from lianmeng.web.accounts.forms import ConfirmForm, OnceForm, ReasonForm
from lianmeng.web.casework.served import serve
from lianmeng.web.identity.current import acting, needs

LATEST = 50  # decided ones shown


@never_cache
@require_safe
@needs(Door.OFFICE)
def queue(request: HttpRequest) -> HttpResponse:
    """What waits for this office, oldest first, then what was decided; and the lost accounts."""
    actor, rule = acting(request), queries.registration_rule()
    if rule is None or actor.capacity not in (*rule.confirms, *rule.enters, *rule.approves):
        raise Http404
    found = queries.registrations_for(actor)
    pending = found.filter(state=RegistrationState.PENDING).order_by("submitted_on", "pk")
    decided = found.exclude(state=RegistrationState.PENDING).order_by("-decided_on", "-pk")[:LATEST]
    recoveries = queries.recoveries_for(actor).order_by("-entered_on", "-pk")[:LATEST]
    context = {
        "pending": [pages.shown(row) for row in pending],
        "decided": [pages.shown(row) for row in decided],
        "recoveries": [(row, *pages.recovery_state(row)) for row in recoveries],
        "may_enter": actor.capacity in rule.enters,
        "confirms": actor.capacity in rule.confirms,
        "issued": issued.take(request),
    }
    return render(request, "accounts/queue.html", context)


@never_cache
@require_safe
@needs(Door.OFFICE)
def registration(request: HttpRequest, number: int) -> HttpResponse:
    """One registration of this office: the licence, the facts, what is on record, and the two ways on."""
    found = _find(acting(request), number)
    return _page(request, found, ConfirmForm(initial=_seen(found)), ReasonForm(initial=_seen(found)))


@require_POST
@needs(Door.OFFICE)
def confirm(request: HttpRequest, number: int) -> HttpResponse:
    """核验通过."""
    actor = acting(request)
    found, form = _find(actor, number), ConfirmForm(request.POST)
    outcome = answering.perform(
        request,
        form,
        lambda: parties.confirm_registration(
            found,
            by=actor,
            on=clock.today(),
            seen=pages.seen(request),
            demonstration=clock.is_demonstration(),
            once=form.mark,
        ),
    )
    if not outcome.over:
        return _page(request, _find(actor, number), form, ReasonForm(initial=_seen(found)), outcome.status)
    if outcome.done:
        messages.success(request, f"已核验通过：{found.name}。其联系人现在可以办理。")
    return redirect("accounts:queue")


@require_POST
@needs(Door.OFFICE)
def refuse(request: HttpRequest, number: int) -> HttpResponse:
    """退回, with the reason that the registrant reads."""
    actor = acting(request)
    found, form = _find(actor, number), ReasonForm(request.POST)
    outcome = answering.perform(
        request,
        form,
        lambda: parties.refuse_registration(
            found,
            by=actor,
            on=clock.today(),
            reason=form.cleaned_data["reason"],
            seen=pages.seen(request),
            once=form.mark,
        ),
    )
    if not outcome.over:
        return _page(request, _find(actor, number), ConfirmForm(initial=_seen(found)), form, outcome.status)
    if outcome.done:
        messages.success(request, f"已退回：{found.name}。注册人登录后会看到原因。")
    return redirect("accounts:queue")


@require_safe
@needs(Door.OFFICE)
def file(request: HttpRequest, number: int, paper: str) -> HttpResponseBase:
    """The licence or the authorisation."""
    return pages.serve_paper(_find(acting(request), number), paper, serve)


def _find(actor: Actor, number: int) -> Registration:
    return get_object_or_404(queries.registrations_for(actor), pk=number)


def _seen(found: Registration) -> dict[str, int]:
    return {"seen": found.version}


def _page(
    request: HttpRequest, found: Registration, confirm: OnceForm, back: OnceForm, status: int = 200
) -> HttpResponse:
    context = {
        "shown": pages.shown(found),
        "registration": found,
        "judged": pages.judged(found),
        "confirm": confirm,
        "back": back,
        "open": found.state == RegistrationState.PENDING,
    }
    return render(request, "accounts/registration.html", context, status=status)
