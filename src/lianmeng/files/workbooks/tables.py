"""A table in a sheet: where its heads stand, what its cells say, how a cell is named."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from lianmeng.files.workbooks.safety import WorkbookRefused

HEAD_WITHIN = 10  # the heads stand in one of so many first rows


def heads(rows: Sequence[Sequence[Any]], labels: Mapping[str, str]) -> tuple[int, dict[str, int]]:
    """How many rows stand up to the heads, and the place of every column by its name; ``labels``: their heads.

    Raises ``WorkbookRefused`` when there are none, one is strange, missing, or stands twice.
    """
    known = {bare(label): name for name, label in labels.items()}
    for number, row in enumerate(rows[:HEAD_WITHIN], 1):
        found = [bare(words(value)) for value in row]
        if sum(one in known for one in found) >= min(3, len(known)):
            return number, _placed(found, number, known, labels)
    raise WorkbookRefused("没有找到表头一行。", "请下载本页的模板，不要删改第一行的列名。")


def _placed(
    found: Sequence[str], row: int, known: Mapping[str, str], labels: Mapping[str, str]
) -> dict[str, int]:
    strange = [f"{address(row, place)}“{one}”" for place, one in enumerate(found) if one and one not in known]
    twice = sorted({one for one in found if one and found.count(one) > 1})
    missing = [label for label in labels.values() if bare(label) not in found]
    said = [
        f"不认识的列：{'、'.join(strange)}" if strange else "",
        f"重复的列：{'、'.join(twice)}" if twice else "",
        f"缺少的列：{'、'.join(missing)}" if missing else "",
    ]
    if any(said):
        text = "；".join(one for one in said if one)
        raise WorkbookRefused(f"{text}。", "列的次序可以改动，列名不能增减；请用本页下载的模板。")
    return {name: found.index(bare(label)) for name, label in labels.items()}


def bare(text: str) -> str:
    """A head without spaces, marks of what must be filled, and other widths of its signs."""
    plain = unicodedata.normalize("NFKC", text)
    return re.sub(r"\s+|[*＊]|[（(](必填|选填)[）)]", "", plain)


def words(value: Any) -> str:
    """What a cell says, as text."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return value.isoformat()
    return str(value).strip()


def address(row: int, place: int) -> str:
    """The address of a cell: row from 1, place of the column from 0."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row}"
