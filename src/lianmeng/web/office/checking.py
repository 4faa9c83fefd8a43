"""/office/form-check/: the cases of a call in 形式审查 on one page, accepted in one batch or taken up one by one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lianmeng.acts import ACTS
from lianmeng.applications import queries as applications
from lianmeng.applications.models import LetterItem
from lianmeng.applications.queries import KIND
from lianmeng.cases import queries as cases
from lianmeng.cases import sources
from lianmeng.cases.guard import Sent
from lianmeng.cases.models import Case
from lianmeng.law import criteria, procedures
from lianmeng.law.history import CaseView
from lianmeng.law.pack import Pack
from lianmeng.law.procedures import Step
from lianmeng.law.verdicts import Finding, Met, Weight
from lianmeng.policies import queries as policies
from lianmeng.record.people import Actor
from lianmeng.web import clock
from lianmeng.web.casework import lists, viewers
from lianmeng.web.casework.addresses import act_address, case_address
from lianmeng.web.identity.current import acting, needs
from lianmeng.web.office import batching
from lianmeng.web.office.batching import Typed
from lianmeng.web.ui import packforms

DOOR, ACCEPT, CHECK = "office", "accept", "check"
SINGLE = ("ask_correction", "reject_form")  # what is done case by case instead
MOST = 200


@dataclass(frozen=True)
class Row:
    """A case in the form check: what the conditions say, what the reviewing office said, what may be done."""

    case: Case
    address: str
    letter: LetterItem | None
    findings: tuple[Finding, ...]
    met: int
    opinion: str
    due_on: date | None
    left: int
    step: Step
    others: tuple[tuple[str, str], ...]
    waits: str
    returned: str
    chosen: bool
    text: str
    errors: tuple[str, ...]

    @property
    def stops(self) -> bool:
        """Whether a condition that the text makes binding is not met."""
        return any(one.stops for one in self.findings)


@dataclass(frozen=True)
class Batch:
    """What was proposed together and waits for its next hand."""

    cases: tuple[Case, ...]
    hand: str
    by: str
    address: str
    mine: bool


@dataclass(frozen=True)
class Page:
    """All that the template prints."""

    rows: tuple[Row, ...]
    batches: tuple[Batch, ...]
    calls: tuple[tuple[int, str, bool], ...]
    form: packforms.PackForm
    typed: Typed
    pack: Pack
    articles: tuple[str, ...]
    label: str
    may: bool
    by: str
    next_hand: str
    wrong: tuple[tuple[str, str], ...]
    once: str

    @property
    def open(self) -> list[Row]:
        """The rows on which nothing was begun."""
        return [row for row in self.rows if not row.waits]

    @property
    def begun(self) -> list[Row]:
        """The rows on which something was begun and waits for another hand."""
        return [row for row in self.rows if row.waits]


def sees(actor: Actor) -> bool:
    """Whether this capacity checks the form, has a hand in what follows, or only reads."""
    pack = policies.current_pack()
    own = pack.capacities.get(actor.capacity)
    if own is None or viewers.viewer_of(actor) is not viewers.Viewer.DEPARTMENT:
        return False
    hands = [hand for act in (ACCEPT, *SINGLE) for hand in pack.act(KIND, act).hands]
    return own.reads_only or any(actor.capacity in hand.by for hand in hands)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(DOOR)
def form_check(request: HttpRequest) -> HttpResponse:
    """Look at the cases of a call; accept those chosen and ask all divisions."""
    actor = acting(request)
    if not sees(actor):
        raise Http404
    call = request.GET.get("call", "")
    chosen = int(call) if call.isdecimal() and len(call) < 19 else None
    if request.method != "POST":
        return _show(request, page(actor, clock.today(), Typed(), chosen, every="all" in request.GET))
    return _accept(request, actor, chosen)


def _accept(request: HttpRequest, actor: Actor, call: int | None) -> HttpResponse:
    today, pack = clock.today(), policies.current_pack()
    fields = pack.forms[pack.act(KIND, ACCEPT).hands[0].form or ""].fields
    typed = batching.read(request, fields)
    common = request.POST.get(CHECK, "").replace("\0", "").strip()
    filled = {n: {**said, CHECK: said.get(CHECK) or common} for n, said in typed.rows.items()}
    options = sources.options(sources.Asked(pack, actor), fields.values())
    judged = batching.faults(Typed(typed.chosen, typed.answers, filled), fields, options)
    typed = Typed(typed.chosen, {**typed.answers, CHECK: common}, typed.rows)
    if not batching.is_sound(judged):
        found = typed.failed(judged.errors, judged.row_errors)
        return _show(request, page(actor, today, found, call), 422)
    rows = [row.case for row in page(actor, today, Typed(), None).open]
    sent = Sent(actor, today, batching.seen(request, typed.chosen), batching.once(request))

    def work() -> list[Case]:
        found = batching.chosen_of(rows, typed)
        ACTS[KIND, ACCEPT](found, batching.answers(judged), sent)
        return found

    tried = batching.attempt(typed, work)
    if tried.again:
        messages.warning(request, batching.AGAIN)
    elif tried.done is None:
        return _show(request, page(actor, today, tried.typed, call), tried.status)
    else:
        then = batching.next_hand(pack, KIND, ACCEPT, 0)
        label = pack.act_label(KIND, ACCEPT)
        messages.success(request, f"“{label}”已送出，共{len(tried.done)}件；接下来由{then}。")
    return redirect(f"{request.path}?call={call}" if call else request.path)


def _show(request: HttpRequest, found: Page, status: int = 200) -> HttpResponse:
    context = {"page": found, "pack": found.pack} | batching.under(request)
    return render(request, "office/form_check.html", context, status=status)


def page(actor: Actor, on: date, typed: Typed, call: int | None, *, every: bool = False) -> Page:
    """Gather the page in a fixed number of queries."""
    pack = policies.current_pack()
    found = viewers.visible(actor).select_related("application")
    found = found.filter(kind=KIND, state__in=pack.from_states(KIND, ACCEPT))
    everything = list(found.order_by("parent", "pk")[:MOST])
    calls = {one.parent_id: one.parent.title for one in everything if one.parent}
    mine = [one for one in everything if call is None or one.parent_id == call]
    views, letters = cases.views(mine), applications.last_items(mine)
    hand = pack.act(KIND, ACCEPT).hands[0]
    fields = pack.forms[hand.form or ""].fields
    options = sources.options(sources.Asked(pack, actor), fields.values())
    calendar = policies.work_calendar()
    rows = []
    for case in mine:
        view = views[case.pk]
        due = view.deadlines.get(pack.act(KIND, ACCEPT).due or "")
        left = lists.left_until(due, calendar, on)
        rows.append(_row(case, view, letters.get(case.pk), actor, on, (due, left), typed, every=every))
    answers = typed.answers
    return Page(
        rows=tuple(rows),
        batches=tuple(_batches(rows)),
        calls=tuple((number or 0, title, number == call) for number, title in calls.items()),
        form=packforms.draw(batching.shared(fields), options, answers, typed.errors),
        typed=typed,
        pack=pack,
        articles=pack.act(KIND, ACCEPT).articles,
        label=pack.act_label(KIND, ACCEPT),
        may=actor.capacity in hand.by,
        by="、".join(pack.terms.capacities[name] for name in hand.by),
        next_hand=batching.next_hand(pack, KIND, ACCEPT, 0),
        wrong=batching.wrong(typed, mine, fields),
        once=uuid4().hex,
    )


def _row(
    case: Case,
    view: CaseView,
    letter: LetterItem | None,
    actor: Actor,
    on: date,
    due: tuple[date | None, int],
    typed: Typed,
    *,
    every: bool,
) -> Row:
    pack, who = cases.pack_of(case), cases.who(actor)
    findings = criteria.judge(pack, view.facts, on) if view.facts else ()
    step = procedures.judge(pack, view, ACCEPT, who, on)
    cleared = view.last("clear")
    said: Mapping[str, Any] = typed.rows.get(case.pk, {})
    back = step.thread.returned if step.thread else None
    return Row(
        case=case,
        address=case_address(DOOR, case.pk),
        letter=letter,
        findings=tuple(one for one in findings if _matters(one)),
        met=sum(one.met is Met.MET for one in findings),
        opinion=str(cleared.answers.get("opinion", "")) if cleared else "",
        due_on=due[0],
        left=due[1],
        step=step,
        others=_others(pack, view, case, actor, on),
        waits=_waits(pack, view),
        returned=str(back.answers.get("note", "")) if back else "",
        chosen=every or case.pk in typed.chosen,
        text=str(said.get(CHECK, "") or (step.thread.drafted.get(CHECK, "") if step.thread else "")),
        errors=tuple(typed.row_errors.get(case.pk, {}).values()),
    )


def _matters(one: Finding) -> bool:
    return one.met is Met.NEEDS_PERSON or (one.met is Met.NOT_MET and one.weight is not Weight.INFORMS)


def _waits(pack: Pack, view: CaseView) -> str:
    """The act that was begun on the case and waits for its next hand, in words; "" where none was."""
    begun = next((one for one in view.threads if one.act in (ACCEPT, *SINGLE) and one.signed), None)
    return pack.act_label(KIND, begun.act) if begun else ""


def _others(pack: Pack, view: CaseView, case: Case, actor: Actor, on: date) -> tuple[tuple[str, str], ...]:
    """What else this actor may do with the case: its words and where."""
    steps = [(act, procedures.judge(pack, view, act, cases.who(actor), on)) for act in SINGLE]
    return tuple(
        (pack.act_label(KIND, act), act_address(DOOR, case, act))
        for act, step in steps
        if step.verdict.allowed
    )


def _batches(rows: list[Row]) -> list[Batch]:
    """What was accepted by the first hand, as it was sent on together."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        if row.step.thread is not None and row.step.thread.signed:
            found.setdefault(row.step.thread.attempt, []).append(row)
    made = []
    for group in found.values():
        first, *others = group
        pack, step = cases.pack_of(first.case), first.step
        made.append(
            Batch(
                cases=tuple(row.case for row in group),
                hand=pack.terms.hands[step.hand.role],
                by="、".join(pack.terms.capacities[name] for name in step.hand.by),
                address=act_address(DOOR, first.case, ACCEPT, tuple(row.case.pk for row in others)),
                mine=step.verdict.allowed,
            )
        )
    return made
