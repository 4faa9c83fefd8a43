"""What a first visitor waits for: largest paint, shift of the layout, bytes; by the browser's own entries.

    python -m benchmarks.paint

The portal's home and a pilot's page of the demonstration, Chromium with its processor slowed four times, an empty cache.
"""

import os
from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Browser, Page

from benchmarks.measuring import Figure, middle, ms, report
from tests.browser.visiting import visited

ROUNDS = 7
SLOWED = 4
WATCH = """
window.seen = {paint: 0, shift: 0};
new PerformanceObserver(all => { for (const one of all.getEntries()) window.seen.paint = one.startTime; })
    .observe({type: "largest-contentful-paint", buffered: true});
new PerformanceObserver(all => { for (const one of all.getEntries()) window.seen.shift += one.value; })
    .observe({type: "layout-shift", buffered: true});
"""
BYTES = """() => performance.getEntriesByType("navigation").concat(performance.getEntriesByType("resource"))
    .reduce((sum, one) => sum + one.transferSize, 0)"""


def visit(browser: Browser, address: str) -> tuple[float, float, int]:
    """Seconds until the largest paint, shift of the layout, bytes over the line, of one first visit."""
    context = browser.new_context()
    page = context.new_page()
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    page.add_init_script(WATCH)
    page.goto(address, wait_until="load")
    page.wait_for_timeout(500)
    seen: dict[str, Any] = page.evaluate("() => window.seen")
    size = int(page.evaluate(BYTES))
    context.close()
    return seen["paint"] / 1000, float(seen["shift"]), size


def figures(start: Page) -> Iterator[Figure]:
    """Both pages."""
    browser = start.context.browser
    assert browser
    start.goto("/")
    pilot = start.locator("main a[href^='/pilots/']").first.evaluate("one => one.href")
    for name, address in (("home of the portal", start.url), ("page of a pilot", pilot)):
        taken = [visit(browser, address) for _ in range(ROUNDS)]
        yield Figure(
            "paint",
            name,
            f"{ms(middle([one[0] for one in taken]))} to the largest paint, shift {max(one[1] for one in taken):.3f},"
            f" {middle([one[2] for one in taken]) / 1024:.0f} KB",
            "≤ 1.5 s, ≤ 0.05, < 150 KB",
            f"Chromium, processor slowed {SLOWED} times, empty cache, median of {ROUNDS} visits (shift: the largest)",
        )


def main() -> None:
    """Serve the demonstration and look."""
    with visited() as start:
        report(figures(start))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianmeng.settings")
    main()
