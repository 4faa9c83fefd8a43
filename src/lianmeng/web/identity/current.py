"""The actor of a request: one of the signed-in person's appointments in force today.

The session keeps the number of the chosen appointment and nothing else; whoever holds only one is not
asked. Views take ``acting(request)`` and hand it on as ``by``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib import messages
from django.contrib.auth import login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django_htmx.http import HttpResponseClientRedirect

from lianmeng.law.schema import Door
from lianmeng.parties import queries as parties
from lianmeng.parties.models import Appointment, Person
from lianmeng.record.people import Actor
from lianmeng.web import kept
from lianmeng.web.identity import capacities
from lianmeng.web.identity.backend import held_by
from lianmeng.web.identity.pages import choose_address, sign_in_address

KEY = "appointment"
LOST = "登录已失效，刚才这一步没有办理；已填的内容已保存，由原来的人登录后回到那一页即可看到。"
WAITING = "waiting"  # the header of accounts without appointments
BACKEND = "lianmeng.web.identity.backend.Accounts"
P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


@dataclass(frozen=True)
class Shown:
    """Who is acting, as the header says it."""

    name: str
    place: str
    capacity: str
    others: bool


def appointments(request: HttpRequest) -> list[Appointment]:
    """The signed-in person's appointments in force today; none for a stranger. Read once per request."""
    kept = getattr(request, "_appointments", None)
    if kept is None:
        kept = held_by(request.user) if isinstance(request.user, Person) else []
        request._appointments = kept  # type: ignore[attr-defined] # the request carries it
    return cast(list[Appointment], kept)


def chosen(request: HttpRequest) -> Appointment | None:
    """The appointment under which the person acts: the chosen one, or the only one."""
    held = appointments(request)
    if len(held) == 1:
        return held[0]
    number = request.session.get(KEY)
    return next((one for one in held if one.pk == number), None)


def actor(request: HttpRequest) -> Actor | None:
    """The actor, or None for strangers and for people who have still to choose."""
    appointment = chosen(request)
    return parties.actor_of(appointment) if appointment else None


def acting(request: HttpRequest) -> Actor:
    """The actor of a view behind ``needs``. Raises PermissionDenied when there is none."""
    found = actor(request)
    if found is None:
        raise PermissionDenied
    return found


def door_of(request: HttpRequest) -> str:
    """The door of the present capacity; ``portal`` for everybody without one."""
    appointment = chosen(request)
    return capacities.door(appointment.capacity) if appointment else Door.PORTAL


def nav_of(request: HttpRequest) -> str:
    """Whose header a page bears: the door's, or that of somebody signed in who holds nothing yet."""
    if isinstance(request.user, Person) and not appointments(request):
        return WAITING
    return door_of(request)


def closed_routes(request: HttpRequest) -> frozenset[str]:
    """What the header of this door leaves out for the present capacity."""
    appointment = chosen(request)
    return capacities.closed_to(appointment.capacity) if appointment else frozenset()


def shown(request: HttpRequest) -> Shown | None:
    """What the header says of the person; None for a stranger."""
    if not isinstance(request.user, Person):
        return None
    found = actor(request)
    if found is None:
        return Shown(request.user.name, "", "", bool(appointments(request)))
    place = found.office_name or found.organisation_name
    return Shown(found.name, place, capacities.label(found.capacity), len(appointments(request)) > 1)


def enter(request: HttpRequest, person: Person, appointment: Appointment | None) -> None:
    """Sign in as this person in this capacity, under a new session key."""
    login(request, person, backend=BACKEND)
    request._appointments = None  # type: ignore[attr-defined] # they were the former person's
    kept.note_lost(request, person)
    take(request, appointment)


def take(request: HttpRequest, appointment: Appointment | None) -> None:
    """Take on a capacity (None: none chosen yet); the session gets a new key."""
    request.session.cycle_key()
    if appointment is None:
        request.session.pop(KEY, None)
    else:
        request.session[KEY] = appointment.pk


def needs(*doors: str) -> Callable[[View[P]], View[P]]:
    """Guard of a view: signed in, a capacity chosen, and that capacity enters by one of these doors.

    A stranger goes to the sign-in and comes back to the page, whoever has to choose goes to /identity;
    another door's people get 403. A form that comes when the session has ended is kept, and nothing is done.
    """

    def guard(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not isinstance(request.user, Person):
                return _away(request, sign_in_address(kept.onward(request)))
            appointment = chosen(request)
            if appointment is None:
                return _away(request, choose_address(kept.onward(request)))
            if capacities.door(appointment.capacity) not in doors:
                raise PermissionDenied
            kept.look_for_lost(request)
            response = view(request, *args, **kwargs)
            kept.after(request, response, request.user)
            return response

        return guarded

    return guard


def _away(request: HttpRequest, address: str) -> HttpResponse:
    if kept.BY_ITSELF in request.headers:
        return HttpResponse(status=401)
    if request.method == "POST":
        kept.keep_lost(request)
        messages.warning(request, LOST, fail_silently=True)  # answered before any message can be kept
    if "HX-Request" in request.headers:
        return HttpResponseClientRedirect(address)
    return redirect(address)
