"""Uploaded PDFs laid onto numbered pages: whatever they bring, and nothing of it that runs."""

from io import BytesIO

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    TextStringObject,
)

from lianmeng.documents.binding import A4, Insert, bind
from lianmeng.documents.render import render
from lianmeng.files.inside import open_pdf

FONT = '#set text(font: "Noto Sans CJK SC")\n'


def pdf(words: str, setting: str = "") -> bytes:
    return render(f"{FONT}#set page({setting})\n{words}".encode(), {})


def bound(source: bytes, free: int = 1) -> PdfReader:
    front = pdf("封面" + "#page[]" * free, "footer: [页脚]")
    made, failed = bind(front, [Insert(-free, open_pdf(BytesIO(source)))])
    assert failed == []
    return PdfReader(BytesIO(made))


@pytest.mark.parametrize("setting", ["", "width: 297mm, height: 210mm", "width: 40mm, height: 500mm"])
def test_pages_of_every_size_come_onto_a4_with_the_footer(setting: str) -> None:
    read = bound(pdf("甲页 #pagebreak() 乙页", setting), 2)
    assert len(read.pages) == 3
    for page, word in zip(read.pages[1:], ("甲页", "乙页"), strict=True):
        assert (float(page.mediabox.width), float(page.mediabox.height)) == pytest.approx(A4, abs=0.1)
        assert word in page.extract_text() and "页脚" in page.extract_text()


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_turned_pages_stand_upright(turn: int) -> None:
    writer = PdfWriter(clone_from=BytesIO(pdf("甲页")))
    writer.pages[0].rotate(turn)
    turned = BytesIO()
    writer.write(turned)
    assert "甲页" in bound(turned.getvalue()).pages[1].extract_text()


def test_seals_come_along_and_nothing_that_runs() -> None:
    writer = PdfWriter(clone_from=BytesIO(pdf("甲页")))
    script = {
        NameObject("/S"): NameObject("/JavaScript"),
        NameObject("/JS"): TextStringObject("app.alert(1)"),
    }
    writer._root_object[NameObject("/OpenAction")] = DictionaryObject(script)
    writer.add_attachment("virus.exe", b"MZ")
    look = DecodedStreamObject()
    look.set_data(b"1 0 0 rg 0 0 10 10 re f % seal")
    look.update(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Form"),
            NameObject("/BBox"): ArrayObject(FloatObject(n) for n in (0, 0, 10, 10)),
        }
    )
    seal = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject("/Widget"),
            NameObject("/Rect"): ArrayObject(FloatObject(n) for n in (100, 100, 200, 200)),
            NameObject("/AP"): DictionaryObject({NameObject("/N"): writer._add_object(look)}),
        }
    )
    writer.pages[0][NameObject("/Annots")] = ArrayObject([writer._add_object(seal)])
    source = BytesIO()
    writer.write(source)
    front = pdf("封面#page[]")
    made, _ = bind(front, [Insert(-1, open_pdf(BytesIO(source.getvalue())))])
    assert b"/JavaScript" not in made and b"virus.exe" not in made and b"/Annots" not in made
    form = PdfReader(BytesIO(made)).pages[1]["/Resources"]["/XObject"]["/Bound"]
    assert b"% seal" in form["/Resources"]["/XObject"]["/Seal0"].get_data()
    assert b"10.00000 0.00000 0.00000 10.00000 100.00000 100.00000 cm" in form.get_data()


def test_the_same_input_makes_the_same_bytes() -> None:
    front, source = pdf("封面#page[]"), pdf("甲页")
    made = [bind(front, [Insert(1, open_pdf(BytesIO(source)))])[0] for _ in range(2)]
    assert made[0] == made[1]


def test_a_page_that_cannot_be_read_comes_back() -> None:
    writer = PdfWriter()
    page = writer.add_blank_page(100, 100)
    broken = DecodedStreamObject()
    broken.set_data(b"not deflated")
    broken[NameObject("/Filter")] = NameObject("/Unknown")
    page[NameObject("/Contents")] = writer._add_object(broken)
    source = BytesIO()
    writer.write(source)
    insert = Insert(1, open_pdf(BytesIO(source.getvalue())))
    assert bind(pdf("封面#page[]"), [insert])[1] == [insert]
