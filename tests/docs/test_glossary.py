"""The glossary: complete, nothing twice, and the Chinese of the law as the pack has it."""

import enum
from collections import Counter
from types import ModuleType

import pytest
from django.apps import apps

from lianmeng.law import schema, verdicts
from lianmeng.law.acts import ACTS
from lianmeng.law.pack import Pack, files_of, load
from lianmeng.parties import enums
from tests.architecture.tower import LEVELS
from tests.docs.pages import ROOT, code, section, tables, text

PAGE = text("docs/glossary.md")


def entries(heading: str = "") -> dict[str, str]:
    """Chinese by English, of one section or of the whole page."""
    part = section(PAGE, heading) if heading else PAGE
    return {code(row[0])[0]: row[1] for table in tables(part) for row in table}


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load(files_of(ROOT / "policies" / "liaoning-2016"))


def test_every_term_has_one_row_and_one_chinese_term() -> None:
    for heading in ("房间", "数据表", "法度和把关用的名词", "固定的集合", "动作", "身份", "状态", "期限"):
        rows = [row for table in tables(section(PAGE, heading)) for row in table]
        assert [term for term, times in Counter(row[0] for row in rows).items() if times > 1] == []
        assert [row[0] for row in rows if not row[1] or not code(row[0])] == []


def test_every_room_is_named() -> None:
    assert set(entries("房间")) == {*LEVELS, "acts"}


def test_every_model_is_named() -> None:
    models = [model for model in apps.get_models() if model.__module__.startswith("lianmeng.")]
    assert set(entries("数据表")) == {f"{model._meta.app_label}.{model.__name__}" for model in models}


def test_no_two_models_share_a_chinese_term() -> None:
    assert [term for term, times in Counter(entries("数据表").values()).items() if times > 1] == []


def test_every_enum_of_the_schema_is_named() -> None:
    modules = (schema, verdicts, enums)
    found = {name for module in modules for name, item in vars(module).items() if is_enum(item, module)}
    assert found <= entries("固定的集合").keys()


def is_enum(item: object, module: ModuleType) -> bool:
    """True for an enum made in this module or in a part of it."""
    return isinstance(item, enum.EnumMeta) and item.__module__.startswith(module.__name__)


def test_every_act_is_named_as_in_the_pack(pack: Pack) -> None:
    assert entries("动作") == {f"{kind}.{act}": pack.act_label(kind, act) for kind, act in ACTS}


def test_every_capacity_is_named_as_in_the_pack(pack: Pack) -> None:
    assert entries("身份") == {name: pack.terms.capacities[name] for name in pack.capacities}


def test_every_state_is_named_as_in_the_pack(pack: Pack) -> None:
    assert entries("状态") == {
        f"{kind}.{state}": pack.state_label(kind, state)
        for kind, procedure in pack.procedures.items()
        for state in procedure.states
    }
    shown = {code(row[0])[0]: row[2] for table in tables(section(PAGE, "状态")) for row in table}
    for term, words in shown.items():
        assert words == pack.state_label(*term.split("."), party=True)


def test_every_deadline_is_named_as_in_the_pack(pack: Pack) -> None:
    assert entries("期限") == {name: pack.terms.deadlines[name] for name in pack.deadlines}
