"""How an objection stands, as whoever lodged it reads it by the query code."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from lianmeng.cases import queries as cases
from lianmeng.cases import sealing
from lianmeng.cases.models import Case
from lianmeng.law import procedures
from lianmeng.law.history import CaseView
from lianmeng.law.pack import Pack
from lianmeng.record.people import Actor

ASKED, ANSWERED = ("ask_more", "wanted"), ("reply", "reply_text")
SUPPLYING = "objection_supplying"


@dataclass(frozen=True)
class Passed:
    """One state, by its public name, and since when."""

    words: str
    on: date


@dataclass(frozen=True)
class Followed:
    """All that the page prints; ``acts`` are (name, words) of what may be done now."""

    title: str
    state: str
    open: bool
    passed: list[Passed]
    wanted: str
    wanted_by: date | None
    reply: str
    acts: list[tuple[str, str]]


def followed(case: Case, author: Actor, on: date, acts: Sequence[str]) -> Followed:
    """Gather it, in the words of the objection's own policy."""
    pack, view = cases.pack_of(case), cases.view(case)
    who = cases.who(author)
    may = [name for name in acts if procedures.judge(pack, view, name, who, on).verdict.allowed]
    asked = case.state in {to for act, to in _moves(pack, case) if act == ASKED[0]}
    return Followed(
        title=case.parent.title if case.parent else case.title,
        state=pack.state_label(case.kind, case.state, party=True),
        open=pack.is_open(case.kind, case.state),
        passed=_passed(pack, view),
        wanted=_said(view, *ASKED) if asked else "",
        wanted_by=view.deadlines.get(SUPPLYING) if asked else None,
        reply=_said(view, *ANSWERED),
        acts=[(name, pack.act_label(case.kind, name)) for name in may],
    )


def _moves(pack: Pack, case: Case) -> list[tuple[str, str]]:
    return [(name, act.to) for name, act in pack.procedures[case.kind].acts.items()]


def _passed(pack: Pack, view: CaseView) -> list[Passed]:
    found: list[Passed] = []
    for item in view.history:
        words = pack.state_label(view.kind, item.went_to, party=True) if item.moved else ""
        if words and (not found or found[-1].words != words):
            found.append(Passed(words, item.on))
    return found


def _said(view: CaseView, act: str, field: str) -> str:
    last = view.last(act)
    told: Any = sealing.opened({field: last.answers.get(field)}) if last else {}
    return str(told.get(field) or "")
