"""The calls that the public pages name."""

from dataclasses import dataclass
from datetime import date

from lianmeng.cases import queries as cases


@dataclass(frozen=True)
class OpenCall:
    """A published call that receives applications, or soon will, with its days."""

    title: str
    opens_on: date | None
    closes_on: date | None
    is_open: bool


def open_calls(on: date) -> list[OpenCall]:
    """The published calls whose last day has not passed."""
    days = cases.running_days(calls := cases.open_calls())
    found = []
    for call in calls:
        due = days[call.pk]
        opens, closes = due.get("opening"), due.get("closing")
        if closes is None or on <= closes:
            found.append(OpenCall(call.title, opens, closes, opens is None or opens <= on))
    return found
