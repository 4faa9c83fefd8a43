"""Words, offices and capacities: terms.yaml, capacities.yaml."""

from enum import StrEnum
from typing import Literal

from pydantic import Field

from lianmeng.law.schema.part import Name, Part


class StateTerm(Part):
    """What the offices call a state, and what the applicant and the public read."""

    office: Name
    party: Name


class Terms(Part):
    """terms.yaml: every Chinese label of law that users read.

    ``tasks`` names the work whose outcome a person chooses among several acts, by act: a desk says 初审 and
    not 初审通过.
    """

    kinds: dict[str, Name]
    capacities: dict[str, Name]
    states: dict[str, dict[str, StateTerm]]
    acts: dict[str, dict[str, Name]]
    tasks: dict[str, dict[str, Name]] = {}
    hands: dict[str, Name]
    papers: dict[str, Name]
    documents: dict[str, Name]
    deadlines: dict[str, Name]
    lists: dict[str, dict[str, Name]]


class Office(Part):
    """An office with its region, by which the competent one is found (article 9)."""

    name: Name
    kind: Name
    region: str | None = None
    place: Name | None = None
    cites: tuple[Name, ...] = Field(min_length=1)


class Door(StrEnum):
    """The door through which a capacity enters."""

    APPLICANT = "applicant"
    OFFICE = "office"
    EXPERT = "expert"
    CALENDAR = "calendar"
    PORTAL = "portal"


class Stands(StrEnum):
    """By what a capacity is tied to a case: as its applicant, recommender, panel, beginner, or not at all."""

    APPLICANT = "applicant"
    RECOMMENDER = "recommender"
    PANEL = "panel"
    AUTHOR = "author"
    ANYONE = "anyone"


class Capacity(Part):
    """As what a person acts."""

    door: Door
    stands: Stands = Stands.ANYONE
    office_kinds: tuple[Name, ...] = ()
    identity: bool = False
    reads_only: bool = False
    cites: tuple[Name, ...] = Field(min_length=1)


class Registration(Part):
    """Which capacities organisations get accounts by, and who confirms them.

    The first contact registers; the organisation's own people invite the others; a lost account is entered
    by one and approved by another.
    """

    registers: Name
    invites: tuple[Name, ...] = Field(min_length=1)
    confirms: tuple[Name, ...] = Field(min_length=1)
    enters: tuple[Name, ...] = Field(min_length=1)
    approves: tuple[Name, ...] = Field(min_length=1)
    interpretation: Name | None = None
    cites: tuple[Name, ...] = Field(min_length=1)


class Capacities(Part):
    """capacities.yaml: the offices, the capacities, how organisations get their accounts."""

    offices: dict[str, Office]
    recommender_kinds: dict[str, Literal["by_region", "by_choice"]]
    capacities: dict[str, Capacity]
    registration: Registration | None = None
