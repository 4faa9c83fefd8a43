"""What a workbook holds, found out before anything reads it. Pure Python; nothing is unpacked to disk.

An XLSX is a ZIP of XML (ECMA-376). Refused are macros, encryption, other formats under this name, archives
that unfold into more than they should, and sheets whose cells lie so far apart that reading fills the memory.
"""

import re
import struct
import zlib
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import PurePosixPath
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile, ZipInfo

SIZE_LIMIT = 5 * 2**20  # bytes of the file as uploaded
PART_LIMIT = 300  # parts within; a plain sheet has about ten
UNFOLDED_LIMIT = 40 * 2**20  # bytes of all parts together
RATIO_LIMIT = 150  # unfolded to folded, of what unfolds into more than RATIO_FROM
RATIO_FROM = 4 * 2**20
AREA_LIMIT = 1_000_000  # cells of the rectangle that holds every cell of a sheet
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # compound file: an old .xls, or an encrypted .xlsx
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
MACROS = ("vbaproject.bin", "vbadata.xml", "xl/macrosheets/", "xl/activex/")
PICTURES = ("xl/media/", "docprops/thumbnail")
CELL = re.compile(r"\A([A-Z]{1,3})([1-9][0-9]{0,6})\Z")
SAVE_AS = "请在表格软件中打开，另存为“Excel 工作簿（.xlsx）”后重新上传。"
TEMPLATE = "请下载本页的模板，把内容填入后上传。"


class WorkbookRefused(Exception):
    """The file is not read. ``text``: why; ``mend``: what to do instead; both Chinese."""

    def __init__(self, text: str, mend: str) -> None:
        super().__init__(f"{text}{mend}")
        self.text = text
        self.mend = mend


@dataclass
class Part:
    """One XML part of the workbook: how far its cells reach, and which of them hold a formula."""

    rows: int = 0
    columns: int = 0
    formulas: set[str] = field(default_factory=set)
    _cell: str = ""
    _column: int = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Handle the start of an element, whatever prefix it bears."""
        name = name.rpartition(":")[2]
        if name == "row":
            self.rows = max(self.rows, _number(attributes.get("r", ""), self.rows + 1))
            self._column = 0
        elif name == "c":
            self._at(attributes.get("r", ""))
        elif name == "f" and self._cell:
            self.formulas.add(self._cell)

    def _at(self, reference: str) -> None:
        self._cell, self._column = reference, self._column + 1
        if reference:
            found = CELL.match(reference)
            if found is None:
                raise _damaged()
            self._column = _column_number(found[1])
            self.rows = max(self.rows, int(found[2]))
        self.columns = max(self.columns, self._column)


def inspect(content: bytes, name: str) -> dict[str, Part]:
    """What the XML parts of a workbook hold, by their names. Raises ``WorkbookRefused``."""
    _refuse_by_name(content, name)
    try:
        with ZipFile(BytesIO(content)) as archive:
            infos = archive.infolist()
            _refuse_parts(infos)
            return {
                info.filename: _scan(archive.read(info)) for info in infos if not _is_picture(info.filename)
            }
    except (BadZipFile, OSError, ValueError, EOFError, struct.error, zlib.error) as error:
        raise _damaged() from error
    except (NotImplementedError, RuntimeError, KeyError, RecursionError) as error:
        raise _damaged() from error


def _refuse_by_name(content: bytes, name: str) -> None:
    ending = PurePosixPath(name.replace("\\", "/")).suffix.lower()
    if not content:
        raise WorkbookRefused("文件是空的。", TEMPLATE)
    if len(content) > SIZE_LIMIT:
        raise WorkbookRefused(
            f"文件超过{SIZE_LIMIT // 2**20} MB。", "名单只含文字，请删去图片和多余的工作表。"
        )
    if ending in (".xlsm", ".xltm", ".xlam", ".xlsb"):
        raise WorkbookRefused("不接收带宏的工作簿。", SAVE_AS)
    if content.startswith(OLE):
        if ENCRYPTED in content:
            raise WorkbookRefused("工作簿设有打开密码，读不出内容。", "请去掉密码，另存后重新上传。")
        raise WorkbookRefused("文件是旧的 XLS 格式，只改扩展名不能读出。", SAVE_AS)
    if ending != ".xlsx" or not content.startswith(b"PK\x03\x04"):
        raise WorkbookRefused("文件不是 XLSX 工作簿。", SAVE_AS)


def _refuse_parts(infos: list[ZipInfo]) -> None:
    names = {info.filename.lower().replace("\\", "/") for info in infos}
    if any(macro in name for name in names for macro in MACROS):
        raise WorkbookRefused("工作簿含有宏或控件，不予接收。", SAVE_AS)
    if any(info.flag_bits & 0x1 for info in infos):
        raise WorkbookRefused("工作簿设有密码，读不出内容。", "请去掉密码，另存后重新上传。")
    if "xl/workbook.xml" not in names:
        raise WorkbookRefused("文件不是 XLSX 工作簿。", SAVE_AS)
    unfolded = sum(info.file_size for info in infos)
    folded = sum(info.compress_size for info in infos) or 1
    if len(infos) > PART_LIMIT or unfolded > UNFOLDED_LIMIT:
        raise WorkbookRefused("工作簿解开后过大或部件过多。", TEMPLATE)
    if unfolded > RATIO_FROM and unfolded > RATIO_LIMIT * folded:
        raise WorkbookRefused("工作簿的压缩比异常，不予打开。", TEMPLATE)
    if len(names) != len(infos):
        raise _damaged()


def _is_picture(name: str) -> bool:
    return name.endswith("/") or name.lower().startswith(PICTURES)


def _scan(content: bytes) -> Part:
    """How far the cells of a part reach. What is no XML has none."""
    part = Part()
    if not content.lstrip().startswith((b"<", b"\xef\xbb\xbf<", b"\xff\xfe", b"\xfe\xff")):
        return part
    parser = expat.ParserCreate()
    parser.StartElementHandler = part.start
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise _damaged() from error
    if part.rows * part.columns > AREA_LIMIT:
        raise WorkbookRefused(
            "工作表的范围过大，名单之外的很远处还有单元格。", "请删去名单下方和右侧的空行空列。"
        )
    if any(b"macroEnabled" in one or b"vbaProject" in one for one in (content,) if len(content) < 2**16):
        raise WorkbookRefused("工作簿含有宏，不予接收。", SAVE_AS)
    return part


def _refuse_doctype(*ignored: object) -> None:
    raise _damaged()


def _number(text: str, otherwise: int) -> int:
    if not text:
        return otherwise
    if not text.isascii() or not text.isdecimal() or len(text) > 7:
        raise _damaged()
    return int(text)


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _damaged() -> WorkbookRefused:
    return WorkbookRefused("工作簿已损坏或结构异常，读不出内容。", SAVE_AS)
