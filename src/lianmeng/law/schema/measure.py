"""The measure itself: pack.yaml, articles.yaml, interpretations.yaml, unmodelled.yaml."""

from datetime import date as Day
from typing import Any, Literal

from pydantic import ConfigDict, Field, model_validator

from lianmeng.law.schema.part import Name, Part


class Source(Part):
    """The regulation's own bytes."""

    file: Name
    sha256: Name


class Status(Part):
    """Whether the measure is still in force, and which document says so."""

    value: Literal["in_force", "amended", "repealed", "lapsed"]
    source: str | None = None


class Parent(Part):
    """A document on which the measure rests."""

    id: Name
    title: Name
    number: str | None = None
    date: Day | None = None


class Superseded(Part):
    """The measure before this one."""

    title: Name
    number: str | None = None


class Numbers(Part):
    """Forms of the numbers that the installation gives itself: ``{year}`` and ``{n}`` are filled."""

    incoming: Name
    application: Name
    approval: Name
    objection: str = ""


class Head(Part):
    """pack.yaml: which measure this is."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    schema_version: Literal[1] = Field(alias="schema")
    id: Name
    title: Name
    short: Name
    authority: Name
    region: Name
    number: str | None
    signed_on: Day
    effective_from: Day
    effective_to: Day | None
    status: Status
    source: Source
    parents: tuple[Parent, ...]
    supersedes: Superseded | None
    confirmed_by: str | None
    numbers: Numbers


class Unit(Part):
    """A sentence, clause or item: its id, its label for people, its exact words."""

    id: Name
    label: Name
    text: Name


class Article(Part):
    """One article with the units of its text in order."""

    id: Name
    label: Name
    chapter: Name
    units: tuple[Unit, ...]


class Articles(Part):
    """articles.yaml."""

    articles: tuple[Article, ...]


class Unmodelled(Part):
    """A unit that no rule carries out (yet), and why."""

    unit: Name
    kind: Literal["declaratory", "discretion", "planned"]
    reason: Name


class UnmodelledFile(Part):
    """unmodelled.yaml."""

    sentences: tuple[Unmodelled, ...]


class Alternative(Part):
    """One position of a switch and the pack parameters it sets."""

    label: Name
    reason: Name
    sets: dict[str, Any] = {}


class Interpretation(Part):
    """A silence of the text: a switch with alternatives, or a fixed reading with its reason."""

    id: Name
    kind: Literal["switch", "reading"]
    question: Name
    cites: tuple[Name, ...] = Field(min_length=1)
    reason: Name
    default: str | None = None
    alternatives: dict[str, Alternative] = {}
    changed_by: tuple[str, ...] = ()
    answer: str | None = None
    basis: str | None = None

    @model_validator(mode="after")
    def _whole(self) -> "Interpretation":
        if self.kind == "switch" and (len(self.alternatives) < 2 or self.default not in self.alternatives):
            raise ValueError("开关须有两种以上做法，默认须是其中之一")
        if self.kind == "reading" and not self.answer:
            raise ValueError("读法须写明答案")
        return self


class Interpretations(Part):
    """interpretations.yaml."""

    interpretations: tuple[Interpretation, ...]
