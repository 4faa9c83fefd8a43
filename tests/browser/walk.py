"""Every page that somebody reaches by links, each kind of page once a door, in the order found.

A page is known by its door and its address pattern; the page of an act also by its act. Whoever comes later finds
only what nobody found before, so that a whole demonstration is walked in a few hundred pages.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve
from playwright.sync_api import Page

PAPERS = (".pdf", ".csv", ".xlsx", ".ics", ".json", ".svg", ".png")
APART = ("/files/", "/documents/", "/logout")  # downloads, and what ends the walk
# label and capacity of each button, but of those whose applications have ended
UNDER_WAY = """all => all.filter(one => !one.closest("details"))
    .map(one => [one.getAttribute("aria-label"), one.firstChild.textContent.trim()])"""
STRANGER = ""  # the role of somebody who has not signed in


@dataclass(frozen=True)
class Visit:
    """A page that stands open: who sees it, at which address, and the name of its kind."""

    role: str
    address: str
    name: str


class Walk:
    """A walk through one site. ``roles``: for each person of the sign-in page who is to walk, the button's name."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.seen: set[str] = set()
        self.capacities: dict[str, str] = {}

    def roles(self) -> list[str]:
        """Everybody with something under way on the demonstration's sign-in page, by the label of the button.

        One person for each capacity first; the others find what those did not.
        """
        self.page.goto("/login")
        first: dict[str, str] = {}
        others = []
        for label, capacity in self.page.eval_on_selector_all(".roles button", UNDER_WAY):
            self.capacities[label] = capacity
            if first.setdefault(capacity, label) != label:
                others.append(label)
        return [*first.values(), *others]

    def enter(self, role: str) -> str:
        """Sign in; the address of the first page."""
        self.page.context.clear_cookies()
        if role == STRANGER:
            return "/"
        self.page.goto("/login")
        with self.page.expect_navigation():
            self.page.locator(f'button[aria-label="{role}"]').click()
        return path_of(self.page.url)

    def visits(self, role: str) -> Iterator[Visit]:
        """Open every kind of page that this role reaches and nobody of its door reached before."""
        first = self.enter(role)
        self.page.goto(first, wait_until="load")
        door = first.split("/")[1]
        yield from self.once(role, first, f"{self.capacities.get(role, door)}:{name_of(first)}")
        waiting = deque(self.links())
        while waiting:
            address = waiting.popleft()
            name = name_of(address)
            key = f"{door}:{name}"
            if name is None or address == first or key in self.seen:
                continue
            self.page.goto(address, wait_until="load")
            yield from self.once(role, address, key)
            waiting.extend(self.links())

    def once(self, role: str, address: str, key: str) -> Iterator[Visit]:
        """The open page, unless one of its kind was seen before."""
        if key not in self.seen:
            self.seen.add(key)
            yield Visit(role, address, name_of(address) or "")

    def links(self) -> list[str]:
        """Where the links of the open page lead within the site."""
        found = self.page.eval_on_selector_all("a[href]", "all => all.map(one => one.href)")
        here = urlsplit(self.page.url).netloc
        return [path_of(address) for address in found if urlsplit(address).netloc == here]


def path_of(address: str) -> str:
    """The part of an address behind the host, without the place on the page."""
    parts = urlsplit(address)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def name_of(address: str) -> str | None:
    """What kind of page stands at an address; None for what is no page."""
    path = urlsplit(address).path
    if path.endswith(PAPERS) or path.startswith(APART):
        return None
    try:
        found = resolve(path)
    except Resolver404:
        return None
    act = found.kwargs.get("act") or found.kwargs.get("section") or ""
    return f"{found.route or 'home'}{':' + str(act) if act else ''}"
