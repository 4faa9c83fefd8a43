"""Playing a story in the browser: the same YAML as through actions, every signature by clicks and typing."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page

from lianmeng.law import yamlfile
from lianmeng.law.pack import Pack
from lianmeng.web.demonstration.story import Day, Expect, See, Signature, Step

# an expert does these for all alliances of a panel day on one page: its address and its form
DAY_PAGES = {
    "declare": ("/expert/promise", "#promise-form"),
    "review": ("/expert/sheets", "#sheets-form"),
    "pass_panel": ("/expert/conclusions", "#conclusions-form"),
}


class BrowserPlay:
    """A story under way at one page, by keyboard. It knows only what a user sees: names, labels, buttons.

    ``cases`` and ``drafts`` hold addresses' numbers by the story's names.
    """

    def __init__(self, page: Page, world: Path, pack: Pack, papers: Path) -> None:
        self.page, self.pack, self.papers = page, pack, papers
        self.world = yamlfile.read(world.name, world.read_text(encoding="utf-8")).data
        self.cases: dict[str, int] = {}
        self.drafts: dict[str, int] = {}
        self.titles: dict[str, str] = {}
        self.signed_in = ""
        self.sessions: dict[str, Any] = {}

    def run(self, steps: Iterable[Step]) -> None:
        """Play the steps; a page that does not do what the story says fails the test."""
        for step in steps:
            if isinstance(step, Day):
                self.move_to(step.on)
            elif isinstance(step, Signature):
                self.sign(step)
            elif isinstance(step, Expect):
                self.expect(step)
            elif isinstance(step, See):
                self.see(step)

    def move_to(self, day: date) -> None:
        """Set the demonstration's date in the banner."""
        self.page.goto("/")
        self.page.locator(".demo-date summary").click()
        self.page.locator(".demo-date input[type=date]").fill(day.isoformat())
        self.press(self.page.locator(".demo-date form").first.get_by_role("button", name="改日期"))
        assert f"{day.year}年{day.month}月{day.day}日" in self.page.locator(".demo").inner_text()

    def enter(self, person: str) -> None:
        """Enter as this person from the sign-in page; who has entered before comes back with the session."""
        if self.signed_in == person:
            return
        cookies = self.page.context
        self.sessions[self.signed_in] = cookies.cookies()
        cookies.clear_cookies()
        if person in self.sessions:
            cookies.add_cookies([dict(kept) for kept in self.sessions[person]])  # type: ignore[misc] # as read
        else:
            self.page.goto("/login")
            row = self.world["people"][person]
            who = self.pack.terms.capacities[row["holds"][0][0]] + row["name"]
            self.press(self.page.get_by_role("button", name=re.compile(re.escape(who) + "身份进入$")))
        self.signed_in = person

    def door(self) -> str:
        """The door of the person who is signed in."""
        capacity = self.world["people"][self.signed_in]["holds"][0][0]
        return {"applicant": "apply", "office": "office", "expert": "expert"}[
            self.pack.capacities[capacity].door
        ]

    def sign(self, step: Signature) -> None:
        """One signature on the act page."""
        self.enter(step.by)
        if self.door() == "expert":
            return self.sign_on_day(step)
        self.find(step)
        self.fill(step.answers)
        self.press(self.page.locator("#act-form button[name=sign]"))
        done = "/do/" not in self.page.url and "/new/" not in self.page.url
        assert done, f"{step.act}: {self.page.url}\n{self.page.locator('main').inner_text()[:2000]}"
        self.remember(step)

    def sign_on_day(self, step: Signature) -> None:
        """One case on the page of an expert's day, found by its link; the other cases are left for later."""
        address, form = DAY_PAGES[step.act]
        self.page.goto("/expert/", wait_until="domcontentloaded")
        self.follow(address)
        (number,) = (str(self.case(name)) for name in step.cases)
        for box in self.page.locator(f"{form} input[name=case]:enabled").all():
            if box.is_checked() != (box.get_attribute("value") == number):
                box.press("Space")
        self.fill({f"{name}-{number}": value for name, value in step.answers.items()}, form)
        self.fill(step.answers, form)
        self.press(self.page.locator(f"{form} button[name=sign]"))
        said = self.page.locator("main").inner_text()[:2000]
        assert self.page.url.endswith("/expert/"), f"{step.act}: {self.page.url}\n{said}"

    def find(self, step: Signature) -> None:
        """Go to where the act is done by links alone: from the door's first page, or over the case in its list."""
        door = f"/{self.door()}/"
        self.page.goto(door, wait_until="domcontentloaded")
        if step.makes:
            return self.follow(f"{door}new/{step.kind}/{step.act}")
        if step.draft:
            draft = f"{door}drafts/{self.drafts[step.draft]}"
            self.follow(draft)
            return self.follow(f"{draft}/do/{step.act}")
        first, *others = (str(self.case(name)) for name in step.cases)
        together = f"?with={','.join(others)}" if others else ""
        act = f"{door}cases/{first}/do/{step.act}{together}"
        if not self.page.locator(f"a[href='{act}']").count():
            self.page.goto(f"{door}cases/", wait_until="domcontentloaded")
            self.follow(f"{door}cases/{first}")
            return self.take_along(f"{door}cases/{first}/do/{step.act}", others)
        self.follow(act)

    def take_along(self, act: str, others: list[str]) -> None:
        """From a case's own page to an act, and there tick the other cases that it is to be done on."""
        self.follow(act)
        for other in others:
            self.page.locator(f"input[name=with][value='{other}']").check()
        if others:
            self.press(self.page.get_by_role("button", name="改为一并办理所选"))

    def follow(self, address: str) -> None:
        """Take the first link to an address."""
        self.press(self.page.locator(f"a[href='{address}']").first)

    def press(self, target: Locator) -> None:
        """Press Enter on a link or button that leads to another page."""
        with self.page.expect_navigation(wait_until="domcontentloaded"):
            target.press("Enter")

    def case(self, name: str) -> int:
        """The number of the case that the story calls so."""
        if name not in self.cases:
            here = self.page.url
            self.page.goto(f"/{self.door()}/cases/")
            href = self.page.get_by_role("link", name=self.titles[name]).first.get_attribute("href") or ""
            self.cases[name] = int(re.findall(r"/cases/(\d+)", href)[0])
            self.page.goto(here)
        return self.cases[name]

    def remember(self, step: Signature) -> None:
        """Keep the number of what has just been made, from the page's own address."""
        if not step.makes:
            return
        kind, number = re.findall(r"/(cases|drafts)/(\d+)", self.page.url)[0]
        (self.cases if kind == "cases" else self.drafts)[step.makes] = int(number)
        self.titles[step.makes] = self.title_of(step)

    def title_of(self, step: Signature) -> str:
        """What a user reads for the case or draft that a step makes."""
        alliance = step.answers.get("alliance")
        return str(
            self.world["alliances"][alliance["alliance"]]["name"] if alliance else step.answers["title"]
        )

    def fill(self, answers: Mapping[str, Any], form: str = "#act-form") -> None:
        """Fill every field of this hand's form for which the story has an answer."""
        for name, value in answers.items():
            field = self.page.locator(f"{form} [name='{name}']")
            if field.count():
                self.answer(field, value)

    def answer(self, field: Locator, value: Any) -> None:
        """Type, choose or upload one answer."""
        kind = field.first.evaluate("e => e.tagName === 'INPUT' ? e.type : e.tagName.toLowerCase()")
        if kind == "file":
            field.first.set_input_files(self.papers)
        elif kind in ("radio", "checkbox"):
            for item in value if isinstance(value, list) else [value]:
                self.choose(field, item)
        elif kind == "select":
            field.first.select_option(**self.option(field.first, value))
        else:
            field.first.fill(str(value))

    def choose(self, field: Locator, value: Any) -> None:
        """Tick the box or button of this value, or of this name where the story gives one."""
        if isinstance(value, dict):
            name = re.compile("^" + re.escape(self.named(value)))
            box = self.page.get_by_label(name).and_(field).first
        else:
            box = next(box for box in field.all() if box.get_attribute("value") == str(value))
        if not box.is_checked():
            box.press("Space")
        assert box.is_checked(), value

    def option(self, field: Locator, value: Any) -> dict[str, str]:
        """How to choose in a list: by value, or by the label that begins with this name."""
        if not isinstance(value, dict):
            return {"value": str(value)}
        labels = [text.strip() for text in field.locator("option").all_inner_texts()]
        return {"label": next(label for label in labels if label.startswith(self.named(value)))}

    def named(self, value: Mapping[str, str]) -> str:
        """What a user reads for a reference of the story."""
        ((kind, name),) = value.items()
        if kind == "person":
            return str(self.world["people"][name]["name"])
        return str(self.world["alliances"][name]["name"] if kind == "alliance" else self.titles[name])

    def expect(self, step: Expect) -> None:
        """The case pages show the state by its name."""
        self.enter("lead-clerk" if self.at_department(step.state) else "ice-clerk")
        party = self.door() == "apply"
        for name in step.cases if not party else step.cases[:1]:
            self.page.goto(f"/{self.door()}/cases/{self.case(name)}")
            label = self.pack.state_label("recognition", step.state, party=party)
            assert label in self.page.locator("main").inner_text(), f"{name}: {label}"

    def at_department(self, state: str) -> bool:
        """Whether the department sees cases in this state."""
        return self.pack.procedures["recognition"].states[state].desk == "department"

    def see(self, step: See) -> None:
        """The public page shows and hides the alliances."""
        self.page.goto("/notices/" if step.page == "notices" else "/")
        text = self.page.locator("main").inner_text()
        for name in step.shows:
            assert self.titles[name] in text, f"{step.page} 应有 {name}"
        for name in step.hides:
            assert self.titles[name] not in text, f"{step.page} 不应有 {name}"
