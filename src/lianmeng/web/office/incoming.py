"""Views of /office/incoming/: the letters that have come, and one of them."""

import re
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lianmeng.applications import actions as applications
from lianmeng.applications.actions.receiving import REGISTER, RETURN
from lianmeng.applications.models import Letter
from lianmeng.applications.queries import KIND
from lianmeng.cases.guard import Sent
from lianmeng.law import forms
from lianmeng.policies import queries as policies
from lianmeng.record.people import Actor
from lianmeng.web import clock
from lianmeng.web.casework import lists, viewers
from lianmeng.web.identity.current import acting, needs
from lianmeng.web.office import batching, receiving
from lianmeng.web.office.batching import Typed, under
from lianmeng.web.office.receiving import LEAVE, REASON, SEND, TAKE, WAY
from lianmeng.web.ui import packforms
from lianmeng.web.ui.words import day_words

JUDGE = "judge"


@never_cache
@require_safe
@needs(receiving.DOOR)
def incoming(request: HttpRequest) -> HttpResponse:
    """/office/incoming/: what waits to be registered, and what was registered, newest first."""
    actor = _reader(request)
    before = request.GET.get("before", "")
    rows = receiving.registered(int(before) if re.fullmatch(r"\d{1,18}", before) else None)
    context = {
        "waiting": receiving.waiting(actor),
        "rows": rows[: lists.PAGE],
        "older": rows[lists.PAGE - 1].pk if len(rows) > lists.PAGE else "",
        "pack": policies.current_pack(),
        "may": actor.capacity in policies.current_pack().act(KIND, REGISTER).hands[0].by,
        "articles": policies.current_pack().act(KIND, REGISTER).articles,
    }
    return render(request, "office/incoming.html", context | under(request))


def _reader(request: HttpRequest) -> Actor:
    actor = acting(request)
    if not receiving.sees(actor):
        raise Http404
    return actor


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(receiving.DOOR)
def take_in(request: HttpRequest, number: int) -> HttpResponse:
    """/office/incoming/<letter>: judge on the day of receipt, register, return."""
    actor = _reader(request)
    letter = get_object_or_404(
        Letter.objects.filter(items__case__in=viewers.visible(actor))
        .select_related("document", "office")
        .distinct(),
        pk=number,
    )
    if request.method != "POST":
        return _show(request, actor, letter, Typed())
    typed = _typed(request)
    if JUDGE in request.POST:
        return _show(request, actor, letter, typed)
    return _take_in(request, actor, letter, typed)


def _typed(request: HttpRequest) -> Typed:
    """The shared fields, and of each row what is to be done with it and why."""
    pack = policies.current_pack()
    fields = pack.forms[pack.act(KIND, REGISTER).hands[0].form or ""].fields
    listed = [int(key[5:]) for key in request.POST if re.fullmatch(r"seen-\d{1,18}", key)]
    rows = {
        number: {
            name: request.POST.get(f"{name}-{number}", "").replace("\0", "").strip() for name in (WAY, REASON)
        }
        for number in listed
    }
    chosen = tuple(number for number, said in rows.items() if said[WAY] in (TAKE, SEND))
    return Typed(chosen, packforms.read(fields, request.POST), rows)


def _take_in(request: HttpRequest, actor: Actor, letter: Letter, typed: Typed) -> HttpResponse:
    today = clock.today()
    found = {row.case.pk: row for row in receiving.page(letter, actor, today, typed).open}
    typed = _faults(typed, found)
    if not batching.is_sound(typed):
        return _show(request, actor, letter, typed, 422)
    taken = [number for number in typed.chosen if typed.rows[number][WAY] == TAKE]
    sent = Sent(actor, today, batching.seen(request, typed.chosen), batching.once(request))

    def work() -> list[Any]:
        rows = {case.pk: case for case in batching.chosen_of([row.case for row in found.values()], typed)}
        back = {case: typed.rows[n][REASON] for n, case in rows.items() if n not in taken}
        return applications.take_in(letter, [rows[n] for n in taken], typed.answers, back, sent)

    tried = batching.attempt(typed, work)
    if tried.again:
        messages.warning(request, batching.AGAIN)
    elif tried.done is None:
        return _show(request, actor, letter, tried.typed, tried.status)
    else:
        _say(request, letter, taken, len(typed.chosen) - len(taken))
    return redirect(reverse("office:incoming"))


def _say(request: HttpRequest, letter: Letter, taken: list[int], back: int) -> None:
    if taken:
        given = letter.incoming.order_by("-pk")[0]
        messages.success(request, f"已登记，收文号{given.number}，共{len(taken)}件，进入形式审查。")
    if back:
        then = batching.next_hand(policies.current_pack(), KIND, RETURN, 0)
        messages.success(request, f"退文{back}件，接下来由{then}。")


def _faults(typed: Typed, found: dict[int, receiving.Row]) -> Typed:
    """What is wrong by field and by row: the dates, a row that may only be returned, a missing reason."""
    pack = policies.current_pack()
    fields = pack.forms[pack.act(KIND, REGISTER).hands[0].form or ""].fields
    taken = [number for number in typed.chosen if typed.rows[number][WAY] == TAKE]
    errors = forms.validate(fields, typed.answers, {})[1] if taken or not typed.chosen else {}
    if not typed.chosen:
        errors["cases"] = "请至少选一件办理"
    rows: dict[int, dict[str, str]] = {}
    for number in typed.chosen:
        row, said = found.get(number), typed.rows[number]
        if row is not None and said[WAY] == TAKE and not row.fit:
            first = row.reasons[0]
            day = f"，最早{day_words(first.earliest_on)}" if first.earliest_on else ""
            rows[number] = {WAY: f"按收到日期{first.text}{day}，只能退文或暂不办"}
        if said[WAY] == SEND and not said[REASON]:
            rows[number] = {REASON: "请写明退文的原因"}
    return typed.failed(errors, rows)


def _show(
    request: HttpRequest, actor: Actor, letter: Letter, typed: Typed, status: int = 200
) -> HttpResponse:
    page = receiving.page(letter, actor, clock.today(), typed)
    ways = ((TAKE, "登记"), (SEND, page.back), (LEAVE, "暂不办"))
    context = {"page": page, "pack": page.pack, "ways": ways} | under(request)
    return render(request, "office/take_in.html", context, status=status)
