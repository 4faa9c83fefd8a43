"""Who may not sit on a panel, because of what binds him to a member (article 10). Pure, on frozen facts.

The pack says for how many years after its end each kind of tie excludes; one that still holds, or of which
the end is not known, excludes always.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from lianmeng.law.dates import add_years, words
from lianmeng.law.facts import FactSheet
from lianmeng.law.schema import Panel

KINDS = "expert_tie"  # the pack's list of kinds of ties


@dataclass(frozen=True)
class Body:
    """An organisation as far as it is told apart from others: its code, where it has one, and its names."""

    names: tuple[str, ...]
    code: str = ""

    def is_same(self, other: "Body") -> bool:
        """By code where both have one, else by any of the names."""
        if self.code and other.code:
            return self.code == other.code
        return bool(set(self.names) & set(other.names))


@dataclass(frozen=True)
class Tie:
    """What binds an expert to an organisation; ``until`` is the last day, None while it holds or is unknown."""

    body: Body
    kind: str
    until: date | None = None


@dataclass(frozen=True)
class ExpertFacts:
    """All that a rule may know of an expert: the natural reference, name, field, ties."""

    natural: str
    name: str
    specialty: str = ""
    ties: tuple[Tie, ...] = ()


@dataclass(frozen=True)
class Conflict:
    """A tie that excludes: to which member, of which kind, until when it does (None: as long as it holds)."""

    member: str
    kind: str
    ended: date | None
    free_after: date | None


def bodies(facts: FactSheet | None) -> tuple[Body, ...]:
    """The organisations of an alliance, as submitted."""
    if facts is None:
        return ()
    found = [Body((member.name,), member.code) for member in facts.members]
    if facts.applicant.name and all(facts.applicant.name not in body.names for body in found):
        found.append(Body((facts.applicant.name,)))
    return tuple(found)


def conflicts(panel: Panel, expert: ExpertFacts, members: Iterable[Body], on: date) -> tuple[Conflict, ...]:
    """Every tie between the expert and a member that excludes on this day."""
    known = list(members)
    found = []
    for tie in expert.ties:
        years = panel.avoidance.get(tie.kind)
        if years is None:
            continue
        free_after = add_years(tie.until, years) if tie.until else None
        if free_after is not None and on > free_after:
            continue
        met = next((body for body in known if body.is_same(tie.body)), None)
        if met is not None:
            found.append(Conflict(met.names[0], tie.kind, tie.until, free_after))
    return tuple(found)


def said(conflict: Conflict, kinds: Any) -> str:
    """A conflict in words; ``kinds`` are the pack's words for the kinds of ties."""
    label = kinds.get(conflict.kind, conflict.kind)
    when = f"，至{words(conflict.ended)}" if conflict.ended else ""
    free = f"，{words(conflict.free_after)}以前应当回避" if conflict.free_after else ""
    return f"与成员单位“{conflict.member}”有应回避的关系：{label}{when}{free}"
