"""/office/: what recommending offices and the department do."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lianmeng.acts import BEGIN
from lianmeng.applications.actions.calls import KIND as CALL
from lianmeng.applications.queries import KIND
from lianmeng.parties import queries as parties
from lianmeng.policies import queries as policies
from lianmeng.record.people import Actor
from lianmeng.web import clock
from lianmeng.web.casework import drafted, lists
from lianmeng.web.casework import views as casework
from lianmeng.web.casework.addresses import begin_address
from lianmeng.web.identity import capacities
from lianmeng.web.identity.current import acting, needs
from lianmeng.web.office import checking, desk, entered, handing, noticing, receiving, recommending
from lianmeng.web.office.meetings import ready

DOOR = "office"
LETTERS = (("推荐文件", "office:letters"), ("推荐上报", "office:recommend"))
ROOMS: tuple[tuple[str, str, Callable[[Actor], bool]], ...] = (
    ("收文登记", "office:incoming", receiving.sees),
    ("形式审查", "office:form-check", checking.sees),
    ("上会管理", "office:meetings", ready.sees),
    ("公示", "office:notices", noticing.sees),
)
case = needs(DOOR)(casework.case)
act = needs(DOOR)(casework.act)
act_draft = needs(DOOR)(drafted.draft)
begin = needs(DOOR)(casework.begin)
dossier = needs(DOOR)(casework.dossier)
compare = needs(DOOR)(casework.compare)


@never_cache
@require_safe
@needs(DOOR)
def home(request: HttpRequest) -> HttpResponse:
    """/office/: what lies on this desk."""
    actor = acting(request)
    context = {
        "desk": desk.desk(actor, request.GET.dict(), clock.today()),
        "people_waiting": parties.waiting_people(actor),
        "may_hand_over": handing.may_open(actor),
    }
    return render(request, "office/home.html", context)


@never_cache
@require_safe
@needs(DOOR)
def cases(request: HttpRequest) -> HttpResponse:
    """/office/cases/."""
    actor = acting(request)
    found = lists.queue(request, actor, KIND, DOOR, clock.today())
    begins = [("代录申报", reverse("office:enter-new"))] if entered.may_begin(actor) else []
    begins += [(words, reverse(route)) for words, route in LETTERS if recommending.may_open(actor)]
    rooms = [(words, reverse(route)) for words, route, sees in ROOMS if sees(actor)]
    context = {"list": found, "head": "申报认定", "begins": begins, "rooms": rooms, **_with(actor)}
    return render(request, "casework/list.html", context)


@never_cache
@require_safe
@needs(DOOR)
def calls(request: HttpRequest) -> HttpResponse:
    """/office/calls/: 404 for recommending offices, which read in public what calls are open."""
    actor, pack = acting(request), policies.current_pack()
    if not capacities.opens(actor.capacity, "office:calls"):
        raise Http404
    found = lists.case_list(request, actor, CALL, DOOR)
    begins = [
        (pack.act_label(kind, name), begin_address(DOOR, kind, name))
        for kind, name in sorted(BEGIN)
        if kind == CALL and actor.capacity in pack.act(kind, name).hands[0].by
    ]
    return render(
        request, "casework/list.html", {"list": found, "head": "申报批次", "begins": begins, "exports": True}
    )


def _with(actor: Actor) -> dict[str, bool]:
    """What a list offers besides: urging, for those who may; saving as a workbook."""
    return {"urges": desk.may_urge(actor), "exports": True}


enter = needs(DOOR)(casework.enter)
enter_draft = needs(DOOR)(casework.enter_draft)
enter_new = needs(DOOR)(entered.begin)
