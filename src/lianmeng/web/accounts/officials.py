"""/office/people/: the administrator's page: offices, who holds what, invitations."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianmeng.parties import actions as parties
from lianmeng.parties import queries
from lianmeng.parties.models import Invitation, Office
from lianmeng.record.people import Actor
from lianmeng.web import clock
from lianmeng.web.accounts import answering, issued, pages, people
from lianmeng.web.accounts.forms import ConfirmForm, InviteForm, ReasonForm
from lianmeng.web.identity.capacities import ADMINISTRATION
from lianmeng.web.identity.current import acting, needs


@never_cache
@require_safe
@needs(ADMINISTRATION)
def offices(request: HttpRequest) -> HttpResponse:
    """The offices of the measure, who holds what there, who is invited and until when."""
    actor, today = acting(request), clock.today()
    text = request.GET.get("q", "").replace("\0", "").strip()
    administrators, places = people.places(today, actor.person, text)
    context = {
        "places": places,
        "administrators": administrators,
        "text": text,
        "issued": issued.take(request),
    }
    return render(request, "accounts/offices.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(ADMINISTRATION)
def invite(request: HttpRequest, code: str) -> HttpResponse:
    """/office/people/invite/<office>: a capacity that the measure allows there, and a name."""
    office = get_object_or_404(Office, code=code)
    choices = pages.options(queries.capacities_in(office))
    form, status = InviteForm(None, capacities=choices), 200
    if request.method == "POST":
        form = InviteForm(request.POST, capacities=choices)
        outcome = answering.perform(request, form, lambda: _invite(form, office, acting(request)))
        if outcome.over:
            if outcome.done:
                issued.keep(request, outcome.done)
            return redirect("accounts:offices")
        status = outcome.status
    return render(request, "accounts/invite.html", {"form": form, "office": office}, status=status)


@require_POST
@needs(ADMINISTRATION)
def revoke(request: HttpRequest, number: int) -> HttpResponse:
    """Take an invitation back."""
    found = get_object_or_404(Invitation.objects.filter(organisation=None), pk=number)
    form = ConfirmForm(request.POST)
    outcome = answering.perform(
        request,
        form,
        lambda: parties.revoke_invitation(found, by=acting(request), on=clock.today(), once=form.mark),
    )
    answering.tell(request, form, outcome, f"已撤销对{found.name}的邀请。")
    return redirect("accounts:offices")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(ADMINISTRATION)
def end(request: HttpRequest, number: int) -> HttpResponse:
    """End an official's appointment, with the reason."""
    actor, found = acting(request), get_object_or_404(queries.officials(clock.today()), pk=number)
    form, status = ReasonForm(), 200
    if request.method == "POST":
        form = ReasonForm(request.POST)
        outcome = answering.perform(
            request,
            form,
            lambda: parties.dismiss(
                found, by=actor, on=clock.today(), reason=form.cleaned_data["reason"], once=form.mark
            ),
        )
        if outcome.over:
            messages.success(request, f"已终止{found.person.name}的任职。")
            return redirect("accounts:offices")
        status = outcome.status
    place = found.office.name if found.office else ""
    context = {"held": people.Held.of(found, actor.person), "form": form, "place": place}
    return render(request, "accounts/end.html", {**context, "back": "accounts:offices"}, status=status)


def _invite(form: InviteForm, office: Office, actor: Actor) -> parties.Issued:
    data = form.cleaned_data
    return parties.invite(
        data["capacity"], data["name"], office=office, by=actor, on=clock.today(), once=form.mark
    )
