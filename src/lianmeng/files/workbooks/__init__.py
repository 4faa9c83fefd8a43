"""Workbooks (XLSX): looked into before they are read, read as plain cells, written as plain text."""

from lianmeng.files.workbooks.listing import Listing, write_list
from lianmeng.files.workbooks.reading import Sheet, read
from lianmeng.files.workbooks.safety import SIZE_LIMIT, WorkbookRefused
from lianmeng.files.workbooks.writing import MEDIA_TYPE, Column, Note, write

__all__ = [
    "MEDIA_TYPE",
    "SIZE_LIMIT",
    "Column",
    "Listing",
    "Note",
    "Sheet",
    "WorkbookRefused",
    "read",
    "write",
    "write_list",
]
