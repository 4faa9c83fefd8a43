"""Who may not sit on a panel, because of what binds him to a member (article 10). Pure, on frozen facts.

The pack says for how many years after its end each kind of tie excludes; one that still holds, or of which
the end is not known, excludes always.
"""

from collections.abc import Iterable, Mapping
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


class Members:
    """The members of many cases by code and name, so that a tie finds the cases that it touches at once."""

    def __init__(self, cases: Mapping[str, Iterable[Body]]) -> None:
        self.by_code: dict[str, list[tuple[int, str, Body]]] = {}
        self.by_name: dict[str, list[tuple[int, str, Body]]] = {}
        for place, (title, bodies) in enumerate(cases.items()):
            for body in bodies:
                self.by_code.setdefault(body.code, []).append((place, title, body))
                for name in body.names:
                    self.by_name.setdefault(name, []).append((place, title, body))

    def met(self, tie: Tie) -> dict[str, Body]:
        """The first member of each case that is the tie's organisation, in the order of the cases."""
        rows = self.by_code.get(tie.body.code, []) if tie.body.code else []
        rows = rows + [row for name in tie.body.names for row in self.by_name.get(name, [])]
        found: dict[str, Body] = {}
        for _, title, body in sorted(rows, key=lambda row: row[0]):
            if title not in found and body.is_same(tie.body):
                found[title] = body
        return found


def conflicts(panel: Panel, expert: ExpertFacts, members: Iterable[Body], on: date) -> tuple[Conflict, ...]:
    """Every tie between the expert and a member of one case that excludes on this day."""
    return tuple(conflict for _, conflict in all_conflicts(panel, expert, Members({"": members}), on))


def all_conflicts(
    panel: Panel, expert: ExpertFacts, members: Members, on: date
) -> tuple[tuple[str, Conflict], ...]:
    """Every tie between the expert and a member of any case that excludes on this day, with the case's title."""
    found = []
    for tie in expert.ties:
        years = panel.avoidance.get(tie.kind)
        free_after = add_years(tie.until, years) if tie.until and years is not None else None
        if years is None or (free_after is not None and on > free_after):
            continue
        for title, met in members.met(tie).items():
            found.append((title, Conflict(met.names[0], tie.kind, tie.until, free_after)))
    return tuple(found)


def said(conflict: Conflict, kinds: Any) -> str:
    """A conflict in words; ``kinds`` are the pack's words for the kinds of ties."""
    label = kinds.get(conflict.kind, conflict.kind)
    when = f"，至{words(conflict.ended)}" if conflict.ended else ""
    free = f"，{words(conflict.free_after)}以前应当回避" if conflict.free_after else ""
    return f"与成员单位“{conflict.member}”有应回避的关系：{label}{when}{free}"
