"""Binding: pages of uploaded PDFs laid onto the pages that a template has left free for them.

Only what a page shows is taken: its content, its resources and the looks of its annotations (seals among
them). Scripts, forms, links and attachments of the uploaded file stay behind. The same input makes the
same bytes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from pypdf import PageObject, PdfReader, PdfWriter, Transformation
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    StreamObject,
)

MM = 72 / 25.4
A4 = (210 * MM, 297 * MM)
INNER, OUTER, TOP, BOTTOM = 22 * MM, 14 * MM, 18 * MM, 20 * MM  # of a page that holds a bound one
HIDDEN = 0b10 | 0b100000  # annotation flags: hidden, not to be viewed
NAME = NameObject("/Bound")


@dataclass(frozen=True)
class Insert:
    """Pages for a run of free pages: ``first`` is the index of the first of them, from the end if negative."""

    first: int
    reader: PdfReader


def bind(pdf: bytes, inserts: Sequence[Insert]) -> tuple[bytes, list[Insert]]:
    """Lay the pages of every insert onto the free pages of ``pdf``; what could not be laid comes back.

    The caller then makes ``pdf`` anew with words in their place.
    """
    writer = PdfWriter(clone_from=BytesIO(pdf))
    failed = [one for one in inserts if not _laid(writer, one)]
    target = BytesIO()
    writer.write(target)
    return target.getvalue(), failed


def _laid(writer: PdfWriter, insert: Insert) -> bool:
    try:
        first = insert.first if insert.first >= 0 else len(writer.pages) + insert.first
        for place, page in enumerate(insert.reader.pages, first):
            form, size = _form(writer, page)
            _place(writer, writer.pages[place], form, _fitted(size, place))
    except Exception:  # a stranger's file may break the reader in any way
        return False
    return True


def _form(writer: PdfWriter, page: PageObject) -> tuple[Any, tuple[float, float]]:
    """A page as one drawing, upright, its lower left corner at the origin; with its width and height."""
    box, turn = page.cropbox, (page.rotation or 0) % 360
    width, height = float(box.width), float(box.height)
    if not (1 <= width <= 20_000 and 1 <= height <= 20_000):
        raise ValueError("page without a size")
    upright = Transformation().translate(-float(box.left), -float(box.bottom)).rotate(-turn)
    shift = {90: (0, width), 180: (width, height), 270: (height, 0)}.get(turn, (0, 0))
    upright = upright.translate(*shift)
    resources = page.get("/Resources", DictionaryObject()).get_object()
    kept = DictionaryObject(resources.clone(writer)) if resources else DictionaryObject()
    content = page.get_contents()
    data = b"q\n" + (content.get_data() if content is not None else b"") + b"\nQ\n"
    data += _annotations(writer, page, kept)
    form = _stream(data)
    form.update(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Form"),
            NameObject("/BBox"): ArrayObject(
                FloatObject(one) for one in (box.left, box.bottom, box.right, box.top)
            ),
            NameObject("/Matrix"): ArrayObject(FloatObject(round(one, 5)) for one in upright.ctm),
            NameObject("/Resources"): kept,
        }
    )
    size = (height, width) if turn in (90, 270) else (width, height)
    return writer._add_object(form), size


def _stream(data: bytes) -> StreamObject:
    made = DecodedStreamObject()
    made.set_data(data)
    return made.flate_encode()


def _annotations(writer: PdfWriter, page: PageObject, resources: DictionaryObject) -> bytes:
    """What seals, stamps and filled fields look like, drawn where they stand."""
    drawn = b""
    own = resources.get("/XObject", DictionaryObject()).get_object()
    forms = DictionaryObject(own)
    listed: Any = page.get("/Annots", ArrayObject()).get_object()
    for number, given in enumerate(listed or ()):
        annotation: Any = given.get_object()
        look = _look(annotation)
        if look is None:
            continue
        name = f"/Seal{number}"
        forms[NameObject(name)] = look.clone(writer).indirect_reference or writer._add_object(look)
        matrix = " ".join(f"{one:.5f}" for one in _onto(look, annotation["/Rect"]))
        drawn += f"q {matrix} cm {name} Do Q\n".encode()
    resources[NameObject("/XObject")] = forms
    return drawn


def _look(annotation: Any) -> StreamObject | None:
    """The appearance that an annotation shows at present; None for one that shows nothing."""
    if int(annotation.get("/F", 0)) & HIDDEN or annotation.get("/Subtype") in ("/Link", "/Popup"):
        return None
    looks = annotation.get("/AP")
    normal = looks.get_object().get("/N") if looks is not None else None
    normal = normal.get_object() if normal is not None else None
    if isinstance(normal, DictionaryObject) and not isinstance(normal, StreamObject):
        state = annotation.get("/AS")
        normal = normal[state].get_object() if state in normal else None
    return normal if isinstance(normal, StreamObject) and "/BBox" in normal else None


def _onto(look: Any, rect: Any) -> tuple[float, ...]:
    """How an appearance is moved and stretched into its rectangle (PDF 12.5.5)."""
    a, b, c, d, e, f = (float(one) for one in look.get("/Matrix", (1, 0, 0, 1, 0, 0)))
    left, bottom, right, top = (float(one) for one in look["/BBox"])
    corners = [(x, y) for x in (left, right) for y in (bottom, top)]
    xs = [a * x + c * y + e for x, y in corners]
    ys = [b * x + d * y + f for x, y in corners]
    x0, y0, x1, y1 = (float(one) for one in rect)
    wide = abs(x1 - x0) / (max(xs) - min(xs) or 1)
    high = abs(y1 - y0) / (max(ys) - min(ys) or 1)
    return wide, 0, 0, high, min(x0, x1) - min(xs) * wide, min(y0, y1) - min(ys) * high


def _fitted(size: tuple[float, float], place: int) -> tuple[float, float, float]:
    """Scale and lower left corner of a bound page; the wider margin is where the sheets are bound."""
    left = INNER if place % 2 == 0 else OUTER
    room = (A4[0] - INNER - OUTER, A4[1] - TOP - BOTTOM)
    scale = min(room[0] / size[0], room[1] / size[1])
    x = left + (room[0] - size[0] * scale) / 2
    return scale, x, A4[1] - TOP - size[1] * scale


def _place(writer: PdfWriter, page: PageObject, form: Any, fitted: tuple[float, float, float]) -> None:
    scale, x, y = fitted
    own_resources: Any = page["/Resources"].get_object()
    resources = DictionaryObject(own_resources)
    resources[NameObject("/XObject")] = DictionaryObject({NAME: form})
    page[NameObject("/Resources")] = resources
    drawing = _stream(f"q {scale:.5f} 0 0 {scale:.5f} {x:.3f} {y:.3f} cm {NAME} Do Q\n".encode())
    before = page["/Contents"].get_object()
    own = list(before) if isinstance(before, ArrayObject) else [page.raw_get("/Contents")]
    page[NameObject("/Contents")] = ArrayObject([writer._add_object(drawing), *own])
