"""``python -m benchmarks.setup``: from a fresh clone to the first page; how long the tests take.

The clone is of this working copy's last commit; ``make run`` alone is called in it, with an environment of its own
and no demonstration kept. ``--tests FILE`` reads the printed report of a ``make test``.
"""

import os
import re
import signal
import subprocess
import tempfile
import time
import urllib.request
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measuring import Figure, report
from tests.browser.serving import free_port

ROOT = Path(__file__).resolve().parents[1]
FIRST_PAGE, TESTS = 90, 240  # seconds
GIVE_UP = 600
OURS = ("LIANMENG_", "DATABASE_URL", "DJANGO_", "PYTHONPATH", "VIRTUAL_ENV")


def figures(python: str, tests: Path | None) -> Iterator[Figure]:
    """Both figures; the second where a report is given."""
    installed, first = fresh(python)
    yield Figure(
        "set-up",
        "fresh clone to first page",
        f"{first:.0f} s (installed after {installed:.0f} s)",
        f"≤ {FIRST_PAGE} s",
        "git clone, `make run`, until / answers; parts come through the machine's own package cache or index",
    )
    if tests:
        took = seconds_told(tests.read_text(encoding="utf-8"))
        minutes = f"{took // 60:.0f} min {took % 60:.0f} s"
        yield Figure(
            "set-up",
            "`make test`",
            minutes,
            "≤ 4 min on two cores",
            "as its report says, without installation",
        )


def fresh(python: str) -> tuple[float, float]:
    """Seconds from the clone's beginning until parts are installed, and until the first page has come.

    Raises RuntimeError if the server ends or takes too long.
    """
    port = free_port()
    own = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    with tempfile.TemporaryDirectory(prefix="lianmeng-benchmarks-") as place:
        copy, begun = Path(place) / "lianmeng", time.monotonic()
        subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", str(ROOT), str(copy)], check=True)
        run = subprocess.Popen(
            ["make", "run", f"PYTHON={python}"],
            cwd=copy,
            env={**own, "LIANMENG_PORT": str(port)},
            start_new_session=True,
            stdout=subprocess.DEVNULL,
        )
        try:
            installed = 0.0
            while not answers(port):
                if run.poll() is not None or time.monotonic() - begun > GIVE_UP:
                    raise RuntimeError(f"no page came (exit code {run.poll()})")
                if not installed and (copy / ".venv" / ".run").exists():
                    installed = time.monotonic() - begun
                time.sleep(0.1)
            return installed, time.monotonic() - begun
        finally:
            os.killpg(run.pid, signal.SIGTERM)
            run.wait()


def answers(port: int) -> bool:
    """Whether the register comes."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=30) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def seconds_told(text: str) -> float:
    """The last line of the report of `make test`. Raises ValueError for any other text."""
    found = re.search(r"([0-9.]+) s  in all", text)
    if found is None:
        raise ValueError("this is no report of make test")
    return float(found[1])


def main() -> None:
    """Measure and print."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--python", default="python3")
    parser.add_argument("--tests", type=Path, help="what `make test` printed")
    asked = parser.parse_args()
    report(figures(asked.python, asked.tests))


if __name__ == "__main__":
    main()
