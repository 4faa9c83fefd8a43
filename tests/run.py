"""All checks and tests of the project, as `make test` runs them.

    python tests/run.py [--deep] [--only lint|sqlite|postgres|browser]…

Two parts run at a time, the longest first, each a single process: what a process has played or loaded once
serves all its tests. Every part runs even if one before it failed; the output of each is printed whole, in
order, with its time. What a part needs and does not find is named with the line that installs it: skipped
on a desk, an error under CI=true. Pages, and stories told again in other words, orders and at random, are
tried on SQLite at a desk; under CI=true and with --deep on PostgreSQL as well.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
from tests import chromium, postgres  # noqa: E402  found by the line above

PYTHON = [sys.executable]
GROUPS = ["lint", "sqlite", "postgres", "browser"]
BIN = Path(sys.executable).parent
AT_A_TIME = 2
PAGES = ("tests/web", "tests/attack", "tests/visibility")
TOLD_AGAIN = (
    "tests/acts/test_tried.py",
    "tests/policies/test_renaming.py",
    "tests/stories/test_switches.py",
    "tests/stories/test_troubles.py",
    "tests/stories/test_walks.py",
)


@dataclass(frozen=True)
class Need:
    """Something of the machine's that a part cannot do without."""

    name: str
    present: Callable[[], bool]
    package: str


POSTGRES = Need("PostgreSQL server", lambda: postgres.binaries() is not None, "postgresql")
CHROMIUM = Need("Chromium", lambda: chromium.program() is not None, "chromium chromium-headless-shell")
FONTS = Need("a Chinese font", lambda: _has_chinese_font(), "fontconfig fonts-noto-cjk")


@dataclass(frozen=True)
class Part:
    """One command of the run."""

    name: str
    group: str
    command: list[str]
    needs: tuple[Need, ...] = ()
    env: dict[str, str] = field(default_factory=dict)

    def missing(self) -> list[Need]:
        return [need for need in self.needs if not need.present()]


@dataclass(frozen=True)
class Result:
    """How a part went: verdict is ok, FAILED or skipped; seconds of wall time."""

    part: Part
    verdict: str
    seconds: float
    output: str


def _has_chinese_font() -> bool:
    if shutil.which("fc-list") is None:
        return False
    return bool(subprocess.run(["fc-list", ":lang=zh-cn"], capture_output=True).stdout.strip())


def parts(deep: bool, everything: bool) -> list[Part]:
    """Return every part, the longest first; where ``everything`` is asked for, all of it on PostgreSQL too."""
    profile = ["--hypothesis-profile=deep"] if deep else []
    pytest = [*PYTHON, "-m", "pytest", "-q", "--durations=5", *profile]
    on_postgres = [*PYTHON, str(HERE / "postgres.py"), *pytest]
    plain = {"DATABASE_URL": ""}
    database = ["-m", "django_db and not browser and not slow"]
    pure = ["-m", "not django_db and not browser and not slow"]
    slow = ["-m", "slow"]
    but = [] if everything else [f"--ignore={path}" for path in (*PAGES, *TOLD_AGAIN)]
    walk = [*PYTHON, "-m", "tests.browser.screenshots", *([] if deep else ["--until", "noticed"])]
    looked = Part("pages looked through", "browser", walk, (CHROMIUM, FONTS), plain)
    long = Part("long tests", "sqlite", [*pytest, *slow], env=plain)
    killed = Part("killed on PostgreSQL", "postgres", [*on_postgres, *slow, "tests/reliability"], (POSTGRES,))
    return [
        Part("on SQLite", "sqlite", [*pytest, *database], env=plain),
        Part("on PostgreSQL", "postgres", [*on_postgres, *database, *but], (POSTGRES,)),
        Part("browser stories", "browser", [*pytest, "tests/browser"], (CHROMIUM, FONTS), plain),
        Part("without a database", "sqlite", [*pytest, *pure], env=plain),
        *([looked, long, killed] if everything else []),
        Part("mypy", "lint", [str(BIN / "mypy")], env=plain),
        Part("migrations complete", "lint", [*PYTHON, "manage.py", "makemigrations", "--check"], env=plain),
        Part("import contracts", "lint", [str(BIN / "lint-imports")]),
        Part("ruff format", "lint", [str(BIN / "ruff"), "format", "--check", "."]),
        Part("ruff check", "lint", [str(BIN / "ruff"), "check", "."]),
    ]


def run(part: Part) -> Result:
    """Run one part, on a data directory of its own, or say what it lacks."""
    if missing := part.missing():
        packages = " ".join(need.package for need in missing)
        names = " and ".join(need.name for need in missing)
        text = f"not found: {names}. To install it on Debian: apt-get install -y {packages}\n"
        return Result(part, "FAILED" if os.environ.get("CI") == "true" else "skipped", 0, text)
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="lianmeng-") as data:
        env = {**os.environ, "LIANMENG_DATA": data, "PYTHONDONTWRITEBYTECODE": "", **part.env}
        done = subprocess.run(
            part.command,
            cwd=HERE.parent,
            env=env,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
    verdict = "ok" if done.returncode == 0 else "FAILED"
    return Result(part, verdict, time.monotonic() - begun, done.stdout)


def run_together(chosen: list[Part]) -> list[Result]:
    """Run `chosen` a few at a time and print the output of each in their order."""
    results = []
    with ThreadPoolExecutor(max_workers=AT_A_TIME) as pool:
        for result in pool.map(run, chosen):
            results.append(result)
            print(f"\n=== {result.part.name}: {result.verdict} ({result.seconds:.1f} s)")
            print(result.output, end="", flush=True)
    return results


def main() -> int:
    arguments = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    arguments.add_argument("--deep", action="store_true", help="many more random examples")
    arguments.add_argument("--only", action="append", choices=GROUPS, help="may be given again")
    chosen = arguments.parse_args()
    begun = time.monotonic()
    groups = chosen.only or GROUPS
    everything = chosen.deep or os.environ.get("CI") == "true"
    results = run_together([part for part in parts(chosen.deep, everything) if part.group in groups])
    print("\n=== all parts")
    for result in results:
        reason = f"  {result.output.strip()}" if result.part.missing() else ""
        print(f"{result.verdict:8}{result.seconds:7.1f} s  {result.part.name}{reason}")
    print(f"{'':8}{time.monotonic() - begun:7.1f} s  in all")
    return 1 if any(result.verdict == "FAILED" for result in results) else 0


if __name__ == "__main__":
    sys.exit(main())
