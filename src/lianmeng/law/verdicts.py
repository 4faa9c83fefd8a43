"""What a judgement says: reasons, verdicts on acts, findings on facts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any, NamedTuple


class Weight(StrEnum):
    """How much a criterion weighs at an act: stop it, warn, or only inform."""

    BLOCKS = "blocks"
    WARNS = "warns"
    INFORMS = "informs"


class Met(StrEnum):
    """The answer of a criterion; a machine never answers what the text leaves to a person."""

    MET = "met"
    NOT_MET = "not_met"
    NEEDS_PERSON = "needs_person"


@dataclass(frozen=True)
class Reason:
    """Why something is refused: what, under which article, on which fact, how to mend, from which day."""

    text: str
    articles: tuple[str, ...] = ()
    fact: str = ""
    mend: str = ""
    earliest_on: date | None = None
    field: str = ""


@dataclass(frozen=True)
class Verdict:
    """Whether an act is allowed; if not, every reason at once."""

    reasons: tuple[Reason, ...] = ()

    @property
    def allowed(self) -> bool:
        """True when nothing stands against it."""
        return not self.reasons

    @classmethod
    def of(cls, reasons: Iterable[Reason]) -> "Verdict":
        """Gather reasons into a verdict."""
        return cls(tuple(reasons))


class Finding(NamedTuple):
    """One criterion judged on one fact sheet: the row of the 条件对照表; a tuple, since there are millions."""

    rule: str
    title: str
    met: Met
    weight: Weight
    articles: tuple[str, ...]
    value: str
    mend: str = ""
    earliest_on: date | None = None
    facts: Mapping[str, Any] = MappingProxyType({})

    @property
    def stops(self) -> bool:
        """True when this finding blocks the act at which it was judged."""
        return self.met is Met.NOT_MET and self.weight is Weight.BLOCKS

    def reason(self) -> Reason:
        """The refusal this finding gives when it stops an act."""
        return Reason(
            text=f"{self.title}：未满足",
            articles=self.articles,
            fact=self.value,
            mend=self.mend,
            earliest_on=self.earliest_on,
        )
