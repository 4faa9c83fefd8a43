"""/notices/<notice>/objection and /objection/: an objection lodged, followed and withdrawn without an account.

Who lodges gets a query code once. With it, and with nothing else, the objection is found again.
"""

from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianmeng.cases import queries as cases
from lianmeng.cases.guard import Sent
from lianmeng.cases.models import Case
from lianmeng.cases.refusals import Invalid, Refused, Repeated
from lianmeng.decisions import actions as decisions
from lianmeng.decisions import queries
from lianmeng.decisions.actions.objections import KIND
from lianmeng.decisions.models import Notice, Objection
from lianmeng.law import forms
from lianmeng.law.verdicts import Reason
from lianmeng.policies import queries as policies
from lianmeng.record.people import Actor
from lianmeng.web import clock, throttle
from lianmeng.web.accounts.uploads import HINT
from lianmeng.web.casework import tasks
from lianmeng.web.casework.doing import once_of
from lianmeng.web.casework.tasks import Task
from lianmeng.web.portal import following, visitor
from lianmeng.web.ui import packforms

LODGE, OWN_ACTS = "lodge", ("supply", "withdraw")
CODE, MINE = (
    "objection-code",
    "objection",
)  # in the session: told once; which objection was opened by its code
LODGED, GUESSED = "objection-lodged", "objection-code"
LODGED_MOST, GUESSED_MOST = 30, 10  # forms sent, and wrong codes, from one address in ten minutes
OFTEN = "同一网络地址提交过于频繁，请稍后再试；也可以书面寄送，以邮戳为准。"
GUESSING = "查询码错误次数过多，请10分钟后再试。"
UNKNOWN = "没有这个查询码，请核对后重新填写。"
GIVEN = "您的材料已收到。"


@dataclass(frozen=True)
class Page:
    """A form of the public pages: its act, its fields, and what is wrong."""

    task: Task
    form: packforms.PackForm
    once: str
    reasons: tuple[Reason, ...] = ()


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def lodge(request: HttpRequest, number: int) -> HttpResponse:
    """/notices/<notice>/objection: the form of an objection to the case of a notice."""
    notice = queries.notice(number)
    if notice is None or KIND not in policies.current_pack().procedures:
        raise Http404
    matter = f"{KIND}-{notice.case_id}"
    task = _task(request, notice.case, matter)
    if request.method != "POST":
        return _lodging(request, notice, _page(task))
    if throttle.is_over(request, LODGED, LODGED_MOST):
        messages.error(request, OFTEN)
        return _lodging(request, notice, _page(task, packforms.read(task.fields, request.POST)), 429)
    throttle.count(request, LODGED)
    page, done, status = _attempt(request, task)
    if page is not None:
        return _lodging(request, notice, page, status)
    if done is not None:
        visitor.forget(request, matter)
        request.session[CODE] = decisions.give_code(done)
    return redirect("portal:objection-receipt")


@never_cache
@require_safe
def receipt(request: HttpRequest) -> HttpResponse:
    """/objection/receipt: the query code, once."""
    return render(request, "portal/objection_receipt.html", {"code": request.session.pop(CODE, "")})


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def query(request: HttpRequest) -> HttpResponse:
    """/objection/: where a query code is typed."""
    if request.method != "POST":
        return render(request, "portal/objection_query.html", {})
    if throttle.is_over(request, GUESSED, GUESSED_MOST):
        return render(request, "portal/objection_query.html", {"error": GUESSING}, status=429)
    code = request.POST.get("code", "").strip()
    found = queries.objection_by_hash(decisions.hash_of(code)) if code else None
    if found is None:
        throttle.count(request, GUESSED)
        return render(request, "portal/objection_query.html", {"error": UNKNOWN}, status=422)
    request.session.cycle_key()
    request.session[MINE] = found.case_id
    return redirect("portal:objection-mine")


@never_cache
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """/objection/mine: how the objection stands, in the public's words, and what may be done."""
    found = _mine(request)
    if found is None:
        return redirect("portal:objection")
    shown = following.followed(found.case, _author(found), clock.today(), OWN_ACTS)
    return render(request, "portal/objection_mine.html", {"shown": shown, "pack": cases.pack_of(found.case)})


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, act: str) -> HttpResponse:
    """/objection/mine/<act>: supply what was asked, or withdraw."""
    found = _mine(request)
    if found is None:
        return redirect("portal:objection")
    if act not in OWN_ACTS:
        raise Http404
    case = found.case
    task = Task(KIND, act, _author(found), clock.today(), cases.pack_of(case))
    task = tasks.judged(task, [case])
    if request.method == "POST":
        page, _, status = _attempt(request, task)
        if page is not None:
            return _acting(request, page, status)
        messages.success(request, GIVEN if act == "supply" else "异议已撤回。")
        return redirect("portal:objection-mine")
    return _acting(request, _page(task))


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """/objection/leave: the code has to be typed again."""
    request.session.pop(MINE, None)
    return redirect("portal:objection")


def _task(request: HttpRequest, case: Case, matter: str) -> Task:
    pack = policies.current_pack()
    capacity = pack.act(KIND, LODGE).hands[0].by[0]
    label = pack.terms.capacities[capacity]
    if request.method == "POST":
        by = visitor.actor(request, matter, capacity, label)
    else:
        by = Actor.without_account(uuid4().hex, capacity, label)  # reading leaves no trace in the session
    return tasks.under(by, case, KIND, LODGE, clock.today())


def _attempt(request: HttpRequest, task: Task) -> tuple[Page | None, Case | None, int]:
    """Try the act: the form again with what is wrong, or the case for which it was done, if it was just now."""
    typed = packforms.read(task.fields, request.POST)
    stored, faults = visitor.upload(request, task.fields, task.actor, task.on)
    for name, numbers in stored.items():
        typed[name] = [*typed[name], *numbers]
    once = once_of(request) or uuid4().hex
    seen = {case.pk: case.version for case in task.cases}
    try:
        if faults:
            _, errors = forms.validate(task.fields, typed, task.options())
            raise Invalid({**errors, **faults})
        done = task.perform(typed, Sent(task.actor, task.on, seen, once))
    except Repeated:
        return None, None, 200
    except Refused as refused:
        return _page(task, typed, reasons=refused.reasons), None, 409
    except Invalid as invalid:
        return _page(task, typed, invalid.errors), None, 422
    return None, done.cases[0], 200


def _page(
    task: Task,
    typed: dict[str, Any] | None = None,
    errors: dict[str, str] | None = None,
    reasons: tuple[Reason, ...] = (),
) -> Page:
    own = Q(owner_stream=f"upload:{task.actor.person}")
    form = packforms.draw(task.fields, task.options(), typed, errors, own=own)
    controls = tuple(replace(one, accepts=HINT if one.accepts else "") for one in form.controls)
    return Page(task, replace(form, controls=controls), uuid4().hex, reasons or task.reasons)


def _lodging(request: HttpRequest, notice: Notice, page: Page, status: int = 200) -> HttpResponse:
    context = {"page": page, "notice": notice, "pack": page.task.pack, "today": clock.today()}
    return render(request, "portal/objection_form.html", context, status=status)


def _acting(request: HttpRequest, page: Page, status: int = 200) -> HttpResponse:
    label = page.task.pack.act_label(KIND, page.task.act)
    context = {"page": page, "label": label, "pack": page.task.pack}
    return render(request, "portal/objection_act.html", context, status=status)


def _mine(request: HttpRequest) -> Objection | None:
    number = request.session.get(MINE)
    return queries.objection_of(number) if number else None


def _author(found: Objection) -> Actor:
    pack = cases.pack_of(found.case)
    capacity = pack.act(KIND, LODGE).hands[0].by[0]
    return Actor.without_account(found.reference, capacity, pack.terms.capacities[capacity])
