import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connections, transaction
from pytest_django import DjangoAssertNumQueries

from lianmeng.record import actions, chain, queries
from lianmeng.record.models import Entry
from lianmeng.record.people import Actor
from lianmeng.record.verify import read_rows, read_seal, verify
from tests.record.ledgers import CLERK, enter, in_thread

pytestmark = pytest.mark.django_db


def test_an_entry_keeps_what_was_given() -> None:
    moment = datetime(2016, 10, 9, 1, 2, 3, 4, tzinfo=UTC)
    act_id = uuid4()
    enter(once="o1", act_id=act_id, recorded_at=moment)
    entry = Entry.objects.get()
    assert (entry.seq, entry.stream, entry.no, entry.previous) == (1, "case:1", 1, "")
    assert (entry.act, entry.act_id, entry.once) == ("submit", act_id, "o1")
    assert (entry.on, entry.recorded_at, entry.actor) == (date(2016, 10, 8), moment, CLERK)
    assert entry.data == {"title": "示例联盟", "members": 12, "papers": ["a", "b"], "note": None}
    assert entry.articles == ["art-8-1", "art-9"]


def test_the_ledger_stamps_the_time_itself() -> None:
    before = datetime.now(UTC)
    assert before <= enter().recorded_at <= datetime.now(UTC)


def test_numbers_are_gapless_and_streams_chained() -> None:
    for stream in ("case:1", "case:2", "case:1", "alliance:1", "case:1"):
        enter(stream)
    assert [e.seq for e in Entry.objects.all()] == [1, 2, 3, 4, 5]
    first, second, third = queries.stream("case:1")
    assert [first.no, second.no, third.no] == [1, 2, 3]
    assert (second.previous, third.previous) == (first.digest, second.digest)
    assert verify(queries.rows(), count=queries.count()) == []


def test_what_is_rolled_back_leaves_no_gap() -> None:
    enter()
    with pytest.raises(RuntimeError), transaction.atomic():
        enter()
        raise RuntimeError
    assert enter().seq == 2
    assert queries.count() == 2


def test_a_batch_shares_its_act_and_only_the_first_has_once() -> None:
    act_id = uuid4()
    lines = [actions.Line(f"case:{n}", {"n": n}, ["art-9"]) for n in (1, 2, 1)]
    made = actions.append_many(
        lines, act="recommend", act_id=act_id, once="o", actor=CLERK, on=date(2016, 10, 8)
    )
    assert [(e.seq, e.stream, e.no, e.once) for e in made] == [
        (1, "case:1", 1, "o"),
        (2, "case:2", 1, None),
        (3, "case:1", 2, None),
    ]
    assert {e.act_id for e in made} == {act_id}
    assert verify(queries.rows(), count=3) == []
    assert queries.by_once("o") == made[0]


def test_a_batch_costs_no_more_queries_than_one(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    lines = [actions.Line(f"case:{n}", {}, []) for n in range(30)]
    with django_assert_num_queries(3):
        actions.append_many(lines, act="a", act_id=uuid4(), once=None, actor=CLERK, on=date(2016, 1, 1))


def test_an_empty_batch_writes_nothing() -> None:
    assert actions.append_many([], act="a", act_id=uuid4(), once="o", actor=CLERK, on=date(2016, 1, 1)) == []
    assert queries.count() == 0


def test_once_is_unique_over_the_whole_ledger() -> None:
    enter("case:1", once="o")
    with pytest.raises(IntegrityError), transaction.atomic():
        enter("case:2", once="o")
    enter("case:2")
    enter("case:2", once="")
    assert queries.count() == Entry.objects.count() == 3


def test_an_entry_needs_a_transaction() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        in_thread(enter)  # on a connection outside the test's own transaction


@pytest.mark.parametrize(
    "fields",
    [
        {"actor": Actor("", "n1", "王喆", "clerk")},
        {"actor": Actor("p1", "", "王喆", "clerk")},
        {"actor": Actor("p1", "calendar", "王喆", "clerk")},
        {"actor": Actor("p1", "n1", "王喆", "")},
        {"act": ""},
        {"stream": ""},
    ],
)
def test_an_act_has_a_person_a_capacity_a_name_and_a_stream(fields: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        enter(**fields)


def test_the_calendar_may_act() -> None:
    assert enter(actor=Actor.calendar()).actor == Actor.calendar()


def test_content_that_would_not_come_back_equal_is_refused() -> None:
    with pytest.raises(TypeError):
        enter(data={"share": 0.5})
    with pytest.raises(ValueError):
        enter(recorded_at=datetime(2016, 1, 1))  # noqa: DTZ001  a naive one is what is refused


def test_awkward_content_verifies() -> None:
    enter(data={"b": {"ü": "𠀀 堃", "A": [10**30, -1]}, "a": [[], {}, "", " \n\t\u2028", True, None]})
    enter(data={"date": date(2016, 2, 29), "tuple": (1, "2")})
    assert verify(queries.rows(), count=2) == []


def test_eight_threads_leave_no_gap(separate_database: None) -> None:
    def work(number: int) -> None:
        try:
            for turn in range(5):
                with transaction.atomic():
                    enter("case:shared", once=f"{number}-{turn}")
                    enter(f"case:{number}")
        finally:
            connections.close_all()

    def judge() -> None:
        assert list(Entry.objects.values_list("seq", flat=True)) == list(range(1, 81))
        assert [entry.no for entry in queries.stream("case:shared")] == list(range(1, 41))
        assert verify(queries.rows(), count=queries.count()) == []

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    in_thread(judge)


def test_eight_clicks_at_once_are_one_act(separate_database: None) -> None:
    def click(_: int) -> bool:
        try:
            with transaction.atomic():
                enter(once="same")
            return True
        except IntegrityError:
            return False
        finally:
            connections.close_all()

    def judge() -> None:
        assert queries.count() == Entry.objects.count() == 1

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(click, range(8))) == 1
    in_thread(judge)


def test_a_seal_holds_count_and_heads() -> None:
    enter("case:1")
    last = [enter("case:2"), enter("case:1")]
    seal = actions.seal(date(2016, 10, 8))
    assert seal.count == 3
    assert seal.heads == {"case:2": [1, last[0].digest], "case:1": [2, last[1].digest]}
    seal.refresh_from_db()
    assert seal.digest == chain.seal_digest(queries.seal_row(seal))


def test_a_day_is_sealed_once() -> None:
    enter()
    first = actions.seal(date(2016, 10, 8))
    enter()
    assert actions.seal(date(2016, 10, 8)) == first
    assert actions.seal(date(2016, 10, 9)).count == 2
    latest = queries.latest_seal()
    assert latest is not None
    assert latest["count"] == 2


def test_export_and_seal_verify_apart_from_the_database(tmp_path: Path) -> None:
    enter("case:1", once="o")
    enter("case:2", actor=Actor.calendar())
    actions.write_seal(actions.seal(date(2016, 10, 8)), tmp_path / "seal.json")
    enter("case:1")
    assert actions.export(tmp_path / "ledger.jsonl") == 3
    rows = list(read_rows(tmp_path / "ledger.jsonl"))
    assert rows == list(queries.rows())
    seal = read_seal(tmp_path / "seal.json")
    assert verify(rows, count=3, seals=[seal]) == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ledger.jsonl", "seal.json"]
    assert json.loads((tmp_path / "seal.json").read_text("utf-8"))["day"] == "2016-10-08"


def test_a_failed_export_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def rows() -> Any:
        yield {"seq": 1}
        raise OSError("disk full")

    target = tmp_path / "ledger.jsonl"
    target.write_text("old")
    monkeypatch.setattr(queries, "rows", rows)
    with pytest.raises(OSError, match="disk full"):
        actions.export(target)
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]
