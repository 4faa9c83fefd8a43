"""What is wrong with an open page, as far as a program can see it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

WIDE = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
TOO_WIDE = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"


def violations(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 AA: rule, place and text of each."""
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
    return [
        f"{rule['id']}: {node['target'][0]} {node['html'][:160]}"
        for rule in found.response["violations"]
        for node in rule["nodes"]
    ]


def overflows(page: Page) -> bool:
    """Whether the page must be moved sideways to be read."""
    return bool(page.evaluate(TOO_WIDE))


@contextmanager
def complaints(page: Page) -> Iterator[list[str]]:
    """What the browser writes of errors while the block runs: scripts, policies, what did not load."""
    said: list[str] = []
    heard: Callable[[Any], None] = lambda entry: said.append(entry.text) if entry.type == "error" else None  # noqa: E731
    page.on("console", heard)
    page.on("pageerror", lambda error: said.append(str(error)))
    yield said
    page.remove_listener("console", heard)
