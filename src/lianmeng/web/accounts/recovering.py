"""/office/registrations/recoveries/: an account that an organisation lost, by its letter and two officials."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianmeng.law.schema import Door
from lianmeng.parties import actions as parties
from lianmeng.parties import queries
from lianmeng.parties.enums import RegistrationState
from lianmeng.parties.models import Recovery
from lianmeng.record.people import Actor
from lianmeng.web import clock
from lianmeng.web.accounts import answering, issued, pages, uploads
from lianmeng.web.accounts.forms import ConfirmForm, OnceForm, ReasonForm, RecoveryForm
from lianmeng.web.casework.served import serve
from lianmeng.web.identity.current import acting, needs


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Door.OFFICE)
def enter(request: HttpRequest) -> HttpResponse:
    """The letter and the new contact; another official approves."""
    rule = queries.registration_rule()
    if rule is None or acting(request).capacity not in rule.enters:
        raise Http404
    form, status = RecoveryForm(None), 200
    if request.method == "POST":
        received = uploads.receive(request, ["letter"])
        form = RecoveryForm(request.POST, kept=received.papers)
        for name, said in received.refused.items():
            form.errors.pop(name, None)
            form.add_error(name, said)
        outcome = answering.perform(request, form, lambda: _enter(form, acting(request)))
        if outcome.over:
            messages.success(request, "来函已登记，请本机关负责人审核。")
            return redirect("accounts:queue")
        status = outcome.status
    return render(request, "accounts/recovery_enter.html", {"form": form}, status=status)


@never_cache
@require_safe
@needs(Door.OFFICE)
def recovery(request: HttpRequest, number: int) -> HttpResponse:
    """One letter, and the two ways on."""
    return _page(request, _find(acting(request), number), ConfirmForm(), ReasonForm())


@require_POST
@needs(Door.OFFICE)
def approve(request: HttpRequest, number: int) -> HttpResponse:
    """同意: the address to hand over is shown on the next page, once."""
    actor = acting(request)
    found, form = _find(actor, number), ConfirmForm(request.POST)
    outcome = answering.perform(
        request, form, lambda: parties.approve_recovery(found, by=actor, on=clock.today(), once=form.mark)
    )
    if not outcome.over:
        return _page(request, _find(actor, number), form, ReasonForm(), outcome.status)
    if outcome.done:
        issued.keep(request, outcome.done)
    return redirect("accounts:queue")


@require_POST
@needs(Door.OFFICE)
def refuse(request: HttpRequest, number: int) -> HttpResponse:
    """退回, with the reason."""
    actor = acting(request)
    found, form = _find(actor, number), ReasonForm(request.POST)
    outcome = answering.perform(
        request,
        form,
        lambda: parties.return_recovery(
            found, by=actor, on=clock.today(), reason=form.cleaned_data["reason"], once=form.mark
        ),
    )
    if not outcome.over:
        return _page(request, _find(actor, number), ConfirmForm(), form, outcome.status)
    messages.success(request, "已退回。")
    return redirect("accounts:queue")


@require_safe
@needs(Door.OFFICE)
def letter(request: HttpRequest, number: int) -> HttpResponseBase:
    """The scan."""
    found = _find(acting(request), number)
    return serve(found.letter.file, found.letter.name)


def _enter(form: RecoveryForm, actor: Actor) -> Recovery:
    data = form.cleaned_data
    return parties.enter_recovery(
        data["code"],
        contact=data["contact"],
        phone=data["phone"],
        letter=form.kept.get("letter"),
        ends_former=data["ends_former"],
        note=data["note"],
        by=actor,
        on=clock.today(),
        once=form.mark,
    )


def _find(actor: Actor, number: int) -> Recovery:
    return get_object_or_404(queries.recoveries_for(actor), pk=number)


def _page(
    request: HttpRequest, found: Recovery, approve: OnceForm, back: OnceForm, status: int = 200
) -> HttpResponse:
    actor, rule = acting(request), queries.registration_rule()
    state, tone = pages.recovery_state(found)
    may = rule is not None and actor.capacity in rule.approves and found.entered_by != actor.natural
    context = {
        "recovery": found,
        "state": state,
        "tone": tone,
        "former": [one.person.name for one in queries.contacts_of(found.organisation, clock.today())],
        "approve": approve,
        "back": back,
        "open": found.state == RegistrationState.PENDING,
        "may": may,
    }
    return render(request, "accounts/recovery.html", context, status=status)
