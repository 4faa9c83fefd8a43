"""One pilot as the public reads it: names, the 批复, its term as a line, what happened in public."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from lianmeng.alliances.models import MEMBER
from lianmeng.cases import queries as cases
from lianmeng.decisions import queries as decisions
from lianmeng.designations import queries as designations
from lianmeng.designations.models import Designation
from lianmeng.law.dates import add_months
from lianmeng.law.facts import FactSheet
from lianmeng.web.portal import register
from lianmeng.web.ui.words import day_words

WIDTH = 1000  # units of the drawn line


@dataclass(frozen=True)
class Member:
    """A member by name, and as what it takes part."""

    name: str
    kind: str
    role: str


@dataclass(frozen=True)
class Mark:
    """A place on the line of the term: ``x`` from 0 to ``WIDTH``."""

    x: int
    words: str


@dataclass(frozen=True)
class Line:
    """The term as a line: where today stands, a mark a year; ``past`` in units."""

    past: int
    years: tuple[Mark, ...]
    running: bool


@dataclass(frozen=True)
class Told:
    """Something that happened in public, with the address that shows it."""

    on: date
    words: str
    detail: str = ""
    code: str = ""
    notice: int = 0
    url: str = ""


@dataclass(frozen=True)
class Pilot:
    """All that the page of a pilot prints."""

    title: register.Title
    members: tuple[Member, ...]
    goals: str
    line: Line
    history: tuple[Told, ...]
    terms: tuple[Designation, ...]


def one(number: int, on: date) -> Pilot | None:
    """A published title with its alliance's history, in a fixed number of queries; None for any other."""
    row = designations.public_titles(on).filter(pk=number).select_related("case__revision").first()
    if row is None:
        return None
    pack, submission = cases.pack_of(row.case), row.case.submissions.last()
    facts = FactSheet.model_validate(submission.facts) if submission else None
    kinds, roles = (pack.terms.lists.get(name, {}) for name in ("member_kind", "member_role"))
    members = tuple(
        Member(member.name, kinds.get(member.kind, ""), _role(roles, member.role))
        for member in (facts.members if facts else ())
    )
    terms = tuple(designations.terms_of(row.alliance, on))
    return Pilot(
        title=register.line(pack, row, on),
        members=members,
        goals=facts.goals if facts else "",
        line=drawn(row.starts_on, row.ends_on, on),
        history=_history(terms, on),
        terms=terms,
    )


def _role(roles: Mapping[str, str], role: str) -> str:
    """What a member is besides a member."""
    return "" if role == MEMBER else roles.get(role, "")


def drawn(starts_on: date, ends_on: date, on: date) -> Line:
    """The line of a term on a day: a mark at its first day and at every anniversary within it."""
    length = max((ends_on - starts_on).days, 1)
    past = min(max((on - starts_on).days * WIDTH // length, 0), WIDTH)
    years: list[Mark] = []
    day, year = starts_on, 0
    while day <= ends_on and year <= 100:
        years.append(Mark((day - starts_on).days * WIDTH // length, f"{day.year}.{day.month}"))
        year += 1
        day = add_months(starts_on, 12 * year)
    return Line(past, tuple(years), starts_on <= on <= ends_on)


def _history(terms: tuple[Designation, ...], on: date) -> tuple[Told, ...]:
    """What happened in public, newest first."""
    numbers = [term.case_id for term in terms]
    told = [
        Told(notice.posted_on, "公示", f"至{day_words(notice.closes_on)}", notice=notice.pk)
        for notice in decisions.notices_of(numbers, on)
    ]
    for term in terms:
        told.append(Told(term.starts_on, "批复", term.document.number or "", code=term.document.check_code))
        told += [
            Told(one.dated_on or term.starts_on, "更正", f"{one.number}：{one.body.get('corrected', '')}")
            for one in designations.corrections_of(term.document)
        ]
        if term.ends_on < on:
            told.append(Told(term.ends_on, "有效期届满"))
    told += [Told(one.published_on, "公布结果", url=one.url) for one in designations.publications_of(numbers)]
    return tuple(sorted(told, key=lambda one: one.on, reverse=True))
