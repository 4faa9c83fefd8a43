"""Pictures of every page, wide and on the phone, and what a program finds wrong with each.

    make screenshots        (python -m tests.browser.screenshots [DIRECTORY] [--until STOP])

Without a directory no pictures are kept: the pages are only looked through.

The demonstration is served from a copy of its own; one person of each capacity walks it.
"""

import argparse
import os
import re
import sys
from pathlib import Path

from playwright.sync_api import Page

from tests.browser import looking
from tests.browser.visiting import visited
from tests.browser.walk import STRANGER, Visit, Walk


def looked_at(page: Page, folder: Path | None, visit: Visit, number: int) -> list[str]:
    """What is wrong with the open page, in two widths; a picture of each where there is a folder."""
    wrong = []
    name = f"{number:03d}-{re.sub(r'[^a-z0-9]+', '-', visit.name).strip('-')}"
    for label, size in (("1440", looking.WIDE), ("390", looking.PHONE)):
        page.set_viewport_size(size)
        if folder:
            page.screenshot(path=folder / f"{name}-{label}.png", full_page=True)
        if looking.overflows(page):
            wrong.append(f"{label}: 页面横向溢出")
    page.set_viewport_size(looking.WIDE)
    return wrong + looking.violations(page)


def walk(page: Page, folder: Path | None) -> int:
    """Walk for everybody, print what is seen; the number of pages at which something is wrong."""
    steps, number, bad = Walk(page), 0, 0
    for role in (STRANGER, *steps.roles()):
        with looking.complaints(page) as said:
            for visit in steps.visits(role):
                number += 1
                wrong = looked_at(page, folder, visit, number) + said
                said.clear()
                bad += bool(wrong)
                print(f"{number:03d} {visit.address}  {role or '公众'}")
                for line in wrong:
                    print(f"      {line}")
    print(f"{number} 页，{bad} 页有问题" + (f"，图在 {folder}" if folder else ""))
    return bad


def main() -> int:
    """Serve a demonstration, walk it; 1 when something is wrong."""
    arguments = argparse.ArgumentParser(description="pictures of every page")
    arguments.add_argument("folder", type=Path, nargs="?", help="where pictures are kept")
    arguments.add_argument("--until", help="stop of the story to which a new demonstration is played")
    chosen = arguments.parse_args()
    if chosen.folder:
        chosen.folder.mkdir(parents=True, exist_ok=True)
    with visited(chosen.until) as page:
        return 1 if walk(page, chosen.folder) else 0


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianmeng.settings")
    import django

    django.setup()
    sys.exit(main())
