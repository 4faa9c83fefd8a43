"""What the guard may see: who acts, and a case as its own history.

The ledger's entries of a case are its history; state, pending act, panel and votes are read from it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from lianmeng.law.avoidance import ExpertFacts
from lianmeng.law.facts import FactSheet

HOLD, RESUME = (
    "hold",
    "resume",
)  # acts that every case has; what a case is between them is read from its history


@dataclass(frozen=True)
class Who:
    """The one who acts, as far as rules may know.

    ``natural`` is the same for two accounts of one person; ``office`` is the pack's office id.
    """

    natural: str
    capacity: str
    organisation: int | None = None
    office: str | None = None


@dataclass(frozen=True)
class Happened:
    """One signature in the history of a case.

    A hand that only signs has ``performed`` false; the last one performs the act, may move the case, and
    in a ``CaseView`` carries the answers of all hands (see ``whole``).
    ``back`` says that the act was sent back to the hand before; ``entered`` that it was done on paper by the
    one whose act it is, and entered for him by ``who``; ``whose`` is then that person, where it is one of many.
    """

    act: str
    attempt: str
    hand: int
    performed: bool
    back: bool
    came_from: str
    went_to: str
    who: Who
    on: date
    answers: Mapping[str, Any] = field(default_factory=dict)
    entered: bool = False
    whose: str = ""

    @property
    def party(self) -> str:
        """The natural person whose act it is, whoever wrote it down."""
        return self.whose or self.who.natural

    @property
    def moved(self) -> bool:
        """True when the case changed its state by this."""
        return self.performed and self.came_from != self.went_to


def whole(history: Iterable[Happened]) -> tuple[Happened, ...]:
    """The history with the answers of all its hands on each performed act, later ones over earlier ones."""
    answers: dict[str, dict[str, Any]] = {}
    told = []
    for item in history:
        said = answers.setdefault(item.attempt, {})
        if not item.back:
            said.update(item.answers)
        differs = item.performed and len(said) != len(item.answers)
        told.append(replace(item, answers=dict(said)) if differs else item)
    return tuple(told)


@dataclass(frozen=True)
class Linked:
    """Another case that hangs on this one, such as an objection.

    ``followed``: what was performed on this one since the other came to its present ``state``.
    """

    kind: str
    open: bool
    state: str = ""
    followed: frozenset[str] = frozenset()


@dataclass(frozen=True)
class CaseView:
    """A case, frozen for judging. ``state`` is None before it exists.

    ``rivals`` counts other live cases of its kind for the same subject; ``experts`` are those whom answers name.
    """

    kind: str
    state: str | None
    applicant: int | None = None
    recommender: str | None = None
    subject: str = ""
    history: tuple[Happened, ...] = ()
    deadlines: Mapping[str, date] = field(default_factory=dict)
    parent_deadlines: Mapping[str, date] = field(default_factory=dict)
    parent_answers: Mapping[str, Any] = field(default_factory=dict)
    parent_state: str | None = None
    facts: FactSheet | None = None
    experts: Mapping[str, ExpertFacts] = field(default_factory=dict)
    linked: tuple[Linked, ...] = ()
    rivals: int = 0

    def performed(self, *acts: str) -> Iterator[Happened]:
        """Every performed act of these names, oldest first."""
        return (item for item in self.history if item.performed and item.act in acts)

    def last(self, *acts: str) -> Happened | None:
        """The last performed act of these names."""
        return next((item for item in reversed(self.history) if item.performed and item.act in acts), None)

    def since(self, begins: Callable[[Happened], bool]) -> tuple[Happened, ...]:
        """The history from the last entry that ``begins`` on; all of it when none does."""
        for index in range(len(self.history) - 1, -1, -1):
            if begins(self.history[index]):
                return self.history[index:]
        return self.history

    @cached_property
    def since_entered(self) -> tuple[Happened, ...]:
        """The history from the act by which the present state was entered, that act included."""
        return self.since(lambda item: item.moved)

    @cached_property
    def threads(self) -> "tuple[Pending, ...]":
        """Every act that is begun and waits for a hand. All lapse when the case moves."""
        return _begun(self.since_entered)

    @property
    def held(self) -> "Happened | None":
        """The act by which work on the case was halted (中止办理), while it is not resumed."""
        now = [i for i in self.since_entered if i.performed and not i.moved and i.act in (HOLD, RESUME)]
        return now[-1] if now and now[-1].act == HOLD else None

    def since_acts(self, acts: tuple[str, ...]) -> tuple[Happened, ...]:
        """The history from the last of these acts on; empty when none was done."""
        if not any(item.performed and item.act in acts for item in self.history):
            return ()
        return self.since(lambda item: item.performed and item.act in acts)

    def then(self, item: Happened, **changes: Any) -> "CaseView":
        """The view after one more signature, for walks and previews."""
        return replace(self, history=whole((*self.history, item)), state=item.went_to, **changes)


@dataclass(frozen=True)
class Pending:
    """An act begun and not performed: who signed, and whether it was sent back to the hand before."""

    act: str
    attempt: str
    opener: Who
    signed: tuple[Happened, ...]
    drafted: Mapping[str, Any] = field(default_factory=dict)
    returned: Happened | None = None
    entered: bool = False
    whose: str = ""

    @property
    def answers(self) -> dict[str, Any]:
        """What the hands answered so far, later ones over earlier ones."""
        return {name: value for item in self.signed for name, value in item.answers.items()}

    @property
    def reached(self) -> int:
        """The index of the furthest hand that has signed; -1 when it lies with the first again."""
        return max((item.hand for item in self.signed), default=-1)

    def with_entry(self, item: Happened) -> "Pending":
        """The same act after one more signature, or after being sent back by ``item.hand``."""
        if not item.back:
            drafted = {**self.drafted, **item.answers}
            return replace(self, signed=(*self.signed, item), drafted=drafted, returned=None)
        before = max((old.hand for old in self.signed if old.hand < item.hand), default=0)
        kept = tuple(old for old in self.signed if old.hand < before)
        return replace(self, signed=kept, returned=item)


def _begun(history: Iterable[Happened]) -> tuple[Pending, ...]:
    begun: dict[str, Pending] = {}
    for item in history:
        if item.moved:
            continue
        if item.performed:
            begun.pop(item.attempt, None)
        else:
            known = begun.get(item.attempt) or Pending(
                item.act, item.attempt, item.who, (), entered=item.entered, whose=item.whose
            )
            begun[item.attempt] = known.with_entry(item)
    return tuple(begun.values())


def pending(
    view: CaseView, act: str, who: Who, per: str = "case", *, entered: bool = False, whose: str = ""
) -> Pending | None:
    """The begun act of this name that ``who`` may go on with; several run side by side per office or person.

    One that is being entered from paper runs beside the party's own; for one of many, ``whose`` says which.
    """
    begun = (item for item in view.threads if item.act == act and item.entered == entered)
    if entered:
        found = [item for item in begun if not whose or item.whose == whose]
    else:
        found = [item for item in begun if _same_thread(item, who, per)]
    return found[-1] if found else None


def _same_thread(item: Pending, who: Who, per: str) -> bool:
    if per == "case":
        return True
    return item.opener.office == who.office if per == "office" else item.opener.natural == who.natural
