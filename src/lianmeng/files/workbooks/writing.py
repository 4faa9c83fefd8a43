"""Writing a workbook: every cell is text, so that long numbers survive and nothing is ever a formula."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LISTS = "选项"  # hidden sheet that the drop-down lists read
HELD = 255  # characters that a list written into a cell's rule may have; longer ones stand on LISTS


@dataclass(frozen=True)
class Column:
    """One column: its head, a word beside the cell, what may be chosen, whether several may stand there."""

    label: str
    width: int
    prompt: str = ""
    choices: tuple[str, ...] = ()
    several: bool = False
    wraps: bool = False


@dataclass(frozen=True)
class Note:
    """One line of the sheet of explanations."""

    words: tuple[str, ...]


def write(
    sheet: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[str]],
    *,
    spare: int,
    notes_sheet: str,
    notes_head: Sequence[str],
    notes: Iterable[Note],
) -> bytes:
    """The workbook: ``sheet`` with heads, rows and ``spare`` empty rows with lists; a sheet of notes."""
    target = BytesIO()
    book = Workbook(
        target,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    book.set_properties({"title": sheet, "comments": ""})
    page = book.add_worksheet(sheet)
    _fill(book, page, columns, list(rows), spare)
    _explain(book, book.add_worksheet(notes_sheet), notes_head, notes)
    _list(book, page, columns, spare)
    book.close()
    return target.getvalue()


def _fill(
    book: Workbook, page: Worksheet, columns: Sequence[Column], rows: list[Sequence[str]], spare: int
) -> None:
    head = _format(book, bold=True, bg_color="#E9F1FB", border=1)
    plain, wrapped = _format(book, border=1), _format(book, border=1, text_wrap=True)
    empty: Sequence[str] = [""] * len(columns)
    for place, column in enumerate(columns):
        style = wrapped if column.wraps else plain
        page.set_column(place, place, column.width, _format(book))
        page.write_string(0, place, column.label, head)
        for number, row in enumerate([*rows, *[empty] * spare], 1):
            if row[place]:
                page.write_string(number, place, row[place], style)
            else:
                page.write_blank(number, place, None, style)
    page.freeze_panes(1, 1)
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)


def _format(book: Workbook, **more: object) -> Format:
    """Text (``@``), top aligned: a code of eighteen figures stays as it was typed."""
    return book.add_format({"num_format": "@", "valign": "top", "font_name": "宋体", "font_size": 11, **more})


def _explain(book: Workbook, page: Worksheet, head: Sequence[str], notes: Iterable[Note]) -> None:
    bold = _format(book, bold=True, bg_color="#E9F1FB", border=1)
    style = _format(book, text_wrap=True, border=1)
    for place, words in enumerate(head):
        page.set_column(place, place, (16, 8, 56, 48, 24)[min(place, 4)], style)
        page.write_string(0, place, words, bold)
    for number, note in enumerate(notes, 1):
        for place, words in enumerate(note.words):
            page.write_string(number, place, words, style)
    page.freeze_panes(1, 0)


def _list(book: Workbook, page: Worksheet, columns: Sequence[Column], spare: int) -> None:
    """Drop-down lists down the columns; where several may stand, the list only offers."""
    choosing = [(place, column) for place, column in enumerate(columns) if column.choices]
    held = book.add_worksheet(LISTS) if choosing else None
    for number, (place, column) in enumerate(choosing):
        assert held is not None
        held.write_column(0, number, column.choices)
        letter = chr(ord("A") + number)
        page.data_validation(
            1,
            place,
            500 + spare,
            place,
            {
                "validate": "list",
                "source": f"='{LISTS}'!${letter}$1:${letter}${len(column.choices)}",
                "input_title": column.label[:32],
                "input_message": column.prompt[:HELD],
                "error_title": "不在选项之中",
                "error_message": "请从下拉选项中选择。",
                "show_error": not column.several,
            },
        )
    for place, column in enumerate(columns):
        if column.prompt and not column.choices:
            page.data_validation(
                1,
                place,
                500 + spare,
                place,
                {"validate": "any", "input_title": column.label[:32], "input_message": column.prompt[:HELD]},
            )
    if held is not None:
        held.hide()
