"""Conditions and papers: criteria.yaml, materials.yaml, and the forms."""

from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any, Literal

from pydantic import Field

from lianmeng.law.schema.part import Name, Part
from lianmeng.law.verdicts import Weight


class CriterionKind(StrEnum):
    """The closed set of ways to judge a fact."""

    PRESENT = "present"
    AT_LEAST = "at_least"
    EVERY = "every"
    SOME_OF = "some_of"
    MONTHS_SINCE = "months_since"
    UNIQUE = "unique"
    SHARE = "share"
    JUDGED = "judged"


class Criterion(Part):
    """One condition: what is judged, how, and what it weighs at which act.

    ``given``: facts and values; where none of the values occurs, the condition does not arise and is met.
    """

    title: Name
    kind: CriterionKind
    fact: Name
    weights: dict[str, Weight]
    mend: str = ""
    group: Literal["hard", "judged", "preference"]
    cites: tuple[Name, ...] = Field(min_length=1)
    interpretation: str | None = None
    where: dict[str, tuple[Any, ...]] = {}
    given: dict[str, tuple[Any, ...]] = {}
    holds: str | None = None
    not_before_today: bool = False
    of: tuple[str, ...] = ()
    value: Decimal | None = None
    months: int | None = None
    percent: int | None = None

    @cached_property
    def heaviest(self) -> Weight:
        """What it weighs at the act at which it weighs most; what weighs nowhere only informs."""
        return next((weight for weight in Weight if weight in self.weights.values()), Weight.INFORMS)


class CriteriaFile(Part):
    """criteria.yaml."""

    criteria: dict[str, Criterion]


class Material(Part):
    """A paper of article 9: one for the alliance, or one for each member."""

    per: Literal["alliance", "member"]
    required: bool
    outline: tuple[Name, ...] = ()
    cites: tuple[Name, ...] = Field(min_length=1)


class Filled(Part):
    """The field of an act that the checklist fills: with what is not in order, or with everything judged."""

    field: Name
    tells: Literal["defects", "all"]


class Checklist(Part):
    """How the reviewing office notes its own judgement on every condition and every point of a paper."""

    verdicts: Name
    defects: tuple[Name, ...] = Field(min_length=1)
    fills: dict[str, Filled]
    cites: tuple[Name, ...] = Field(min_length=1)


class Effort(Part):
    """Minutes at the screen that filling in takes, for applicants to plan: no time of the law."""

    sections: dict[Name, int]
    confirmations: int
    paper: int
    licence: int
    interpretation: str | None = None


class Materials(Part):
    """materials.yaml."""

    materials: dict[str, Material]
    checklist: Checklist | None = None
    effort: Effort | None = None


class FieldType(StrEnum):
    """The closed set of ten field types."""

    LINE = "line"
    TEXT = "text"
    INTEGER = "integer"
    MONEY = "money"
    DATE = "date"
    CHOICE = "choice"
    CHOICES = "choices"
    ORGANISATION = "organisation"
    FILE = "file"
    TABLE = "table"


class FormField(Part):
    """One field. Options come from a list of terms or from a named source of the installation.

    ``usual``: the words that stand in a fresh form, to be changed where they do not fit.
    ``sealed``: the answer stands apart from the ledger, which keeps a random reference to it.
    """

    label: Name
    type: FieldType
    required: bool = True
    hint: str = ""
    options: str | None = None
    source: str | None = None
    fact: str | None = None
    listed: bool = False
    at_least: int | None = None
    at_most: int | None = None
    same: bool = False
    preset: Literal["all"] | None = None
    usual: str = ""
    sealed: bool = False
    columns: dict[str, "FormField"] = {}
    cites: tuple[Name, ...] = ()


class Form(Part):
    """One form: fields in order, by id."""

    fields: dict[str, FormField]
