"""``python -m benchmarks.precheck``: 100,000 alliances judged against every criterion, on one core."""

import random
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import timedelta

from benchmarks import world
from benchmarks.measuring import BUSY, Figure, report

world.set_up()

from lianmeng.cases.models import Submission
from lianmeng.law import criteria
from lianmeng.law.facts import FactSheet
from lianmeng.policies import queries as policies
from lianmeng.web import clock

COUNT = 100_000
WITHIN = 20  # seconds


def sheets(count: int) -> Iterator[FactSheet]:
    """Fact sheets, no two alike: those of the demonstration with other names, members, days and papers."""
    chance = random.Random(1)
    known = [FactSheet.model_validate(facts) for facts in Submission.objects.values_list("facts", flat=True)]
    for number in range(count):
        sheet = chance.choice(known)
        begun = sheet.agreement.effective_on
        if begun:
            begun += timedelta(days=chance.randint(-400, 400))
        yield sheet.model_copy(
            update={
                "name": f"{sheet.name}{number}",
                "members": tuple(one for one in sheet.members if chance.random() < 0.95),
                "organs": tuple(one for one in sheet.organs if chance.random() < 0.98),
                "agreement": sheet.agreement.model_copy(update={"effective_on": begun}),
                "papers": tuple(one for one in sheet.papers if chance.random() < 0.98),
            }
        )


def figures(count: int) -> Iterator[Figure]:
    """Time of judging; making the sheets does not count."""
    pack, on = policies.current_pack(), clock.today()
    wall = busy = 0.0
    found = members = 0
    made = sheets(count)
    while batch := [sheet for sheet, _ in zip(made, range(1_000), strict=False)]:
        members += sum(len(one.members) for one in batch)
        begun, worked = time.perf_counter(), BUSY()
        found += sum(len(criteria.judge(pack, sheet, on)) for sheet in batch)
        wall, busy = wall + time.perf_counter() - begun, busy + BUSY() - worked
    yield Figure(
        "precheck",
        f"{count:,} alliances of {members / count:.1f} members, {found // count} criteria each",
        f"{busy:.1f} s of one processor ({wall:.1f} s on the wall, others at work beside it)",
        f"≤ {WITHIN} s on one core" if count == COUNT else "",
        "law.criteria.judge on fact sheets varied from the demonstration's, all in memory, once",
    )


if __name__ == "__main__":
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=COUNT)
    report(figures(parser.parse_args().count))
