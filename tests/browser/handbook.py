"""The pictures of the handbook and of README, taken from the demonstration as it stands today.

make handbook        (python -m tests.browser.handbook docs/handbook/images)
"""

import argparse
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.visiting import visited

SIZE = {"width": 1200, "height": 780}


ALLIANCE = "a[href^='/apply/alliances/'][href$='/']"


@dataclass(frozen=True)
class Picture:
    """What is shown: the file's name, who looks ("" the public), where, and by which links he goes on.

    A link is told by its words, or by a selector that begins with ``a[``.
    """

    name: str
    who: str
    address: str
    links: tuple[str, ...] = ()
    scroll: str = ""


PICTURES = (
    Picture("portal", "", "/"),
    Picture("law", "", "/law/", scroll="#art-9"),
    Picture("notice", "", "/notices/", ("辽阳芳烃新材料",)),
    Picture("applicant-home", "花卉经办", "/apply/"),
    Picture("applicant-readiness", "矿山经办", "/apply/", (ALLIANCE, "条件对照表")),
    Picture("applicant-correction", "花卉经办", "/apply/", ("补正提交",)),
    Picture("office-home", "牵头经办甲", "/office/"),
    Picture("case", "牵头经办甲", "/office/cases/?q=特种钢材", ("鞍山特种钢材",)),
    Picture("checklist", "阜新初审经办", "/office/cases/?q=煤矸石", ("阜新煤矸石", "初审核对表")),
    Picture("recommend", "铁岭初审负责人", "/office/recommend/"),
    Picture("incoming", "厅文书甲", "/office/incoming/"),
    Picture("opinions", "计划经办", "/office/opinions/"),
    Picture("sheets", "专家丙", "/expert/sheets"),
    Picture("topics", "牵头处长甲", "/office/meetings/topics/"),
    Picture("notices", "牵头处长甲", "/office/notices/"),
    Picture("objections", "监督甲", "/office/objections/"),
)


def take(page: Page, picture: Picture, folder: Path) -> None:
    """Go there as this person and take what the window shows."""
    page.context.clear_cookies()
    if picture.who:
        page.goto("/login")
        page.eval_on_selector_all("details", "all => all.forEach(one => { one.open = true })")
        with page.expect_navigation():
            page.locator(f'button[aria-label*="{picture.who}"]').first.click()
    page.goto(picture.address)
    for text in picture.links:
        link = page.locator(text) if text.startswith("a[") else page.get_by_role("link", name=text)
        with page.expect_navigation():
            link.first.click()
    if picture.scroll:
        page.locator(picture.scroll).first.scroll_into_view_if_needed()
        page.locator(picture.scroll).first.evaluate("one => one.scrollIntoView()")
    page.screenshot(path=folder / f"{picture.name}.png")


def main() -> None:
    """Take all pictures anew."""
    arguments = argparse.ArgumentParser(description="pictures of the handbook")
    arguments.add_argument("folder", type=Path)
    folder: Path = arguments.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    with visited() as page:
        page.set_viewport_size(SIZE)
        for picture in PICTURES:
            print(picture.name)
            take(page, picture, folder)


if __name__ == "__main__":
    main()
