"""The score sheets of one expert as a workbook: an empty one out, a filled one into the form that signs them.

Nothing here writes: what a workbook says stands in the form as if it had been typed, and is signed there.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from lianmeng.cases.models import Case
from lianmeng.files import workbooks
from lianmeng.files.workbooks import SIZE_LIMIT, WorkbookRefused, tables
from lianmeng.law import forms
from lianmeng.law.pack import Pack
from lianmeng.law.schema import FieldType, FormField
from lianmeng.web.casework.rows import Trouble

SHEET, NOTES, NOTES_HEAD = "评议表", "填写说明", ("列", "须填", "填什么", "可选的内容")
NUMBER, TITLE = "number", "title"
LABELS = {NUMBER: "申报编号", TITLE: "联盟"}
WIDTHS = {NUMBER: 15, TITLE: 36}
WIDE, NARROW = 40, 13
ROW_LIMIT = 500  # filled lines of one upload
FILE = "filled"  # the name of the upload, and of what is wrong with it


@dataclass
class Filled:
    """What a workbook says: answers by case and field, and every fault under the name of its control."""

    rows: dict[int, dict[str, Any]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def trouble(self) -> Trouble:
        """The faults as the page tells them."""
        return Trouble(errors=self.errors)


def template(pack: Pack, fields: Mapping[str, FormField], cases: Iterable[Case]) -> bytes:
    """The workbook with one line for each alliance whose sheet is still to be entered."""
    columns = [workbooks.Column(LABELS[name], WIDTHS[name]) for name in LABELS]
    columns += [_column(pack, item) for item in fields.values()]
    return workbooks.write(
        SHEET,
        columns,
        [[case.number or "", case.title, *[""] * len(fields)] for case in cases],
        spare=0,
        notes_sheet=NOTES,
        notes_head=NOTES_HEAD,
        notes=[_note(pack, item) for item in fields.values()],
    )


def _column(pack: Pack, item: FormField) -> workbooks.Column:
    text = item.type is FieldType.TEXT
    return workbooks.Column(item.label, WIDE if text else NARROW, item.hint, _choices(pack, item), wraps=text)


def _note(pack: Pack, item: FormField) -> workbooks.Note:
    must = "必填" if item.required else "选填"
    return workbooks.Note((item.label, must, item.hint, "；".join(_choices(pack, item))))


def _choices(pack: Pack, item: FormField) -> tuple[str, ...]:
    return tuple(pack.terms.lists.get(item.options or "", {}).values())


def read(
    pack: Pack, fields: Mapping[str, FormField], cases: Sequence[Case], file: UploadedFile | None
) -> Filled:
    """The sheets that an upload holds, each by its alliance's number. Raises ``WorkbookRefused``."""
    if file is None:
        raise WorkbookRefused("没有选择文件。", "请选择填好的评议表后读入。")
    if (file.size or 0) > SIZE_LIMIT:
        raise WorkbookRefused(
            f"文件超过{SIZE_LIMIT // 2**20} MB。", "评议表只含文字，请删去图片和多余的工作表。"
        )
    sheet = workbooks.read(file.read(), file.name or "", SHEET)
    top, places = tables.heads(sheet.rows, LABELS | {name: item.label for name, item in fields.items()})
    lines = []
    for number, row in enumerate(sheet.rows[top:], top + 1):
        said = {name: row[place] if place < len(row) else "" for name, place in places.items()}
        typed = {name: value for name, value in said.items() if name in fields and tables.words(value)}
        if typed:
            lines.append((number, tables.words(said[NUMBER]), typed))
    if len(lines) > ROW_LIMIT:
        raise WorkbookRefused(
            f"评议表填了{len(lines)}行，一次最多{ROW_LIMIT}行。", "请只留这位专家的评议表。"
        )
    known = {case.number: case for case in cases if case.number}
    found = Filled()
    for number, named, typed in lines:
        case, where = known.get(named), tables.address(number, places[NUMBER])
        if case is None:
            _add(found, FILE, f"{where}：“{named[:40]}”不在这位专家可以代录的名单中")
        elif case.pk in found.rows:
            _add(found, FILE, f"{where}：{case.number}填了不止一行，一件只填一行")
        else:
            found.rows[case.pk] = {}
            for field_name, value in typed.items():
                cell = tables.address(number, places[field_name])
                _take(pack, found, case, field_name, fields[field_name], value, cell, cell in sheet.formulas)
    if not found.rows and not found.errors:
        raise WorkbookRefused("评议表里一件也没有填。", "请下载本页的评议表，填写后上传。")
    return found


def _take(
    pack: Pack,
    found: Filled,
    case: Case,
    name: str,
    item: FormField,
    value: Any,
    cell: str,
    formula: bool,
) -> None:
    """One cell: its plain value, and what is wrong with it under its control's name."""
    text = tables.words(value)
    by_words = {
        tables.bare(label): key for key, label in pack.terms.lists.get(item.options or "", {}).items()
    }
    answer = by_words.get(tables.bare(text), text) if item.type is FieldType.CHOICE else text
    found.rows[case.pk][name] = answer
    try:
        if formula:
            raise forms.FieldRefused("单元格是公式，只接收值")
        forms.read_value(item, answer, pack.terms.lists)
    except forms.FieldRefused as refused:
        found.errors[f"{name}-{case.pk}"] = f"{cell} {item.label}：{refused}"


def _add(found: Filled, name: str, text: str) -> None:
    found.errors[name] = f"{found.errors[name]}；{text}" if name in found.errors else text
