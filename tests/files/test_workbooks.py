"""Workbooks: what is refused before it is read, and that text goes out and comes back as it was."""

import re
from collections.abc import Callable
from datetime import date
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from xlsxwriter import Workbook

from lianmeng.files import workbooks
from lianmeng.files.workbooks import Column, Note, WorkbookRefused, safety

SHEET = "名单"


def made(fill: Callable[[Workbook], None] | None = None) -> bytes:
    """A workbook as a spreadsheet programme writes it, with one filled sheet."""
    target = BytesIO()
    book = Workbook(target, {"in_memory": True})
    page = book.add_worksheet(SHEET)
    page.write_string(0, 0, "单位")
    if fill:
        fill(book)
    book.close()
    return target.getvalue()


def changed(content: bytes, **parts: bytes | None) -> bytes:
    """The archive with parts replaced, added, or (None) taken out; ``__`` stands for a slash, ``_0`` a dot."""
    named = {name.replace("__", "/").replace("_0", "."): data for name, data in parts.items()}
    target = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(target, "w", ZIP_DEFLATED) as new:
        for info in old.infolist():
            if info.filename not in named:
                new.writestr(info.filename, old.read(info))
        for name, data in named.items():
            if data is not None:
                new.writestr(name, data)
    return target.getvalue()


def refusal(content: bytes, name: str = "名单.xlsx") -> str:
    with pytest.raises(WorkbookRefused) as caught:
        workbooks.read(content, name, SHEET)
    assert caught.value.text and caught.value.mend
    return caught.value.text


def sheet_with(cells: str, before: str = "") -> bytes:
    xml = (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}<worksheet '
        'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{cells}</sheetData></worksheet>"
    )
    return changed(made(), xl__worksheets__sheet1_0xml=xml.encode())


def test_what_is_no_workbook_is_refused_in_words() -> None:
    ole = safety.OLE + b"\0" * 600
    assert "空" in refusal(b"")
    assert "不是 XLSX" in refusal(b"%PDF-1.4")
    assert "不是 XLSX" in refusal(made(), "名单.csv")
    assert "旧的 XLS" in refusal(ole)
    assert "旧的 XLS" in refusal(ole, "名单.xls")
    assert "密码" in refusal(ole + safety.ENCRYPTED)
    assert "带宏" in refusal(made(), "名单.xlsm")
    assert "5 MB" in refusal(b"PK\x03\x04" + b"\0" * safety.SIZE_LIMIT)
    assert "不是 XLSX" in refusal(changed(made(), xl__workbook_0xml=None))
    for cut in (30, 400, 2000):
        assert "损坏" in refusal(made()[:cut])


def test_macros_and_controls_are_found_within() -> None:
    for part in ("xl__vbaProject_0bin", "xl__VBAProject_0bin", "xl__activeX__a_0xml"):
        assert "宏" in refusal(changed(made(), **{part: b"x"}))
    types = b'<?xml version="1.0"?><Types><Override ContentType="x.macroEnabled.main+xml"/></Types>'
    assert "宏" in refusal(changed(made(), **{"[Content_Types]_0xml": types}))


def test_what_unfolds_into_too_much_is_refused_before_it_is_read() -> None:
    assert "压缩比" in refusal(changed(made(), xl__big_0xml=b"<a>" + b" " * (8 * 2**20) + b"</a>"))
    assert "过大" in refusal(changed(made(), xl__big_0xml=b" " * (safety.UNFOLDED_LIMIT + 1)))
    many = {f"xl__part{number}_0xml": b"<a/>" for number in range(safety.PART_LIMIT)}
    assert "部件过多" in refusal(changed(made(), **many))


def test_a_part_that_lies_about_its_size_is_damaged() -> None:
    target = BytesIO()
    with ZipFile(BytesIO(made())) as old, ZipFile(target, "w", ZIP_STORED) as new:
        for info in old.infolist():
            new.writestr(info.filename, old.read(info))
    content = bytearray(target.getvalue())
    at = content.rfind(b"PK\x01\x02")
    content[at + 24 : at + 28] = (7).to_bytes(4, "little")
    assert "损坏" in refusal(bytes(content))


@pytest.mark.parametrize(
    "cells",
    [
        '<row r="1"><c r="A1"/></row><row r="1048576"><c r="XFD1048576"/></row>',
        "<row r='1'><c r='A1'/></row><row r='9'><c r='&#88;&#70;&#68;1048576'/></row>",
        '<row r="1048576"><c r="A1048576"/></row>',
    ],
)
def test_cells_far_apart_are_refused_before_they_fill_the_memory(cells: str) -> None:
    assert "范围过大" in refusal(sheet_with(cells))


def test_documents_that_define_entities_are_refused() -> None:
    bomb = '<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;">]>'
    assert "损坏" in refusal(sheet_with('<row r="1"><c r="A1" t="str"><v>&c;</v></c></row>', bomb))
    for wrong in ('<row r="x"/>', '<row r="1"><c r="1A"/></row>', "<row><c></row>"):
        assert "损坏" in refusal(sheet_with(wrong))


def test_the_named_sheet_is_read_or_the_only_one() -> None:
    def second(book: Workbook) -> None:
        book.add_worksheet("别的").write_string(0, 0, "别的内容")

    assert workbooks.read(made(second), "a.xlsx", SHEET).rows == (("单位",),)
    assert workbooks.read(made(), "a.xlsx", "没有").rows == (("单位",),)
    with pytest.raises(WorkbookRefused, match="没有名为"):
        workbooks.read(made(second), "a.xlsx", "没有")


def test_numbers_days_and_formulas_are_told_apart() -> None:
    def fill(book: Workbook) -> None:
        page = book.get_worksheet_by_name(SHEET)
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        page.write_number(1, 0, 7)
        page.write_number(1, 1, 7.5)
        page.write_datetime(1, 2, date(2016, 1, 21), day)
        page.write_boolean(1, 3, True)
        page.write_formula(1, 4, "=1+1", None, 2)

    found = workbooks.read(made(fill), "a.xlsx", SHEET)
    assert found.rows[1] == (7, 7.5, date(2016, 1, 21), True, 2)
    assert found.formulas == {"E2"}


# What XML 1.0 can hold; a carriage return becomes a line break wherever XML is read.
text = st.text(
    st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufffe\uffff"), max_size=40
)


@given(st.lists(st.tuples(text, text), min_size=1, max_size=5))
def test_text_comes_back_as_it_went(rows: list[tuple[str, str]]) -> None:
    columns = [Column("甲", 10), Column("乙", 10, "提示", ("一", "二"))]
    content = workbooks.write(
        SHEET, columns, rows, spare=2, notes_sheet="说明", notes_head=["列"], notes=[Note(("甲",))]
    )
    found = workbooks.read(content, "a.xlsx", SHEET)
    back = [tuple(str(cell) for cell in (*row, "", "")[:2]) for row in found.rows[1 : len(rows) + 1]]
    assert [*back, *[("", "")] * (len(rows) - len(back))] == rows
    assert not found.formulas


def test_every_written_cell_is_text() -> None:
    rows = [["=SUM(A1)", "+86"], ["@x", "-1"], ["91210000000000000X", "https://example.org/"]]
    columns = [Column("甲", 10), Column("乙", 10)]
    content = workbooks.write(SHEET, columns, rows, spare=0, notes_sheet="说明", notes_head=["列"], notes=[])
    with ZipFile(BytesIO(content)) as archive:
        page = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in page and "hyperlink" not in page
    assert set(re.findall(r'<c r="[A-Z]+\d+"[^>]* t="(\w+)"', page)) == {"s"}
    assert [list(row) for row in workbooks.read(content, "a.xlsx", SHEET).rows[1:]] == rows
