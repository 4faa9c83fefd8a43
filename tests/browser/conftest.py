"""The browser and the server that its stories use: a copy of the demonstration, served as users serve it."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests import chromium
from tests.browser.serving import environment, free_port, lianmeng, wait_for

ROOT = Path(__file__).resolve().parents[2]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever stands in this folder is a browser test."""
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.browser)


@pytest.fixture
def until() -> str:
    """The stop of the demonstration's story at which a test begins: as `make run` makes it."""
    return "called"


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """A data directory as `serve --until` makes it, once a stop; to be copied, not used."""

    @cache
    def prepare(until: str) -> Path:
        data = tmp_path_factory.mktemp("prepared")
        command = lianmeng("serve", "--prepare-only", "--until", until)
        subprocess.run(command, env=environment(data), check=True, cwd=ROOT)
        return data

    return prepare


@pytest.fixture
def server(prepared: Callable[[str], Path], until: str, tmp_path: Path) -> Iterator[str]:
    """Serve a copy of the prepared data; yield its address without a slash at the end."""
    data = tmp_path / "data"
    shutil.copytree(prepared(until), data)
    port = free_port()
    process = subprocess.Popen(lianmeng("serve"), env=environment(data, port), cwd=ROOT)
    try:
        wait_for(port, process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium, without a window."""
    path = chromium.program()
    if path is None:
        pytest.skip("Chromium not found. To install it on Debian: apt-get install -y chromium fonts-noto-cjk")
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=sandbox)
        yield launched
        launched.close()


@pytest.fixture
def page(browser: Browser, server: str) -> Iterator[Page]:
    """A page of a fresh session, at the served copy. An error in a script of the page fails the test."""
    manner = {"locale": "zh-CN", "timezone_id": "Asia/Shanghai", "reduced_motion": "reduce"}
    context = browser.new_context(base_url=server, **manner)  # type: ignore[arg-type]
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert errors == []
