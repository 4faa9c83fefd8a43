"""/office/objections/: what came in, by whom it is looked at, and letters entered for their writers.

Only for the capacities that the measure lets see objections; to everybody else these pages are not there.
"""

from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lianmeng.cases.models import Case
from lianmeng.decisions.actions.objections import KIND
from lianmeng.law.pack import Pack
from lianmeng.policies import queries as policies
from lianmeng.record.people import Actor
from lianmeng.web import clock
from lianmeng.web.casework import doing, lists, tasks, viewers
from lianmeng.web.casework.addresses import enter_address
from lianmeng.web.casework.views import done_on
from lianmeng.web.identity.current import acting, needs

DOOR = "office"
LODGE, CLUE = "lodge", "register_clue"
MOST = 50


@dataclass(frozen=True)
class Noticed:
    """A case that one may object to, with where letters about it are entered; "" where that is over."""

    case: Case
    letter: str
    clue: str


@dataclass(frozen=True)
class Unchecked:
    """A letter that one has entered and another has still to compare."""

    title: str
    on: date
    address: str


@never_cache
@require_safe
@needs(DOOR)
def objections(request: HttpRequest) -> HttpResponse:
    """/office/objections/."""
    actor, pack = _who(request)
    found = lists.queue(request, actor, KIND, DOOR, clock.today())
    enters = actor.capacity in pack.act(KIND, CLUE).hands[0].by
    letters = _noticed(actor, pack) if enters else []
    context = {
        "list": found,
        "noticed": [one for one in letters if one.letter],
        "over": [one for one in letters if not one.letter],
        "unchecked": _unchecked(),
        "kind": KIND,
    }
    return render(request, "office/objections.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(DOOR)
def letter(request: HttpRequest, number: int) -> HttpResponse:
    """/office/objections/letter/<case objected to>: a letter, entered for its writer."""
    actor, _ = _who(request)
    today = clock.today()
    day = done_on(request, today)
    return doing.answer(request, tasks.under(actor, _parent(actor, number), KIND, LODGE, today, day))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(DOOR)
def clue(request: HttpRequest, number: int) -> HttpResponse:
    """/office/objections/clue/<case objected to>: what may only become a clue."""
    actor, _ = _who(request)
    return doing.answer(request, tasks.under(actor, _parent(actor, number), KIND, CLUE, clock.today()))


def _who(request: HttpRequest) -> tuple[Actor, Pack]:
    """Who looks, under which measure. Raises Http404 for those to whom objections are not shown."""
    actor, pack = acting(request), policies.current_pack()
    if KIND not in pack.procedures or KIND in pack.hidden_from(actor.capacity):
        raise Http404
    return actor, pack


def _parent(actor: Actor, number: int) -> Case:
    case = viewers.visible(actor).filter(pk=number).first()
    if case is None:
        raise Http404
    return case


def _noticed(actor: Actor, pack: Pack) -> list[Noticed]:
    """The cases to which letters may still come, those in 公示 first."""
    at = {act: _places(pack, act) for act in (LODGE, CLUE)}
    rows = viewers.visible(actor).filter(kind=pack.procedures[KIND].parent, state__in=at[LODGE] | at[CLUE])[
        :MOST
    ]
    found = [
        Noticed(
            case,
            reverse("office:objection-letter", args=[case.pk]) if case.state in at[LODGE] else "",
            reverse("office:objection-clue", args=[case.pk]) if case.state in at[CLUE] else "",
        )
        for case in rows
    ]
    return sorted(found, key=lambda one: not one.letter)


def _places(pack: Pack, act: str) -> set[str]:
    when = pack.act(KIND, act).when
    return {state for one in when if "parent_stands" in one for state in one["parent_stands"]["at"]}


def _unchecked() -> list[Unchecked]:
    rows = Case.objects.filter(kind=KIND, state="").order_by("-pk")[:MOST]
    return [Unchecked(case.title, case.opened_on, enter_address(case, LODGE)) for case in rows]
