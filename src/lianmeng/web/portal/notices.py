"""What the pages of notices print: what stands for objection, for how long, and how to object (article 10)."""

from dataclasses import dataclass
from datetime import date

from lianmeng.cases import queries as cases
from lianmeng.decisions import queries as decisions
from lianmeng.decisions.models import Notice
from lianmeng.law.facts import FactSheet
from lianmeng.policies import queries as policies

ACT = "open_notice"


@dataclass(frozen=True)
class Posted:
    """A notice as the public reads it; ``left`` are the working days after today, negative once it is over.

    ``stopped``: the case has left the procedure meanwhile, which is said beside it.
    """

    row: Notice
    left: int
    stopped: bool
    replaced: Notice | None = None
    foci: str = ""
    members: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()

    @property
    def runs(self) -> bool:
        """Whether objections are in time today."""
        return self.left >= 0 and not self.stopped and self.replaced is None


def standing(on: date) -> list[Posted]:
    """The notices that stand on the day."""
    calendar = policies.work_calendar()
    return [
        Posted(row, max(calendar.working_days(on, row.closes_on) - 1, 0), not _is_public(row))
        for row in decisions.public_notices(on)
    ]


def one(number: int, on: date) -> Posted | None:
    """One notice, also after its last day; None for what was never posted."""
    row = decisions.public_notice(number, on)
    if row is None:
        return None
    left = max(policies.work_calendar().working_days(on, row.closes_on) - 1, 0) if on <= row.closes_on else -1
    replaced = getattr(row, "replaced_by", None)
    if replaced is not None and replaced.posted_on > on:
        replaced = None
    submission = row.case.submissions.last()
    facts = FactSheet.model_validate(submission.facts) if submission else None
    return Posted(
        row,
        left,
        not _is_public(row),
        replaced,
        foci=_foci(row, facts),
        members=tuple(member.name for member in facts.members) if facts else (),
        articles=cases.pack_of(row.case).act(row.case.kind, ACT).articles,
    )


def _foci(row: Notice, facts: FactSheet | None) -> str:
    words = cases.pack_of(row.case).terms.lists.get("focus", {})
    return "、".join(words.get(name, name) for name in facts.foci) if facts else ""


def _is_public(row: Notice) -> bool:
    states = cases.pack_of(row.case).procedures[row.case.kind].states
    return states[row.case.state].portal
