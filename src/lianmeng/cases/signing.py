"""What comes with a request to act, and an act under way: values that the guard and the acts share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from lianmeng.cases.models import Case
from lianmeng.files.models import StoredFile
from lianmeng.law import procedures
from lianmeng.law.history import CaseView
from lianmeng.law.pack import Pack
from lianmeng.law.schema import Act
from lianmeng.record.models import Entry
from lianmeng.record.people import Actor

PUBLIC = "-public"


@dataclass(frozen=True)
class Sent:
    """What came with the request to act: who, when, under which unique mark, on which version of each case.

    A case that is not among ``seen`` counts as one that this request makes. ``entered``: the act was done on
    paper by its party and is entered for it; its legal day is then among the answers. ``whose``: for which
    natural person, where the party is one of many and no answer of this request says it.
    """

    by: Actor
    on: date
    seen: Mapping[int, int]
    once: str
    entered: bool = False
    whose: str = ""


@dataclass
class Acting:
    """An act under way. ``performed`` holds the cases to write for; it is empty until the last hand signs.

    ``answers`` are those of all hands so far; ``due`` the deadlines that begin, by case and name,
    ``rules`` the calendar's rules of those that the pack does not name;
    ``entries`` are filled once the ledger has them; ``files_of`` is a stream whose files may be answered
    with, such as a draft's; ``told`` is what the caller lets the act's own papers say besides; ``papers``
    the SHA-256 of every paper that the act makes, by case and check code (``PUBLIC`` after it for
    the version that the public reads).
    """

    act: str
    cases: tuple[Case, ...]
    pack: Pack
    rule: Act
    sent: Sent
    steps: dict[int, procedures.Step]
    views: dict[int, CaseView]
    typed: dict[str, Any]
    answers: dict[str, Any]
    due: dict[int, dict[str, date]] = field(default_factory=dict)
    rules: dict[str, str] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    back: bool = False
    files_of: str = ""
    each: dict[int, dict[str, Any]] = field(default_factory=dict)
    told: dict[str, Any] = field(default_factory=dict)
    papers: dict[int, dict[str, str]] = field(default_factory=dict)

    @property
    def step(self) -> procedures.Step:
        """The hand that signs now; the same for all cases."""
        return self.steps[self.cases[0].pk]

    @property
    def performed(self) -> tuple[Case, ...]:
        """The cases for which the act is carried out by this hand."""
        return self.cases if self.step.last and not self.back else ()

    @property
    def by(self) -> Actor:
        """Who signs."""
        return self.sent.by

    @property
    def on(self) -> date:
        """The legal day: today, or for what is entered from paper the day on which it was done."""
        return self.step.on

    @property
    def party(self) -> str:
        """The natural person whose act it is, whoever signs."""
        return self.step.whose or self.sent.by.natural

    def keep(self, name: str, file: StoredFile | None, cases: Sequence[Case]) -> None:
        """A paper that this act makes for these cases: the ledger keeps which content it had."""
        if file is not None:
            for case in cases:
                self.papers.setdefault(case.pk, {})[name] = file.sha256

    def day(self, name: str) -> date:
        """A date among the answers."""
        return date.fromisoformat(self.answers[name])

    def answers_of(self, case: Case) -> dict[str, Any]:
        """The answers of all hands for one case: its own over those that are the same for all."""
        thread = self.steps[case.pk].thread
        return {**(thread.answers if thread else {}), **self.typed, **self.each.get(case.pk, {})}
