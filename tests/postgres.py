"""A private PostgreSQL server for one run of the tests, gone when the run ends.

    python tests/postgres.py COMMAND…    runs COMMAND with DATABASE_URL set to it

It listens on a Unix socket in a temporary directory and nowhere else. PostgreSQL refuses to run as root, so
for root everything is done as the user `postgres` that Debian's package makes.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from urllib.parse import quote

# Speed only: the data is thrown away. A lost machine loses nothing that anybody wants.
OPTIONS = "-c listen_addresses= -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c default_toast_compression=lz4"


def binaries() -> Path | None:
    """Return the directory of the newest PostgreSQL server that Debian's packages installed, or None."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(found, key=lambda path: float(path.parent.name), default=None)


@contextmanager
def private_server(programs: Path, options: str = OPTIONS) -> Iterator[str]:
    """Start a new server from `programs` and yield its DATABASE_URL; stop and remove it at the end.

    Raises subprocess.CalledProcessError, with the program's output on stderr, if it does not start.
    """
    home = Path(tempfile.mkdtemp(prefix="lm-pg-", dir="/tmp"))  # short: a socket's path has 107 bytes
    as_user: list[str] = []
    if os.geteuid() == 0:
        user = pwd.getpwnam("postgres")
        os.chown(home, user.pw_uid, user.pw_gid)
        as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"]

    def run(program: str, *arguments: str, check: bool = True) -> None:
        command = [*as_user, str(programs / program), "-D", str(home / "data"), *arguments]
        subprocess.run(command, check=check, stdout=subprocess.DEVNULL, cwd=home)

    try:
        run("initdb", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8", "-U", "postgres", "-A", "trust")
        run("pg_ctl", "-w", "-l", str(home / "log"), "-o", f"{options} -k {home}", "start")
        yield f"postgres://postgres@{quote(str(home), safe='')}/postgres"
    finally:
        run("pg_ctl", "-m", "immediate", "stop", check=False)
        shutil.rmtree(home, ignore_errors=True)


def _stop(number: int, frame: FrameType | None) -> None:
    """Turn a signal into an exception, so that the server is stopped and removed."""
    sys.exit(128 + number)


def main(command: list[str]) -> int:
    """Run `command` with a private server; return its exit code, or 2 if there is nothing to run."""
    programs = binaries()
    if programs is None or not command:
        print("usage: python tests/postgres.py COMMAND…; needs Debian's package postgresql", file=sys.stderr)
        return 2
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    with private_server(programs) as url:
        return subprocess.run(command, env={**os.environ, "DATABASE_URL": url}).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
