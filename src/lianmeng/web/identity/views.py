"""Sign-in, sign-out, choice of capacity, and the demonstration's 以…身份进入."""

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianmeng.parties import queries as parties
from lianmeng.parties.models import Person
from lianmeng.web import clock
from lianmeng.web.identity import current, queries
from lianmeng.web.identity.forms import SignInForm
from lianmeng.web.identity.pages import choose_address
from lianmeng.web.ui import navigation
from lianmeng.web.ui.links import safe_next


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """/login: name and password; a demonstration offers its roles beside it."""
    form = SignInForm(request, data=request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        person = form.get_user()
        if isinstance(person, Person):
            current.enter(request, person, None)
        return redirect(_onward(request, request.POST.get("next")))
    context = {
        "form": form,
        "next": safe_next(request, request.POST.get("next") or request.GET.get("next"), ""),
        "groups": queries.roles_by_side(clock.today()) if clock.is_demonstration() else [],
    }
    return render(request, "identity/login.html", context, status=422 if form.errors else 200)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """/logout: end the session."""
    logout(request)
    messages.success(request, "已退出登录。")
    return redirect("/")


@never_cache
@login_required
@require_GET
def choose(request: HttpRequest) -> HttpResponse:
    """/identity: the person's own capacities."""
    chosen = current.chosen(request)
    context = {
        "roles": [queries.role_of(one) for one in current.appointments(request)],
        "present": chosen.pk if chosen else None,
        "next": safe_next(request, request.GET.get("next"), ""),
    }
    return render(request, "identity/choose.html", context)


@login_required
@require_POST
def change(request: HttpRequest, number: int) -> HttpResponse:
    """/identity/<number>: act in another of one's own capacities; 404 for somebody else's."""
    mine = next((one for one in current.appointments(request) if one.pk == number), None)
    if mine is None:
        raise Http404
    current.take(request, mine)
    return redirect(_onward(request, request.POST.get("next")))


@require_POST
def enter(request: HttpRequest, number: int) -> HttpResponse:
    """/demonstration/enter/<number>: sign in as one of the demonstration's roles; 404 anywhere else."""
    if not clock.is_demonstration():
        raise Http404
    appointment = get_object_or_404(parties.in_force(clock.today()), pk=number)
    current.enter(request, appointment.person, appointment)
    return redirect(_onward(request, request.POST.get("next")))


def _onward(request: HttpRequest, wanted: str | None) -> str:
    """The wanted page, else the first page of the door; first the choice, where one is needed."""
    if current.chosen(request) is None and current.appointments(request):
        return choose_address(safe_next(request, wanted, ""))
    if not current.appointments(request):
        return safe_next(request, wanted, reverse("accounts:status"))
    return safe_next(request, wanted, navigation.home(current.door_of(request)))
