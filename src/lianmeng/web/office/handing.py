"""/office/hand-over/: all open cases of one colleague go to another, listed before, in one act."""

import re
from dataclasses import dataclass
from uuid import uuid4

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lianmeng.acts import function_of
from lianmeng.cases import queries as cases
from lianmeng.cases import sources
from lianmeng.cases.guard import Sent
from lianmeng.cases.models import Case
from lianmeng.cases.refusals import Invalid, Refused, Repeated
from lianmeng.law.schema import EVERYDAY, Act
from lianmeng.policies import queries as policies
from lianmeng.record.people import Actor
from lianmeng.web import clock
from lianmeng.web.casework import lists
from lianmeng.web.casework.addresses import results_address
from lianmeng.web.identity.current import acting, needs

DOOR, HAND_OVER = "office", "hand_over"
FIELDS = ("leaving", "person", "reason")
LONGEST = 2000  # characters of the reason that the form takes
MOST = 500  # cases handed over at once; more go in a second round


@dataclass(frozen=True)
class Handing:
    """The page: whom from, whom to, what goes over, and what is wrong."""

    colleagues: list[tuple[str, str]]
    typed: dict[str, str]
    rows: list[lists.Row]
    once: str
    rule: Act
    errors: dict[str, str]
    more: bool


def may_open(actor: Actor) -> bool:
    """Whether this capacity hands work over."""
    known = policies.current_pack().everyday.get(HAND_OVER)
    return known is not None and actor.capacity in known.hands[0].by


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(DOOR)
def hand_over(request: HttpRequest) -> HttpResponse:
    """/office/hand-over/."""
    actor = acting(request)
    if not may_open(actor):
        raise Http404
    given = request.POST if request.method == "POST" else request.GET
    typed = {name: given.get(name, "").replace("\0", "").strip()[:LONGEST] for name in FIELDS}
    return _sign(request, actor, typed) if request.method == "POST" else _show(request, actor, typed)


def _show(
    request: HttpRequest,
    actor: Actor,
    typed: dict[str, str],
    errors: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    pack = policies.current_pack()
    people = sources.colleagues(sources.Asked(pack, actor, on=clock.today()))
    rows = _open(actor, typed["leaving"])
    page = Handing(
        colleagues=list(people.items()),
        typed=typed,
        rows=[lists.row(case, DOOR, party=False) for case in rows[:MOST]],
        once=uuid4().hex,
        rule=pack.act(EVERYDAY, HAND_OVER),
        errors=errors or {},
        more=len(rows) > MOST,
    )
    return render(request, "office/hand_over.html", {"page": page, "pack": pack}, status=status)


def _open(actor: Actor, leaving: str) -> list[Case]:
    """The open cases that somebody of the own office is in charge of."""
    held = cases.charges(actor.office or "", leaving).values("case")
    found = Case.objects.filter(pk__in=held).select_related("applicant", "recommender").order_by("pk")
    open_ones = (case for case in found if cases.pack_of(case).is_open(case.kind, case.state))
    return [case for case, _ in zip(open_ones, range(MOST + 1), strict=False)]


def _sign(request: HttpRequest, actor: Actor, typed: dict[str, str]) -> HttpResponse:
    rows = _open(actor, typed["leaving"])[:MOST]
    seen = {case.pk: _number(request.POST.get(f"seen-{case.pk}", "")) for case in rows}
    shown = [case for case in rows if seen[case.pk]]
    if not typed["leaving"] or not shown:
        return _show(request, actor, typed, {"leaving": "请选移交人；名下须有未结事项"}, 422)
    mark = request.POST.get("once", "")
    once = mark if re.fullmatch(r"[0-9a-f]{32}", mark) else uuid4().hex
    try:
        first = _hand(actor, shown, typed, seen, once)
    except Repeated:
        messages.warning(request, "此前已经办理，未重复办理。")
        return redirect(request.path)
    except Invalid as invalid:
        return _show(request, actor, typed, dict(invalid.errors), 422)
    except Refused as refused:
        text = "；".join(f"{one.text}{f'（{one.fact}）' if one.fact else ''}" for one in refused.reasons)
        return _show(request, actor, typed, {"": text}, 409)
    messages.success(request, f"已交接{len(shown)}件。")
    return redirect(results_address(first))


@transaction.atomic
def _hand(actor: Actor, rows: list[Case], typed: dict[str, str], seen: dict[int, int], once: str) -> int:
    """Sign for all; cases of one kind and one revision of the measure stand under one act. The first entry."""
    alike: dict[tuple[str, int], list[Case]] = {}
    for case in rows:
        alike.setdefault((case.kind, case.revision_id), []).append(case)
    first = 0
    for number, ((kind, _), several) in enumerate(alike.items()):
        sent = Sent(actor, clock.today(), seen, once if number == 0 else f"{once}:{number}")
        done = function_of(kind, HAND_OVER)(several, dict(typed), sent)
        first = first or done.entries[0].seq
    return first


def _number(text: str) -> int:
    return int(text) if re.fullmatch(r"\d{1,9}", text) else 0
