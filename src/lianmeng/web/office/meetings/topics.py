"""/office/meetings/topics/: the lead office chooses topics from the ready cases and sends them for approval."""

from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lianmeng.acts import ACTS
from lianmeng.cases import sources
from lianmeng.cases.guard import Sent
from lianmeng.cases.models import Case
from lianmeng.decisions import briefs
from lianmeng.decisions.book import NO_ANSWER
from lianmeng.decisions.briefs import Brief
from lianmeng.decisions.rules import KIND, TABLE
from lianmeng.law.pack import Pack
from lianmeng.policies import queries as policies
from lianmeng.record.people import Actor
from lianmeng.web import clock
from lianmeng.web.identity.current import acting, needs
from lianmeng.web.office import batching
from lianmeng.web.office.batching import Typed
from lianmeng.web.office.meetings import ready
from lianmeng.web.office.meetings.ready import Step, Waiting
from lianmeng.web.ui import packforms
from lianmeng.web.ui.words import day_words


@dataclass(frozen=True)
class Row:
    """A case that may be proposed, with its brief and the words drafted or typed for it."""

    waiting: Waiting
    brief: Brief
    chosen: bool
    text: str
    error: str
    state: str


@dataclass(frozen=True)
class Page:
    """All that the template prints."""

    rows: tuple[Row, ...]
    batches: tuple[ready.Batch, ...]
    form: packforms.PackForm
    typed: Typed
    pack: Pack
    articles: tuple[str, ...]
    may: bool
    by: str
    next_hand: str
    wrong: tuple[tuple[str, str], ...]
    once: str


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(ready.DOOR)
def topics(request: HttpRequest) -> HttpResponse:
    """Choose, write the words for each, send on."""
    actor = acting(request)
    if not ready.sees(actor):
        raise Http404
    if request.method != "POST":
        return _show(request, page(actor, clock.today(), Typed(), every="all" in request.GET))
    return _sign(request, actor)


def _sign(request: HttpRequest, actor: Actor) -> HttpResponse:
    today, pack = clock.today(), policies.current_pack()
    hand = pack.act(KIND, TABLE).hands[0]
    fields = pack.forms[hand.form or ""].fields
    typed = batching.read(request, fields)
    stored, faults = packforms.upload(batching.shared(fields), request.FILES, by=actor, on=today)
    kept = {name: [*typed.answers.get(name, []), *numbers] for name, numbers in stored.items()}
    typed = Typed(typed.chosen, {**typed.answers, **kept}, typed.rows)
    typed = batching.faults(typed, fields, sources.options(sources.Asked(pack, actor), fields.values()))
    if faults or not batching.is_sound(typed):
        found = typed.failed({**typed.errors, **faults}, typed.row_errors)
        return _show(request, page(actor, today, found), 422)
    rows = [one.case for one in ready.waiting(actor, today) if one.step is Step.READY]
    sent = Sent(actor, today, batching.seen(request, typed.chosen), batching.once(request))

    def work() -> list[Case]:
        found = batching.chosen_of(rows, typed)
        ACTS[KIND, TABLE](found, batching.answers(typed), sent)
        return found

    tried = batching.attempt(typed, work)
    if tried.again:
        messages.warning(request, batching.AGAIN)
    elif tried.done is None:
        return _show(request, page(actor, today, tried.typed), tried.status)
    else:
        label, then = pack.act_label(KIND, TABLE), batching.next_hand(pack, KIND, TABLE, 0)
        messages.success(request, f"“{label}”已送出，共{len(tried.done)}件；接下来由{then}。")
    return redirect(reverse("office:topics"))


def _show(request: HttpRequest, found: Page, status: int = 200) -> HttpResponse:
    context = {"page": found, "pack": found.pack} | batching.under(request)
    return render(request, "office/meetings/topics.html", context, status=status)


def page(actor: Actor, on: date, typed: Typed, *, every: bool = False) -> Page:
    """Gather the page in a fixed number of queries."""
    pack = policies.current_pack()
    found = ready.waiting(actor, on)
    open_rows = [one for one in found if one.step is Step.READY]
    gathered = briefs.gather([one.case for one in open_rows], on)
    hand = pack.act(KIND, TABLE).hands[0]
    fields = batching.shared(pack.forms[hand.form or ""].fields)
    typed = Typed(tuple(one.case.pk for one in open_rows)) if every else typed
    rows = [_row(one, gathered[one.case.pk], typed) for one in open_rows]
    rows.sort(key=lambda row: (row.brief.panel.rank or ready.MOST, row.waiting.case.pk))
    return Page(
        rows=tuple(rows),
        batches=tuple(ready.batches(found, actor, on)),
        form=packforms.draw(fields, {}, typed.answers, typed.errors),
        typed=typed,
        pack=pack,
        articles=pack.act(KIND, TABLE).articles,
        may=ready.may_table(pack, actor),
        by="、".join(pack.terms.capacities[name] for name in hand.by),
        next_hand=batching.next_hand(pack, KIND, TABLE, 0),
        wrong=batching.wrong(typed, [one.case for one in open_rows], fields),
        once=uuid4().hex,
    )


def _row(one: Waiting, brief: Brief, typed: Typed) -> Row:
    number = one.case.pk
    before = str(one.thread.drafted.get("brief", "")) if one.thread else ""
    return Row(
        waiting=one,
        brief=brief,
        chosen=number in typed.chosen,
        text=str(typed.rows.get(number, {}).get("brief", "")) or before or drafted(brief),
        error="；".join(typed.row_errors.get(number, {}).values()),
        state=brief.pack.state_label(KIND, one.case.state),
    )


def drafted(brief: Brief) -> str:
    """What may be said of a case to the meeting, for a person to change: opinions, votes, changes, the past."""
    said = "、".join(f"{word or NO_ANSWER}{count}" for word, count in brief.tally)
    panel = brief.panel
    parts = [f"处室意见：{said}。"] if said else []
    if panel.sheets:
        parts.append(f"专家论证：{panel.sheets}人评议，{panel.votes}票通过，平均{panel.average}分。")
    parts += [f"{day_words(row.held_on)}{act}。" for act, row in brief.earlier]
    if brief.changes:
        parts.append(f"提交后变化：{'；'.join(one.text for one in brief.changes)}。")
    return "".join([*parts, "提请审议。"])
