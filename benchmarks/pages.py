"""``python -m benchmarks.pages``: what pages of the demonstration cost, in queries and against an empty page.

Everything runs in one process through Django's test client: no network, no server. A page and the floor of its
own size (see ``floor``) are opened by turns, so that both suffer alike from whatever else the machine does.
"""

from collections.abc import Callable, Iterator

from benchmarks import world
from benchmarks.measuring import Figure, middle, ms, p95, report, side_by_side

world.set_up()

from django.db import connection
from django.test.utils import CaptureQueriesContext

from lianmeng.cases.models import Case, Turn
from lianmeng.web.casework.addresses import act_address

ROUNDS = 40
TIMES = 1.5  # a page may cost so many floors
METHOD = (
    f"the demonstration on SQLite, Django's test client, {ROUNDS} rounds by turns with the floor, medians"
)


def pages() -> list[tuple[str, str, str, int | None]]:
    """What is measured: words, who opens it, where, and how many queries it may make."""
    turn = Turn.objects.filter(capacity="lead_clerk", case__kind="recognition").select_related("case")
    todo = turn.order_by("pk")[0]
    long = Case.objects.filter(kind="recognition", ended=True, state="recognised").order_by("-version")[0]
    mine = Case.objects.filter(kind="recognition", applicant__appointments__person__username="ice-clerk")
    own = mine.order_by("pk")[0]
    return [
        ("register, /", "lead-clerk", "/", 8),
        ("notices, /notices/", "lead-clerk", "/notices/", 8),
        ("home of an office, /office/", "lead-clerk", "/office/", 12),
        ("done by an office, /office/?tab=done", "lead-clerk", "/office/?tab=done", 12),
        ("list of cases, /office/cases/", "lead-clerk", "/office/cases/", 8),
        (f"case page of {long.version} entries", "lead-clerk", f"/office/cases/{long.pk}", 15),
        (f"act page, {todo.act}", "lead-clerk", act_address("office", todo.case, todo.act), None),
        ("home of a local office, /office/", "shenyang-clerk", "/office/", 12),
        ("home of an applicant, /apply/", "ice-clerk", "/apply/", 12),
        ("cases of an applicant, /apply/cases/", "ice-clerk", "/apply/cases/", 8),
        ("case page of an applicant", "ice-clerk", f"/apply/cases/{own.pk}", 15),
        ("home of an expert, /expert/", "expert-3", "/expert/", 12),
        ("regulation, /law/", "lead-clerk", "/law/", None),
    ]


def figures() -> Iterator[Figure]:
    """Cost and queries of each page, and of the floor itself."""
    clients = {name: world.signed_in(name) for name in {who for _, who, _, _ in pages()}}
    for words, who, address, most in pages():
        opened = world.opener(clients[who], address)
        size = len(opened())
        bare = len(world.opener(clients[who], world.FLOOR)())
        empty = world.opener(clients[who], f"{world.FLOOR}?bytes={size - bare}")
        page, ground = side_by_side(opened, empty, ROUNDS)
        asked = queries(opened)
        times = middle(page) / middle(ground)
        said = f"{ms(middle(page))} (p95 {ms(p95(page))}), floor {ms(middle(ground))}: {times:.1f} times"
        yield Figure(
            "page", f"{words}: {size // 1024} KB", said, f"≤ {TIMES} times", f"{METHOD}; {who} signed in"
        )
        wanted = "" if most is None else f"≤ {most}"
        floors = queries(empty)
        yield Figure(
            "queries",
            words,
            f"{asked} (floor {floors})",
            wanted,
            "CaptureQueriesContext, the page opened before",
        )


def queries(work: Callable[[], object]) -> int:
    """How many queries one call makes."""
    with CaptureQueriesContext(connection) as found:
        work()
    return len(found)


if __name__ == "__main__":
    report(figures())
