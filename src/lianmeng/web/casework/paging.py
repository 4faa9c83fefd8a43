"""Pages by key: a page begins behind a row, so that the last page costs what the first one does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from django.db.models import Model, Q, QuerySet

M = TypeVar("M", bound=Model)
PAGE = 20
EXACT = 10_000
Key = tuple[Any, ...]


@dataclass(frozen=True)
class Order:
    """By which columns rows stand: a day and a number, or a number alone; the last one is unique."""

    columns: tuple[str, ...]
    falling: bool = False

    def by(self, *, turned: bool) -> list[str]:
        """What ``order_by`` is told."""
        sign = "-" if self.falling != turned else ""
        return [f"{sign}{name}" for name in self.columns]

    def beyond(self, key: Key, *, turned: bool) -> Q:
        """Rows behind a key in this order, or before it."""
        step = "lt" if self.falling != turned else "gt"
        first, last = self.columns[0], self.columns[-1]
        if len(self.columns) == 1:
            return Q(**{f"{last}__{step}": key[-1]})
        same = Q(**{first: key[0], f"{last}__{step}": key[-1]})
        at_all = Q(**{f"{first}__{step}e": key[0]})  # says nothing more, but lets an index begin there
        return at_all & (Q(**{f"{first}__{step}": key[0]}) | same)

    def key_of(self, row: Model) -> str:
        """A row's key, for an address."""
        return ".".join(str(getattr(row, name)) for name in self.columns)

    def read(self, text: str) -> Key | None:
        """The key that an address gives; None for anything else."""
        parts = text.split(".")
        number = parts[-1]
        if len(parts) != len(self.columns) or not number.isdecimal() or len(number) > 18:
            return None
        try:
            return (*(date.fromisoformat(part) for part in parts[:-1]), int(number))
        except ValueError:
            return None


@dataclass(frozen=True)
class Cut(Generic[M]):
    """One page of rows and the keys of its neighbours, "" where there is none."""

    rows: Sequence[M]
    newer: str
    older: str


def cut(found: QuerySet[M], order: Order, asked: Mapping[str, str]) -> Cut[M]:
    """The page behind ``before`` or in front of ``after`` (the names of old addresses), else the first."""
    behind, ahead = order.read(asked.get("before", "")), order.read(asked.get("after", ""))
    if ahead is not None:
        page = found.filter(order.beyond(ahead, turned=True)).order_by(*order.by(turned=True))
        rows = list(reversed(page[: PAGE + 1]))
        more_newer, more_older = len(rows) > PAGE, True
        rows = rows[-PAGE:]
    else:
        page = found.filter(order.beyond(behind, turned=False)) if behind is not None else found
        rows = list(page.order_by(*order.by(turned=False))[: PAGE + 1])
        more_newer, more_older = behind is not None, len(rows) > PAGE
        rows = rows[:PAGE]
    newer = order.key_of(rows[0]) if rows and more_newer else ""
    older = order.key_of(rows[-1]) if rows and more_older else ""
    return Cut(rows, newer, older)


def address(kept: Mapping[str, str], **key: str) -> str:
    """The same list at another key."""
    return f"?{urlencode({**{name: value for name, value in kept.items() if value}, **key})}"


def words(count: int, unit: str = "件") -> str:
    """How many there are, as a page tells it."""
    return f"共{count}{unit}" if count <= EXACT else f"超过{EXACT:,}{unit}"
