"""The calls that the public pages name."""

from dataclasses import dataclass
from datetime import date

from lianmeng.cases import queries as cases
from lianmeng.cases.models import Case

Calls = list[tuple[Case, dict[str, date]]]


@dataclass(frozen=True)
class OpenCall:
    """A published call that receives applications, or soon will, with its days."""

    title: str
    opens_on: date | None
    closes_on: date | None
    is_open: bool


def open_calls(on: date, calls: Calls | None = None) -> list[OpenCall]:
    """The published calls whose last day has not passed; ``calls``: those of ``cases.calls``, if read."""
    found = []
    for call, due in cases.calls() if calls is None else calls:
        if not cases.receives(call):
            continue
        opens, closes = due.get("opening"), due.get("closing")
        if closes is None or on <= closes:
            found.append(OpenCall(call.title, opens, closes, opens is None or opens <= on))
    return found
