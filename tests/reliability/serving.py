"""The server as users start it, on a database and a data directory of its own, and its sudden death."""

import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

from django.conf import settings
from django.db import connection, connections

from lianmeng.files.models import StoredFile
from tests.browser.serving import environment, free_port, lianmeng, wait_for

ROOT = Path(__file__).resolve().parents[2]
KEYS = ("secret.key", "identity.key")


def lay_data(data: Path) -> None:
    """Put the keys and every stored file of the database that this thread uses into a data directory."""
    data.mkdir()
    for name in KEYS:
        shutil.copy2(Path(settings.LIANMENG_DATA) / name, data / name)
    for sha256 in StoredFile.objects.values_list("sha256", flat=True):
        place = Path(sha256[:2]) / sha256[2:]
        (data / "files" / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(Path(settings.FILES_ROOT) / place, data / "files" / place)


def address_of_database() -> str:
    """DATABASE_URL of the database that every new thread of this test finds."""
    name = connections.settings["default"]["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{name}"


class Server:
    """`lianmeng serve` in a process group of its own, started again and again on one port."""

    def __init__(self, data: Path) -> None:
        self.port = free_port()
        self.environment = environment(data, self.port) | {"DATABASE_URL": address_of_database()}
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Return when it answers. Raises RuntimeError if it does not come up."""
        quiet = subprocess.DEVNULL
        self.process = subprocess.Popen(
            lianmeng("serve"), env=self.environment, cwd=ROOT, stdout=quiet, start_new_session=True
        )
        wait_for(self.port, self.process)

    def kill(self) -> None:
        """End every process of the server at once, with what they are doing."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None
            while self._listens():  # its workers go a moment later
                time.sleep(0.01)

    def _listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0
