"""The icons that pages use: Lucide, 24 by 24, ISC licence (see LICENSE)."""

import re
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent


@cache
def paths_of(name: str) -> str:
    """What stands inside the SVG of an icon. Raises LookupError for a name that is not kept here."""
    file = FOLDER / f"{name}.svg"
    if not re.fullmatch(r"[a-z0-9-]+", name) or not file.is_file():
        raise LookupError(f"no icon named {name!r} in {FOLDER.name}/")
    found = re.search(r"<svg[^>]*>(.*)</svg>", file.read_text(encoding="utf-8"), re.DOTALL)
    return found.group(1) if found else ""


def names() -> list[str]:
    """Every icon kept here, by name."""
    return sorted(file.stem for file in FOLDER.glob("*.svg"))
