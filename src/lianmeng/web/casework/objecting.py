"""Objections as they show on the page of the case objected to: to the few who may know, and no further."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from lianmeng.cases import queries as cases
from lianmeng.cases.models import Case
from lianmeng.decisions import queries as decisions
from lianmeng.law.history import CaseView
from lianmeng.policies import queries as policies
from lianmeng.record.people import Actor
from lianmeng.web.casework import viewers
from lianmeng.web.casework.addresses import act_address
from lianmeng.web.casework.viewers import Viewer

KIND, ANSWER = "objection", "answer"
SAID = ("lodge", "register_clue", "supply", ANSWER, "propose")  # what is said, and what was found


@dataclass(frozen=True)
class Ruled:
    """What was ruled on one objection, without a word of who objected."""

    label: str
    reason: str
    requirement: str
    on: date


@dataclass(frozen=True)
class Asking:
    """A letter to the applicant that asks for an answer; ``left`` are working days, negative when past."""

    summary: str
    address: str
    due_on: date
    left: int


def open_on(actor: Actor, case: Case) -> int:
    """How many objections to a case are open, for whoever sees objections; 0 for everybody else."""
    pack = policies.current_pack()
    if KIND not in pack.procedures or KIND in pack.hidden_from(actor.capacity):
        return 0
    rows = viewers.visible(actor).filter(parent=case, kind=KIND)
    return sum(cases.pack_of(row).is_open(KIND, row.state) for row in rows)


def asking(viewer: Viewer, case: Case, door: str, on: date) -> list[Asking]:
    """The letters that still wait for the applicant's answer."""
    if viewer is not Viewer.APPLICANT:
        return []
    rows = [row for row in decisions.inquiries_of(case) if _may_answer(row.case)]
    return [
        Asking(row.summary, act_address(door, row.case, ANSWER), row.due_on, _left(row.due_on, on))
        for row in rows
    ]


def _may_answer(case: Case) -> bool:
    return case.state in cases.pack_of(case).from_states(KIND, ANSWER)


def _left(due: date, on: date) -> int:
    calendar = policies.work_calendar()
    return calendar.working_days(on, due) - 1 if due >= on else -calendar.working_days(due, on) or -1


def rulings(rows: Sequence[Case], views: Sequence[CaseView], viewer: Viewer) -> dict[int, list[Ruled]]:
    """What was ruled on objections to these cases, for the department alone."""
    ended = any(one.kind == KIND and not one.open for view in views for one in view.linked)
    if viewer is not Viewer.DEPARTMENT or not ended:
        return {}
    found = decisions.rulings_on([row.pk for row in rows])
    return {
        number: [Ruled(_label(one.case, one.act), one.reason, one.requirement, one.ruled_on) for one in all]
        for number, all in found.items()
    }


def _label(case: Case, act: str) -> str:
    return cases.pack_of(case).act_label(KIND, act)


def has_been(view: CaseView) -> bool:
    """Whether anybody has objected to the case."""
    return any(one.kind == KIND for one in view.linked)
