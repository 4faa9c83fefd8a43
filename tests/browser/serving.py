"""The server that browsers visit: the command `lianmeng` on a data directory of its own."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

START_WITHIN = 90  # seconds


def environment(data: Path, port: int = 0) -> dict[str, str]:
    """Return the environment of the command `lianmeng` on a data directory of its own, with SQLite."""
    ours = {"LIANMENG_DATA": str(data), "LIANMENG_PORT": str(port), "DATABASE_URL": ""}
    return {**os.environ, **ours, "DJANGO_SETTINGS_MODULE": "lianmeng.settings"}


def lianmeng(*arguments: str) -> list[str]:
    """Return the command line."""
    return [sys.executable, "-m", "lianmeng.cli", *arguments]


def free_port() -> int:
    """A port of this machine that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    """Return when the server accepts connections. Raises RuntimeError if it ends or takes too long."""
    until = time.monotonic() + START_WITHIN
    while time.monotonic() < until and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError(f"the server did not start (exit code {process.poll()})")
