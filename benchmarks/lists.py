"""``python -m benchmarks.lists``: lists, desks and the register at a thousand, 100 thousand and a million cases.

The cases are made by ``generate`` in one growing database. ``--sizes 1000,100000`` leaves the million out,
``--kept DIRECTORY`` keeps the SQLite database for a look with EXPLAIN, ``--database ADDRESS`` measures on an empty
PostgreSQL database instead (``python tests/postgres.py`` starts one).
"""

import gc
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path

from benchmarks import world
from benchmarks.measuring import BUSY, WALL, Figure, middle, ms, p95, quietest, report, say, seconds

SIZES = (1_000, 100_000, 1_000_000)
TIMES = 1.5
ROUNDS = 40
METHOD = f"{{}}, Django's test client, the quietest of three blocks of {ROUNDS} (30 s at most)"
OFFICE, LOCAL = "lead-clerk", "shenyang-clerk"


def addresses(size: int) -> list[tuple[str, str, str]]:
    """What is opened: words, by whom, where. Deep pages begin in the middle of everything."""
    from lianmeng.cases.models import Case
    from lianmeng.designations.models import Designation

    deep = Case.objects.order_by("-pk").values_list("pk", flat=True)[size // 2]
    titles = Designation.objects.order_by("-starts_on", "-pk")
    title = titles[titles.count() // 2]
    return [
        ("list of cases", OFFICE, "/office/cases/"),
        ("list, a page in the middle", OFFICE, f"/office/cases/?before={deep}"),
        ("list, one state", OFFICE, "/office/cases/?state=agenda"),
        ("list, one recommending office", OFFICE, "/office/cases/?recommender=dalian"),
        ("list, search that many fit", OFFICE, "/office/cases/?q=机器人"),
        ("list, search that one fits", OFFICE, "/office/cases/?q=桓仁冰葡萄"),
        ("list of a local office", LOCAL, "/office/cases/"),
        ("work queue", OFFICE, "/office/"),
        ("work queue, overdue", OFFICE, "/office/?due=overdue"),
        ("work queue, search", OFFICE, "/office/?q=机器人"),
        ("work queue of a local office", LOCAL, "/office/"),
        ("what was done", OFFICE, "/office/?tab=done"),
        ("what has ended", OFFICE, "/office/?tab=closed"),
        ("register", OFFICE, "/"),
        ("register, a page in the middle", OFFICE, f"/?before={title.starts_on.isoformat()}.{title.pk}"),
        ("register, in force", OFFICE, "/?standing=in-force"),
        ("register, expired", OFFICE, "/?standing=expired"),
        ("register, one place", OFFICE, "/?place=dalian"),
        ("register, search that many fit", OFFICE, "/?q=机器人"),
        ("register, search that one fits", OFFICE, "/?q=桓仁冰葡萄"),
        ("case page", OFFICE, f"/office/cases/{Case.objects.get(alliance__name__contains='桓仁').pk}"),
    ]


def figures(sizes: list[int]) -> Iterator[Figure]:
    """Every address at every size; then how the greatest compares with the smallest."""
    from django.db import connection

    from benchmarks.generate import Maker
    from lianmeng.cases.models import Case

    maker, inside = Maker(), connection.vendor == "sqlite"
    clock = BUSY if inside else WALL
    taken: dict[str, list[tuple[int, float, float]]] = {}
    for size in sizes:
        took = seconds(lambda size=size: maker.make(max(0, size - Case.objects.count())))
        say(f"{size:,} cases: {took:.0f} s to make")
        gc.collect()
        if not inside:
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")  # as its autovacuum does within a minute
        clients = {name: world.signed_in(name) for name in (OFFICE, LOCAL)}
        for words, who, address in addresses(size):
            block = quietest(world.opener(clients[who], address), ROUNDS, clock=clock)
            taken.setdefault(words, []).append((size, middle(block), p95(block)))
            say(f"  {words}: {ms(middle(block))}, p95 {ms(p95(block))}")
    method = METHOD.format("SQLite, processor time" if inside else "PostgreSQL, wall time")
    for words, rows in taken.items():
        said = "; ".join(f"{_short(size)}: {ms(half)} / {ms(most)}" for size, half, most in rows)
        times = rows[-1][2] / rows[0][2]
        yield Figure(
            f"at {_short(sizes[-1])} cases",
            f"{words}, p50 / p95",
            f"{said}: p95 {times:.1f} times",
            f"p95 ≤ {TIMES} times that at a thousand",
            method,
        )


def _short(size: int) -> str:
    return f"{size // 1_000_000} million" if size >= 1_000_000 else f"{size // 1_000} thousand"


def main() -> None:
    """Measure and print."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)))
    parser.add_argument("--database", default="", help="the address of an empty PostgreSQL database")
    parser.add_argument("--kept", type=Path)
    asked = parser.parse_args()
    world.set_up(database=asked.database, kept=asked.kept)
    report(figures([int(size) for size in asked.sizes.split(",")]))


if __name__ == "__main__":
    main()
