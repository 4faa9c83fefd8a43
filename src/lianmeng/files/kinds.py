"""What may be uploaded: the type is read from the content, never believed from the name. Pure Python.

Archives are only listed here, never unpacked.
"""

import struct
import unicodedata
from pathlib import PurePosixPath
from typing import IO
from zipfile import BadZipFile, ZipFile

ZIP = "application/zip"
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OFD = "application/ofd"

MAGIC = (
    (b"%PDF-", PDF),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"PK\x03\x04", ZIP),
)
INSIDE = (("word/document.xml", DOCX), ("xl/workbook.xml", XLSX), ("OFD.xml", OFD))
EXTENSIONS = {
    ".pdf": PDF,
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".tif": "image/tiff",
    ".tiff": "image/tiff",
    ".docx": DOCX,
    ".xlsx": XLSX,
    ".ofd": OFD,
    ".zip": ZIP,
}
MEND = "请上传 PDF、OFD、DOCX、XLSX、PNG、JPG、TIFF 或者 ZIP 文件；DOC、XLS 请另存为 DOCX、XLSX。"

NAME_LENGTH = 200  # characters, as the column holds
DIRECTORY_LIMIT = 4 * 2**20  # bytes of an archive's list of contents: some 40,000 names
EXPANSION_LIMIT = 2 * 2**30  # bytes of an archive's contents, by its own account
END = struct.Struct("<4s4H2LH")  # end record of a ZIP archive (APPNOTE 4.3.16)
LOCATOR_SIZE = 20  # bytes of the ZIP64 locator right before it


class FileRefused(Exception):
    """The file is not stored. text: why; mend: what to do instead; both Chinese, for the user."""

    def __init__(self, text: str, mend: str) -> None:
        super().__init__(f"{text}{mend}")
        self.text = text
        self.mend = mend


def clean_name(name: str) -> str:
    """Return the last part of a file name without control and direction characters, 200 at most.

    A name too long keeps its extension. Raises FileRefused if nothing is left.
    """
    shown = "".join(c for c in name.replace("\\", "/") if unicodedata.category(c)[0] != "C")
    last = PurePosixPath(shown).name.strip()
    if not last.strip("."):
        raise FileRefused("文件没有名称。", "请给文件起名后重新上传。")
    suffix = PurePosixPath(last).suffix[:NAME_LENGTH]
    return last if len(last) <= NAME_LENGTH else last[: NAME_LENGTH - len(suffix)] + suffix


def judge(content: IO[bytes], name: str) -> str:
    """Return the media type of `content` (seekable, binary) that `name` also says. Raises FileRefused."""
    media_type = _media_type(content)
    extension = PurePosixPath(clean_name(name)).suffix.lower()
    if media_type is None or extension not in EXTENSIONS:
        raise FileRefused(f"不接收这种类型的文件“{clean_name(name)}”。", MEND)
    if EXTENSIONS[extension] != media_type:
        actual = next(key for key, value in EXTENSIONS.items() if value == media_type)[1:].upper()
        text = f"文件“{clean_name(name)}”的扩展名与内容不符，内容是 {actual}。"
        raise FileRefused(text, "请用原来的软件打开并另存为所需格式，不要只改扩展名。")
    return media_type


def _media_type(content: IO[bytes]) -> str | None:
    content.seek(0)
    start = content.read(8)
    found = next((media_type for magic, media_type in MAGIC if start.startswith(magic)), None)
    return _inside(content) if found == ZIP else found


def _inside(content: IO[bytes]) -> str:
    """Tell a document from a plain archive by the names within. Raises FileRefused."""
    _refuse_bloated_list(content)
    try:
        with ZipFile(content) as archive:
            infos = archive.infolist()
    except (BadZipFile, OSError, ValueError, struct.error, NotImplementedError) as error:
        raise _damaged() from error
    if sum(info.file_size for info in infos) > EXPANSION_LIMIT:
        raise FileRefused("压缩文件解开后过大。", "请拆分后重新上传。")
    names = {info.filename for info in infos}
    return next((media_type for name, media_type in INSIDE if name in names), ZIP)


def _refuse_bloated_list(content: IO[bytes]) -> None:
    """Refuse an archive whose list of contents would fill the memory, before anything reads it."""
    size = content.seek(0, 2)
    content.seek(max(0, size - END.size - 0xFFFF - LOCATOR_SIZE))
    tail = content.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or at + END.size > len(tail):
        raise _damaged()
    listed = END.unpack_from(tail, at)[5]
    if listed > DIRECTORY_LIMIT or b"PK\x06\x07" in tail[max(0, at - LOCATOR_SIZE) : at]:
        raise FileRefused("压缩文件内的文件过多或者过大。", "请拆分后重新上传。")


def _damaged() -> FileRefused:
    return FileRefused("文件已损坏，无法读取。", "请用原来的软件打开检查，另存后重新上传。")
