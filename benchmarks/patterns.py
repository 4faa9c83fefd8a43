"""The applications of the demonstration as patterns after which others are made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.rows import columns
from lianmeng.cases.models import Case
from lianmeng.designations.models import Designation
from lianmeng.record.models import Entry

KIND = "recognition"
ENTRIES = 3  # so many of a case's entries are kept, its last


@dataclass(frozen=True)
class Pattern:
    """A case of the demonstration with the rows that lists and desks read of it, as columns."""

    case: Mapping[str, Any]
    office: str
    turns: Sequence[Mapping[str, Any]]
    deadlines: Sequence[Mapping[str, Any]]
    entries: Sequence[Mapping[str, Any]]
    granted: bool


def patterns() -> list[Pattern]:
    """The applications of the demonstration; those made after them have no draft behind them."""
    found = []
    drafted = Case.objects.filter(kind=KIND, application__isnull=False).exclude(state="")
    for case in drafted.select_related("recommender"):
        entries = Entry.objects.filter(stream=case.stream).order_by("-no").values()[:ENTRIES]
        found.append(
            Pattern(
                columns(case),
                case.recommender.code if case.recommender else "",
                [columns(one) for one in case.turns.all()],
                [columns(one) for one in case.deadlines.filter(ended_by=None)],
                list(reversed(entries)),
                Designation.objects.filter(case=case).exists(),
            )
        )
    return found
