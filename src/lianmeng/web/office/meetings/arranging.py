"""/office/meetings/new and …/<number>/agenda: which approved topics a meeting takes, and in which order."""

import re
from dataclasses import dataclass, field
from datetime import date
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from lianmeng.cases.guard import Sent
from lianmeng.decisions import actions as decisions
from lianmeng.decisions import rules
from lianmeng.decisions.models import Meeting
from lianmeng.decisions.rules import KIND, RESOLVES
from lianmeng.law import forms
from lianmeng.law.pack import Pack
from lianmeng.law.verdicts import Reason
from lianmeng.policies import queries as policies
from lianmeng.record.people import Actor
from lianmeng.web import clock
from lianmeng.web.identity.current import acting, needs
from lianmeng.web.office import batching
from lianmeng.web.office.batching import Typed
from lianmeng.web.office.meetings import ready
from lianmeng.web.office.meetings.ready import Step, Waiting

LAST = 9_999  # behind every place that was given


@dataclass(frozen=True)
class Row:
    """A topic that may be placed, with its place if it has one."""

    waiting: Waiting
    approved_on: date | None
    chosen: bool
    place: str


@dataclass(frozen=True)
class Page:
    """All that the template prints."""

    meeting: Meeting | None
    rows: tuple[Row, ...]
    kinds: tuple[tuple[str, str, bool], ...]
    held_on: str
    errors: dict[str, str]
    reasons: tuple[Reason, ...]
    pack: Pack
    may_drop: bool
    once: str


@dataclass(frozen=True)
class Wanted:
    """What somebody typed: the agenda, its numbers in order, and what was wrong."""

    kind: str = ""
    held_on: str = ""
    places: dict[int, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    reasons: tuple[Reason, ...] = ()

    @property
    def day(self) -> date | None:
        """The day of the meeting, if it is one."""
        field = policies.current_pack().field_of(KIND, RESOLVES[0])["held_on"]
        try:
            return date.fromisoformat(forms.read_value(field, self.held_on, {}) or "")
        except ValueError:
            return None

    def in_order(self) -> tuple[int, ...]:
        """The numbers of the chosen cases by the places given, else as they were listed."""
        listed = list(self.places)
        order = {number: int(text) if text.isdecimal() else LAST for number, text in self.places.items()}
        return tuple(sorted(listed, key=lambda number: (order[number], listed.index(number))))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(ready.DOOR)
def agenda(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """A new meeting, or the agenda of one."""
    actor = acting(request)
    if not rules.may_arrange(policies.current_pack(), actor):
        raise Http404
    meeting = get_object_or_404(Meeting, pk=number) if number is not None else None
    if request.method != "POST":
        return _show(request, page(actor, clock.today(), meeting, None))
    return _arrange(request, actor, meeting)


def _arrange(request: HttpRequest, actor: Actor, meeting: Meeting | None) -> HttpResponse:
    today, wanted = clock.today(), _wanted(request)
    typed = Typed(wanted.in_order())
    asked = decisions.Agenda(wanted.kind, wanted.day, wanted.in_order())
    sent = Sent(actor, today, _seen(request, meeting), batching.once(request))
    tried = batching.attempt(typed, lambda: decisions.arrange(meeting, asked, sent))
    if tried.done is not None:
        messages.success(request, f"议程已保存，共{len(typed.chosen)}件。")
        return redirect(reverse("office:meeting", args=[tried.done.pk]))
    if tried.again:
        messages.warning(request, batching.AGAIN)
        return redirect(reverse("office:meetings"))
    failed = Wanted(wanted.kind, wanted.held_on, wanted.places, dict(tried.typed.errors), tried.typed.reasons)
    return _show(request, page(actor, today, meeting, failed), tried.status)


@never_cache
@require_POST
@needs(ready.DOOR)
def drop(request: HttpRequest, number: int) -> HttpResponse:
    """Take back a meeting that decided nothing."""
    actor, meeting = acting(request), get_object_or_404(Meeting, pk=number)
    sent = Sent(actor, clock.today(), _seen(request, meeting), batching.once(request))

    def work() -> bool:
        decisions.drop(meeting, sent)
        return True

    tried = batching.attempt(Typed(), work)
    if tried.done or tried.again:
        messages.success(request, "会议已撤销，各议题可列入其他会议。")
        return redirect(reverse("office:meetings"))
    for reason in tried.typed.reasons:
        messages.error(request, f"{reason.text}。{reason.mend}")
    return redirect(reverse("office:meeting", args=[number]))


def _seen(request: HttpRequest, meeting: Meeting | None) -> dict[int, int]:
    return batching.seen(request, [meeting.pk]) if meeting is not None else {}


def _wanted(request: HttpRequest) -> Wanted:
    chosen = [int(one) for one in request.POST.getlist("case") if re.fullmatch(r"\d{1,18}", one)]
    places = {number: request.POST.get(f"place-{number}", "").strip()[:4] for number in chosen}
    return Wanted(request.POST.get("meeting_kind", ""), request.POST.get("held_on", ""), places)


def page(actor: Actor, on: date, meeting: Meeting | None, typed: Wanted | None) -> Page:
    """Gather the page in a fixed number of queries."""
    pack = policies.current_pack()
    here = {one.case_id: one for one in meeting.items.all()} if meeting else {}
    found = [
        one
        for one in ready.waiting(actor, on)
        if one.step is Step.TABLED or (one.item is not None and one.item.pk in {i.pk for i in here.values()})
    ]
    kind = typed.kind if typed else meeting.kind if meeting else ""
    held_on = typed.held_on if typed else meeting.held_on.isoformat() if meeting else ""
    words = pack.terms.lists[pack.field_of(KIND, RESOLVES[0])["meeting_kind"].options or ""]
    rows = [_row(one, meeting, typed) for one in found]
    rows.sort(key=lambda row: int(row.place) if row.place.isdecimal() else LAST)
    return Page(
        meeting=meeting,
        rows=tuple(rows),
        kinds=tuple((one, said, one == kind) for one, said in words.items()),
        held_on=held_on,
        errors=typed.errors if typed else {},
        reasons=typed.reasons if typed else (),
        pack=pack,
        may_drop=meeting is not None and all(one.resolution_id is None for one in here.values()),
        once=uuid4().hex,
    )


def _row(one: Waiting, meeting: Meeting | None, typed: Wanted | None) -> Row:
    number, topic = one.case.pk, one.view.last("table")
    on_it = one.item is not None
    if typed is not None:
        chosen, place = number in typed.places, typed.places.get(number, "")
    else:
        chosen = on_it or meeting is None
        place = str(one.item.position) if one.item else ""
    return Row(one, topic.on if topic else None, chosen, place)


def _show(request: HttpRequest, found: Page, status: int = 200) -> HttpResponse:
    context = {"page": found, "pack": found.pack} | batching.under(request)
    return render(request, "office/meetings/agenda.html", context, status=status)
