"""Who looks at meetings, and how far each case has come that waits for one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from lianmeng.cases import queries as cases
from lianmeng.cases.models import Case
from lianmeng.decisions import queries as decisions
from lianmeng.decisions import rules
from lianmeng.decisions.models import MeetingItem
from lianmeng.decisions.rules import KIND, RESOLVES, TABLE
from lianmeng.law import procedures
from lianmeng.law.history import CaseView, Pending, pending
from lianmeng.law.pack import Pack
from lianmeng.policies import queries as policies
from lianmeng.record.people import Actor
from lianmeng.web.casework import viewers
from lianmeng.web.casework.addresses import act_address, case_address

DOOR = "office"
MOST = 200


class Step(StrEnum):
    """How far a case has come on its way to a meeting."""

    READY = "ready"
    TABLING = "tabling"
    TABLED = "tabled"
    PLACED = "placed"


@dataclass(frozen=True)
class Waiting:
    """A case that waits for a meeting; ``item``: its place on an agenda; ``thread``: its topic being approved."""

    case: Case
    view: CaseView
    step: Step
    item: MeetingItem | None
    thread: Pending | None

    @property
    def address(self) -> str:
        """The page of the case."""
        return case_address(DOOR, self.case.pk)


@dataclass(frozen=True)
class Batch:
    """Topics on their way through the hands, with the next hand and where it signs."""

    cases: tuple[Case, ...]
    hand: str
    by: str
    address: str
    mine: bool
    returned: str


def sees(actor: Actor) -> bool:
    """Whether this capacity has to do with meetings: it signs there, sits in the lead office, or only reads."""
    pack = policies.current_pack()
    own = pack.capacities.get(actor.capacity)
    if own is None or viewers.viewer_of(actor) is not viewers.Viewer.DEPARTMENT:
        return False
    hands = [hand for act in (TABLE, *RESOLVES) for hand in pack.act(KIND, act).hands]
    lead = {kind for name in hands[0].by for kind in pack.capacities[name].office_kinds}
    signs = any(actor.capacity in hand.by for hand in hands)
    return signs or own.reads_only or bool(lead & set(own.office_kinds))


def may_table(pack: Pack, actor: Actor) -> bool:
    """Whether this capacity proposes topics."""
    return actor.capacity in pack.act(KIND, TABLE).hands[0].by


def heard_in() -> set[str]:
    """The states in which a case may be decided on; in any other it has left the agenda."""
    pack = policies.current_pack()
    return {state for act in RESOLVES for state in pack.from_states(KIND, act)}


def waiting(actor: Actor, on: date) -> list[Waiting]:
    """Every case that waits for a meeting, in the order in which they came, in a fixed number of queries."""
    pack = policies.current_pack()
    states = pack.from_states(KIND, TABLE)
    rows = list(viewers.visible(actor).filter(kind=KIND, state__in=states).order_by("pk")[:MOST])
    views, items = cases.views(rows), decisions.open_items(rows)
    return [_waiting(case, views[case.pk], items.get(case.pk), actor, on) for case in rows]


def _waiting(case: Case, view: CaseView, item: MeetingItem | None, actor: Actor, on: date) -> Waiting:
    pack = cases.pack_of(case)
    thread = pending(view, TABLE, cases.who(actor))
    if item is not None:
        step = Step.PLACED
    elif not rules.may_be_heard(pack, case, view, None, on):
        step = Step.TABLED
    else:
        step = Step.TABLING if thread is not None and thread.signed else Step.READY
    return Waiting(case, view, step, item, thread)


def batches(rows: Iterable[Waiting], actor: Actor, on: date) -> list[Batch]:
    """The topics being approved, as they were proposed together."""
    found: dict[str, list[Waiting]] = {}
    for row in rows:
        if row.step is Step.TABLING and row.thread is not None:
            found.setdefault(f"{row.thread.attempt} {row.thread.reached}", []).append(row)
    return [_batch(group, actor, on) for group in found.values()]


def _batch(rows: list[Waiting], actor: Actor, on: date) -> Batch:
    first, *others = rows
    pack = cases.pack_of(first.case)
    step = procedures.judge(pack, first.view, TABLE, cases.who(actor), on)
    back = first.thread.returned if first.thread else None
    return Batch(
        cases=tuple(row.case for row in rows),
        hand=pack.terms.hands[step.hand.role],
        by="、".join(pack.terms.capacities[name] for name in step.hand.by),
        address=act_address(DOOR, first.case, TABLE, tuple(row.case.pk for row in others)),
        mine=step.verdict.allowed,
        returned=str(back.answers.get("note", "")) if back else "",
    )
