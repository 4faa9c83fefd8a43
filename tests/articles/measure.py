"""The Liaoning measure as the article tests read it: the pack, its trace, one criterion, one offer."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from lianmeng.law import criteria, forms
from lianmeng.law.dates import WorkCalendar
from lianmeng.law.facts import FactSheet
from lianmeng.law.pack import Pack, Trees, build, files_of, load, read_trees
from lianmeng.law.schema import Interpretation as Interpretation
from lianmeng.law.trace import TraceRow, trace
from lianmeng.law.verdicts import Finding
from tests.law.casework import workdays

FOLDER = Path(__file__).resolve().parents[2] / "policies" / "liaoning-2016"
DAY = date(2016, 5, 9)


@cache
def pack(*positions: str) -> Pack:
    """The pack under switch positions written ``name=position``."""
    return build(*content(), dict(position.split("=") for position in positions))


@cache
def content() -> tuple[dict[str, bytes], Trees]:
    """The files and their trees."""
    files = files_of(FOLDER)
    return files, read_trees(files)


def changed(name: str, old: str, new: str) -> Pack:
    """The pack with one place of one file written otherwise."""
    files = dict(content()[0])
    text = files[name].decode()
    assert text.count(old) == 1, f"{name}: {old}"
    return load(files | {name: text.replace(old, new).encode()})


@cache
def calendar() -> WorkCalendar:
    return workdays()


@cache
def rows() -> dict[str, TraceRow]:
    """The trace by sentence, without tests."""
    return {row.unit: row for row in trace(pack())}


def article(number: int) -> list[TraceRow]:
    """The rows of one article."""
    return [row for row in rows().values() if row.article == f"art-{number}"]


def facts(**given: Any) -> FactSheet:
    """A fact sheet; members need no name of their own."""
    members = [{"name": f"成员{number}", **line} for number, line in enumerate(given.pop("members", ()), 1)]
    return FactSheet.model_validate({**given, "members": members})


def finding(
    rule: str, act: str = "submit", on: date = DAY, under: Pack | None = None, **given: Any
) -> Finding:
    """What one criterion finds on these facts at an act."""
    found = criteria.judge(under or pack(), facts(**given), on, act)
    return next(item for item in found if item.rule == rule)


def weighs(rule: str) -> set[str]:
    """All weights that a criterion ever has."""
    return set(pack().criteria[rule].weights.values())


def asked(form: str, typed: dict[str, Any], under: Pack | None = None) -> set[str]:
    """The fields for which a form refuses what was typed; the choices are those of terms.yaml."""
    measure = under or pack()
    return set(forms.validate(measure.forms[form].fields, typed, measure.terms.lists)[1])


def hands(kind: str, act: str) -> list[tuple[str, ...]]:
    """The capacities of each hand of an act."""
    return [hand.by for hand in pack().act(kind, act).hands]
