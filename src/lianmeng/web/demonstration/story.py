"""A story told in YAML: who does what on which day. Read here, played by actions or in a browser."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from lianmeng.law import yamlfile


@dataclass(frozen=True)
class Signature:
    """One hand of one act: who signs, on which cases or draft, with which answers of the whole act."""

    kind: str
    act: str
    by: str
    cases: tuple[str, ...] = ()
    draft: str = ""
    makes: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Founded:
    """An alliance comes into being, with its lead, its firms and the lead's people, unless it is there."""

    key: str
    data: Mapping[str, Any]
    since: date | None = None


@dataclass(frozen=True)
class Day:
    """The date moves to this day."""

    on: date


@dataclass(frozen=True)
class Expect:
    """The cases stand in this state."""

    cases: tuple[str, ...]
    state: str


@dataclass(frozen=True)
class See:
    """A public page shows, or hides, the alliances of these cases."""

    page: str
    shows: tuple[str, ...] = ()
    hides: tuple[str, ...] = ()


@dataclass(frozen=True)
class Stop:
    """A named place at which one may stop."""

    name: str


Step = Signature | Founded | Day | Expect | See | Stop


@dataclass(frozen=True)
class Story:
    """A story and the file of its world."""

    title: str
    world: str
    steps: tuple[Step, ...]

    def until(self, stop: str) -> tuple[Step, ...]:
        """The steps up to a named place; all for an empty name. Raises ``KeyError``."""
        if not stop:
            return self.steps
        if Stop(stop) not in self.steps:
            raise KeyError(stop)
        return self.steps[: self.steps.index(Stop(stop)) + 1]

    def after(self, stop: str) -> tuple[Step, ...]:
        """The steps behind a named place. Raises ``KeyError``."""
        return self.steps[len(self.until(stop)) :]

    def stops(self) -> tuple[str, ...]:
        """The names of all places, in order."""
        return tuple(step.name for step in self.steps if isinstance(step, Stop))


def read(path: Path) -> Story:
    """Read a story. Raises ``OSError``, ``KeyError`` for a step without its parts."""
    data = yamlfile.read(path.name, path.read_text(encoding="utf-8")).data
    steps = tuple(step for raw in data["steps"] for step in steps_of(raw))
    return Story(data["title"], data["world"], steps)


def steps_of(raw: Mapping[str, Any]) -> Iterator[Step]:
    """The steps that one entry of a story tells. Raises ``KeyError`` for one without its parts."""
    if "on" in raw:
        yield Day(raw["on"])
    elif "expect" in raw:
        yield Expect(tuple(raw["expect"]["cases"]), raw["expect"]["state"])
    elif "see" in raw:
        see = raw["see"]
        yield See(see["page"], tuple(see.get("shows", ())), tuple(see.get("hides", ())))
    elif "stop" in raw:
        yield Stop(raw["stop"])
    else:
        yield from _signatures(raw)


def _signatures(raw: Mapping[str, Any]) -> Iterator[Signature]:
    kind, act = raw["act"].split(".")
    answers, in_turn = plain(raw.get("with", {})), plain(raw.get("in_turn", [{}]))
    groups = [(name,) for name in raw["each_case"]] if "each_case" in raw else [_names(raw.get("case", ()))]
    for cases in groups:
        for number, person in enumerate(raw.get("each_person") or _names(raw["by"])):
            said = {**answers, **in_turn[number % len(in_turn)]}
            yield Signature(kind, act, person, cases, raw.get("draft", ""), raw.get("makes", ""), said)


def _names(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def plain(value: Any) -> Any:
    """Dates as ISO text, all else as it is."""
    if isinstance(value, dict):
        return {name: plain(item) for name, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value
