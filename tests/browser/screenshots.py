"""Pictures of every page, wide and on the phone, and what a program finds wrong with each.

    make screenshots        (python -m tests.browser.screenshots DIRECTORY [--until STOP])

The demonstration is served from a copy of its own; one person of each capacity walks it.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests import chromium
from tests.browser import looking
from tests.browser.serving import environment, free_port, lianmeng, wait_for
from tests.browser.walk import STRANGER, Visit, Walk


def picture(page: Page, folder: Path, visit: Visit, number: int) -> list[str]:
    """Two pictures of the open page; what is wrong with it."""
    wrong = []
    name = f"{number:03d}-{re.sub(r'[^a-z0-9]+', '-', visit.name).strip('-')}"
    for label, size in (("1440", looking.WIDE), ("390", looking.PHONE)):
        page.set_viewport_size(size)
        page.screenshot(path=folder / f"{name}-{label}.png", full_page=True)
        if looking.overflows(page):
            wrong.append(f"{label}: 页面横向溢出")
    page.set_viewport_size(looking.WIDE)
    return wrong + looking.violations(page)


def walk(page: Page, folder: Path) -> int:
    """Walk for everybody, print what is seen; the number of pages at which something is wrong."""
    steps, number, bad = Walk(page), 0, 0
    for role in (STRANGER, *steps.roles()):
        with looking.complaints(page) as said:
            for visit in steps.visits(role):
                number += 1
                wrong = picture(page, folder, visit, number) + said
                said.clear()
                bad += bool(wrong)
                print(f"{number:03d} {visit.address}  {role or '公众'}")
                for line in wrong:
                    print(f"      {line}")
    print(f"{number} 页，{bad} 页有问题，图在 {folder}")
    return bad


def main() -> int:
    """Serve a demonstration, walk it; 1 when something is wrong."""
    arguments = argparse.ArgumentParser(description="pictures of every page")
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--until", help="stop of the story to which a new demonstration is played")
    chosen = arguments.parse_args()
    program = chromium.program()
    if program is None:
        sys.exit("Chromium not found. To install it on Debian: apt-get install -y chromium fonts-noto-cjk")
    chosen.folder.mkdir(parents=True, exist_ok=True)
    until = ["--until", chosen.until] if chosen.until else []
    with tempfile.TemporaryDirectory(prefix="lianmeng-") as data, sync_playwright() as playwright:
        port = free_port()
        server = subprocess.Popen(lianmeng("serve", *until), env=environment(Path(data), port))
        try:
            wait_for(port, server)
            sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
            browser = playwright.chromium.launch(executable_path=program, args=sandbox)
            page = browser.new_page(
                base_url=f"http://127.0.0.1:{port}", locale="zh-CN", timezone_id="Asia/Shanghai"
            )
            return 1 if walk(page, chosen.folder) else 0
        finally:
            server.terminate()
            server.wait(20)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianmeng.settings")
    import django

    django.setup()
    sys.exit(main())
