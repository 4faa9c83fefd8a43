"""The handbook names only what people find on the pages, and shows only pictures that a command takes anew."""

import re
from pathlib import Path

import pytest

from tests.browser.handbook import PICTURES

ROOT = Path(__file__).resolve().parents[2]
HANDBOOK = ROOT / "docs" / "handbook"
PAGES = sorted(HANDBOOK.glob("*.md"))
SAID = ("*.html", "*.py", "*.js")


def said_anywhere() -> str:
    """Everything that templates, programme and pack say."""
    rooms = [path for kind in SAID for path in (ROOT / "src" / "lianmeng").rglob(kind)]
    pack = [path for path in (ROOT / "policies").rglob("*.yaml") if "outcomes" not in path.parts]
    return "".join(path.read_text(encoding="utf-8") for path in (*rooms, *pack))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_name_in_quotation_marks_stands_on_a_page(page: Path) -> None:
    words = set(re.findall("“([^”]+)”", page.read_text(encoding="utf-8")))
    known = said_anywhere()
    assert sorted(word for word in words if word.replace("‘", "“").replace("’", "”") not in known) == []


def test_every_picture_is_taken_by_the_command_and_shown() -> None:
    taken = {picture.name for picture in PICTURES}
    text = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    assert set(re.findall(r"\(images/([a-z-]+)\.png\)", text)) == taken
    assert {path.stem for path in (HANDBOOK / "images").iterdir()} == taken


def test_the_index_leads_to_every_page() -> None:
    index = (HANDBOOK / "README.md").read_text(encoding="utf-8")
    assert {page.name for page in PAGES} - set(re.findall(r"\((\w+\.md)\)", index)) == {"README.md"}
