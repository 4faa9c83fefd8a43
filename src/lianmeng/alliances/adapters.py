"""The members as a workbook: the template with the present lines, and what an uploaded one says.

The columns are those of the sections that tell of members, and are read by the same forms. Every fault is told
by its cell; what needs other rows of the database is judged when the sections are saved. Nothing here writes.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from lianmeng.alliances import sections
from lianmeng.alliances.models import Member
from lianmeng.files import workbooks
from lianmeng.files.workbooks import WorkbookRefused, tables
from lianmeng.files.workbooks.tables import address
from lianmeng.law import forms
from lianmeng.law.dates import words
from lianmeng.law.pack import Pack
from lianmeng.law.schema import FieldType, FormField
from lianmeng.parties.enums import CodeStatus

# the columns in order: the section that holds each, and its name there
COLUMNS = (
    *(("members", name) for name in ("name", "code", "old_code", "licence_type", "legal_person", "kind")),
    *(("agreement", name) for name in ("founding", "signed_on", "seal_kind")),
    *(("goals", name) for name in ("tasks", "task", "input")),
    *(("members", name) for name in ("valid_until", "contact", "contact_phone")),
)
SHEET, NOTES = "成员名单", "填写说明"
NOTES_HEAD = ("列", "须填", "填什么", "可选的内容", "依据")
ROW_LIMIT = 500  # lines of one upload
SPARE = 60  # empty rows of the template that already bear lists
SAFE_FIGURES = 10**15  # a spreadsheet keeps fifteen figures of a number; beyond they are lost
TOGETHER = re.compile(r"[；;\n]+")
DAY = re.compile(r"\A(\d{4})(?:[-/.](\d{1,2})[-/.](\d{1,2})|年(\d{1,2})月(\d{1,2})日?|(\d{2})(\d{2}))\Z")
FOR_EVER = {"长期", "长期有效", "永久", "无固定期限"}
WIDTHS = {"name": 30, "code": 22, "task": 30, "input": 24, "tasks": 26, "licence_type": 16, "valid_until": 15}


@dataclass(frozen=True)
class Shown:
    """One cell of the upload as people see it: its address, its words, what is wrong with it."""

    address: str
    words: str
    fault: str = ""


@dataclass(frozen=True)
class Fault:
    """What is wrong, and in which cell."""

    address: str
    text: str


@dataclass(frozen=True)
class Line:
    """One line that was read: its row in the sheet and plain values by field."""

    row: int
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Roll:
    """An upload: heads, rows as they were uploaded, the lines read from them, and every fault."""

    heads: tuple[str, ...]
    rows: tuple[tuple[int, tuple[Shown, ...]], ...]
    lines: tuple[Line, ...]
    faults: tuple[Fault, ...]
    places: Mapping[str, int]

    def address(self, row: int, field: str) -> str:
        """The cell of a field in a row; the row's first cell for what is in no column."""
        return address(row, self.places.get(field, 0))

    def with_faults(self, more: Iterable[tuple[int, str, str]]) -> "Roll":
        """The roll with further faults, each (row, field, words), marked in their cells."""
        added = [Fault(self.address(row, field), text) for row, field, text in more]
        return _marked(self, [*self.faults, *added])


def columns(pack: Pack) -> Mapping[str, FormField]:
    """The columns in order, by the names of their fields."""
    return {
        name: sections.fields_of(pack, section)[sections.TABLES[section]].columns[name]
        for section, name in COLUMNS
    }


def template(pack: Pack, members: Iterable[Member]) -> bytes:
    """The workbook with the members' present lines; read back, it changes nothing."""
    fields = columns(pack)
    rows = [
        [_written(pack, field, value_of(member, name)) for name, field in fields.items()]
        for member in members
    ]
    return workbooks.write(
        SHEET,
        [_column(pack, name, field) for name, field in fields.items()],
        rows,
        spare=SPARE,
        notes_sheet=NOTES,
        notes_head=NOTES_HEAD,
        notes=[_note(pack, field) for field in fields.values()],
    )


def value_of(member: Member, name: str) -> Any:
    """A cell of a member's line as the forms have it: ids of lists, days as ISO text, "" for nothing."""
    organisation = member.organisation
    if name == "old_code":
        return "yes" if organisation.code_status == CodeStatus.OLD else ""
    held = organisation if name in ("name", "code", "licence_type", "valid_until") else member
    value = getattr(held, name)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, list | tuple) else value or ""


def said(pack: Pack, name: str, value: Any) -> str:
    """A value of a line in words, as the pages show it."""
    field = columns(pack)[name]
    return day_words(str(value)) if field.type is FieldType.DATE else _written(pack, field, value)


def read_roll(pack: Pack, content: bytes, name: str) -> Roll:
    """The members that an upload names, and every fault of every cell. Raises ``WorkbookRefused``."""
    sheet = workbooks.read(content, name, SHEET)
    fields = columns(pack)
    top, places = tables.heads(sheet.rows, {name: field.label for name, field in fields.items()})
    rows = [
        (number, row)
        for number, row in enumerate(sheet.rows[top:], top + 1)
        if any(tables.words(value) for value in row)
    ]
    if len(rows) > ROW_LIMIT:
        raise WorkbookRefused(f"名单有{len(rows)}行，一次最多{ROW_LIMIT}行。", "请分几次导入。")
    if not rows:
        raise WorkbookRefused("名单里没有填写任何单位。", "请从表头下一行起填写后上传。")
    lines, faults = [], []
    for number, row in rows:
        values, wrong = _line(pack, fields, places, row, number, sheet.formulas)
        lines.append(Line(number, values))
        faults += [Fault(address(number, places[field]), text) for field, text in wrong.items()]
    faults += _twice(lines, places)
    shown = tuple(
        (
            number,
            tuple(
                Shown(address(number, place), tables.words(row[place]) if place < len(row) else "")
                for place in places.values()
            ),
        )
        for number, row in rows
    )
    heads = tuple(field.label for field in fields.values())
    return _marked(Roll(heads, shown, tuple(lines), (), places), faults)


# ---- the template ----------------------------------------------------------------------------------------------


def _column(pack: Pack, name: str, field: FormField) -> workbooks.Column:
    choices = tuple(pack.terms.lists.get(field.options or "", {}).values())
    return workbooks.Column(
        label=field.label,
        width=WIDTHS.get(name, 13),
        prompt=field.hint,
        choices=choices,
        several=field.type is FieldType.CHOICES,
        wraps=field.type in (FieldType.TEXT, FieldType.CHOICES),
    )


def _note(pack: Pack, field: FormField) -> workbooks.Note:
    chosen = "；".join(pack.terms.lists.get(field.options or "", {}).values())
    cited = "、".join(dict.fromkeys(pack.label(unit) for unit in field.cites))
    return workbooks.Note((field.label, "必填" if field.required else "选填", field.hint, chosen, cited))


def _written(pack: Pack, field: FormField, value: Any) -> str:
    if value in ("", None, []):
        return ""
    if field.type is FieldType.DATE:
        return str(value)
    if field.type in (FieldType.CHOICE, FieldType.CHOICES):
        known = pack.terms.lists.get(field.options or "", {})
        values = value if isinstance(value, list) else [value]
        return "；".join(known.get(str(one), str(one)) for one in values)
    return str(value)


# ---- an upload -------------------------------------------------------------------------------------------------


def _line(
    pack: Pack,
    fields: Mapping[str, FormField],
    places: Mapping[str, int],
    row: Sequence[Any],
    number: int,
    formulas: frozenset[str],
) -> tuple[dict[str, Any], dict[str, str]]:
    values: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for name, field in fields.items():
        cell = row[places[name]] if places[name] < len(row) else ""
        if address(number, places[name]) in formulas:
            wrong[name] = "单元格是公式，只接收值；请复制后选择性粘贴为“数值”"
            continue
        try:
            values[name] = _read(pack, name, field, cell)
        except forms.FieldRefused as refused:
            wrong[name] = str(refused)
    return values, wrong


def _read(pack: Pack, name: str, field: FormField, cell: Any) -> Any:
    """The plain value of a cell; "" for an empty one. Raises ``FieldRefused``."""
    typed = _typed(pack, name, field, cell)
    value = forms.read_value(field, typed, pack.terms.lists)
    if value in (None, "", []):
        if field.required:
            raise forms.FieldRefused(f"没有填写{field.label}")
        return [] if field.type is FieldType.CHOICES else ""
    return value


def _typed(pack: Pack, name: str, field: FormField, cell: Any) -> Any:
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        if abs(cell) >= SAFE_FIGURES:
            raise forms.FieldRefused("单元格是数字格式，15位以后的数字已丢失；请设为文本格式后重新填写")
        if field.type is FieldType.DATE and not _looks_like_day(cell):
            raise forms.FieldRefused("请填日期，如2016-01-21")
    text = tables.words(cell)
    if field.type is FieldType.DATE:
        return _day(text)
    if field.type is FieldType.CHOICE:
        return _chosen(pack, field, text)
    if field.type is FieldType.CHOICES:
        parts = (one.strip() for one in TOGETHER.split(unicodedata.normalize("NFKC", text)))
        return list(dict.fromkeys(_chosen(pack, field, one) for one in parts if one))
    return unicodedata.normalize("NFKC", text) if name == "code" else text


def _chosen(pack: Pack, field: FormField, text: str) -> str:
    """The id of what is chosen by its words. Raises ``FieldRefused`` with what may be chosen."""
    if not text:
        return ""
    known = pack.terms.lists.get(field.options or "", {})
    by_words = {tables.bare(label): value for value, label in known.items()}
    found = by_words.get(tables.bare(text))
    if found is None:
        raise forms.FieldRefused(f"“{text[:20]}”不在选项之中，可填：{'；'.join(known.values())}")
    return found


def _looks_like_day(number: float) -> bool:
    return isinstance(number, int) and bool(DAY.match(str(number)))


def _day(text: str) -> str:
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    if not plain or plain in FOR_EVER:
        return ""
    found = DAY.match(plain)
    if found is None:
        raise forms.FieldRefused(f"“{text[:20]}”不是日期，请按2016-01-21或2016年1月21日填写")
    year, month, day = (int(one) for one in found.groups() if one is not None)
    return f"{year:04}-{month:02}-{day:02}"


def _twice(lines: Sequence[Line], places: Mapping[str, int]) -> list[Fault]:
    """The same organisation named twice: every row after the first is told."""
    faults = []
    for field, called in (("code", "代码"), ("name", "单位")):
        first: dict[str, int] = {}
        for line in lines:
            value = re.sub(r"[\s-]", "", str(line.values.get(field, ""))).upper()
            if value and value in first:
                text = f"同一{called}已填在第{first[value]}行，一个单位只填一行"
                faults.append(Fault(address(line.row, places[field]), text))
            elif value:
                first[value] = line.row
    return faults


def _marked(roll: Roll, faults: Iterable[Fault]) -> Roll:
    """The roll with these faults, in the order of the sheet, and its cells marked."""
    order = {cell.address: place for place, cell in enumerate(c for _, row in roll.rows for c in row)}
    found = sorted(dict.fromkeys(faults), key=lambda fault: order.get(fault.address, 0))
    said: dict[str, str] = {}
    for fault in found:
        said[fault.address] = f"{said[fault.address]}；{fault.text}" if fault.address in said else fault.text
    rows = tuple(
        (number, tuple(Shown(cell.address, cell.words, said.get(cell.address, "")) for cell in row))
        for number, row in roll.rows
    )
    return Roll(roll.heads, rows, roll.lines, tuple(found), roll.places)


def day_words(text: str) -> str:
    """An ISO day as officials write it; "" for nothing."""
    return words(date.fromisoformat(text)) if text else ""
