"""/apply/people/: an organisation's own people, whom any of them may invite and end."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from lianmeng.law.schema import Door
from lianmeng.parties import actions as parties
from lianmeng.parties import queries
from lianmeng.parties.models import Organisation
from lianmeng.record.people import Actor
from lianmeng.web import clock
from lianmeng.web.accounts import answering, issued, pages
from lianmeng.web.accounts.forms import ConfirmForm, InviteForm, ReasonForm
from lianmeng.web.accounts.people import Held, Invited
from lianmeng.web.identity.current import acting, needs


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Door.APPLICANT)
def people(request: HttpRequest) -> HttpResponse:
    """Who there is, who is invited, and the form to invite."""
    actor, today = acting(request), clock.today()
    organisation, choices = place_of(actor)
    form, status = InviteForm(None, capacities=choices), 200
    if request.method == "POST":
        form = InviteForm(request.POST, capacities=choices)
        outcome = answering.perform(request, form, lambda: _invite(form, organisation, actor))
        if outcome.over:
            if outcome.done:
                issued.keep(request, outcome.done)
            return redirect("accounts:colleagues")
        status = outcome.status
    held = queries.contacts_of(organisation, today)
    invited = queries.open_invitations(today).filter(organisation=organisation)
    context = {
        "organisation": organisation,
        "held": [Held.of(one, actor.person) for one in held],
        "invited": [Invited.of(one) for one in invited],
        "form": form,
        "issued": issued.take(request),
    }
    return render(request, "accounts/colleagues.html", context, status=status)


@require_POST
@needs(Door.APPLICANT)
def revoke(request: HttpRequest, number: int) -> HttpResponse:
    """Take an invitation of the own organisation back."""
    actor = acting(request)
    organisation, _ = place_of(actor)
    found = get_object_or_404(organisation.invitations, pk=number)
    form = ConfirmForm(request.POST)
    outcome = answering.perform(
        request,
        form,
        lambda: parties.revoke_invitation(found, by=actor, on=clock.today(), once=form.mark),
    )
    answering.tell(request, form, outcome, f"已撤销对{found.name}的邀请。")
    return redirect("accounts:colleagues")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Door.APPLICANT)
def end(request: HttpRequest, number: int) -> HttpResponse:
    """End one's own or a colleague's appointment, with the reason."""
    actor = acting(request)
    organisation, _ = place_of(actor)
    found = get_object_or_404(queries.contacts_of(organisation, clock.today()), pk=number)
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
            messages.success(request, f"已终止{found.person.name}的身份。")
            return redirect(
                "accounts:status" if found.person.ref.hex == actor.person else "accounts:colleagues"
            )
        status = outcome.status
    context = {"held": Held.of(found, actor.person), "form": form, "place": organisation.name}
    return render(request, "accounts/end.html", {**context, "back": "accounts:colleagues"}, status=status)


def place_of(actor: Actor) -> tuple[Organisation, list[tuple[str, str]]]:
    """The actor's organisation and whom its people may invite. Raises PermissionDenied for other capacities."""
    rule = queries.registration_rule()
    if rule is None or actor.capacity not in rule.invites:
        raise PermissionDenied
    return get_object_or_404(Organisation, pk=actor.organisation), pages.options(rule.invites)


def _invite(form: InviteForm, organisation: Organisation, actor: Actor) -> parties.Issued:
    data = form.cleaned_data
    return parties.invite(
        data["capacity"],
        data["name"],
        organisation=organisation,
        by=actor,
        on=clock.today(),
        once=form.mark,
    )
