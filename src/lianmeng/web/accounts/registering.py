"""/register and /registration: an organisation's contact registers, waits, corrects."""

from collections.abc import Iterable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from lianmeng.parties import actions as parties
from lianmeng.parties import queries
from lianmeng.parties.actions.registrations import stream_of
from lianmeng.parties.enums import RegistrationState
from lianmeng.parties.models import Person, Registration
from lianmeng.policies import queries as policies
from lianmeng.web import clock, throttle
from lianmeng.web.accounts import answering, pages, uploads
from lianmeng.web.accounts.forms import ELSEWHERE, OrganisationForm, RegisterForm
from lianmeng.web.casework.served import serve
from lianmeng.web.identity import current

PAPERS = ("licence", "authorisation")
THROTTLED, MOST, HOUR = "register", 20, 3600  # posts of one address without an account, mistakes included


@never_cache
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """/register: the account and the organisation; who is signed in registers a further organisation."""
    if queries.registration_rule() is None:
        raise Http404
    person = request.user if isinstance(request.user, Person) else None
    if request.method == "POST" and person is None:
        if throttle.is_over(request, THROTTLED, MOST):
            return _too_often(request)
        throttle.count(request, THROTTLED, HOUR)
    form = _form(request, OrganisationForm if person else RegisterForm)
    status = 200
    if request.method == "POST":
        outcome = answering.perform(request, form, lambda: _register(form, person))
        if outcome.over:
            return _waiting(request, outcome.done)
        status = outcome.status
    return render(request, "accounts/register.html", {"form": form, "person": person}, status=status)


def _too_often(request: HttpRequest) -> HttpResponse:
    """429: what was typed stays; no file is stored and no password hashed."""
    form = RegisterForm(request.POST, pack=policies.current_pack(), kept=pages.papers_of(None))
    form.errors.clear()
    form.add_error(None, "本网络地址一小时内提交注册过于频繁，请一小时后再提交；急用的请与受理机关联系。")
    context = {"form": form, "person": None}
    return render(request, "accounts/register.html", context, status=429)


@never_cache
@login_required
@require_safe
def status(request: HttpRequest) -> HttpResponse:
    """/registration: who confirms, since when, what next; for accounts without appointments, what to do."""
    found = [pages.shown(one) for one in queries.registrations_of(pages.person_of(request))]
    context = {"registrations": found, "held": current.appointments(request)}
    return render(request, "accounts/status.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, number: int) -> HttpResponse:
    """/registration/<number>: mend what was returned, with everything as it was typed, and send it again."""
    person = pages.person_of(request)
    registration = get_object_or_404(queries.registrations_of(person), pk=number)
    if registration.state != RegistrationState.REFUSED:
        return redirect("accounts:status")
    form = _form(request, OrganisationForm, registration)
    status = 200
    if request.method == "POST":
        outcome = answering.perform(request, form, lambda: _again(request, form, registration, person))
        if outcome.over:
            messages.success(request, "已改正并重新提交，等待核验。")
            return redirect("accounts:status")
        status = outcome.status
    context = {"form": form, "registration": registration, "person": person}
    return render(request, "accounts/register.html", context, status=status)


@login_required
@require_safe
def file(request: HttpRequest, number: int, paper: str) -> HttpResponseBase:
    """/registration/<number>/files/<paper>: what one has sent oneself."""
    mine = queries.registrations_of(pages.person_of(request))
    return pages.serve_paper(get_object_or_404(mine, pk=number), paper, serve)


def _form(
    request: HttpRequest, kind: type[OrganisationForm], registration: Registration | None = None
) -> OrganisationForm:
    pack = policies.current_pack()
    if request.method != "POST":
        return kind(None, pack=pack, kept=pages.papers_of(registration), initial=_initial(registration))
    received = uploads.receive(request, PAPERS, _streams(registration))
    form = kind(request.POST, pack=pack, kept=received.papers)
    for name, said in received.refused.items():
        form.errors.pop(name, None)
        form.add_error(name, said)
    return form


def _streams(registration: Registration | None) -> Iterable[str]:
    return (stream_of(registration),) if registration else ()


def _initial(registration: Registration | None) -> dict[str, object]:
    """The form as it was sent."""
    if registration is None:
        return {}
    chosen = queries.competent_office("", registration.office.code)
    return {
        "organisation": registration.name,
        "code": registration.code,
        "licence_type": registration.licence_type,
        "region": registration.region or ELSEWHERE,
        "office": registration.office.code if chosen else "",
        "domicile": registration.domicile,
        "legal_representative": registration.legal_representative,
        "electronic_delivery": registration.electronic_delivery,
        "ends_former": registration.ends_former,
        "seen": registration.version,
    }


def _register(form: OrganisationForm, person: Person | None) -> Registration:
    account = form.account() if isinstance(form, RegisterForm) else None
    return parties.register(form.filing(), account=account, person=person, on=clock.today(), once=form.mark)


def _again(
    request: HttpRequest, form: OrganisationForm, registration: Registration, person: Person
) -> Registration:
    seen = pages.seen(request)
    return parties.register_again(
        registration, form.filing(), person=person, on=clock.today(), seen=seen, once=form.mark
    )


def _waiting(request: HttpRequest, registration: Registration | None) -> HttpResponse:
    """On to the page that says who confirms, signed in."""
    if registration is not None:
        if not request.user.is_authenticated:
            current.enter(request, registration.person, None)
        messages.success(request, f"注册已提交，由{registration.office.name}核验。")
    return redirect("accounts:status")
