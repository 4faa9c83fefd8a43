"""``python -m benchmarks.submit``: 16 clients send applications at the same time, on SQLite and on PostgreSQL.

Each client holds the session of heads of applicants whose clerks have signed before, opens the page of 提交初审申请
as a browser does and signs: the submission is frozen and numbered, entered in the ledger, put on the desk. The
server is the one of ``lianmeng serve``; clients, server and database share this machine. PostgreSQL syncs each
commit to disk, as SQLite does here.
"""

import http.client
import os
import re
import subprocess
import sys
import threading
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import StringIO
from urllib.parse import urlencode

from benchmarks import world
from benchmarks.measuring import Figure, middle, ms, p95, report, say
from tests import postgres
from tests.browser.serving import free_port, wait_for

CLIENTS = 16
EACH = 6  # applications that one client sends
DURABLE = "-c listen_addresses="
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


@dataclass
class Client:
    """Somebody who sends applications one after the other; seconds of each page and each signing."""

    port: int
    jobs: list[tuple[str, str]]  # address and session of each
    pages: list[float] = field(default_factory=list)
    signed: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def run(self, start: threading.Barrier) -> None:
        """Send them all once everybody is ready."""
        start.wait()
        for address, session in self.jobs:
            begun = time.perf_counter()
            status, page, cookies = self._ask("GET", address, f"sessionid={session}")
            opened = time.perf_counter()
            self.pages.append(opened - begun)
            if status != 200:
                self.failures.append(f"page {status}")
                continue
            form = page[page.index('id="act-form"') :]
            body = urlencode(HIDDEN.findall(form))
            status, page, _ = self._ask("POST", address, f"sessionid={session}; {cookies}", body)
            self.signed.append(time.perf_counter() - opened)
            if status != 302:
                self.failures.append(f"signing {status}")

    def _ask(self, method: str, address: str, cookies: str, body: str = "") -> tuple[int, str, str]:
        """Status, content and the token cookie of one answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
        try:
            connection.request(method, address, body, headers)
            answer = connection.getresponse()
            page = answer.read().decode()
        finally:
            connection.close()
        token = re.search(r"csrftoken=[^;]+", " ".join(answer.headers.get_all("Set-Cookie") or []))
        return answer.status, page, token[0] if token else ""


def prepare(count: int) -> list[tuple[str, str]]:
    """Applications that wait for their head's signature: the page's address and the head's session."""
    from django.db import transaction

    from lianmeng.web import clock
    from tests.browsers import signed_in
    from tests.stories import many
    from tests.stories.answers import SUBMISSION

    jobs = []
    with transaction.atomic():
        stage = many.standing_at_called(clock.today())
        many.officials(stage)
        stage.on(2016, 5, 9)
        for number in range(count):
            name = f"many-{number + 1}"
            many.begin(stage, name, number)
            stage.act("submit", f"{name}-clerk", name, **SUBMISSION)
            client = signed_in(stage.world.people[f"{name}-head"])
            address = f"/apply/drafts/{stage.application(name).pk}/do/submit"
            jobs.append((address, client.cookies["sessionid"].value))
        clock.move_to(stage.day)
    return jobs


@contextmanager
def served() -> Iterator[int]:
    """The server of ``lianmeng serve`` on this directory and database; its port."""
    from lianmeng.web.management.commands.serve import granian

    port = free_port()
    own = {**os.environ, "DJANGO_SETTINGS_MODULE": "lianmeng.settings"}
    process = subprocess.Popen(granian(port), env=own)
    try:
        wait_for(port, process)
        yield port
    finally:
        process.terminate()
        process.wait()


def figures(name: str, database: str) -> Iterator[Figure]:
    """Everything on one database."""
    world.set_up(until="called", database=database)
    from django.core.management import call_command
    from django.db import connection

    from lianmeng.cases.models import Case

    count = CLIENTS * EACH
    jobs, before = prepare(count), Case.objects.exclude(number="").count()
    say(f"{name}: {count} applications wait for their heads")
    connection.close()
    with served() as port:
        clients = [Client(port, jobs[number::CLIENTS]) for number in range(CLIENTS)]
        for one in clients[:2]:  # both workers have read the measure before
            for _ in range(4):
                one._ask("GET", "/law/", "")
        start = threading.Barrier(CLIENTS + 1)
        threads = [threading.Thread(target=one.run, args=(start,)) for one in clients]
        for thread in threads:
            thread.start()
        start.wait()
        begun = time.perf_counter()
        for thread in threads:
            thread.join()
        took = time.perf_counter() - begun
    call_command("ledger", "verify", stdout=StringIO())  # raises if anything does not fit
    numbered = Case.objects.exclude(number="").count() - before
    failures = [fault for one in clients for fault in one.failures]
    signed = [taken for one in clients for taken in one.signed]
    pages = [taken for one in clients for taken in one.pages]
    yield Figure(
        "submit",
        f"{CLIENTS} clients on {name}, {count} applications",
        f"{numbered / took:.1f} a second; signing p50 {ms(middle(signed))}, p95 {ms(p95(signed))}; its page"
        f" p50 {ms(middle(pages))}, p95 {ms(p95(pages))}; {len(failures)} failed; {numbered} numbered; ledger verified",
        "nothing lost, nothing twice",
        "page and signing by HTTP on the server of `lianmeng serve` (2 workers); clients, server and database"
        " on one machine, commits synced to disk, wall time",
    )


def main() -> None:
    """Measure on both databases, each in a process of its own."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--on", choices=["SQLite", "PostgreSQL"], help="this database only")
    asked = parser.parse_args()
    if asked.on is None:
        for name in ("SQLite", "PostgreSQL"):
            subprocess.run([sys.executable, "-m", "benchmarks.submit", "--on", name], check=True)
    elif asked.on == "SQLite":
        report(figures("SQLite", ""))
    elif programs := postgres.binaries():
        with postgres.private_server(programs, DURABLE) as database:
            report(figures("PostgreSQL", database))
    else:
        say("PostgreSQL is not there: apt-get install -y postgresql")


if __name__ == "__main__":
    main()
