"""The table of acts is the closed set of ``law.acts``: same names, plain functions, each in its own room."""

import ast
import inspect
import keyword
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps

from lianmeng import acts
from lianmeng.law import acts as law
from tests.stories.stage import measure_files

ROOMS = ("applications", "reviews", "decisions", "designations")
EVERY = pytest.mark.parametrize("name", sorted(acts.ACTS), ids=".".join)


def room_of(function: Callable[..., Any]) -> str:
    return function.__module__.removeprefix("lianmeng.").partition(".")[0]


def test_both_tables_name_the_same_acts() -> None:
    assert set(acts.ACTS) == set(law.ACTS)


def test_no_act_is_carried_out_by_the_function_of_another() -> None:
    assert len(set(acts.ACTS.values())) == len(acts.ACTS)


def test_acts_that_begin_or_work_on_a_draft_are_acts() -> None:
    assert set(acts.ACTS) > acts.BEGIN | acts.ON_DRAFT | acts.ON_PARENT
    assert not acts.BEGIN & acts.ON_DRAFT and not acts.ON_PARENT & (acts.BEGIN | acts.ON_DRAFT)


@EVERY
def test_each_function_bears_the_act_s_name_and_says_what_it_does(name: tuple[str, str]) -> None:
    function = acts.ACTS[name]
    assert function.__name__ == name[1]
    assert name[1].isidentifier() and not keyword.iskeyword(name[1]) and not keyword.issoftkeyword(name[1])
    assert (inspect.getdoc(function) or "").strip()


@EVERY
def test_each_function_takes_answers_and_what_was_sent(name: tuple[str, str]) -> None:
    parameters = list(inspect.signature(acts.ACTS[name]).parameters)
    assert parameters[-2:] == ["answers", "sent"]
    assert len(parameters) == (2 if name in acts.BEGIN else 3)


@EVERY
def test_each_function_stands_in_the_room_whose_tables_it_writes(name: tuple[str, str]) -> None:
    function = acts.ACTS[name]
    room = room_of(function)
    assert room in (*ROOMS, "cases")
    own = {model.__name__ for model in apps.get_app_config(room).get_models()}
    assert written(function) <= own


def written(function: Callable[..., Any]) -> set[str]:
    """The models of these rooms on whose ``objects`` the function's module writes."""
    tree = ast.parse(Path(inspect.getfile(function)).read_text(encoding="utf-8"))
    writes = {"create", "get_or_create", "update_or_create", "bulk_create", "update"}
    models = {model.__name__ for room in ROOMS for model in apps.get_app_config(room).get_models()}
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in writes:
            names = {part.id for part in ast.walk(node.func.value) if isinstance(part, ast.Name)}
            found |= names & models
    return found


def test_the_measure_asks_only_for_acts_that_exist() -> None:
    files = [name for name in measure_files() if name.startswith("procedures/")]
    kinds = {name.removeprefix("procedures/").removesuffix(".yaml") for name in files}
    assert kinds <= set(law.kinds())
