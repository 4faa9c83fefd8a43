"""``python -m benchmarks``: every benchmark, one after the other, as one table.

``--quick`` leaves out what takes minutes: the million cases, the fresh clone, the hundred topics. ``--tests FILE``: what
`make test` printed, for the figure of the tests. A script that fails is named and the others go on.
"""

import json
import os
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from pathlib import Path

from benchmarks.measuring import HEAD, OUT, Figure, line, machine, say, today

QUICK = [
    ["pages"],
    ["lists", "--sizes", "1000,20000"],
    ["papers"],
    ["papers", "--only", "book", "--topics", "10"],
    ["precheck", "--count", "10000"],
    ["submit"],
]
WHOLE = [
    ["pages"],
    ["paint"],
    ["papers"],
    ["papers", "--only", "book"],
    ["precheck"],
    ["submit"],
    ["bulk"],
    ["lists"],
    ["setup"],
]


def main() -> int:
    """Run them and print the table; 1 if any failed."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--tests", type=Path)
    asked = parser.parse_args()
    failed = []
    with tempfile.NamedTemporaryFile(prefix="lianmeng-benchmarks-") as kept:
        for name, *options in QUICK if asked.quick else WHOLE:
            say(f"--- {name} {' '.join(options)}")
            if name == "setup" and asked.tests:
                options += ["--tests", str(asked.tests)]
            command = [sys.executable, "-m", f"benchmarks.{name}", *options]
            own = {**os.environ, OUT: kept.name}
            if subprocess.run(command, env=own, stdout=subprocess.DEVNULL).returncode != 0:
                failed.append(name)
        rows = Path(kept.name).read_text(encoding="utf-8").splitlines()
    print(f"{today()}. {machine()}.\n\n{HEAD}")
    for row in rows:
        print(line(Figure(**json.loads(row))))
    for name in failed:
        print(f"\n{name} failed; its messages stand above.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
