"""/office/recommend/ and /office/letters/: several applications in one document, and what became of it."""

import re
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lianmeng.acts import ACTS
from lianmeng.applications.queries import KIND
from lianmeng.cases.guard import EACH, Sent
from lianmeng.cases.models import Case
from lianmeng.cases.refusals import Invalid, Refused, Repeated
from lianmeng.law.verdicts import Reason
from lianmeng.policies import queries as policies
from lianmeng.web import clock
from lianmeng.web.casework import lists
from lianmeng.web.identity.current import acting, needs
from lianmeng.web.office import recommending
from lianmeng.web.office.recommending import Typed
from lianmeng.web.ui import packforms

DOOR = "office"
SIGN = "sign"
AGAIN = "此前已经办理，未重复办理。"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(DOOR)
def recommend(request: HttpRequest) -> HttpResponse:
    """/office/recommend/: choose, write, look at what follows, sign."""
    actor, today = acting(request), clock.today()
    if not recommending.may_open(actor):
        raise Http404
    typed = _typed(request)
    if request.method != "POST":
        return _show(request, recommending.page(actor, today, typed))
    if SIGN not in request.POST:
        page = recommending.page(actor, today, typed, preview=True)
        return _show(request, page, 422 if page.typed.errors else 200)
    return _sign(request, typed)


def _sign(request: HttpRequest, typed: Typed) -> HttpResponse:
    actor, today = acting(request), clock.today()
    chosen = [case for case in recommending.waiting(actor) if case.pk in typed.chosen]
    gone = len(chosen) < len(typed.chosen)
    each = {str(number): {recommending.NOTE: text} for number, text in typed.notes.items() if text}
    seen = {case.pk: _number(request, f"seen-{case.pk}") for case in chosen}
    mark = request.POST.get("once", "")
    once = mark if re.fullmatch(r"[0-9a-f]{32}", mark) else uuid4().hex
    try:
        _all_there(chosen, gone=gone)
        answers = {**typed.answers, EACH: each}
        done = ACTS[KIND, recommending.FORWARD](chosen, answers, Sent(actor, today, seen, once))
    except Repeated:
        messages.warning(request, AGAIN)
        return redirect(reverse("office:recommend"))
    except Refused as refused:
        failed = Typed(typed.chosen, typed.answers, typed.notes, {}, refused.reasons)
        return _show(request, recommending.page(actor, today, failed), 409)
    except Invalid as invalid:
        failed = Typed(typed.chosen, typed.answers, typed.notes, invalid.errors)
        return _show(request, recommending.page(actor, today, failed), 422)
    hand = done.pack.terms.hands[done.step.hand.role]
    label = done.pack.act_label(KIND, recommending.FORWARD)
    messages.success(request, f"“{label}”的{hand}已办，共{len(chosen)}件；接下来登记文号。")
    return redirect(reverse("office:recommend"))


def _all_there(chosen: list[Case], *, gone: bool) -> None:
    if gone:
        raise Refused(Reason("所选事项中有的已不在待推荐之列", mend="看过最新名单再办"))
    if not chosen:
        raise Invalid({"cases": "请至少选一件"})


def _typed(request: HttpRequest) -> Typed:
    """What was chosen and typed, by post or, for the choice alone, in the address."""
    sent = request.POST if request.method == "POST" else request.GET
    chosen = frozenset(int(one) for one in sent.getlist("case") if re.fullmatch(r"\d{1,18}", one))
    pack = policies.current_pack()
    form = pack.act(KIND, recommending.FORWARD).hands[0].form or ""
    fields = {name: item for name, item in pack.forms[form].fields.items() if name != recommending.NOTE}
    answers = packforms.read(fields, request.POST) if request.method == "POST" else {}
    notes = {number: _text(request, f"note-{number}") for number in chosen}
    return Typed(chosen, answers, notes)


def _text(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "").replace("\0", "").strip()


def _number(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if re.fullmatch(r"\d{1,9}", text) else -1


def _show(request: HttpRequest, page: recommending.Page, status: int = 200) -> HttpResponse:
    return render(request, "office/recommend.html", {"page": page, "pack": page.pack}, status=status)


@never_cache
@require_safe
@needs(DOOR)
def letters(request: HttpRequest) -> HttpResponse:
    """/office/letters/."""
    before = request.GET.get("before", "")
    rows = recommending.letter_rows(
        acting(request), int(before) if re.fullmatch(r"\d{1,18}", before) else None
    )
    more = len(rows) > lists.PAGE
    context = {"rows": rows[: lists.PAGE], "older": rows[lists.PAGE - 1].letter.pk if more else ""}
    return render(request, "office/letters.html", context)


@never_cache
@require_safe
@needs(DOOR)
def letter(request: HttpRequest, number: int) -> HttpResponse:
    """/office/letters/<number>: which cases, which taken back, by which paper and when."""
    actor = acting(request)
    found = get_object_or_404(recommending.letters(actor), pk=number)
    page = recommending.letter_page(found, actor, clock.today())
    return render(request, "office/letter.html", {"page": page, "pack": page.pack})
