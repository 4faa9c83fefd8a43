"""Reading a workbook that was looked into: the cells of one sheet as plain values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from lianmeng.files.workbooks.safety import TEMPLATE, Part, WorkbookRefused, _damaged, inspect

PANIC = "PanicException"  # the reader is Rust; its panics are no subclass of Exception
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name, its rows from A1 on, the addresses whose value a formula gives."""

    name: str
    rows: tuple[tuple[str | int | float | bool | date, ...], ...]
    formulas: frozenset[str]


def read(content: bytes, name: str, sheet: str) -> Sheet:
    """The sheet of this name, or the only visible one. Raises ``WorkbookRefused``.

    Whole numbers are ``int``, days without time ``date``, empty cells "".
    """
    parts = inspect(content, name)
    try:
        with CalamineWorkbook.from_filelike(BytesIO(content)) as book:
            found = _choose(book, sheet)
            rows = book.get_sheet_by_name(found).to_python(skip_empty_area=False)
    except CalamineError as error:
        raise _damaged() from error
    except BaseException as error:
        if type(error).__name__ != PANIC:
            raise
        raise _damaged() from error
    plain = tuple(tuple(_plain(value) for value in row) for row in rows)
    return Sheet(found, plain, frozenset(_formulas(content, found, parts)))


def _choose(book: CalamineWorkbook, sheet: str) -> str:
    visible = [
        one.name for one in book.sheets_metadata if one.visible == SheetVisibleEnum.Visible
    ] or book.sheet_names
    named = [one for one in book.sheet_names if one.strip() == sheet]
    if named or len(visible) == 1:
        return (named or visible)[0]
    raise WorkbookRefused(f"没有名为“{sheet}”的工作表。", TEMPLATE)


def _plain(value: Any) -> str | int | float | bool | date:
    if isinstance(value, bool):
        return value
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    if isinstance(value, datetime):
        return value.date() if value.time() == datetime.min.time() else str(value)
    return value if isinstance(value, str | int | float | date) else str(value)


def _formulas(content: bytes, sheet: str, parts: dict[str, Part]) -> Sequence[str]:
    """The formulas of the sheet; of every sheet when the book does not say which part it is."""
    with ZipFile(BytesIO(content)) as archive:
        names = {name.lower(): name for name in archive.namelist()}
        book, links = (
            archive.read(names[one]) if one in names else b"<none/>"
            for one in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels")
        )
    targets = {one.get("Id"): one.get("Target", "") for one in ElementTree.fromstring(links)}
    for one in ElementTree.fromstring(book).iter():
        if one.tag.endswith("}sheet") and one.get("name") == sheet:
            target = targets.get(one.get(RELATION), "")
            part = parts.get(target.lstrip("/") if target.startswith("/") else f"xl/{target}")
            if part is not None:
                return sorted(part.formulas)
    return sorted({cell for part in parts.values() for cell in part.formulas})
