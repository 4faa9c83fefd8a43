"""What lies within a content: the pages of a PDF, the size of an image. Nothing is drawn here.

Uploaded files are strangers' work and may break a reader in any way: what cannot be read has no pages.
"""

import struct
from typing import IO

from pypdf import PdfReader

PAGES_AT_MOST = 3000  # of one PDF: beyond it nobody binds it
CHUNK = 2**16
FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})  # JPEG markers that tell the size


class Unreadable(Exception):
    """The content cannot be opened. ``text``: why, in Chinese."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


def open_pdf(content: IO[bytes]) -> PdfReader:
    """A PDF as its pages; one that opens without a password is opened. Raises ``Unreadable``."""
    try:
        reader = PdfReader(content)
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable("文件加了密")
        pages = len(reader.pages)
    except Unreadable:
        raise
    except Exception as error:  # a stranger's file may break the reader in any way
        encrypted = "AES" in str(error) or "decrypt" in str(error)
        raise Unreadable("文件加了密" if encrypted else "文件已损坏") from error
    if not pages:
        raise Unreadable("文件没有页")
    if pages > PAGES_AT_MOST:
        raise Unreadable(f"文件超过{PAGES_AT_MOST}页")
    return reader


def pages_of(content: IO[bytes], media_type: str) -> int | None:
    """How many pages the content has on paper; None where that cannot be told."""
    if media_type.startswith("image/"):
        return 1
    if media_type != "application/pdf":
        return None
    try:
        return len(open_pdf(content).pages)
    except Unreadable:
        return None


def pixels_of(content: IO[bytes], media_type: str) -> tuple[int, int] | None:
    """Width and height of a PNG or JPEG, read from its head; None for anything else or a damaged one."""
    content.seek(0)
    if media_type == "image/png":
        head = content.read(24)
        return struct.unpack(">II", head[16:24]) if len(head) == 24 and head[12:16] == b"IHDR" else None
    return _jpeg(content) if media_type == "image/jpeg" else None


def _jpeg(content: IO[bytes]) -> tuple[int, int] | None:
    content.seek(2)
    while (mark := content.read(4)) and len(mark) == 4 and mark[0] == 0xFF:
        length = struct.unpack(">H", mark[2:])[0]
        if mark[1] in FRAMES:
            frame = content.read(5)
            return struct.unpack(">HH", frame[1:])[::-1] if len(frame) == 5 else None
        if length < 2:
            return None
        content.seek(length - 2, 1)
    return None
