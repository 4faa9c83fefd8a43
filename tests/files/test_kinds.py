import struct
from io import BytesIO

import pytest

from lianmeng.files import kinds
from lianmeng.files.kinds import FileRefused
from tests.files import samples


@pytest.mark.parametrize(
    ("content", "name", "media_type"),
    [
        (samples.PDF, "协议.pdf", "application/pdf"),
        (samples.PDF, "协议.PDF", "application/pdf"),
        (samples.PNG, "a.png", "image/png"),
        (samples.JPEG, "a.jpg", "image/jpeg"),
        (samples.JPEG, "a.jpeg", "image/jpeg"),
        (samples.TIFF, "a.tif", "image/tiff"),
        (b"MM\x00*" + bytes(9), "a.tiff", "image/tiff"),
        (samples.DOCX, "a.docx", kinds.DOCX),
        (samples.XLSX, "a.xlsx", kinds.XLSX),
        (samples.OFD, "a.ofd", kinds.OFD),
        (samples.ZIP, "a.zip", kinds.ZIP),
    ],
)
def test_the_type_is_read_from_the_content(content: bytes, name: str, media_type: str) -> None:
    assert kinds.judge(BytesIO(content), name) == media_type


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (samples.PDF, "a.docx", "扩展名与内容不符，内容是 PDF"),
        (samples.DOCX, "a.pdf", "扩展名与内容不符，内容是 DOCX"),
        (samples.DOCX, "a.zip", "扩展名与内容不符"),
        (samples.ZIP, "a.docx", "扩展名与内容不符，内容是 ZIP"),
        (samples.XLSX, "a.ofd", "扩展名与内容不符，内容是 XLSX"),
        (samples.PNG, "a.jpg", "扩展名与内容不符，内容是 PNG"),
        (samples.PDF, "a", "不接收"),
        (samples.PDF, "a.exe", "不接收"),
        (b"MZ\x90\x00", "a.pdf", "不接收"),
        (b"<html><script>", "a.png", "不接收"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.doc", "不接收"),
        (b"x", "a.pdf", "不接收"),
        (samples.ZIP[:-10], "a.zip", "已损坏"),
        (samples.ZIP[:4], "a.zip", "已损坏"),
        (b"PK\x03\x04" + samples.ZIP[-22:], "a.zip", "已损坏"),
    ],
)
def test_other_contents_are_refused(content: bytes, name: str, says: str) -> None:
    with pytest.raises(FileRefused) as refusal:
        kinds.judge(BytesIO(content), name)
    assert says in refusal.value.text
    assert refusal.value.mend.endswith("。")


def test_an_archive_that_swells_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "EXPANSION_LIMIT", 10_000)
    with pytest.raises(FileRefused, match="解开后过大"):
        kinds.judge(BytesIO(samples.archive("a", "b", content=bytes(6000))), "a.zip")


def test_an_archive_with_a_bloated_list_is_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    content = samples.archive(*(f"name-{n}" for n in range(100)))
    assert kinds.judge(BytesIO(content), "a.zip") == kinds.ZIP
    monkeypatch.setattr(kinds, "DIRECTORY_LIMIT", 1000)
    with pytest.raises(FileRefused, match="过多"):
        kinds.judge(BytesIO(content), "a.zip")


def test_a_locator_that_points_past_the_list_is_refused() -> None:
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, 0, 1)
    content = samples.ZIP[:-22] + locator + samples.ZIP[-22:]
    with pytest.raises(FileRefused, match="过多"):
        kinds.judge(BytesIO(content), "a.zip")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("协议.pdf", "协议.pdf"),
        ("C:\\docs\\协议.pdf", "协议.pdf"),
        ("../../etc/passwd", "passwd"),
        ("a\x00b\r\n.pdf", "ab.pdf"),
        ("a\u202efdp.exe", "afdp.exe"),
        (" 名 称.pdf ", "名 称.pdf"),
        ("长" * 300 + ".docx", "长" * 195 + ".docx"),
        ("." + "x" * 300, ("." + "x" * 300)[:200]),
    ],
)
def test_names_are_cleaned(given: str, kept: str) -> None:
    assert kinds.clean_name(given) == kept


@pytest.mark.parametrize("name", ["", " ", "..", "/", "\x00", "a/.."])
def test_a_name_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(FileRefused, match="没有名称"):
        kinds.clean_name(name)
