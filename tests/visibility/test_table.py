"""Every address, for every role, answers as ``table.md`` says: a page opened or shut to somebody is seen in review.

A quick look at a few roles in one situation runs always; everybody in the two fullest situations in continuous
integration; in all four in the deep run and when the table is written.
After an intended change ``LIANMENG_WRITE_TABLE=1 pytest -m slow tests/visibility`` writes the table anew.
"""

import os
from difflib import unified_diff
from pathlib import Path
from typing import Any

import pytest

from tests.deep import is_deep
from tests.visibility import seeing

pytestmark = pytest.mark.django_db
TABLE = Path(__file__).with_name("table.md")
WRITING = os.environ.get("LIANMENG_WRITE_TABLE") == "1"
LOOKED_AT = [*seeing.SITUATIONS] if is_deep() or WRITING else ["论证后", "公示中"]
FEW = (seeing.PUBLIC, "申报经办", "别家申报经办", "组外专家")


def section(situation: str) -> list[str]:
    """The written lines of one situation."""
    _, _, rest = TABLE.read_text(encoding="utf-8").partition(f"\n## {situation}\n")
    return [line for line in rest.partition("\n## ")[0].splitlines() if line.startswith("| `")]


def cells(lines: list[str]) -> dict[tuple[str, str], str]:
    """What each role gets at each address, from written lines."""
    found = {}
    for line in lines:
        pattern, told = line.strip("| ").split("` | ")
        for group in told.split("；"):
            code, names = group.split("：")
            for name in names.split("、"):
                found[pattern.strip("`"), code if code in ("其余", "全部") else name] = (
                    names if code in ("其余", "全部") else code
                )
    return found


def written(told: dict[tuple[str, str], str], pattern: str, role: str) -> str:
    """The written answer to one role."""
    return told.get((pattern, role)) or told.get((pattern, "其余")) or told[pattern, "全部"]


def test_strangers_get_what_the_table_says(stage: Any) -> None:
    told, name = cells(section("公示中")), "公示中"
    _, begin, acts = seeing.SITUATIONS[name]
    play = begin(stage)
    people = {role: client for role, client in seeing.browsers(play).items() if role in FEW}
    wrong = [
        f"{role} {pattern}: {now}, written {then}"
        for pattern, address in seeing.addresses(play, acts).items()
        if pattern != "logout"
        for role, client in people.items()
        if (now := seeing.answer(client, address)) != (then := written(told, pattern, role))
    ]
    assert wrong == []


@pytest.mark.slow
@pytest.mark.parametrize("situation", LOOKED_AT)
def test_everybody_gets_what_the_table_says(stage: Any, situation: str) -> None:
    now = seeing.lines(stage, situation)
    if WRITING:
        write(situation, now)
    assert list(unified_diff(section(situation), now, "written", "now", lineterm="", n=0)) == []


def write(situation: str, now: list[str]) -> None:
    """Put the lines of one situation in the place of those written."""
    text = TABLE.read_text(encoding="utf-8") if TABLE.exists() else HEAD
    before, found, rest = text.partition(f"\n## {situation}\n")
    _, more, after = rest.partition("\n## ") if found else ("", "", "")
    said = f"\n## {situation}\n\n{seeing.SITUATIONS[situation][0]}。\n\n| 地址 | 谁得到什么 |\n|---|---|\n"
    TABLE.write_text(
        before + said + "\n".join(now) + "\n" + (more + after if found else ""), encoding="utf-8"
    )


HEAD = """# 谁看得到什么

每个地址、每种身份、四种情形，由测试逐一打开核对；改变可见范围的改动，在这里看得到差别。参数取第一家联盟（冰葡萄酒）自己的事项和文件。

看：打得开。无：如同不存在（404）。禁：身份不符（403）。登录：转到登录。转：转到别的页面。只收提交：该地址只收表单，另有测试。现不能办：打得开，写明为什么不能办。
"""
