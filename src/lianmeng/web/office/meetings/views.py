"""/office/meetings/: the list, one meeting with its decisions, its book, and the brief of a case."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lianmeng.cases.guard import Sent
from lianmeng.decisions import actions as decisions
from lianmeng.decisions import briefs, rules
from lianmeng.decisions.actions.books import book_of, books
from lianmeng.decisions.models import Meeting
from lianmeng.decisions.rules import KIND, RESOLVES, TABLE
from lianmeng.law import forms
from lianmeng.policies import queries as policies
from lianmeng.record.people import Actor
from lianmeng.web import clock
from lianmeng.web.casework import lists, viewers
from lianmeng.web.casework.served import serve
from lianmeng.web.identity.current import acting, needs
from lianmeng.web.office import batching
from lianmeng.web.office.batching import Typed, under
from lianmeng.web.office.meetings import meeting as pages
from lianmeng.web.office.meetings import ready
from lianmeng.web.office.meetings.ready import Step
from lianmeng.web.ui.words import day_words

CHECK, BACK, NONE = "check", "send-back", "none"


@dataclass(frozen=True)
class Line:
    """A meeting as a line of the list: how many are decided, recorded and not yet checked, or have left it; what
    one does next.
    """

    meeting: Meeting
    kind: str
    items: int
    decided: int
    recorded: int
    gone: int
    minutes: str
    todo: str

    @property
    def open(self) -> int:
        """How many are still to be decided."""
        return self.items - self.decided - self.recorded - self.gone

    @property
    def over(self) -> bool:
        """Whether nothing on it waits for anybody."""
        return not (self.open or self.recorded)


@never_cache
@require_safe
@needs(ready.DOOR)
def meetings(request: HttpRequest) -> HttpResponse:
    """/office/meetings/: how far everything has come, and the meetings, newest first."""
    actor, pack = _reader(request), policies.current_pack()
    waiting = ready.waiting(actor, clock.today())
    rows, older = _lines(request, actor, waiting)
    context = {
        "pack": pack,
        "articles": pack.act(KIND, TABLE).articles,
        "ready": [one for one in waiting if one.step is Step.READY],
        "tabled": [one for one in waiting if one.step is Step.TABLED],
        "placed": [one for one in waiting if one.step is Step.PLACED],
        "batches": ready.batches(waiting, actor, clock.today()),
        "rows": rows,
        "older": older,
        "may_table": ready.may_table(pack, actor),
        "may_arrange": rules.may_arrange(pack, actor),
    }
    return render(request, "office/meetings/home.html", context | under(request))


def _lines(
    request: HttpRequest, actor: Actor, waiting: Sequence[ready.Waiting]
) -> tuple[list[Line], int | str]:
    key = request.GET.get("before", "")
    undecided, heard = Q(items__resolution=None), Q(items__case__state__in=ready.heard_in())
    found = Meeting.objects.annotate(
        all_items=Count("items"),
        decided=Count("items", filter=~undecided),
        gone=Count("items", filter=undecided & ~heard),
    ).order_by("-pk")
    if key.isdecimal() and len(key) < 19:
        found = found.filter(pk__lt=int(key))
    rows = list(found[: lists.PAGE + 1])
    placed: dict[int, list[ready.Waiting]] = {}
    for one in waiting:
        if one.item is not None:
            placed.setdefault(one.item.meeting_id, []).append(one)
    lines = [_listed(one, placed.get(one.pk, ()), actor) for one in rows[: lists.PAGE]]
    return lines, rows[lists.PAGE - 1].pk if len(rows) > lists.PAGE else ""


def _listed(found: Any, placed: Sequence[ready.Waiting], actor: Actor) -> Line:
    """A meeting with the cases that still stand on its agenda."""
    pack, on = policies.current_pack(), clock.today()
    kinds = pack.terms.lists[pages.fields(pack)["meeting_kind"].options or ""]
    recorded = [(one, thread) for one in placed if (thread := rules.begun_of(one.view))]
    minutes = next((str(thread.answers.get(pages.MINUTES, "")) for _, thread in recorded), "")
    todo = ""
    if any(pages.may_check(one.case, one.view, actor, on) for one, _ in recorded):
        todo = "核对"
    elif rules.may_arrange(pack, actor) and len(recorded) < len(placed):
        todo = "登记决定" if found.held_on <= on else "看议程"
    kind, told = kinds.get(found.kind, found.kind), found.minutes_no or minutes
    return Line(found, kind, found.all_items, found.decided, len(recorded), found.gone, told, todo)


def _reader(request: HttpRequest) -> Actor:
    actor = acting(request)
    if not ready.sees(actor):
        raise Http404
    return actor


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(ready.DOOR)
def meeting(request: HttpRequest, number: int) -> HttpResponse:
    """/office/meetings/<number>: record what was decided, check it, send it back."""
    actor, found = _reader(request), get_object_or_404(Meeting, pk=number)
    if request.method != "POST":
        return _show(request, actor, found, Typed())
    return (
        _check(request, actor, found) if {CHECK, BACK} & set(request.POST) else _record(request, actor, found)
    )


def _record(request: HttpRequest, actor: Actor, found: Meeting) -> HttpResponse:
    pack = policies.current_pack()
    typed, decided = _typed(request)
    typed = _faults(actor, typed, decided)
    if not batching.is_sound(typed):
        return _show(request, actor, found, typed, 422)
    sent = _sent(request, actor, typed)
    minutes = str(typed.answers.get(pages.MINUTES, ""))
    tried = batching.attempt(typed, lambda: decisions.record_decisions(found, minutes, decided, sent))
    if not tried.again and tried.done is None:
        return _show(request, actor, found, tried.typed, tried.status)
    if tried.again:
        messages.warning(request, batching.AGAIN)
    else:
        then = batching.next_hand(pack, KIND, "resolve_pass", 0)
        messages.success(request, f"已登记{len(decided)}件的决定；接下来由{then}。")
    return redirect(reverse("office:meeting", args=[found.pk]))


def _check(request: HttpRequest, actor: Actor, found: Meeting) -> HttpResponse:
    typed = batching.read(request, {})
    note = _line(request, pages.NOTE)
    sent = _sent(request, actor, typed)
    if not typed.chosen:
        return _show(request, actor, found, typed.failed({"cases": "请至少选一件"}), 422, note)

    def work() -> int:
        if BACK in request.POST:
            decisions.return_decisions(found, typed.chosen, note, sent)
        else:
            decisions.check_decisions(found, typed.chosen, sent)
        return len(typed.chosen)

    tried = batching.attempt(typed, work)
    if not tried.again and tried.done is None:
        return _show(request, actor, found, tried.typed, tried.status, note)
    done = "已退回会议秘书" if BACK in request.POST else "核对完毕，决定生效"
    messages.success(request, batching.AGAIN if tried.again else f"{done}，共{tried.done}件。")
    return redirect(reverse("office:meeting", args=[found.pk]))


def _sent(request: HttpRequest, actor: Actor, typed: Typed) -> Sent:
    seen = batching.seen(request, typed.chosen)
    return Sent(actor, clock.today(), seen, batching.once(request))


def _typed(request: HttpRequest) -> tuple[Typed, dict[int, tuple[str, dict[str, Any]]]]:
    """What was typed, and of it what was decided: the rows with a decision; common words where a row has none."""
    own = batching.own(pages.fields(policies.current_pack()))
    typed = batching.read(request, own)
    rows = {
        number: {**said, pages.DECISION: _line(request, f"{pages.DECISION}-{number}")}
        for number, said in typed.rows.items()
    }
    shared = {name: _line(request, name) for name in (pages.MINUTES, pages.EXTRACT, pages.DECISION)}
    acts = {number: said[pages.DECISION] or shared[pages.DECISION] for number, said in rows.items()}
    chosen = tuple(number for number, act in acts.items() if act not in ("", NONE))
    decided = {
        number: (acts[number], _answers(acts[number], rows[number], shared[pages.EXTRACT], own))
        for number in chosen
    }
    return Typed(chosen, shared, rows), decided


def _line(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "").replace("\0", "").strip()


def _answers(act: str, said: dict[str, Any], common: str, own: Any) -> dict[str, Any]:
    pack = policies.current_pack()
    rule = pack.procedures[KIND].acts.get(act)
    asked = pack.forms[rule.hands[0].form or ""].fields if rule else own
    given = {**said, pages.EXTRACT: said.get(pages.EXTRACT) or common}
    return {name: value for name, value in given.items() if name in own and name in asked and value}


def _faults(actor: Actor, typed: Typed, decided: dict[int, tuple[str, dict[str, Any]]]) -> Typed:
    """What is wrong by field and by row."""
    pack = policies.current_pack()
    own = pages.fields(pack)
    options = pages.options(pack, actor)
    errors = forms.validate(
        {pages.MINUTES: own[pages.MINUTES]}, {pages.MINUTES: typed.answers[pages.MINUTES]}, {}
    )[1]
    if not decided:
        errors["cases"] = "请至少选一件的决定"
    found = {}
    for number, (act, said) in decided.items():
        rule = pack.procedures[KIND].acts.get(act) if act in RESOLVES else None
        if rule is None:
            found[number] = {pages.DECISION: "请从所列决定中选择"}
            continue
        fields = batching.own(pack.forms[rule.hands[0].form or ""].fields)
        found[number] = forms.validate(fields, said, options)[1]
    return typed.failed(errors, {number: said for number, said in found.items() if said})


def _show(
    request: HttpRequest, actor: Actor, found: Meeting, typed: Typed, status: int = 200, note: str = ""
) -> HttpResponse:
    page = pages.page(found, actor, clock.today(), typed, note)
    return render(
        request,
        "office/meetings/meeting.html",
        {"page": page, "pack": page.pack} | under(request),
        status=status,
    )


@require_safe
@needs(ready.DOOR)
def book(request: HttpRequest, number: int) -> HttpResponseBase:
    """/office/meetings/<number>/book.pdf: the topics as they stand today, or with ``?no=`` an earlier book."""
    _reader(request)
    found, today = get_object_or_404(Meeting, pk=number), clock.today()
    wanted = request.GET.get("no")
    if wanted is None:
        made = book_of(found, today)
    else:
        known = {str(one.pk): one for one in books(found)}
        if wanted not in known:
            raise Http404
        made = known[wanted]
    return serve(made.file, f"{day_words(found.held_on)}议题材料{made.name}.pdf")


@never_cache
@require_safe
@needs(ready.DOOR)
def brief(request: HttpRequest, number: int) -> HttpResponse:
    """/office/cases/<number>/brief: one case on one page, ranked among those it is heard with."""
    actor = _reader(request)
    case = viewers.find(actor, number)
    beside = _beside(actor, case.pk, clock.today())
    found = briefs.gather([case, *(one for one in beside if one.pk != case.pk)], clock.today())[case.pk]
    context = {"brief": found, "pack": found.pack, "case": case}
    return render(request, "office/meetings/brief.html", context | under(request))


def _beside(actor: Actor, number: int, on: date) -> list[Any]:
    """The other cases of the last meeting it is on; else those that wait as it does."""
    last = Meeting.objects.filter(items__case=number).order_by("-pk").first()
    if last is not None:
        rows = last.items.select_related(
            "case__alliance", "case__applicant", "case__recommender", "case__parent"
        )
        return [item.case for item in rows]
    return [one.case for one in ready.waiting(actor, on)]
