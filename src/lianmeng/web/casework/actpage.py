"""The page of an act: what it is, what was answered before, what it will bring about, and its form."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import uuid4

from lianmeng.acts import RESUBMITS
from lianmeng.applications import queries as applications
from lianmeng.cases import queries as cases
from lianmeng.cases import sealing
from lianmeng.cases.models import Case
from lianmeng.law import criteria, deadlines, entering, nextsteps, panels, procedures
from lianmeng.law.history import Happened
from lianmeng.law.pack import Pack
from lianmeng.law.verdicts import Reason
from lianmeng.policies import queries as policies
from lianmeng.web import kept
from lianmeng.web.casework import (
    background,
    batches,
    checklists,
    correcting,
    drafted,
    filing,
    publishing,
    story,
    summaries,
    ties,
    wording,
)
from lianmeng.web.casework.casepage import OPENING, is_party, reading_of
from lianmeng.web.casework.conditions import Conditions
from lianmeng.web.casework.tasks import Task, judged, together
from lianmeng.web.casework.viewers import Viewer, viewer_of
from lianmeng.web.regulation.margin import TextLine, lines_of
from lianmeng.web.ui import packforms

SUBMIT = "submit"
DOORS = {Viewer.APPLICANT: "applicant", Viewer.RECOMMENDER: "office"}
FILING = "file"
NOTE = "back-note"


@dataclass(frozen=True)
class Begins:
    """A deadline that will begin; without a day while it depends on what is typed; ``starts``: it is a first day."""

    words: str
    due_on: date | None
    starts: bool = False


@dataclass(frozen=True)
class Follows:
    """What signing this hand brings about."""

    state: str = ""
    ends: bool = False
    next_hand: str = ""
    next_by: str = ""
    begins: tuple[Begins, ...] = ()
    documents: tuple[str, ...] = ()

    @property
    def onward(self) -> str:
        """To whom it goes, in a few words; "" when this hand performs the act."""
        return f"送{self.next_by}{self.next_hand}，状态不变" if self.next_by else ""


@dataclass(frozen=True)
class Earlier:
    """What an earlier hand answered; ``replaced``: sent back, and answered anew by the same hand since."""

    hand: str
    who: str
    on: date
    answers: tuple[wording.Answer, ...]
    replaced: bool

    @property
    def told(self) -> bool:
        """Whether there is more to read than that it was signed."""
        return bool(self.answers) or self.replaced


@dataclass(frozen=True)
class Judged:
    """The findings of one case that count at this act."""

    title: str
    conditions: Conditions


@dataclass(frozen=True)
class Trouble:
    """What came back from an attempt: answers typed, errors by field, reasons, and what happened meanwhile."""

    answers: Mapping[str, Any] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    reasons: tuple[Reason, ...] = ()
    meanwhile: tuple[story.Told, ...] = ()
    note: str = ""
    title: str = ""


@dataclass(frozen=True)
class ActPage:
    """All that the template of an act prints."""

    task: Task
    label: str
    hand: str
    state: str
    sentences: tuple[tuple[str, list[TextLine]], ...]
    reasons: tuple[Reason, ...]
    earlier: tuple[Earlier, ...]
    signed: tuple[Earlier, ...]
    returned: story.Told | None
    judged: tuple[Judged, ...]
    background: tuple[background.Background, ...]
    form: packforms.PackForm
    typed: tuple[tuple[str, str], ...]
    follows: Follows
    together: list[Case]
    touched: tuple[batches.Touched, ...]
    checklist: checklists.OnAct | None
    mending: correcting.Mending | None
    compared: str
    once: str
    trouble: Trouble
    kept_at: kept.Taken | None = None
    draft_address: str = ""
    index: int = 0
    asked: tuple[summaries.Asked, ...] = ()
    publication: publishing.Publication | None = None
    members: tuple[ties.Beside, ...] = ()

    @property
    def button(self) -> str:
        """The words on the button: the act, and which hand of it."""
        return f"{self.label}（{self.hand}）" if self.hand else self.label


def hand_of(task: Task) -> int:
    """Which hand of the act signs now."""
    return task.steps[0].index if task.steps else 0


def page(
    task: Task, once: str = "", trouble: Trouble | None = None, taken: kept.Taken | None = None
) -> ActPage:
    """Gather the page; after a failed attempt, or when taken up again, with everything that was typed."""
    if taken and not trouble:
        trouble = Trouble(packforms.read(task.all_fields, taken.values), note=taken.values.get(NOTE, ""))
    trouble = trouble or Trouble()
    pack, rule = task.pack, task.pack.act(task.kind, task.act)
    allowed = not task.reasons
    answers = trouble.answers or _before(task) or (_given(task) if allowed else {})
    options = task.options() if task.fields else {}
    form = packforms.draw(
        task.fields, options, answers, trouble.errors, own=task.own_files, held=held(task) if allowed else {}
    )
    known = background.readings(task) if allowed else {}
    follows = _follows(task) if allowed else Follows()
    earlier, returned = _earlier(task, known) if allowed else ((), None)
    return ActPage(
        task=task,
        label=pack.act_label(task.kind, task.act),
        hand=pack.terms.hands[task.hand.role] if len(task.hands) > 1 else "",
        state=_state(task),
        sentences=tuple((unit, _lines(pack, unit)) for unit in rule.articles),
        reasons=task.reasons,
        earlier=tuple(one for one in earlier if one.told),
        signed=tuple(one for one in earlier if not one.told),
        returned=returned,
        judged=_judged(task) if allowed else (),
        background=background.gather(task, known) if allowed and not _everyday(task) else (),
        form=form,
        typed=_left_over(task, trouble.answers),
        follows=follows,
        together=together(task),
        touched=batches.touched(task, follows.onward),
        checklist=_checklist(task) if allowed else None,
        mending=_mending(task, known) if allowed else None,
        compared=_compared(task) if allowed else "",
        once=once or uuid4().hex,
        trouble=trouble,
        kept_at=taken,
        draft_address=drafted.address(task),
        index=hand_of(task),
        asked=summaries.told(task),
        publication=publishing.shown(task) if allowed else None,
        members=ties.shown(task) if allowed else (),
    )


def _everyday(task: Task) -> bool:
    """Whether the act decides nothing, so that its page need not lay out the file."""
    return task.pack.is_everyday(task.kind, task.act)


def _takes_papers(task: Task) -> bool:
    return task.application is not None and task.act == SUBMIT


def held(task: Task) -> Mapping[str, tuple[packforms.Kept, ...]]:
    """The papers that the draft holds already: they go along with its submission."""
    if task.application is None or not _takes_papers(task) or not task.fields:
        return {}
    found = applications.papers_of(task.application)
    return {name: tuple(packforms.Kept(one.pk, one.name) for one in rows) for name, rows in found.items()}


def _lines(pack: Pack, citation: str) -> list[TextLine]:
    return lines_of(pack.units[unit] for unit in pack.covered(citation))


def _state(task: Task) -> str:
    state = task.view.state
    return task.pack.state_label(task.kind, state, party=is_party(viewer_of(task.actor))) if state else ""


def _before(task: Task) -> Mapping[str, Any]:
    """What this hand had answered before the act was sent back to it; papers stand in the draft."""
    drafted = sealing.opened(task.thread.drafted) if task.thread and task.thread.returned else {}
    papers = task.pack.materials if _takes_papers(task) else {}
    held = {name: value for name, value in drafted.items() if name not in papers}
    return {**held, **checklists.redraft(task.cases[0], task.act, held)} if len(task.cases) == 1 else held


def _given(task: Task) -> Mapping[str, Any]:
    """What a fresh form holds already: the day of an act that is entered, the draft of a checklist."""
    if task.entered:
        known = checklists.prefill(task.cases[0], task.act) if task.late and len(task.cases) == 1 else {}
        return {**known, entering.DAY: task.on.isoformat()}
    if task.act == FILING and len(task.cases) == 1:
        return {"contents": filing.contents(task.cases[0])}
    first = len(task.cases) == 1 and task.steps[0].index == 0
    if task.act == panels.FORMS and task.steps and task.steps[0].index == 0:
        return {"experts": list(panels.first_drawn(task.view))}
    return (checklists.prefill(task.cases[0], task.act) if first else {}) or drafted.usual(task)


def _mending(task: Task, known: Mapping[int, background.Known]) -> correcting.Mending | None:
    """What was asked, above the form that answers it."""
    if len(task.cases) != 1 or (task.kind, task.act) not in RESUBMITS or task.entered:
        return None
    case = task.cases[0]
    told = story.tell(*known[case.pk].of_story)
    return correcting.mending(viewer_of(task.actor), task.pack, case, task.view, told)


def _compared(task: Task) -> str:
    """Where the signer of a resubmission reads what it changes."""
    hand = hand_of(task)
    if len(task.cases) != 1 or (task.kind, task.act) not in RESUBMITS or hand == 0 or task.entered:
        return ""
    door = DOORS.get(viewer_of(task.actor))
    address = correcting.compare_address(door, task.cases[0].pk) if door else ""
    return f"{address}?to={correcting.NOW}" if address else ""


def _checklist(task: Task) -> checklists.OnAct | None:
    if len(task.cases) != 1 or task.entered:
        return None
    return checklists.on_act(task, task.thread.answers if task.thread else {}, task.steps[0].index)


def _earlier(
    task: Task, known: Mapping[int, background.Known]
) -> tuple[tuple[Earlier, ...], story.Told | None]:
    if task.thread is None or not task.cases:
        return (), None
    pack, act = task.pack, task.act
    reading, entries = known[task.cases[0].pk].of_story
    signed = {(item.hand, item.who.natural) for item in task.thread.signed}
    mine = [entry for entry in entries if entry.data["attempt"] == task.thread.attempt]
    kept = [e for e in mine if (e.data["hand"], e.natural) in signed and not e.data["back"]]
    names = wording.names(pack, task.kind, [(act, e.data["answers"]) for e in kept], reading.file_names)
    last = {(e.data["hand"], e.natural): e.no for e in kept}
    hands, apart = task.hands, batches.differing(task)
    earlier = tuple(
        Earlier(
            hand=pack.terms.hands[hands[entry.data["hand"]].role],
            who=" ".join(part for part in (entry.office_name or entry.organisation_name, entry.name) if part),
            on=entry.on,
            answers=names.answers(act, _but(entry.data["answers"], apart)),
            replaced=entry.no != last[entry.data["hand"], entry.natural],
        )
        for entry in kept
    )
    backs = [entry for entry in mine if entry.data["back"]] if task.thread.returned else []
    told = story.tell(reading, backs[-1:])
    return earlier, told[0] if told else None


def _but(answers: Mapping[str, Any], apart: Container[str]) -> dict[str, Any]:
    """The answers that are the same for all cases; those of single ones stand with their case."""
    return {name: value for name, value in answers.items() if name not in apart}


def _judged(task: Task) -> tuple[Judged, ...]:
    rule = task.pack.act(task.kind, task.act)
    if not any("criteria" in condition for condition in rule.when):
        return ()
    return tuple(
        Judged(_title(task, place), Conditions(criteria.judge(task.pack, view.facts, task.on, task.act)))
        for place, view in enumerate(task.views)
        if view.facts is not None
    )


def _title(task: Task, place: int) -> str:
    return task.cases[place].title if len(task.cases) > 1 else ""


def _left_over(task: Task, typed: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Answers typed for a hand that is no longer this one: shown, so that nothing is lost."""
    fields = task.all_fields
    return tuple(
        (fields[name].label, value)
        for name, value in typed.items()
        if name in fields and isinstance(value, str) and value and (name not in task.fields or task.reasons)
    )


def _follows(task: Task) -> Follows:
    pack, rule, view = task.pack, task.pack.act(task.kind, task.act), task.view
    if not task.last:
        step = _next_step(task)
        hand = step.hand if step else task.hands[1]  # what begins now: the second hand comes next
        by = nextsteps.either(pack, task.kind, task.act, hand.by)
        return Follows(next_hand=pack.terms.hands[hand.role], next_by=by)
    label = ""
    moves = rule.to not in ("unchanged", view.state)
    if moves:
        label = pack.state_label(task.kind, rule.to, party=is_party(viewer_of(task.actor)))
    return Follows(
        state=label,
        ends=moves and not pack.is_open(task.kind, rule.to),
        begins=tuple(_begins(task)),
        documents=tuple(pack.terms.documents[name] for name in rule.documents),
    )


def _next_step(task: Task) -> procedures.Step | None:
    if not task.steps or task.view.state is None:
        return None
    step, who = task.steps[0], cases.who(task.actor)
    entered = task.entered
    attempt = step.thread.attempt if step.thread else "next"
    state = task.view.state
    signed = Happened(task.act, attempt, step.index, False, False, state, state, who, task.on, {}, entered)
    return task.judge(task.view.then(signed))


def _begins(task: Task) -> list[Begins]:
    pack, rule = task.pack, task.pack.act(task.kind, task.act)
    known = deadlines.begin(
        pack,
        task.kind,
        task.act,
        on=task.on,
        answers=task.thread.answers if task.thread else {},
        parent_deadlines=task.view.parent_deadlines,
        calendar=policies.work_calendar(),
    )
    asked = {*pack.field_of(task.kind, task.act)}
    answered = {*(task.thread.answers if task.thread else {})}
    found = []
    for name, rule_name in rule.begun():
        waits = _waits(task, rule_name, asked - answered)
        due = None if waits else known.get(name)
        found.append(Begins(pack.terms.deadlines.get(rule_name, name), due, name == OPENING))
    return found


def _waits(task: Task, rule_name: str, unanswered: set[str]) -> bool:
    """Whether the day depends on a date that is still to be typed."""
    rules = task.pack.deadlines
    begun = dict(task.pack.act(task.kind, task.act).begun())
    rule = rules[rule_name]
    if rule.from_deadline:
        return _waits(task, begun.get(rule.from_deadline, rule.from_deadline), unanswered)
    return rule.from_field in unanswered


def meanwhile(task: Task, seen: Mapping[int, int]) -> tuple[story.Told, ...]:
    """What happened to the cases since they were seen, as this actor may read it."""
    found: list[story.Told] = []
    for case in task.cases:
        if seen.get(case.pk, case.version) < case.version:
            reading, entries = reading_of(case, task.actor)
            found += [told for told in story.tell(reading, entries) if told.no > seen[case.pk]]
    return tuple(found)


def refreshed(task: Task) -> Task:
    """The same act judged anew, after the cases have moved."""
    if task.application is not None or not task.cases:
        return task
    rows: Sequence[Case] = [
        Case.objects.select_related("alliance", "applicant", "recommender", "parent").get(pk=case.pk)
        for case in task.cases
    ]
    return judged(task, rows)
