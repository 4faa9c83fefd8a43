"""What the pages of division opinions print: one division's rows, and the sheet of all opinions of a call."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import uuid4

from lianmeng.applications.queries import KIND
from lianmeng.cases import queries as cases
from lianmeng.cases import sources
from lianmeng.cases.models import Case
from lianmeng.law import panels, procedures
from lianmeng.law.history import CaseView, Happened, Who
from lianmeng.law.pack import Pack
from lianmeng.law.procedures import Step
from lianmeng.law.schema import FormField
from lianmeng.policies import queries as policies
from lianmeng.record.people import Actor
from lianmeng.reviews import queries as reviews
from lianmeng.reviews import rules
from lianmeng.web.casework import lists, viewers
from lianmeng.web.casework.addresses import act_address, case_address
from lianmeng.web.casework.rows import Posted, Trouble, row_fields
from lianmeng.web.ui import packforms

GIVE, ADD, ASK, CLOSE = "give_opinion", "add_opinion", "accept", "close_consultation"
DOOR, REASON = "office", "reason"
MOST = 200  # cases on one page


@dataclass(frozen=True)
class Row:
    """One alliance on which a division is asked: what it said so far, or the controls to say it."""

    case: Case
    address: str
    goals: str
    due_on: date | None
    left: int
    step: Step
    controls: tuple[packforms.Control, ...] = ()
    verdict: str = ""
    tone: str = ""
    reason: str = ""
    returned: str = ""
    supplement: str = ""
    chosen: bool = True

    @property
    def allowed(self) -> bool:
        """Whether this capacity may sign it today."""
        return self.step.verdict.allowed

    @property
    def due(self) -> tuple[date | None, int]:
        """The last day, and how many working days are left."""
        return self.due_on, self.left

    @property
    def wrong(self) -> list[packforms.Control]:
        """What is wrong with what was typed in it."""
        return [control for control in self.controls if control.error]


@dataclass(frozen=True)
class Page:
    """All that the template of a division prints. ``handles`` and ``heads``: which hand this capacity is."""

    pack: Pack
    articles: tuple[str, ...]
    open: tuple[Row, ...]
    signed: tuple[Row, ...]
    given: tuple[Row, ...]
    handles: bool
    heads: bool
    trouble: Trouble
    once: str
    note: str = ""
    errors: tuple[str, ...] = field(default=())
    unconcerned: tuple[str, str] = ("", "")

    @property
    def one_due(self) -> Row | None:
        """A row that tells the last day of all, where it is the same for all."""
        rows = (*self.open, *self.signed)
        return rows[0] if len({row.due for row in rows}) == 1 else None


def may_open(actor: Actor) -> bool:
    """Whether this capacity gives opinions for a division."""
    pack = policies.current_pack()
    return any(actor.capacity in hand.by for hand in pack.act(KIND, GIVE).hands)


def waiting(actor: Actor) -> list[Case]:
    """The cases on which opinions may be given now, call by call."""
    states = policies.current_pack().from_states(KIND, GIVE)
    found = viewers.visible(actor).filter(kind=KIND, state__in=states)
    return list(found.order_by("-parent", "pk")[:MOST])


def fields(pack: Pack) -> dict[str, FormField]:
    """What a division is asked on each alliance."""
    return dict(pack.forms[pack.act(KIND, GIVE).hands[0].form or ""].fields)


def page(actor: Actor, on: date, posted: Posted | None = None, trouble: Trouble | None = None) -> Page:
    """Gather the page in a fixed number of queries."""
    posted, trouble, pack = posted or Posted(), trouble or Trouble(), policies.current_pack()
    found = waiting(actor)
    views, hands = cases.views(found), pack.act(KIND, GIVE).hands
    asked = [case for case in found if _is_asked(views[case.pk], actor)]
    drawn = _Drawing(actor, on, pack, posted, trouble)
    rows = [drawn.row(case, views[case.pk]) for case in asked]
    given = [row for row in rows if row.verdict and not _is_signed(row.step)]
    signed = [row for row in rows if _is_signed(row.step) and row not in given]
    wrong = [f"{one.label}：{one.error}" for row in rows for one in row.wrong]
    return Page(
        pack=pack,
        articles=pack.act(KIND, GIVE).articles,
        open=tuple(row for row in rows if row not in given and row not in signed),
        signed=tuple(signed),
        given=tuple(given),
        handles=actor.capacity in hands[0].by,
        heads=actor.capacity in hands[-1].by,
        trouble=trouble,
        once=uuid4().hex,
        note=posted.note,
        errors=tuple(trouble.errors.values()) if trouble.errors else tuple(wrong),
        unconcerned=_unconcerned(pack),
    )


def _unconcerned(pack: Pack) -> tuple[str, str]:
    """The answer, and its words, of a division that a case does not concern."""
    value = next(iter(pack.opinions.unconcerned), "")
    return value, words(pack, {pack.opinions.field: value})["verdict"] if value else ""


def with_rest(posted: Posted, numbers: Iterable[int]) -> Posted:
    """The form with every row that is still empty answered as not concerning this division."""
    pack = policies.current_pack()
    rest = {pack.opinions.field: _unconcerned(pack)[0]}
    return replace(posted, rows={**dict.fromkeys(numbers, rest), **posted.rows})


def _is_asked(view: CaseView, actor: Actor) -> bool:
    asked = view.last(ASK)
    return asked is not None and actor.office in asked.answers.get("divisions", ())


def _is_signed(step: Step) -> bool:
    return step.thread is not None and bool(step.thread.signed)


class _Drawing:
    """Rows of one division, drawn with what its people typed."""

    def __init__(self, actor: Actor, on: date, pack: Pack, posted: Posted, trouble: Trouble) -> None:
        self.actor, self.on, self.pack, self.posted, self.trouble = actor, on, pack, posted, trouble
        self.who, self.calendar = cases.who(actor), policies.work_calendar()
        self.fields = fields(pack)
        self.options = sources.options(sources.Asked(pack, actor), self.fields.values())

    def row(self, case: Case, view: CaseView) -> Row:
        """One case as this division sees it."""
        given = panels.opinions_given(view).get(self.actor.office or "")
        step = procedures.judge(self.pack, view, GIVE, self.who, self.on)
        due = view.deadlines.get(self.pack.act(KIND, GIVE).due or "")
        thread = step.thread
        said: Mapping[str, Any] = given.answers if given else thread.answers if thread else {}
        return Row(
            case=case,
            address=case_address(DOOR, case.pk),
            goals=view.facts.goals if view.facts else "",
            due_on=due,
            left=lists.left_until(due, self.calendar, self.on),
            step=step,
            controls=() if given or _is_signed(step) else self._controls(case, step),
            **words(self.pack, said),
            returned=_returned(thread.returned) if thread and thread.returned else "",
            supplement=self._supplement(case, view) if given else "",
            chosen=not self.posted.once or case.pk in self.posted.chosen,
        )

    def _controls(self, case: Case, step: Step) -> tuple[packforms.Control, ...]:
        drafted = step.thread.drafted if step.thread else {}
        typed = self.posted.rows.get(case.pk, drafted)
        answers = {f"{name}-{case.pk}": value for name, value in typed.items()}
        return packforms.draw(
            row_fields(self.fields, case.pk), self.options, answers, self.trouble.errors
        ).controls

    def _supplement(self, case: Case, view: CaseView) -> str:
        step = procedures.judge(self.pack, view, ADD, self.who, self.on)
        return act_address(DOOR, case, ADD) if step.verdict.allowed else ""


def _returned(item: Happened) -> str:
    return str(item.answers.get("note", ""))


def words(pack: Pack, said: Mapping[str, Any]) -> dict[str, str]:
    """An opinion as the page says it: verdict, its tone, reason."""
    verdict = str(said.get(pack.opinions.field) or "")
    options = pack.terms.lists.get(pack.field_of(KIND, GIVE)[pack.opinions.field].options or "", {})
    return {
        "verdict": options.get(verdict, verdict),
        "tone": tone(pack, verdict),
        "reason": str(said.get(REASON) or ""),
    }


def tone(pack: Pack, verdict: str) -> str:
    """good for the first of the supporting answers, warn for the others, bad for none."""
    if verdict in pack.opinions.unconcerned:
        return "plain"
    if verdict not in pack.opinions.support:
        return "bad"
    return "good" if verdict == pack.opinions.support[0] else "warn"


# ---- the sheet of all opinions -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Cell:
    """What one division said on one alliance; ``silent`` says that it did not and what that means."""

    division: str
    verdict: str = ""
    tone: str = ""
    reason: str = ""
    earlier: tuple[str, ...] = ()
    silent: str = ""


@dataclass(frozen=True)
class Line:
    """One alliance with the opinions of all divisions and what they come to."""

    case: Case
    address: str
    state: str
    cells: tuple[Cell, ...]
    supporting: int
    answered: int
    close: str = ""
    ready: bool = False

    @property
    def unsupported(self) -> bool:
        """Whether all have answered or their time is over, and none recommends."""
        return self.ready and not self.supporting


@dataclass(frozen=True)
class Sheet:
    """All opinions of one call."""

    pack: Pack
    articles: tuple[str, ...]
    call: Case | None
    calls: tuple[Case, ...]
    divisions: tuple[str, ...]
    lines: tuple[Line, ...]
    asked: int
    given: int
    more: bool
    together: str = ""

    @property
    def unsupported(self) -> list[Line]:
        """The alliances that no division recommends."""
        return [line for line in self.lines if line.unsupported]


def may_read_all(actor: Actor) -> bool:
    """Whether the opinions of all divisions are this capacity's to read."""
    return rules.reads_opinions(policies.current_pack(), actor)


def sheet(actor: Actor, on: date, call: int | None) -> Sheet:
    """The opinions of one call's alliances, the latest call unless named, in a fixed number of queries."""
    pack = policies.current_pack()
    calls = reviews.consulted_calls()
    chosen = next((one for one in calls if one.pk == call), calls[0] if calls else None)
    asked = viewers.visible(actor).filter(kind=KIND, consultations__isnull=False, parent=chosen)
    found = list(asked.distinct().order_by("pk")[: MOST + 1])
    shown = found[:MOST]
    views = cases.views(shown)
    names = {name: office.name for name, office in pack.offices.items()}
    order = _divisions(pack, views.values())
    who = cases.who(actor)
    lines = tuple(_line(pack, case, views[case.pk], order, names, who, on) for case in shown)
    return Sheet(
        pack=pack,
        articles=pack.act(KIND, GIVE).articles,
        call=chosen,
        calls=calls,
        divisions=tuple(names.get(name, name) for name in order),
        lines=lines,
        asked=sum(len(line.cells) for line in lines),
        given=sum(line.answered for line in lines),
        more=len(found) > MOST,
        together=_together(lines),
    )


def _divisions(pack: Pack, views: Iterable[CaseView]) -> list[str]:
    """Every division that was asked, in the measure's order."""
    asked = {name for view in views if (last := view.last(ASK)) for name in last.answers.get("divisions", ())}
    return [name for name in pack.offices if name in asked]


def _line(
    pack: Pack,
    case: Case,
    view: CaseView,
    order: Sequence[str],
    names: Mapping[str, str],
    who: Who,
    on: date,
) -> Line:
    due = view.deadlines.get(pack.act(KIND, GIVE).due or "")
    asked = view.last(ASK)
    divisions = asked.answers.get("divisions", ()) if asked else ()
    over = case.state not in pack.from_states(KIND, GIVE) or (due is not None and on > due)
    cells = tuple(
        _cell(pack, view, name, names, over=over)
        if name in divisions
        else Cell(names.get(name, name), silent="未征求")
        for name in order
    )
    step = procedures.judge(pack, view, CLOSE, who, on)
    begun = step.thread is not None and bool(step.thread.signed)
    verdicts = panels.opinions(pack, view).values()
    return Line(
        case=case,
        address=case_address(DOOR, case.pk),
        state=pack.state_label(KIND, case.state),
        cells=cells,
        supporting=sum(verdict in pack.opinions.support for verdict in verdicts),
        answered=sum(bool(cell.verdict) for cell in cells),
        close=act_address(DOOR, case, CLOSE) if step.verdict.allowed and not begun else "",
        ready=over or not panels.silent(pack, view),
    )


def _cell(pack: Pack, view: CaseView, name: str, names: Mapping[str, str], *, over: bool) -> Cell:
    said = [item for item in view.since_acts((ASK,)) if item.performed and item.act in (GIVE, ADD)]
    mine = [item for item in said if item.who.office == name]
    division = names.get(name, name)
    if not mine:
        return Cell(division, silent="逾期未反馈" if over else "未反馈")
    earlier = tuple(words(pack, item.answers)["verdict"] for item in mine[:-1])
    return Cell(division, earlier=earlier, **words(pack, mine[-1].answers))


def _together(lines: Sequence[Line]) -> str:
    """Where the summary of all cases that are ready is written at once."""
    ready = [line.case for line in lines if line.close]
    if not ready:
        return ""
    first, *others = ready
    return act_address(DOOR, first, CLOSE, tuple(case.pk for case in others))
