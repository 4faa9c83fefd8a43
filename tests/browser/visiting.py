"""A demonstration of its own, served for as long as somebody looks at it with the system's Chromium."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests import chromium
from tests.browser.serving import environment, free_port, lianmeng, wait_for


@contextmanager
def visited(until: str | None = None) -> Iterator[Page]:
    """Yield a page of a browser at the demonstration's address; ``until``: stop of the small one, else the province.

    Ends the program with a word on how to install it where there is no Chromium.
    """
    program = chromium.program()
    if program is None:
        sys.exit("Chromium not found. To install it on Debian: apt-get install -y chromium fonts-noto-cjk")
    stop = ["--until", until] if until else []
    with tempfile.TemporaryDirectory(prefix="lianmeng-") as data, sync_playwright() as playwright:
        port = free_port()
        server = subprocess.Popen(lianmeng("serve", *stop), env=environment(Path(data), port))
        try:
            wait_for(port, server)
            sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
            browser = playwright.chromium.launch(executable_path=program, args=sandbox)
            yield browser.new_page(
                base_url=f"http://127.0.0.1:{port}", locale="zh-CN", timezone_id="Asia/Shanghai"
            )
        finally:
            server.terminate()
            server.wait(20)
