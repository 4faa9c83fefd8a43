"""What the public pages print, worked out from the public queries."""

from dataclasses import dataclass
from datetime import date

from lianmeng.cases import queries as cases
from lianmeng.decisions import queries as decisions
from lianmeng.decisions.models import Notice
from lianmeng.designations import queries as designations
from lianmeng.designations.models import Designation
from lianmeng.policies import queries as policies


@dataclass(frozen=True)
class Title:
    """One line of the register."""

    row: Designation
    foci: str
    in_force: bool


@dataclass(frozen=True)
class Register:
    """The register, filtered, with the counts of all of it."""

    titles: list[Title]
    all: int
    in_force: int


@dataclass(frozen=True)
class Posted:
    """A notice that stands today; ``left`` are the working days after today.

    ``stopped``: the case has left the procedure meanwhile, which is said beside it.
    """

    row: Notice
    left: int
    stopped: bool


@dataclass(frozen=True)
class OpenCall:
    """A published call that receives applications, or soon will, with its days."""

    title: str
    opens_on: date | None
    closes_on: date | None
    is_open: bool


def register(on: date, text: str, standing: str) -> Register:
    """All published titles; ``standing``: in-force, expired or "" for both."""
    titles = [_title(row, on) for row in designations.public_titles(on)]
    chosen = [
        title
        for title in titles
        if text in f"{title.row.alliance.name} {title.row.alliance.lead.name}"
        and standing in ("", "in-force" if title.in_force else "expired")
    ]
    return Register(chosen, len(titles), sum(title.in_force for title in titles))


def _title(row: Designation, on: date) -> Title:
    foci = cases.pack_of(row.case).terms.lists.get("focus", {})
    words = "、".join(foci.get(name, name) for name in row.alliance.foci)
    return Title(row, words, row.starts_on <= on <= row.ends_on)


def notices(on: date) -> list[Posted]:
    """The notices that stand on the day."""
    calendar = policies.work_calendar()
    return [
        Posted(row, max(calendar.working_days(on, row.closes_on) - 1, 0), not _is_public(row))
        for row in decisions.public_notices(on)
    ]


def _is_public(row: Notice) -> bool:
    states = cases.pack_of(row.case).procedures[row.case.kind].states
    return states[row.case.state].portal


def open_calls(on: date) -> list[OpenCall]:
    """The published calls whose last day has not passed."""
    views = cases.views(calls := cases.open_calls())
    found = []
    for call in calls:
        due = views[call.pk].deadlines
        opens, closes = due.get("opening"), due.get("closing")
        if closes is None or on <= closes:
            found.append(OpenCall(call.title, opens, closes, opens is None or opens <= on))
    return found
