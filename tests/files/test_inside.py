"""How many pages a content has, and how large a picture is; a damaged one breaks nothing."""

from io import BytesIO

import pytest
from pypdf import PdfWriter

from lianmeng.files.inside import Unreadable, open_pdf, pages_of, pixels_of

PDF = "application/pdf"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\0\0\0\0\x80"
JPEG = b"\xff\xd8\xff\xe0\0\x04ab\xff\xc0\0\x11\x08\0\x80\x01\0\x03"


def made(pages: int, password: str | None = None) -> bytes:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(100, 100)
    if password is not None:
        writer.encrypt(password, owner_password="owner", algorithm="RC4-128")
    target = BytesIO()
    writer.write(target)
    return target.getvalue()


def test_pages_are_counted() -> None:
    assert pages_of(BytesIO(made(3)), PDF) == 3
    assert pages_of(BytesIO(PNG), "image/png") == 1
    assert pages_of(BytesIO(b"PK"), "application/zip") is None


def test_a_pdf_that_opens_without_password_is_open() -> None:
    assert pages_of(BytesIO(made(2, "")), PDF) == 2


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (made(1, "secret"), "加了密"),
        (b"%PDF-1.4\n% nothing\n", "损坏"),
        (made(1)[:200], "损坏"),
        (made(0), "没有页"),
    ],
)
def test_what_cannot_be_opened_says_why(content: bytes, why: str) -> None:
    assert pages_of(BytesIO(content), PDF) is None
    with pytest.raises(Unreadable, match=why):
        open_pdf(BytesIO(content))


def test_too_many_pages_are_not_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lianmeng.files.inside.PAGES_AT_MOST", 2)
    with pytest.raises(Unreadable, match="超过2页"):
        open_pdf(BytesIO(made(3)))


def test_the_size_of_a_picture_is_read_from_its_head() -> None:
    assert pixels_of(BytesIO(PNG), "image/png") == (256, 128)
    assert pixels_of(BytesIO(JPEG), "image/jpeg") == (256, 128)
    for broken, kind in (
        (PNG[:12], "image/png"),
        (JPEG[:9], "image/jpeg"),
        (b"\xff\xd8\xff\xe0\0\0", "image/jpeg"),
    ):
        assert pixels_of(BytesIO(broken), kind) is None
    assert pixels_of(BytesIO(b"II*\0"), "image/tiff") is None
