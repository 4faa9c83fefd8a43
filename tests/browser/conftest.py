"""The browser and the server that its stories use: a copy of the demonstration, served as users serve it."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests import chromium

ROOT = Path(__file__).resolve().parents[2]
START_WITHIN = 60  # seconds


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever stands in this folder is a browser test."""
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.browser)


def environment(data: Path, port: int = 0) -> dict[str, str]:
    """Return the environment of the command `lianmeng` on a data directory of its own, with SQLite."""
    ours = {"LIANMENG_DATA": str(data), "LIANMENG_PORT": str(port), "DATABASE_URL": ""}
    return {**os.environ, **ours, "DJANGO_SETTINGS_MODULE": "lianmeng.settings"}


def lianmeng(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "lianmeng.cli", *arguments]


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
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(lianmeng("serve"), env=environment(data, port), cwd=ROOT)
    try:
        wait_for(port, process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    """Return when the server accepts connections; fail if it ends or takes too long."""
    until = time.monotonic() + START_WITHIN
    while time.monotonic() < until and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    pytest.fail(f"the server did not start (exit code {process.poll()})")


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
    context = browser.new_context(base_url=server, locale="zh-CN", timezone_id="Asia/Shanghai")
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert errors == []
