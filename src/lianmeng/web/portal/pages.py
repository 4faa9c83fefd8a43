"""What the public pages print, worked out from the public queries."""

from dataclasses import dataclass
from datetime import date

from lianmeng.cases import queries as cases
from lianmeng.designations import queries as designations
from lianmeng.designations.models import Designation


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
