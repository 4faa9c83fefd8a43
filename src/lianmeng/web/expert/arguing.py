"""/expert/promise, /expert/sheets, /expert/conclusions: a whole panel day, each step on one page."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lianmeng.acts import ACTS
from lianmeng.applications.queries import KIND
from lianmeng.cases.guard import EACH, Sent
from lianmeng.cases.refusals import Invalid
from lianmeng.law.schema import FormField
from lianmeng.policies import queries as policies
from lianmeng.reviews import actions as reviews
from lianmeng.web import clock, kept
from lianmeng.web.casework import arguing, doing, rows
from lianmeng.web.casework.arguing import CONCLUSION, DECLARE, REVIEW, Day
from lianmeng.web.casework.rows import Posted
from lianmeng.web.identity.current import acting, needs
from lianmeng.web.ui import packforms

DOOR, SPREAD, COMMON = "expert", "spread", "common-"
Fields = Mapping[str, FormField]
Sign = Callable[[HttpRequest, Posted, Day], str]


@never_cache
@require_safe
@needs(DOOR)
def home(request: HttpRequest) -> HttpResponse:
    """/expert/: the steps of the panel day, and what is left in each."""
    page = arguing.day(acting(request), DOOR, clock.today())
    return render(request, "expert/home.html", {"day": page, "pack": page.pack})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(DOOR)
def promise(request: HttpRequest) -> HttpResponse:
    """/expert/promise: who the members are; tick, sign; or recuse oneself from one alliance."""
    return _page(request, "expert/promise.html", {}, _declare)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(DOOR)
def sheets(request: HttpRequest) -> HttpResponse:
    """/expert/sheets: the score sheets of all alliances, kept while they are filled."""
    return _page(request, "expert/sheets.html", arguing.sheet_fields(policies.current_pack()), _review)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(DOOR)
def conclusions(request: HttpRequest) -> HttpResponse:
    """/expert/conclusions: the chair writes, everybody signs."""
    pack = policies.current_pack()
    fields = {CONCLUSION: arguing.fields_of(pack, arguing.PASS)[CONCLUSION]}
    return _page(request, "expert/conclusions.html", fields, _conclude)


def _page(request: HttpRequest, template: str, fields: Fields, sign: Sign) -> HttpResponse:
    actor, today = acting(request), clock.today()
    if kept.KEEP in request.POST or kept.CLEAR in request.POST:
        return doing.keep(request)
    numbers = [case.pk for case in arguing.arguing(actor, policies.current_pack())]
    if request.method != "POST":
        taken = kept.taken(request, "0")
        posted = rows.kept(taken.values, fields, numbers) if taken else None
        page = arguing.day(actor, DOOR, today, posted)
        return render(request, template, {"day": page, "pack": page.pack, "taken": taken})
    typed = rows.read(request, fields, numbers)
    if SPREAD in request.POST:
        page = arguing.day(actor, DOOR, today, _spread(request, typed, arguing.day(actor, DOOR, today)))
        return render(request, template, {"day": page, "pack": page.pack})
    trouble = rows.attempt(request, lambda: sign(request, typed, arguing.day(actor, DOOR, today)))
    if trouble is None:
        return redirect("expert:home")
    page = arguing.day(actor, DOOR, today, typed, trouble)
    return render(request, template, {"day": page, "pack": page.pack}, status=trouble.status)


def _spread(request: HttpRequest, posted: Posted, page: Day) -> Posted:
    """The chair's common words in every conclusion with that result in which nothing is written."""
    common = {act: request.POST.get(f"{COMMON}{act}", "").replace("\0", "").strip() for act in page.commons}
    empty = [one for one in page.signing if one.control and one.case.pk not in posted.rows]
    filled = {one.case.pk: {CONCLUSION: common[one.act]} for one in empty if common.get(one.act)}
    return replace(posted, rows={**posted.rows, **filled})


def _declare(request: HttpRequest, posted: Posted, page: Day) -> str:
    chosen = [row.case for row in page.promise if row.case.pk in posted.chosen]
    if not chosen:
        raise Invalid({"case": "请至少选一件"})
    answers = packforms.read(arguing.fields_of(page.pack, DECLARE), request.POST)
    ACTS[KIND, DECLARE](chosen, answers, _sent(request, posted, chosen))
    return f"已签承诺与回避书，共{len(chosen)}件，可以查看材料、独立评议。"


def _review(request: HttpRequest, posted: Posted, page: Day) -> str:
    chosen = [row.case for row in page.sheets if row.case.pk in posted.rows]
    if not chosen:
        raise Invalid({"case": "还没有填写任何一件的评议表"})
    each = {str(case.pk): posted.rows[case.pk] for case in chosen}
    ACTS[KIND, REVIEW](chosen, {EACH: each}, _sent(request, posted, chosen))
    left = len(page.sheets) - len(chosen)
    return f"已提交{len(chosen)}件评议表。" + (f"还有{left}件。" if left else "")


def _conclude(request: HttpRequest, posted: Posted, page: Day) -> str:
    found = [one for one in page.signing if one.case.pk in (posted.rows if one.control else posted.chosen)]
    if not found:
        writes = any(one.control for one in page.signing)
        raise Invalid({"case": "还没有写论证意见，写了意见的各件才签名" if writes else "请至少选一件"})
    groups: list[tuple[str, Any, Any]] = []
    for act, cases_ in arguing.conclusions(found):
        each = {str(case.pk): posted.rows[case.pk] for case in cases_ if case.pk in posted.rows}
        groups.append((act, cases_, {EACH: each} if each else {}))
    cases_ = [one.case for one in found]
    reviews.conclude(groups, _sent(request, posted, cases_))
    return f"论证意见已签，共{len(found)}件。"


def _sent(request: HttpRequest, posted: Posted, chosen: list[Any]) -> Sent:
    return Sent(acting(request), clock.today(), rows.seen(request, chosen), posted.once)
