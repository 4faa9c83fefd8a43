"""What README promises is there: commands, options, variables, stops, words on pages, and the walk."""

import argparse
import re
from functools import cache

import pytest
from django.core.management import get_commands, load_command_class

from lianmeng.law import yamlfile
from lianmeng.law.pack import files_of, load
from lianmeng.web.demonstration import story
from tests.docs.pages import ROOT, code, section, tables, text

README = text("README.md")
TOLD = story.read(ROOT / "demonstration" / "benxi-2016.yaml")
WALK = "从申报到名录公布"
COMMAND = re.compile(
    r"lianmeng ((?:serve|invite|demonstration|calendar|doctor|policy|ledger|panel|backup|restore)[^`\n|]*)"
)
WORDS = (
    "试点名录",
    "公示公告",
    "办法原文与执行对照",
    "登录办理",
    "以此身份进入",
    "我的联盟",
    "工作台",
    "我的论证",
    "改日期",
    "可一并办理",
    "接受邀请",
    "单位和人员",
    "生成邀请地址",
    "注册单位账户",
    "提交注册",
    "单位注册",
    "单位核验",
    "核验通过",
    "本单位人员",
    "联系人变更",
    "登记找回账户的来函",
)


@cache
def parser(name: str) -> argparse.ArgumentParser:
    command = load_command_class(get_commands()[name], name)
    return command.create_parser("lianmeng", name)


def understood(name: str) -> tuple[set[str], set[str]]:
    """The parts and the options that a command takes."""
    parts: set[str] = set()
    options: set[str] = set()
    for action in parser(name)._actions:
        options |= set(action.option_strings)
        if isinstance(action, argparse._SubParsersAction):
            parts |= set(action.choices)
            for inner in action.choices.values():
                options |= {text for one in inner._actions for text in one.option_strings}
        elif not action.option_strings and action.choices:
            parts |= set(map(str, action.choices))
    return parts, options


@pytest.mark.parametrize("page", ["README.md", "docs/policy-pack.md", "SECURITY.md", "CONTRIBUTING.md"])
def test_commands_and_their_options_exist(page: str) -> None:
    for said in COMMAND.findall(text(page)):
        name, *rest = re.sub(r"[\[\]]", " ", said).split()
        parts, options = understood(name)
        assert {word for word in rest if word.startswith("--")} <= options, said
        assert not parts or rest[0] in parts, said


def test_the_table_of_commands_is_complete() -> None:
    rows = [COMMAND.findall(row[0])[0].split() for row in tables(section(README, "命令"))[0]]
    told = {(words[0], words[1] if understood(words[0])[0] else "") for words in rows}
    ours = [name for name, app in get_commands().items() if app.startswith("lianmeng.")]
    assert told == {(name, part) for name in ours for part in understood(name)[0] or {""}}


def test_make_targets_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):.*##", text("Makefile"), re.MULTILINE))
    for page in ("README.md", "CONTRIBUTING.md", "docs/testing.md", "docs/structure.md"):
        assert set(re.findall(r"(?<![\w-])make ([a-z][a-z-]*)[`\s]", text(page))) - {"and"} <= targets, page


def test_variables_are_those_that_the_settings_read() -> None:
    told = {name for row in tables(section(README, "正式使用"))[0] for name in code(row[0])}
    settings = text("src/lianmeng/settings.py").split('"""')[1]
    read = set(re.findall(r"^(LIANMENG_[A-Z]+|DATABASE_URL) ", settings, re.MULTILINE))
    assert told == read - {"LIANMENG_DEBUG"}


def test_stops_are_those_of_the_story() -> None:
    assert tuple(code(row[0])[0] for row in tables(section(README, WALK))[1]) == TOLD.stops()
    assert set(re.findall(r"--until ([a-z]+)", README)) <= set(TOLD.stops())


def test_the_walk_is_the_story() -> None:
    pack = load(files_of(ROOT / "policies" / "liaoning-2016"))
    names = {key: row["name"].removesuffix("（演示）") for key, row in people().items()}
    expected: dict[tuple[str, str], list[str]] = {}
    day = ""
    for step in TOLD.after("called"):
        if isinstance(step, story.Day):
            day = step.on.isoformat()
        elif isinstance(step, story.Signature):
            batch = "（并）" if pack.act(step.kind, step.act).batch else ""
            row = expected.setdefault((day, pack.act_label(step.kind, step.act) + batch), [])
            row += [names[step.by]] if names[step.by] not in row else []
    told = {}
    for date, act, who, _ in tables(section(README, WALK))[0]:
        told[date, act] = re.split(r" → |；|、", who)
    assert list(told) == list(expected)
    for key, signers in expected.items():
        assert sorted(told[key]) == sorted(signers), key


def people() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = yamlfile.read("world", text("demonstration/world.yaml")).data["people"]
    return found


def test_words_of_pages_stand_on_pages() -> None:
    pages = [path.read_text(encoding="utf-8") for path in (ROOT / "src/lianmeng/web").rglob("*.html")]
    pages.append(text("src/lianmeng/web/ui/navigation.py"))
    pages.append(text("src/lianmeng/web/accounts/forms.py"))
    for words in WORDS:
        assert words in README, words
        assert any(words in page for page in pages), words
