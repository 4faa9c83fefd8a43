"""Two versions of one section: what was typed here, and what somebody else has saved meanwhile.

The page shows every difference with both sides and lets each be chosen; a row that only the other side has
is kept unless it is let go. ``take:<key>`` carries the choice.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from lianmeng.alliances import compare, sections
from lianmeng.alliances.models import Alliance
from lianmeng.alliances.sections import TABLES, Row, Values
from lianmeng.law.pack import Pack
from lianmeng.law.schema import FieldType, FormField

TAKE = "take:"
MINE, THEIRS = "mine", "theirs"
MARKS = ("code", "name", "title")


@dataclass(frozen=True)
class Difference:
    """One place where the two versions differ; ``preset`` is the side chosen unless another is."""

    key: str
    label: str
    mine: str
    theirs: str
    preset: str = MINE


def differences(
    pack: Pack, section: str, alliance: Alliance, typed: Values, now: Values, files: Mapping[int, str]
) -> list[Difference]:
    """Every field, cell and row in which the two differ."""
    options = sections.options_of(pack, section, alliance)
    found: list[Difference] = []
    for name, field in sections.fields_of(pack, section).items():
        if field.type is FieldType.TABLE:
            found += _row_differences(name, field, typed[name], now[name], options, files)
        elif _plain(typed.get(name)) != _plain(now.get(name)):
            found.append(
                Difference(
                    name, field.label, *(_say(field, one.get(name), options, files) for one in (typed, now))
                )
            )
    return found


def _row_differences(
    table: str,
    field: FormField,
    typed: list[Row],
    now: list[Row],
    options: Mapping[str, Mapping[str, str]],
    files: Mapping[int, str],
) -> list[Difference]:
    pairs = paired(typed, now)
    found: list[Difference] = []
    for number, (mine, theirs) in enumerate(pairs):
        if mine is None and theirs is not None:
            title = _title(theirs, field, options) or f"第{number + 1}行"
            found.append(Difference(f"{table}:{theirs['id']}", title, "没有这一行", "有这一行", THEIRS))
        elif mine is not None and theirs is None:
            title = _title(mine, field, options)
            if title:
                found.append(Difference(f"{table}:+{number}", title, "有这一行", "没有这一行"))
        elif mine is not None and theirs is not None:
            for name, column in field.columns.items():
                if _plain(mine.get(name)) != _plain(theirs.get(name)):
                    words = [_say(column, one.get(name), options, files) for one in (mine, theirs)]
                    label = f"{_title(theirs, field, options)} · {column.label}"
                    found.append(Difference(f"{table}:{theirs['id']}:{name}", label, *words))
    return found


def paired(typed: list[Row], now: list[Row]) -> list[tuple[Row | None, Row | None]]:
    """Rows of both sides by their number, else by what marks them; then the rows that only ``now`` has."""
    left = list(now)
    found: list[tuple[Row | None, Row | None]] = []
    for row in typed:
        match = next((one for one in left if row.get("id") and row["id"] == one["id"]), None)
        match = match or next((one for one in left if _same(row, one)), None)
        if match is not None:
            left.remove(match)
        found.append((row, match))
    return found + [(None, one) for one in left]


def _same(row: Row, other: Row) -> bool:
    marks = [(row.get(name), other.get(name)) for name in MARKS if name in other]
    return any(mine and mine == theirs for mine, theirs in marks)


def apply(section: str, typed: Values, now: Values, posted: QueryDict) -> Values:
    """The typed values with those of the other side that were chosen."""
    chosen = {key.removeprefix(TAKE) for key in posted if key.startswith(TAKE) and posted.get(key) == THEIRS}
    table = TABLES.get(section, "")
    values = {name: now.get(name) if name in chosen else value for name, value in typed.items()}
    if table:
        values[table] = _apply_rows(table, typed[table], now[table], chosen)
    return values


def _apply_rows(table: str, typed: list[Row], now: list[Row], chosen: set[str]) -> list[Row]:
    rows: list[Row] = []
    for number, (mine, theirs) in enumerate(paired(typed, now)):
        if mine is None and theirs is not None:
            if f"{table}:{theirs['id']}" in chosen:
                rows.append(theirs)
        elif mine is not None and theirs is None:
            if f"{table}:+{number}" not in chosen:
                rows.append(mine)
        elif mine is not None and theirs is not None:
            taken = {name: theirs[name] for name in theirs if f"{table}:{theirs['id']}:{name}" in chosen}
            rows.append(mine | taken | {"id": theirs["id"]})
    return rows


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return sections.readable(value)
    return value or ""


def _title(row: Row, field: FormField, options: Mapping[str, Mapping[str, str]]) -> str:
    kind = field.columns.get("kind")
    words = [str(row.get(name) or "") for name in ("name", "title", "code")]
    if kind is not None:
        words.append(compare.say(kind, row.get("kind"), options, {}))
    return next((one for one in words if one), "")


def _say(
    field: FormField, value: Any, options: Mapping[str, Mapping[str, str]], files: Mapping[int, str]
) -> str:
    try:
        return compare.say(field, value, options, files) or "（空）"
    except ValueError:
        return str(value)
