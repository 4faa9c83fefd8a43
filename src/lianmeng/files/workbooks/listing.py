"""Writing a list as a workbook row by row: it is never held in memory, and no cell is ever a formula."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import IO

from xlsxwriter import Workbook
from xlsxwriter.format import Format

ROWS = 1_048_576  # that a sheet may have
LEADS = ("=", "+", "-", "@", "\t", "\r")  # what a cell may not begin with if it is edited again
HEADS = 3  # lines above the rows: title, about, heads of the columns


@dataclass(frozen=True)
class Listing:
    """What stands above the rows: title, who made it on what basis and when, and the columns with their widths."""

    title: str
    about: tuple[str, ...]
    columns: Sequence[tuple[str, int]]


def write_list(target: IO[bytes], listing: Listing, rows: Iterable[Sequence[str]]) -> int:
    """Write the list into ``target`` and return how many rows it has. Raises ``ValueError`` when they do not fit."""
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = Workbook(target, options)
    book.set_properties({"title": listing.title, "comments": ""})
    page = book.add_worksheet("列表")
    style = _Styles(book)
    last = len(listing.columns) - 1
    for place, (_, width) in enumerate(listing.columns):
        page.set_column(place, place, width)
    page.merge_range(0, 0, 0, last, "", style.title)
    page.write_string(0, 0, listing.title, style.title)
    page.merge_range(1, 0, 1, last, "", style.about)
    page.write_string(1, 0, "　　".join(listing.about), style.about)
    page.write_row(2, 0, [label for label, _ in listing.columns], style.head)
    number = 0
    for number, row in enumerate(rows, 1):
        if number + HEADS > ROWS:
            raise ValueError(f"超过一张表的{ROWS:,}行")
        for place, text in enumerate(row):
            page.write_string(number + HEADS - 1, place, text, style.of(text))
    page.freeze_panes(HEADS, 1)
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    page.repeat_rows(2)
    page.set_footer(f"&L{_plain(listing.title)}&C第 &P 页，共 &N 页")
    book.close()
    return number


def _plain(text: str) -> str:
    """A text in a footer, where & begins a command; footers hold 255 signs in all."""
    return text.replace("&", "＆")[:60]


class _Styles:
    """The formats of one workbook."""

    def __init__(self, book: Workbook) -> None:
        plain = {"font_name": "宋体", "font_size": 11, "num_format": "@"}
        cell = {**plain, "border": 1, "valign": "top", "text_wrap": True}
        self.title: Format = book.add_format({**plain, "bold": True, "font_size": 16, "align": "center"})
        self.about: Format = book.add_format({**plain, "font_color": "#4b5563"})
        self.head: Format = book.add_format({**cell, "bold": True, "bg_color": "#E9F1FB"})
        self.plain: Format = book.add_format(cell)
        self.quoted: Format = book.add_format({**cell, "quote_prefix": True})

    def of(self, text: str) -> Format:
        """How a cell is written; one that begins like a formula stays text even when it is edited."""
        return self.quoted if text.startswith(LEADS) else self.plain
