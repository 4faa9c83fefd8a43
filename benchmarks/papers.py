"""``python -m benchmarks.papers``: setting papers as PDF; the book of a meeting with a hundred topics."""

import hashlib
import statistics
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from datetime import date
from io import BytesIO

from pypdf import PdfReader

from benchmarks import world
from benchmarks.measuring import BUSY, WALL, Figure, ms, p95, report, say, seconds

PAGE = 0.040  # seconds a page may take
BOOK = 10  # seconds
TOPICS = 100
OF_A_KIND = 12


def _papers() -> Iterator[Figure]:
    from lianmeng.applications import dossier
    from lianmeng.cases.models import Submission
    from lianmeng.documents.models import Document
    from lianmeng.documents.render import render
    from lianmeng.policies import queries as policies

    pack = policies.current_pack()
    taken: dict[str, list[tuple[int, float]]] = {}
    for name in sorted(pack.templates):
        styled, own = pack.template(name.removesuffix(".typ")), pack.templates[name]
        by = {hashlib.sha256(one).hexdigest(): one for one in (styled, own)}
        for paper in Document.objects.filter(template_sha256__in=by).order_by("-pk")[:OF_A_KIND]:
            timed = _set(lambda paper=paper, by=by: render(by[paper.template_sha256], paper.body))
            taken.setdefault(name, []).append(timed)
    for sent in Submission.objects.select_related("case").order_by("-pk")[:OF_A_KIND]:
        taken.setdefault("dossier.typ", []).append(_set(lambda sent=sent: dossier.make(sent.case, sent)))
    each = {name: ms(statistics.median(took / pages for pages, took in rows)) for name, rows in taken.items()}
    every = [took / pages for rows in taken.values() for pages, took in rows]
    yield Figure(
        "paper",
        f"a page, median over {len(every)} papers of {len(taken)} kinds",
        f"{ms(statistics.median(every))}, p95 {ms(p95(every))} ({'; '.join(f'{n} {t}' for n, t in each.items())})",
        f"≤ {ms(PAGE)} a page",
        f"up to {OF_A_KIND} papers of each kind of the demonstration set again, each once, processor time",
    )


def _set(work: Callable[[], bytes]) -> tuple[int, float]:
    """Pages of a paper and seconds that it takes. Once: the typesetter remembers what it has set before."""
    made: list[bytes] = []
    took = seconds(lambda: made.append(work()), BUSY)
    return len(PdfReader(BytesIO(made[0])).pages), took


def _book(topics: int) -> Iterator[Figure]:
    from django.db import transaction

    from lianmeng.cases.models import Case
    from lianmeng.decisions import book, briefs
    from lianmeng.decisions.models import Meeting
    from lianmeng.web import clock
    from tests.stories import many

    with transaction.atomic():
        stage = many.standing_at_called(clock.today())
        took = seconds(lambda: many.many(stage, topics, until="argued"))
    say(f"{topics} applications played until the panel has passed them: {took:.0f} s")
    related = ("alliance", "applicant", "recommender", "parent")
    found = list(Case.objects.filter(alliance__name__startswith="辽宁").select_related(*related)[:topics])
    meeting, on = Meeting(kind="party", held_on=date(2016, 7, 5)), date(2016, 7, 4)
    made: list[bytes] = []

    def bind() -> None:
        gathered = briefs.gather(found, on)
        made.append(book.make(book.data_of(meeting, [gathered[case.pk] for case in found], on)))

    busy, begun = BUSY(), WALL()
    bind()
    busy, wall = BUSY() - busy, WALL() - begun
    pages = len(PdfReader(BytesIO(made[0])).pages)
    yield Figure(
        "paper",
        f"book of a meeting, {len(found)} topics, {pages} pages",
        f"{busy:.1f} s of processor, {wall:.1f} s on the wall",
        f"≤ {BOOK} s" if topics == TOPICS else "",
        "applications played through actions until the panel has passed them; gathered from the database and set,"
        " once, in a process that has set no book before",
    )


def main() -> None:
    """Measure and print."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--topics", type=int, default=TOPICS)
    parser.add_argument("--only", choices=["papers", "book"], help="each has a database of its own")
    asked = parser.parse_args()
    if asked.only != "book":
        world.set_up()
        report(_papers())
    else:
        world.set_up(until="called")
        report(_book(asked.topics))


if __name__ == "__main__":
    main()
