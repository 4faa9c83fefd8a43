"""The server is killed while people submit, upload, decide and issue: nothing acknowledged is lost, nothing is half.

The server is the one that users start, with all its processes; SIGKILL comes at a random moment after a form of
the act aimed at was sent. Another one is started, everything that was answered must be there once, and what got no
answer is sent again as it was. LIANMENG_KILLING_SEED repeats a run as far as moments can be repeated;
LIANMENG_KILLING_ROUNDS asks for more rounds than the one of every run, the deep profile for ten.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from random import Random, SystemRandom
from threading import Thread
from time import sleep
from typing import Any

import pytest
from django.db import transaction

from lianmeng.record.models import Entry
from tests.deep import is_deep
from tests.record.ledgers import in_thread
from tests.reliability.acting import Line
from tests.reliability.examining import examine
from tests.reliability.scene import Town, play_scene, town
from tests.reliability.serving import Server, lay_data
from tests.stories.stage import found, rows

pytestmark = pytest.mark.slow
SEED = int(os.environ.get("LIANMENG_KILLING_SEED") or SystemRandom().randrange(10**9))
DEEP = 10  # rounds
AIMS = {"issue": 2, "resolve_pass": 2, "submit": 2, "upload": 3}  # how many forms of each its line sends
LONG = 0.4  # seconds: about as long as the longest of these forms is worked on
LATE = 60  # seconds within which the form aimed at is sent


def rounds() -> int:
    """How many times everything is begun anew."""
    return int(os.environ.get("LIANMENG_KILLING_ROUNDS") or (DEEP if is_deep() else 1))


@pytest.fixture
def served(separate_database: None, tmp_path: Path, settings: Any) -> Iterator[tuple[Server, Town]]:
    """The scene in a database of its own, served; whoever reads that database finds its files."""
    data = tmp_path / "data"
    with transaction.atomic():
        there = town(play_scene())
        kept = rows()
        lay_data(data)
        transaction.set_rollback(True)
    in_thread(lambda: found(kept))
    settings.FILES_ROOT = data / "files"
    server = Server(data)
    try:
        server.start()
        yield server, there
    finally:
        server.kill()


def test_killed_at_any_moment_it_has_lost_nothing_and_nothing_is_half_done(
    served: tuple[Server, Town], number: int
) -> None:
    print(f"LIANMENG_KILLING_SEED={SEED}, round {number}")
    chance = Random(f"{SEED} {number}")
    server, there = served
    before = asked_entries()
    there.sign_in(server.port)
    lines = there.lines()
    aims = sorted(AIMS)
    chance.shuffle(aims)
    at_work = [lines[""]]
    for aim in aims:
        line = lines[aim]
        line.aim = (aim, chance.randint(1, AIMS[aim]))
        at_work.append(line)
        threads = go_on(at_work)
        assert line.reached.wait(LATE), aim
        moment = chance.uniform(0, LONG)
        sleep(moment)
        server.kill()
        finish(threads, at_work)
        unanswered = [one.waiting.act for one in at_work if one.waiting]
        print(f"killed {moment:.3f} s after {line.aim}; no answer to {unanswered}")
        server.start()
        in_thread(lambda: examine(at_work, before))
    finish(go_on(at_work), at_work)
    assert [(line.broke_off, line.waiting) for line in at_work if not line.ended] == []
    in_thread(lambda: examine(at_work, before))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """As many rounds as are asked for."""
    if "number" in metafunc.fixturenames:
        metafunc.parametrize("number", range(rounds()))


def asked_entries() -> int:
    """How many entries the served database has."""
    found: list[int] = []
    in_thread(lambda: found.append(Entry.objects.count()))
    return found[0]


def go_on(lines: list[Line]) -> list[Thread]:
    """Everybody sends what is left, each in a thread."""
    threads = [Thread(target=line.run) for line in lines if not line.ended]
    for thread in threads:
        thread.start()
    return threads


def finish(threads: list[Thread], lines: list[Line]) -> None:
    """Wait for everybody; a page that did not do what it should fails the test."""
    for thread in threads:
        thread.join()
    for line in lines:
        if line.fault is not None:
            raise line.fault
