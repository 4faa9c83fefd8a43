"""What all benchmarks share: taking times, reading the machine, printing figures as one table."""

import json
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

OUT = "LIANMENG_BENCHMARKS_OUT"  # a file to which figures are also written, a JSON line each
HEAD = "| subject | figure | measured | to reach | method |\n|---|---|---|---|---|"
Clock = Callable[[], float]
WALL: Clock = time.perf_counter
BUSY: Clock = time.process_time  # this process's own: waiting for others, disks included, does not count


@dataclass(frozen=True)
class Figure:
    """One line of the table; ``wanted``: the figure to reach, "" where none is set."""

    subject: str
    what: str
    measured: str
    wanted: str
    method: str


def seconds(work: Callable[[], object], clock: Clock = WALL) -> float:
    """Time of one call."""
    begun = clock()
    work()
    return clock() - begun


def sample(work: Callable[[], object], rounds: int, within: float = 30, clock: Clock = WALL) -> list[float]:
    """Seconds of so many calls, after one that does not count; fewer if they take longer than ``within`` seconds."""
    taken = [seconds(work, clock)]
    until = WALL() + within
    while len(taken) <= rounds and (len(taken) < 4 or WALL() < until):
        taken.append(seconds(work, clock))
    return taken[1:]


def quietest(work: Callable[[], object], rounds: int, within: float = 30, clock: Clock = WALL) -> list[float]:
    """The block with the lowest median of three: what others did to the machine meanwhile is left out."""
    taken = [sample(work, rounds, within / 3, clock) for _ in range(3)]
    return min(taken, key=statistics.median)


def side_by_side(
    one: Callable[[], object], other: Callable[[], object], rounds: int, clock: Clock = WALL
) -> tuple[list[float], list[float]]:
    """Seconds of two works taken by turns, so that what disturbs one disturbs the other as much."""
    one(), other()
    pairs = [(seconds(one, clock), seconds(other, clock)) for _ in range(rounds)]
    return [first for first, _ in pairs], [second for _, second in pairs]


def ms(taken: float) -> str:
    """Seconds as milliseconds."""
    return f"{taken * 1000:.1f} ms" if taken < 0.1 else f"{taken * 1000:.0f} ms"


def middle(taken: Sequence[float]) -> float:
    """The median."""
    return statistics.median(taken)


def p95(taken: Sequence[float]) -> float:
    """The time within which 95 of 100 stayed; the longest where there are few."""
    return sorted(taken)[min(len(taken) - 1, round(0.95 * len(taken)))]


def machine() -> str:
    """The machine on which this runs, and how fast its Python counts."""
    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    count = min(sample(_count, 3, clock=BUSY))
    return (
        f"{os.cpu_count()} CPUs, {names[0] if names else platform.machine()}, {platform.system()},"
        f" Python {platform.python_version()}; ten million numbers added up in {count:.2f} s"
    )


def _count() -> int:
    total = 0
    for number in range(10_000_000):
        total += number
    return total


def today() -> str:
    """The day of the machine."""
    return datetime.now().astimezone().date().isoformat()


def report(figures: Iterable[Figure]) -> None:
    """Print each figure as a line of the table as soon as it is there, and keep it where ``__main__`` asks for it."""
    print(HEAD)
    for one in figures:
        print(line(one), flush=True)
        if os.environ.get(OUT):
            with Path(os.environ[OUT]).open("a", encoding="utf-8") as kept:
                kept.write(json.dumps(asdict(one), ensure_ascii=False) + "\n")


def line(one: Figure) -> str:
    """A figure as a line of a Markdown table."""
    cells = (one.subject, one.what, one.measured, one.wanted, one.method)
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def say(text: str) -> None:
    """Tell on stderr what is under way."""
    print(text, file=sys.stderr, flush=True)
