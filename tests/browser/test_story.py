"""Two stories in the browser: 本溪 2016 to the published title; one alliance put off, refused, and done again."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from lianmeng.law import pack
from lianmeng.web.demonstration import story
from tests.browser.play import BrowserPlay

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "demonstration"
BENXI = story.read(FOLDER / "benxi-2016.yaml")


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    """A small PDF of our own, for every file that the story asks for."""
    made = tmp_path / "材料（演示）.pdf"
    made.write_bytes(
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    )
    return made


@pytest.fixture
def play(page: Page, paper: Path) -> BrowserPlay:
    """The demonstration's story at the page, with the titles that its cases bear."""
    liaoning = pack.load(pack.files_of(ROOT / "policies" / "liaoning-2016"))
    begun = BrowserPlay(page, FOLDER / BENXI.world, liaoning, paper)
    for step in BENXI.steps:
        if isinstance(step, story.Signature) and step.makes:
            begun.titles[step.makes] = begun.title_of(step)
    return begun


def test_two_alliances_of_benxi_come_to_a_published_title(play: BrowserPlay) -> None:
    play.run(BENXI.after("called"))
    play.page.goto("/")
    assert play.titles["ice"] in play.page.locator("main").inner_text()


@pytest.mark.parametrize("until", ["argued"])
def test_one_alliance_is_put_off_refused_done_again_and_corrected(play: BrowserPlay) -> None:
    told = story.read(ROOT / "tests" / "stories" / "put_off.yaml")
    all_are_chosen_and_what_was_typed_stays(play)
    play.run(told.steps)


def all_are_chosen_and_what_was_typed_stays(play: BrowserPlay) -> None:
    play.enter("lead-head")
    play.page.goto("/office/meetings/topics")
    brief, boxes = play.page.locator("textarea").first, play.page.locator('input[name="case"]')
    brief.fill("另写的汇报要点。（演示）")
    play.page.get_by_role("link", name="全选").click()
    assert brief.input_value() == "另写的汇报要点。（演示）"
    assert boxes.count() == 2 and all(box.is_checked() for box in boxes.all())
    play.page.reload()
