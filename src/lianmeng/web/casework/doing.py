"""Answering the request to act: the page, the act itself, and every way in which it may be turned down."""

import re
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from lianmeng.acts import BEGIN
from lianmeng.applications.models import Application
from lianmeng.applications.queries import KIND
from lianmeng.cases import queries as cases
from lianmeng.cases.guard import Acting, Sent
from lianmeng.cases.models import Case
from lianmeng.cases.refusals import Invalid, Refused, Repeated, Stale
from lianmeng.law import forms, nextsteps
from lianmeng.parties.models import Person
from lianmeng.record import queries as record
from lianmeng.web import kept
from lianmeng.web.casework import actpage, viewers
from lianmeng.web.casework.actpage import NOTE, Trouble
from lianmeng.web.casework.addresses import AFTER, case_address, door_of, draft_address, results_address
from lianmeng.web.casework.casepage import OPENING
from lianmeng.web.casework.tasks import Task, drafts
from lianmeng.web.ui import navigation, packforms
from lianmeng.web.ui.context import nav
from lianmeng.web.ui.words import day_words

SEEN = "seen-"
BACK = "send-back"
OFFICE = "office"  # the door in which several cases are done at once
AGAIN = "此前已经办理，未重复办理。"
CONTINUED = "已有草稿，继续填报。"
CLEARED = "草稿已清除。"
STARTED = "联盟资料由联盟在册信息带入，核对后提交。"


def answer(request: HttpRequest, task: Task) -> HttpResponse:
    """Show the page of the act, keep what has been typed so far, or sign it."""
    if request.method != "POST":
        return _show(request, task)
    if kept.KEEP in request.POST or kept.CLEAR in request.POST:
        return keep(request)
    return _attempt(request, task)


def keep(request: HttpRequest) -> HttpResponse:
    """Keep the form, or let go of what was kept; nothing is signed."""
    if kept.CLEAR in request.POST:
        kept.forget(request)
        messages.success(request, CLEARED)
        return redirect(request.get_full_path())
    done = record.by_once(once_of(request)) is not None  # saved itself while it was being sent
    row = kept.keep(request, request.user) if isinstance(request.user, Person) and not done else None
    if kept.BY_ITSELF in request.headers:
        return HttpResponse(kept.time_of(row.saved_at) if row else "", content_type="text/plain")
    if row:
        messages.success(request, f"草稿已保存，{kept.said(row)}。")
    return redirect(request.get_full_path())


def _show(
    request: HttpRequest, task: Task, trouble: Trouble | None = None, status: int = 200
) -> HttpResponse:
    found = actpage.page(task, once_of(request), trouble, None if trouble else _taken(request, task))
    listed = navigation.list_of(door_of(request), task.kind)[1]
    context = {"act": found, "task": task, "pack": task.pack, "back": _back(request, task)}
    context["nav"] = nav(request, listed)
    return render(request, "casework/act.html", context, status=status)


def _taken(request: HttpRequest, task: Task) -> kept.Taken | None:
    """What this person had typed here before, on whatever device."""
    return None if task.reasons else kept.taken(request, str(actpage.hand_of(task)))


def _attempt(request: HttpRequest, task: Task) -> HttpResponse:
    typed, faults = _typed(request, task)
    before = _drafts(task)
    today, mark = task.entered_on or task.on, once_of(request) or uuid4().hex
    sent = Sent(task.actor, today, _seen(request, task), mark, entered=task.entered)
    note = _note(request)
    try:
        done = _do(request, task, typed, faults, sent)
    except Repeated as repeated:
        messages.warning(request, AGAIN)
        return redirect(_after(request, task, _case_of(repeated.entry.stream)))
    except Stale as stale:
        now = actpage.refreshed(task)
        news = actpage.meanwhile(now, sent.seen)
        return _show(request, now, Trouble(typed, {}, stale.reasons, news, note), 409)
    except Refused as refused:
        return _show(request, actpage.refreshed(task), Trouble(typed, {}, refused.reasons, note=note), 409)
    except Invalid as invalid:
        return _show(request, task, Trouble(typed, invalid.errors, note=note), 422)
    messages.success(request, CONTINUED if getattr(done, "pk", None) in before else _said(task, done))
    return redirect(_after(request, task, done))


def _do(request: HttpRequest, task: Task, typed: dict[str, Any], faults: dict[str, str], sent: Sent) -> Any:
    if BACK in request.POST:
        task.send_back(_note(request), sent)
        return None
    answers = {name: value for name, value in typed.items() if name in task.fields}
    if faults:
        _, errors = forms.validate(task.fields, answers, task.options())
        errors = {name: said for name, said in errors.items() if name not in actpage.held(task)}
        raise Invalid({**errors, **faults})
    return task.perform(answers, sent)


def _note(request: HttpRequest) -> str:
    """Why the act is sent back; NUL, which databases cannot hold, is left out."""
    return request.POST.get(NOTE, "").replace("\0", "")


def _typed(request: HttpRequest, task: Task) -> tuple[dict[str, Any], dict[str, str]]:
    """Everything typed for any hand of the act, new files stored; and the files that were refused."""
    fields = task.all_fields
    typed = packforms.read(fields, request.POST)
    stored, faults = packforms.upload(fields, request.FILES, by=task.actor, on=task.on)
    for name, numbers in stored.items():
        typed[name] = [*typed[name], *numbers]
    return typed, faults


def _seen(request: HttpRequest, task: Task) -> dict[int, int]:
    """The versions that the page showed; a case that it did not show counts as not seen."""
    shown = {case.pk: request.POST.get(f"{SEEN}{case.pk}", "") for case in task.cases}
    return {number: int(text) if re.fullmatch(r"\d{1,9}", text) else -1 for number, text in shown.items()}


def once_of(request: HttpRequest) -> str:
    """The page's own mark, when it came back whole."""
    mark = request.POST.get("once", "")
    return mark if re.fullmatch(r"[0-9a-f]{32}", mark) else ""


def _case_of(stream: str) -> Case | None:
    room, _, number = stream.partition(":")
    return Case.objects.filter(pk=int(number)).first() if room == "case" and number.isdecimal() else None


def _after(request: HttpRequest, task: Task, done: Any) -> str:
    """Where to go on: the case if it may still be seen, the draft, or the door's first page."""
    if isinstance(done, Application):
        return draft_address(done.pk)
    if isinstance(done, Acting) and done.act in AFTER and done.performed:
        return reverse(AFTER[done.act])
    case = done.cases[0] if isinstance(done, Acting) else done if isinstance(done, Case) else None
    case = case or (task.cases[0] if task.cases else None)
    door = door_of(request)
    if door == OFFICE and isinstance(done, Acting) and len(done.cases) > 1:
        return results_address(done.entries[0].seq)
    if case is not None and viewers.visible(task.actor).filter(pk=case.pk).exists():
        return case_address(door, case.pk)
    if task.application:
        return draft_address(task.application.pk)
    return navigation.home(door) if task.narrow else navigation.list_of(door, task.kind)[1]


def _back(request: HttpRequest, task: Task) -> str:
    door = door_of(request)
    if task.parent is not None or (task.entered and not task.cases) or any(not c.state for c in task.cases):
        return navigation.list_of(door, task.kind)[1]
    if task.narrow:
        return navigation.home(door)
    if task.application is not None and not task.entered:
        return draft_address(task.application.pk)
    return case_address(door, task.cases[0].pk) if task.cases else navigation.home(door)


def _said(task: Task, done: Any) -> str:
    """What was done and what comes next."""
    label = task.pack.act_label(task.kind, task.act)
    if done is None:
        return f"“{label}”已退回上一手{_many(task.cases)}。"
    if not isinstance(done, Acting):
        return f"“{label}”已办理。{STARTED if _began(task, done) else ''}"
    many = _many(done.cases)
    if done.performed:
        words = "已办理" if done.pack.is_everyday(task.kind, task.act) else "已办结"
        return f"“{label}”{words}{many}。{_now(done)}"
    hand = done.pack.terms.hands[done.step.hand.role]
    return f"“{label}”的{hand}已办{many}。{_next(task, done)}"


def _drafts(task: Task) -> set[int]:
    """The drafts that were there before something new is begun: beginning one twice gives it back."""
    fresh = task.application is None and not task.cases and (task.kind, task.act) in BEGIN
    return set(drafts(task.actor).values_list("pk", flat=True)) if fresh and task.kind == KIND else set()


def _began(task: Task, done: Any) -> bool:
    return isinstance(done, Application) and task.application is None


def _many(rows: Sequence[Case]) -> str:
    return f"，共{len(rows)}件" if len(rows) > 1 else ""


def _now(done: Acting) -> str:
    case, rule = done.cases[0], done.rule
    party = viewers.viewer_of(done.by) is viewers.Viewer.APPLICANT
    words = [] if rule.to == "unchanged" else [done.pack.state_label(case.kind, case.state, party=party)]
    text = f"现为“{words[0]}”。" if words else ""
    rules = dict(rule.begun())
    due = [
        f"{done.pack.terms.deadlines.get(rules[name], name)}{'为' if name == OPENING else '至'}{day_words(day)}"
        for name, day in done.due.get(case.pk, {}).items()
        if not party or done.pack.deadlines[rules[name]].kind != "internal"
    ]
    return text + (f"{'，'.join(due)}。" if due else "")


def _next(task: Task, done: Acting) -> str:
    found = nextsteps.waiting(done.pack, cases.view(done.cases[0]), task.on)
    step = next((one for one in found if (one.act, one.entered) == (task.act, task.entered)), None)
    return f"接下来由{step.by}{step.hand}。" if step else ""
