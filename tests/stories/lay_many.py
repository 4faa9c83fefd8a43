"""Thirty applications in a new data directory, to be looked at with ``lianmeng serve``.

``python tests/stories/lay_many.py DIRECTORY --until asked --count 30``, with ``PYTHONPATH=src``.
"""

import os
import subprocess
import sys
from argparse import ArgumentParser
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parents[2]
CALLED = "called"  # the stop up to which the demonstration is played before


def main() -> None:
    """Found a data directory and play the applications into it."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--until", default="asked")
    parser.add_argument("--count", type=int, default=30)
    asked = parser.parse_args()
    os.environ |= {"LIANMENG_DATA": str(asked.directory.resolve()), "DATABASE_URL": ""}
    os.environ["DJANGO_SETTINGS_MODULE"] = "lianmeng.settings"
    prepare = [sys.executable, "-m", "lianmeng.cli", "serve", "--prepare-only", "--until", CALLED]
    subprocess.run(prepare, check=True, cwd=ROOT)
    sys.path.insert(0, str(ROOT))
    django.setup()
    _play(asked.until, asked.count)


def _play(until: str, count: int) -> None:
    from django.db import transaction  # noqa: PLC0415  all these need a project that is set up

    from lianmeng.web import clock  # noqa: PLC0415
    from tests.stories import many  # noqa: PLC0415

    with transaction.atomic():
        stage = many.standing_at_called(clock.today())
        many.many(stage, count, until=until)
        clock.move_to(stage.day)


if __name__ == "__main__":
    main()
