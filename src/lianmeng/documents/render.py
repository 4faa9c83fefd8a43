"""From a template and its data to a PDF, by typst: the same input makes the same bytes on every machine."""

import json
import re
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import manimgx_fonts_cjk
import typst
from django.conf import settings

_TOOL = re.compile(rb"(/Creator\(|<xmp:CreatorTool>)(Typst [0-9.]{3,})(\)|</xmp:CreatorTool>)")
_PACKAGE = re.compile(rb'"@[A-Za-z0-9_-]+/')


class RenderFailed(Exception):
    """A template could not be set with the data given: a fault of the policy pack, not of a user."""


def render(template: bytes, data: Mapping[str, Any], files: Mapping[str, bytes] | None = None) -> bytes:
    """Set `template` (typst source, UTF-8) with `data` and return a PDF.

    `files`: pictures by name, which the template reads as `image("/name")`.

    The template reads `json(bytes(sys.inputs.data))`, and the names of the fonts at hand from
    `json(bytes(sys.inputs.fonts))`. It sees no other file, no system font, no package and no clock.
    Fonts: Noto Sans CJK, and those in the folder LIANMENG_FONTS of the settings if it is set.

    Raises RenderFailed.
    """
    return _compile(template, data, files or {})[0]


def complaints(template: bytes, data: Mapping[str, Any]) -> list[str]:
    """What typst warns of when setting `template` with `data`; a sound template gives none.

    Raises RenderFailed.
    """
    return _compile(template, data, {})[1]


def _compile(template: bytes, data: Mapping[str, Any], files: Mapping[str, bytes]) -> tuple[bytes, list[str]]:
    if _PACKAGE.search(template):
        raise RenderFailed("公文模板不得引用外部软件包。")
    fonts = _fonts(str(getattr(settings, "LIANMENG_FONTS", None) or ""))
    inputs = {
        "data": json.dumps(data, ensure_ascii=False, sort_keys=True),
        "fonts": json.dumps(sorted(fonts.families()), ensure_ascii=False),
    }
    with tempfile.TemporaryDirectory() as empty, tempfile.TemporaryDirectory() as given:
        for name, content in files.items():
            (Path(given) / name).write_bytes(content)
        compiler = typst.Compiler(
            root=given,
            font_paths=fonts,
            ignore_system_fonts=True,
            sys_inputs=inputs,
            package_path=empty,
            package_cache_path=empty,
        )
        try:
            pdf, warnings = compiler.compile_with_warnings(template, format="pdf", timestamp=0)
        except typst.TypstError as error:
            raise RenderFailed(_fault(error)) from error
    if not isinstance(pdf, bytes):
        raise RenderFailed("公文模板没有生成文件。")
    return _TOOL.sub(_unnamed, pdf), [warning.message for warning in warnings]


def _unnamed(found: re.Match[bytes]) -> bytes:
    """The typesetter's name and version give way to ours, byte for byte, so that no place in the file moves."""
    return found[1] + b"Lianmeng".ljust(len(found[2])) + found[3]


def _fault(error: typst.TypstError) -> str:
    """An error of typst in one line, with the line of the template where it arose."""
    place = re.search(r"\nerror: .*?\.typ:([0-9]+):", "\n" + error.diagnostic, re.DOTALL)
    where = f"第{place[1]}行" if place else ""
    return f"公文模板{where}出错：{'；'.join([error.message, *error.hints])}"


@cache
def _fonts(folder: str) -> typst.Fonts:
    """The fonts of every paper; read once, since they are large."""
    folders = [str(Path(manimgx_fonts_cjk.__file__).parent)]
    if folder:
        folders.insert(0, folder)
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=folders)
