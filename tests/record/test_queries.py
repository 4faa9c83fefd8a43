import pytest
from pytest_django import DjangoAssertNumQueries

from lianmeng.record import queries
from tests.record.ledgers import enter

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def entries() -> None:
    for stream in ("case:2", "case:1", "case:2", "case:3"):
        enter(stream, once="o" if stream == "case:3" else None)


def test_a_stream_comes_in_order_by_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        assert [(e.seq, e.no) for e in queries.stream("case:2")] == [(1, 1), (3, 2)]
    assert queries.stream("case:9") == []


def test_many_streams_come_by_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        found = queries.streams(["case:1", "case:9", "case:2"])
    seqs = {name: [e.seq for e in entries] for name, entries in found.items()}
    assert seqs == {"case:1": [2], "case:9": [], "case:2": [1, 3]}


def test_once_finds_its_entry() -> None:
    entry = queries.by_once("o")
    assert entry is not None
    assert entry.seq == 4
    assert queries.by_once("other") is None
    assert queries.by_once("") is None


def test_heads_are_the_last_entries_by_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        heads = queries.heads()
    last = {name: queries.stream(name)[-1] for name in ("case:1", "case:2", "case:3")}
    assert heads == {name: (entry.no, entry.digest) for name, entry in last.items()}
    assert queries.heads(["case:2", "case:9"]) == {"case:2": heads["case:2"]}


def test_the_counter_agrees() -> None:
    assert queries.count() == 4
