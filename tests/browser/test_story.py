"""The story of 本溪 2016 in the browser, from the open call to the published title."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from lianmeng.law import pack
from lianmeng.web.demonstration import story
from tests.browser.play import BrowserPlay

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "demonstration"


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    """A small PDF of our own, for every file that the story asks for."""
    made = tmp_path / "材料（演示）.pdf"
    made.write_bytes(
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    )
    return made


def test_two_alliances_of_benxi_come_to_a_published_title(page: Page, paper: Path) -> None:
    told = story.read(FOLDER / "benxi-2016.yaml")
    liaoning = pack.load(pack.files_of(ROOT / "policies" / "liaoning-2016"))
    play = BrowserPlay(page, FOLDER / told.world, liaoning, paper)
    call = next(step for step in told.steps if isinstance(step, story.Signature) and step.act == "draft_call")
    play.titles["call"] = call.answers["title"]
    play.run(told.after("called"))
    page.goto("/")
    assert "桓仁冰葡萄产业技术创新战略联盟" in page.locator("main").inner_text()
