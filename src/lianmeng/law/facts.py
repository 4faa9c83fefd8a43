"""The fact sheet: all that a judgement may know of an alliance and its application.

Frozen and versioned. ``alliances`` and ``applications`` build it; after a submission only the frozen
copy is read. A criterion names a fact by its path, ``agreement.effective_on`` or ``members``.
"""

from datetime import date
from decimal import Decimal
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict


class Facts(BaseModel):
    """Base of all fact models: frozen, nothing unknown."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Applicant(Facts):
    """Who applies, and whether an office competent for it was found (article 9)."""

    name: str = ""
    region: str = ""
    office: str = ""


class Agreement(Facts):
    """The alliance agreement (articles 2, 8①, 9①)."""

    effective_on: date | None = None
    signed_on: tuple[date, ...] = ()
    valid_until: date | None = None
    clauses: tuple[str, ...] = ()


class Member(Facts):
    """One member and its line in the agreement (articles 8②, 8④, 9④): ``tasks`` of article 3, ``seal`` used."""

    name: str
    code: str = ""
    kind: str = ""
    region: str = ""
    role: str = "member"
    counted: bool = True
    tasks: tuple[str, ...] = ()
    task: str = ""
    signed: bool = False
    seal: str = ""
    confirmed: bool = False
    licence_copy: bool = False
    licence_until: date | None = None


class Organ(Facts):
    """A body of the alliance with its head, full-time staff and minutes (article 8③)."""

    kind: str
    name: str = ""
    head: str = ""
    full_time: int = 0
    minutes: bool = False


class Funds(Facts):
    """Budgets in 万元 and rules (article 8⑤)."""

    daily: Decimal = Decimal(0)
    joint: Decimal = Decimal(0)
    rules: bool = False


class FactSheet(Facts):
    """Everything judged, in one frozen value. ``schema_version`` changes with its fields."""

    schema_version: Literal[1] = 1
    name: str = ""
    foci: tuple[str, ...] = ()
    main_focus: str = ""
    focus_note: str = ""
    goals: str = ""
    applicant: Applicant = Applicant()
    agreement: Agreement = Agreement()
    members: tuple[Member, ...] = ()
    organs: tuple[Organ, ...] = ()
    funds: Funds = Funds()
    papers: tuple[str, ...] = ()
    declarations: tuple[str, ...] = ()
    earlier_recognition: tuple[str, ...] = ()


def paths() -> frozenset[str]:
    """Every path that a criterion may name."""
    return frozenset(_paths(FactSheet, ""))


def _paths(model: type[Facts], prefix: str) -> list[str]:
    found: list[str] = []
    for name, info in model.model_fields.items():
        found.append(prefix + name)
        inner = _model_of(info.annotation)
        if inner:
            found += _paths(inner, f"{prefix}{name}.")
    return found


def _model_of(annotation: Any) -> type[Facts] | None:
    if isinstance(annotation, type) and issubclass(annotation, Facts):
        return annotation
    for argument in getattr(annotation, "__args__", ()):
        if isinstance(argument, type) and issubclass(argument, Facts):
            return argument
    return None


def value_at(sheet: FactSheet, path: str) -> Any:
    """The value at a path; through a list, the list of the parts' values."""
    if "." not in path:
        return getattr(sheet, path)
    value: Any = sheet
    for part in path.split("."):
        many = isinstance(value, tuple)
        value = tuple([getattr(item, part) for item in value]) if many else getattr(value, part)
    return value
