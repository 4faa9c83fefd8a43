"""Reading the papers that Lianmeng makes: the text on each page of a PDF as typst writes it."""

import re
import zlib
from collections.abc import Iterator

ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def page_texts(pdf: bytes) -> list[str]:
    """Return the text of each page in the order it is set, without blanks and line ends."""
    objects = {int(m[1]): m[2] for m in re.finditer(rb"(?<=\n)(\d+) 0 obj\n(.*?)\nendobj", pdf, re.DOTALL)}
    kids = next(re.search(rb"/Kids\[(.*?)\]", body) for body in objects.values() if b"/Type/Pages/" in body)
    assert kids is not None
    return [_page_text(objects, objects[number]) for number in _references(kids[1])]


def _page_text(objects: dict[int, bytes], page: bytes) -> str:
    resources = objects[_reference(page, b"Resources")]
    named = re.search(rb"/Font<<(.*?)>>", resources)
    assert named is not None
    maps = {
        m[1]: _characters(_stream(objects[_reference(objects[int(m[2])], b"ToUnicode")]))
        for m in re.finditer(rb"/(\w+) (\d+) 0 R", named[1])
    }
    content = _stream(objects[_reference(page, b"Contents")])
    font: dict[bytes, str] = {}
    shown = []
    for m in re.finditer(rb"/(f\d+) [\d.]+ Tf|\(((?:\\.|[^\\()])*)\)|<(\w+)>(?!>)", content, re.DOTALL):
        if m[1]:
            font = maps[m[1]]
        else:
            codes = bytes.fromhex(m[3].decode()) if m[3] else _unescaped(m[2])
            shown += [font[codes[i : i + 2]] for i in range(0, len(codes), 2)]
    return re.sub(r"\s", "", "".join(shown))


def _characters(cmap: bytes) -> dict[bytes, str]:
    """Return what each two-byte code of a font stands for."""
    found = {}
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", cmap, re.DOTALL):
        for code, text in re.findall(rb"<(\w+)>\s*<(\w+)>", block):
            found[bytes.fromhex(code.decode())] = bytes.fromhex(text.decode()).decode("utf-16-be")
    assert found and b"beginbfrange" not in cmap
    return found


def _stream(body: bytes) -> bytes:
    return zlib.decompress(body.split(b"stream\n", 1)[1].rsplit(b"\nendstream", 1)[0])


def _reference(body: bytes, key: bytes) -> int:
    found = re.search(rb"/" + key + rb" (\d+) 0 R", body)
    assert found is not None
    return int(found[1])


def _references(body: bytes) -> Iterator[int]:
    return (int(number) for number in re.findall(rb"(\d+) 0 R", body))


def _unescaped(text: bytes) -> bytes:
    def one(m: re.Match[bytes]) -> bytes:
        return bytes([int(m[1], 8)]) if m[1][:1].isdigit() else ESCAPES.get(m[1], m[1])

    return re.sub(rb"\\([0-7]{1,3}|.)", one, text, flags=re.DOTALL)
