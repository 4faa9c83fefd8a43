"""``python -m benchmarks.bulk``: work on very many at once: a draw for 5,000 cases, exports of 100,000 rows."""

import os
import random
import threading
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path

from benchmarks import world
from benchmarks.measuring import BUSY, Figure, report, seconds

world.set_up()

from django.db import connection

from benchmarks.generate import Maker
from lianmeng.law import drawing
from lianmeng.law.avoidance import Body, ExpertFacts, Tie
from lianmeng.policies import queries as policies
from lianmeng.web import clock

CASES, EXPERTS, BODIES = 5_000, 2_000, 20_000
ROWS = 100_000
EXPORTS = (
    ("/office/cases/export.xlsx", "all that the department sees"),
    ("/pilots.csv", "which ends at 10,000 rows"),
    ("/pilots.xlsx", "which ends at 10,000 rows"),
)
DRAW, MEMORY = 10, 200  # seconds, MB


def draws() -> Iterator[Figure]:
    """A draw, and the same once more from its seed."""
    chance, panel, on = random.Random(1), policies.current_pack().panel, clock.today()
    bodies = [Body((f"演示单位{number}",), f"DEMO{number:014d}") for number in range(BODIES)]
    kinds = sorted(panel.avoidance)
    experts = [
        ExpertFacts(
            f"expert-{number}",
            f"专家{number}（演示）",
            ties=tuple(Tie(chance.choice(bodies), chance.choice(kinds)) for _ in range(chance.randint(0, 3))),
        )
        for number in range(EXPERTS)
    ]
    cases = {f"联盟{number}（演示）": chance.sample(bodies, 8) for number in range(CASES)}
    drawn: list[drawing.Drawn] = []
    took = [
        seconds(lambda: drawn.append(drawing.draw(panel, experts, cases, on, "seed")), BUSY) for _ in "12"
    ]
    same = "the same again from its seed" if drawn[0] == drawn[1] else "NOT the same again from its seed"
    left = len(drawn[0].excluded)
    yield Figure(
        "bulk",
        f"draw for {CASES:,} cases of 8 members from {EXPERTS:,} experts",
        f"{min(took):.1f} s of processor, {left} excluded, {same}",
        f"≤ {DRAW} s, replayable",
        "law.drawing.draw with every kind of tie, twice, the quicker",
    )


def exports(rows: int) -> Iterator[Figure]:
    """The department's list as a workbook, the register as workbook and text."""
    make_apart(rows * 5 // 4)  # of four in five cases the department knows
    client = world.signed_in("lead-clerk")
    for address, words in EXPORTS:
        with Watch() as watch:
            worked = BUSY()
            answer = client.get(address)
            size = sum(len(part) for part in answer) if answer.streaming else len(answer.content)
            worked = BUSY() - worked
        yield Figure(
            "bulk",
            f"{address}, {rows * 5 // 4:,} cases, {words}",
            f"{watch.most:.0f} MB more than before, {worked:.0f} s of processor, {size / 1e6:.1f} MB sent",
            f"100,000 rows under {MEMORY} MB" if rows == ROWS else "",
            "resident memory of the process looked at 50 times a second; SQLite",
        )


def make_apart(count: int) -> None:
    """Make cases in a process of their own, lest memory that it leaves behind hide what an export takes."""
    connection.close()
    child = os.fork()
    if child == 0:
        Maker().make(count)
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0, "no cases were made"


class Watch:
    """How much the process's resident memory grows meanwhile, in MB."""

    def __enter__(self) -> "Watch":
        """Begin."""
        self.before = self.most = resident()
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._look)
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """End; ``most`` holds the growth."""
        self.over.set()
        self.thread.join()
        self.most = max(self.most, resident()) - self.before

    def _look(self) -> None:
        while not self.over.wait(0.02):
            self.most = max(self.most, resident())


def resident() -> float:
    """The process's memory in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def main() -> None:
    """Measure and print."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    asked = parser.parse_args()
    report(one for figures in (exports(asked.rows), draws()) for one in figures)


if __name__ == "__main__":
    main()
