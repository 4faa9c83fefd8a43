"""What must hold whenever a server has died and another one has come up, read from its own database."""

from collections import Counter
from io import StringIO

from django.core.management import CommandError, call_command
from django.db import transaction

from lianmeng.applications.models import Application
from lianmeng.cases import turns
from lianmeng.cases.models import Case, Submission, Turn
from lianmeng.decisions.models import Publication, Resolution
from lianmeng.designations.models import Designation
from lianmeng.documents.models import NumberSeries
from lianmeng.files.models import Attachment
from lianmeng.record.models import Entry
from lianmeng.web import clock
from tests.reliability.acting import Line
from tests.reliability.visiting import Form

# what an act writes beside case and ledger, one row for each time that it is performed
WRITES = {
    "submit": Submission,
    "resolve_pass": Resolution,
    "issue": Designation,
    "publish_result": Publication,
}


def examine(lines: list[Line], before: int) -> None:
    """Nothing acknowledged is lost, nothing is there twice, nothing is half. ``before``: entries at the outset."""
    _everything_answered_is_there_once(lines, before)
    _drafts_hold_what_was_uploaded(lines)
    _what_acts_write_is_whole()
    _numbers_have_no_gap()
    _desks_show_what_the_ledger_says()
    said = StringIO()
    try:
        call_command("doctor", stdout=said)  # the ledger, then tables and files against it
    except CommandError as error:
        raise AssertionError(said.getvalue()) from error


def _everything_answered_is_there_once(lines: list[Line], before: int) -> None:
    marks = Counter(Entry.objects.exclude(once=None).values_list("once", flat=True))
    signed = [form for line in lines for form in line.answered if form.once and form.act != "start"]
    assert {form.act for form in signed if marks[form.once] != 1} == set()
    assert len({form.once for form in signed}) == len(signed)
    unanswered = [line.waiting for line in lines if line.waiting and line.waiting.once]
    done = len(signed) + sum(marks[form.once] for form in unanswered)
    assert Entry.objects.count() == before + done


def _drafts_hold_what_was_uploaded(lines: list[Line]) -> None:
    rows = Attachment.objects.filter(owner_stream__startswith="draft:").values_list(
        "owner_stream", "file__sha256"
    )
    held = Counter(rows)
    for line in lines:
        for form in (form for form in line.answered if form.act == "upload"):
            (digest,) = form.digests()
            assert held[_stream(form), digest] == 1, form.values


def _stream(form: Form) -> str:
    number = int(form.address.split("/")[3])
    return Application.objects.get(pk=number).stream


def _what_acts_write_is_whole() -> None:
    entries = Entry.objects.filter(stream__startswith="case:", data__performed=True)
    done = Counter(entries.values_list("act", "stream"))
    for name, model in WRITES.items():
        there = Counter(f"case:{row.case_id}" for row in model.objects.all())
        assert there == {stream: times for (act, stream), times in done.items() if act == name}, name
    for case in Case.objects.filter(kind="recognition"):
        assert bool(case.number) == (done["submit", case.stream] > 0), case


def _numbers_have_no_gap() -> None:
    series = NumberSeries.objects.get(name="application", year=2016)
    numbers = sorted(
        Case.objects.exclude(number="").filter(kind="recognition").values_list("number", flat=True)
    )
    assert [int(number.rpartition("-")[2]) for number in numbers] == list(range(1, series.last + 1)), numbers


def _desks_show_what_the_ledger_says() -> None:
    """Whose turn it is, read from the ledger again, is whose turn the tables say it is."""
    touched = list(Case.objects.filter(moved_on=clock.today()).values_list("pk", flat=True))
    before = _desks(touched)
    with transaction.atomic():
        turns.refresh_these(touched, clock.today())
        again = _desks(touched)
        transaction.set_rollback(True)
    assert before == again


def _desks(cases: list[int]) -> list[tuple[object, ...]]:
    rows = Turn.objects.filter(case__in=cases).order_by("case", "capacity", "office")
    return list(
        rows.values_list("case", "capacity", "office", "act", "hand", "returned", "opens_on", "due_on")
    )
