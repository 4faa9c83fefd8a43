"""What differs between two states of an alliance: section by section, tables row by row, all in words.

A state is what a revision kept, the alliance as it stands, or the fact sheet of a submission; the last
knows less, and what one side does not know is not compared.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from lianmeng.alliances.sections import SECTIONS, Values, fields_of
from lianmeng.law.dates import words
from lianmeng.law.facts import FactSheet
from lianmeng.law.pack import Pack
from lianmeng.law.schema import FieldType, FormField

ADDED, REMOVED, CHANGED = "added", "removed", "changed"
COUNTED_FROM = "counted_from"  # known to fact sheets alone: the later of what was agreed and signed
OF_FACTS = {"agreement": {COUNTED_FROM: FormField(label="成立起算日", type=FieldType.DATE)}}
SILENT = frozenset({"old_code", "former_name", "former_until"})
Content = dict[str, Values]
Worded = dict[str, Any]


@dataclass(frozen=True)
class Cell:
    """One value that differs."""

    label: str
    sign: str
    before: str
    after: str


@dataclass(frozen=True)
class RowChange:
    """One row that was added, removed or changed."""

    name: str
    sign: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class SectionChange:
    """What differs in one section."""

    section: str
    label: str
    cells: tuple[Cell, ...]
    rows: tuple[RowChange, ...]
    moved: bool

    @property
    def counts(self) -> dict[str, int]:
        """How many values and rows were added, removed, changed."""
        signs = [one.sign for one in self.cells] + [one.sign for one in self.rows]
        return {sign: signs.count(sign) for sign in (ADDED, REMOVED, CHANGED)}

    @property
    def differs(self) -> bool:
        """Whether anything in the section differs."""
        return bool(self.cells or self.rows or self.moved)


def compare(pack: Pack, before: Content, after: Content, files: Mapping[int, str]) -> list[SectionChange]:
    """Every section with what differs; ``files`` names attachments by number."""
    old, new = _in_words(pack, before, files), _in_words(pack, after, files)
    return [
        _section(pack, section, old[section], new[section])
        for section in SECTIONS
        if section in old and section in new
    ]


def content_of(facts: FactSheet) -> Content:
    """What a fact sheet knows, in the form of sections."""
    members = [{"id": f"p{place}", "name": one.name} for place, one in enumerate(facts.members)]
    roles = {one.role: f"p{place}" for place, one in enumerate(facts.members)}
    lines = list(zip(members, facts.members, strict=True))
    return {
        "basics": {
            "name": facts.name,
            "lead": roles.get("lead", ""),
            "foci": list(facts.foci),
            "main_focus": facts.main_focus,
            "focus_note": facts.focus_note,
        },
        "agreement": {
            COUNTED_FROM: _iso(facts.agreement.effective_on),
            "valid_until": _iso(facts.agreement.valid_until),
            "clauses": list(facts.agreement.clauses),
            "signatures": [row | {"seal_kind": one.seal} for row, one in lines],
        },
        "members": {
            "members": [
                row | {"code": one.code, "kind": one.kind, "valid_until": _iso(one.licence_until)}
                for row, one in lines
            ]
        },
        "goals": {
            "goals": facts.goals,
            "lines": [row | {"tasks": list(one.tasks), "task": one.task} for row, one in lines],
        },
        "organs": {
            "organs": [
                {"kind": one.kind, "name": one.name, "head": one.head, "full_time": str(one.full_time or "")}
                for one in facts.organs
            ]
        },
        "funds": {"daily": _plain(facts.funds.daily), "joint": _plain(facts.funds.joint)},
        "earlier": {"earlier": [{"title": title} for title in facts.earlier_recognition]},
    }


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _plain(amount: Decimal) -> str:
    return f"{amount.normalize():f}" if amount else ""


def _in_words(pack: Pack, content: Content, files: Mapping[int, str]) -> dict[str, Worded]:
    """The sections with every value as people read it, rows with a name and a key of their own."""
    members = content.get("members", {}).get("members", [])
    names = {row["id"]: row["name"] for row in members}
    codes = {row["id"]: row.get("code", "") for row in members}
    lists = {**pack.terms.lists, "members": names}
    found: dict[str, Worded] = {}
    for section in SECTIONS:
        if section not in content:
            continue
        values = content[section]
        worded: Worded = {}
        for name, field in _fields(pack, section).items():
            if name not in values:
                continue
            if field.type is FieldType.TABLE:
                worded[name] = [_row(section, field, row, lists, files, codes) for row in values[name]]
            else:
                worded[name] = say(field, values[name], lists, files)
        found[section] = worded
    return found


def _fields(pack: Pack, section: str) -> dict[str, FormField]:
    return {**OF_FACTS.get(section, {}), **fields_of(pack, section)}


def _row(
    section: str,
    field: FormField,
    row: Mapping[str, Any],
    lists: Mapping[str, Mapping[str, str]],
    files: Mapping[int, str],
    codes: Mapping[str, str],
) -> Worded:
    cells = {
        name: say(column, row[name], lists, files)
        for name, column in field.columns.items()
        if name in row and name not in SILENT
    }
    name = row.get("name") or row.get("title") or ""
    if section == "organs":
        kind = cells.get("kind", "")
        name = kind if name in ("", kind) else f"{kind}：{name}"
    code = codes.get(str(row.get("id", "")), "") if section not in ("organs", "earlier") else ""
    lasting = "" if section in ("organs", "earlier") else str(row.get("id", ""))
    return {"cells": cells, "name": name, "key": code or name, "id": lasting}


def say(
    field: FormField, value: Any, lists: Mapping[str, Mapping[str, str]], files: Mapping[int, str]
) -> str:
    """A value as people read it; "" for nothing."""
    if value in (None, "", []):
        return ""
    if field.type is FieldType.FILE:
        return "、".join(files.get(int(number), "附件") for number in value)
    known = lists.get(field.options or field.source or "", {})
    if field.type is FieldType.CHOICES:
        return "、".join(known.get(one, one) for one in value)
    if field.type is FieldType.DATE:
        return words(date.fromisoformat(value))
    return known.get(value, str(value)) if known else str(value)


def _section(pack: Pack, section: str, old: Worded, new: Worded) -> SectionChange:
    cells: list[Cell] = []
    rows: list[RowChange] = []
    moved = False
    for name, field in _fields(pack, section).items():
        if name not in old or name not in new:
            continue
        if field.type is FieldType.TABLE:
            rows = _rows(field, old[name], new[name])
            moved = section == "members" and _moved(old[name], new[name])
        elif old[name] != new[name]:
            cells.append(_cell(field.label, old[name], new[name]))
    label = pack.terms.lists["alliance_section"].get(section, section)
    return SectionChange(section, label, tuple(cells), tuple(rows), moved)


def _cell(label: str, before: str, after: str) -> Cell:
    sign = ADDED if not before else REMOVED if not after else CHANGED
    return Cell(label, sign, before, after)


def _rows(field: FormField, old: Sequence[Worded], new: Sequence[Worded]) -> list[RowChange]:
    """Rows by code, those without a common code by name; first what is there now, then what is gone."""
    pairs, gone = _paired(old, new)
    found = []
    for before, after in pairs:
        if before is None:
            if cells := _cells(field, {}, after["cells"]):
                found.append(RowChange(after["name"], ADDED, cells))
            continue
        shared = before["cells"].keys() & after["cells"].keys()
        cells = _cells(field, {k: before["cells"][k] for k in shared}, {k: after["cells"][k] for k in shared})
        if cells:
            found.append(RowChange(after["name"], CHANGED, cells))
    left = [(row["name"], _cells(field, row["cells"], {})) for row in gone]
    return found + [RowChange(name, REMOVED, cells) for name, cells in left if cells]


def _paired(
    old: Sequence[Worded], new: Sequence[Worded]
) -> tuple[list[tuple[Worded | None, Worded]], list[Worded]]:
    left = list(old)
    found: dict[int, Worded] = {}
    for mark in ("id", "key", "name"):
        for place, after in enumerate(new):
            if place in found:
                continue
            match = next((one for one in left if one[mark] and one[mark] == after[mark]), None)
            if match is not None:
                found[place] = match
                left.remove(match)
    return [(found.get(place), after) for place, after in enumerate(new)], left


def _cells(field: FormField, before: Mapping[str, str], after: Mapping[str, str]) -> tuple[Cell, ...]:
    return tuple(
        _cell(column.label, before.get(name, ""), after.get(name, ""))
        for name, column in field.columns.items()
        if before.get(name, "") != after.get(name, "")
    )


def _moved(old: Iterable[Worded], new: Iterable[Worded]) -> bool:
    """Whether those who stand in both stand in another order."""
    mark = "id" if {row["id"] for row in old} & {row["id"] for row in new} else "key"
    before, after = [row[mark] for row in old], [row[mark] for row in new]
    common = set(before) & set(after)
    return [one for one in before if one in common] != [one for one in after if one in common]
