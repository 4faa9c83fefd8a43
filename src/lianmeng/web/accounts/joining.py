"""/join/<token>: an invitation is taken."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from lianmeng.parties import actions as parties
from lianmeng.parties import queries, rules
from lianmeng.parties.models import Appointment, Invitation, Person
from lianmeng.web import clock
from lianmeng.web.accounts import answering
from lianmeng.web.accounts.forms import JoinForm, TakeForm
from lianmeng.web.identity import capacities, current
from lianmeng.web.identity.pages import sign_in_address
from lianmeng.web.ui import navigation


@never_cache
@sensitive_post_parameters("password", "again", "identity_number")
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Name, user name, password; whoever is signed in just takes the capacity. 404 unknown, 410 spent."""
    invitation = queries.invitation_of(token)
    if invitation is None:
        return render(request, "accounts/no_invitation.html", status=404)
    person = request.user if isinstance(request.user, Person) else None
    form = _form(request, invitation, person)
    status = 200
    if request.method == "POST":
        outcome = answering.perform(request, form, lambda: _accept(form, token, person))
        if outcome.over:
            return _enter(request, outcome.done)
        status = outcome.status
    spent = rules.may_accept(invitation, clock.today()).reasons
    if spent and not (request.method == "POST" and status == answering.WRONG):
        context = {"reasons": spent, "invitation": invitation}
        return render(request, "accounts/spent_invitation.html", context, status=410)
    context = {
        "form": form,
        "invitation": invitation,
        "place": invitation.office or invitation.organisation,
        "capacity": capacities.label(invitation.capacity),
        "person": person,
        "sign_in": sign_in_address(request.path),
    }
    return render(request, "accounts/join.html", context, status=status)


def _form(request: HttpRequest, invitation: Invitation, person: Person | None) -> JoinForm | TakeForm:
    data = request.POST if request.method == "POST" else None
    identity = queries.identity_required(invitation.capacity)
    if person is not None:
        return TakeForm(data, identity=identity and person.identity_id is None)
    return JoinForm(data, identity=identity, initial={"name": invitation.name})


def _accept(form: JoinForm | TakeForm, token: str, person: Person | None) -> Appointment:
    more: dict[str, Any] = {"on": clock.today(), "once": form.mark}
    if person is None and isinstance(form, JoinForm):
        return parties.accept_invitation(token, account=form.account(), **more)
    number = form.cleaned_data.get("identity_number", "")
    return parties.accept_invitation(token, person=person, identity_number=number, **more)


def _enter(request: HttpRequest, appointment: Appointment | None) -> HttpResponse:
    """Go on in the new capacity, signed in."""
    if appointment is None:
        return redirect(navigation.home(current.door_of(request)))
    current.enter(request, appointment.person, appointment)
    said = capacities.label(appointment.capacity)
    messages.success(request, f"账户已可使用，您现在以“{said}”的身份办理。")
    return redirect(navigation.home(capacities.door(appointment.capacity)))
