"""A forgotten password: who may makes an address for the same account; whoever holds it sets a new password."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from lianmeng.law.schema import Door
from lianmeng.parties import actions as parties
from lianmeng.parties import queries, rules
from lianmeng.parties.models import Appointment, Person
from lianmeng.web import clock
from lianmeng.web.accounts import answering, colleagues, issued
from lianmeng.web.accounts.forms import ConfirmForm, NewPasswordForm
from lianmeng.web.accounts.people import Held
from lianmeng.web.identity import attempts
from lianmeng.web.identity.capacities import ADMINISTRATION
from lianmeng.web.identity.current import acting, needs


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(ADMINISTRATION)
def for_official(request: HttpRequest, number: int) -> HttpResponse:
    """/office/people/reset/<n>: for somebody of an office, or an administrator."""
    found = get_object_or_404(queries.officials(clock.today()), pk=number)
    return _issue(request, found, found.office.name if found.office else "", "accounts:offices")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Door.APPLICANT)
def for_colleague(request: HttpRequest, number: int) -> HttpResponse:
    """/apply/people/reset/<n>: for a colleague of one's own organisation."""
    organisation, _ = colleagues.place_of(acting(request))
    found = get_object_or_404(queries.contacts_of(organisation, clock.today()), pk=number)
    return _issue(request, found, organisation.name, "accounts:colleagues")


def _issue(request: HttpRequest, found: Appointment, place: str, back: str) -> HttpResponse:
    actor, form, status = acting(request), ConfirmForm(), 200
    if request.method == "POST":
        form = ConfirmForm(request.POST)
        outcome = answering.perform(
            request,
            form,
            lambda: parties.issue_reset(found, by=actor, on=clock.today(), once=form.mark),
        )
        if outcome.over:
            if outcome.done:
                issued.keep_reset(request, outcome.done)
            return redirect(back)
        status = outcome.status
    context = {"held": Held.of(found, actor.person), "form": form, "place": place, "back": back}
    return render(request, "accounts/reset_issue.html", context, status=status)


@never_cache
@sensitive_post_parameters("password", "again", "identity_number")
@require_http_methods(["GET", "HEAD", "POST"])
def reset(request: HttpRequest, token: str) -> HttpResponse:
    """/reset/<token>: a new password for the account it was made for. 404 unknown, 410 spent."""
    found = queries.reset_of(token)
    if found is None:
        return render(request, "accounts/no_invitation.html", status=404)
    asks = found.person.identity_id is not None
    form, status = NewPasswordForm(None, identity=asks), 200
    if request.method == "POST":
        form = NewPasswordForm(request.POST, identity=asks)
        outcome = answering.perform(request, form, lambda: _reset(form, token))
        if outcome.over:
            attempts.forget(found.person.username)
            messages.success(request, "密码已重设，请用新密码登录。")
            return redirect("login")
        status = outcome.status
    spent = rules.may_reset(found, clock.today()).reasons
    if spent:
        return render(request, "accounts/spent_reset.html", {"reasons": spent, "reset": found}, status=410)
    return render(request, "accounts/reset.html", {"form": form, "reset": found}, status=status)


def _reset(form: NewPasswordForm, token: str) -> Person:
    data = form.cleaned_data
    number = data.get("identity_number", "")
    return parties.reset_password(
        token, data["password"], identity_number=number, on=clock.today(), once=form.mark
    )
