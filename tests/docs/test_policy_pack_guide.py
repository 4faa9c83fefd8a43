"""The guide for packs describes every key and every name of every closed set."""

import re
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from lianmeng.law import facts, outcomes, schema
from lianmeng.law.checking.references import SOURCES
from lianmeng.law.checks import CHECKS
from lianmeng.law.conditions import CONDITIONS
from lianmeng.law.pack import MANY_FILES, ONE_FILE
from lianmeng.law.schema import CriterionKind, Desk, Door, FieldType, Stands, StateKind, TimeUnit
from lianmeng.law.verdicts import Met, Weight
from tests.docs.pages import code, tables, text

PAGE = text("docs/policy-pack.md")
SPOKEN = {word for span in re.findall(r"`([^`\n]+)`", PAGE) for word in re.findall(r"[\w.-]+", span)}
PARTS = [item for item in vars(schema).values() if isinstance(item, type) and issubclass(item, BaseModel)]


def names_by_head(head: str) -> dict[str, str]:
    """First cells' names with the whole row, of the table whose head begins so."""
    begins = PAGE.index(f"\n| {head}")
    table = tables(PAGE[begins:])[0]
    return {name: " ".join(row) for row in table for name in code(row[0])}


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.__name__)
def test_every_key_is_described(part: type[BaseModel]) -> None:
    keys = {field.alias or name for name, field in part.model_fields.items()}
    assert keys - SPOKEN == set()


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.__name__)
def test_every_fixed_value_is_described(part: type[BaseModel]) -> None:
    values = {value for field in part.model_fields.values() for value in fixed(field.annotation)}
    assert {value for value in values if isinstance(value, str)} - SPOKEN == set()


def fixed(annotation: Any) -> list[Any]:
    """The values of every Literal within an annotation."""
    inner = get_args(annotation)
    return [one for item in inner for one in ([item] if isinstance(item, str | int) else fixed(item))]


@pytest.mark.parametrize("kind", [Desk, Door, Stands, StateKind, TimeUnit, Weight, Met])
def test_every_value_of_an_enum_is_described(kind: Any) -> None:
    assert {item.value for item in kind} - SPOKEN == set()


def test_field_types_are_those_of_the_schema() -> None:
    assert set(names_by_head("栏的类型")) == {kind.value for kind in FieldType}


def test_sources_are_those_of_the_checker() -> None:
    assert set(names_by_head("来源")) == SOURCES


def test_criterion_kinds_are_those_of_the_schema() -> None:
    assert set(names_by_head("判断方式")) == {kind.value for kind in CriterionKind}


@pytest.mark.parametrize(("head", "known"), [("条件 `when`", CONDITIONS), ("核对 `checks`", CHECKS)])
def test_conditions_and_checks_with_their_parameters(head: str, known: dict[str, Any]) -> None:
    described = names_by_head(head)
    assert set(described) == set(known)
    for name, (_, parameters) in known.items():
        assert parameters - set(code(described[name])) == set(), name


def test_outcome_tables_are_those_that_run() -> None:
    assert set(names_by_head("种类")) == set(outcomes._RUNNERS)


def test_every_fact_is_described() -> None:
    assert facts.paths() - SPOKEN == set()


def test_every_file_has_its_paragraph() -> None:
    for name in ONE_FILE:
        assert f"**`{name}`**" in PAGE
    for folder in (*MANY_FILES, "documents"):
        assert f"**`{folder}/<" in PAGE
