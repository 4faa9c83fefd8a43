from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianmeng.record import chain


class Shade(str, Enum):  # noqa: UP042  the odd kind is what is tested
    """An enum of the kind whose str() is not its value."""

    DARK = "dark"


def row(**fields: Any) -> dict[str, Any]:
    made: dict[str, Any] = {
        "seq": 1,
        "stream": "case:1",
        "no": 1,
        "act": "submit",
        "act_id": "a",
        "once": None,
        "person": "p",
        "natural": "n",
        "name": "王喆",
        "capacity": "clerk",
        "organisation": 7,
        "organisation_name": "单位",
        "office": None,
        "office_name": "",
        "on": "2016-10-08",
        "recorded_at": "2016-10-08T01:00:00.000000+00:00",
        "data": {"a": 1},
        "articles": ["art-9"],
        "actor_salt": "00" * 16,
        "data_salt": "11" * 16,
        "previous": "",
    }
    made.update(fields)
    made["actor_digest"] = chain.actor_digest(made)
    made["data_digest"] = chain.data_digest(made)
    return made


def test_canonical_json_has_one_spelling() -> None:
    assert chain.canonical({"b": [1, None, True], "a": "辽"}) == '{"a":"辽","b":[1,null,true]}'.encode()


def test_values_become_plain() -> None:
    value = {
        "day": date(2016, 2, 29),
        "sum": Decimal("1.50"),
        "id": UUID(int=1),
        "some": (1, 2),
        "shade": Shade.DARK,
        "at": datetime(2016, 1, 1, 8, tzinfo=timezone(timedelta(hours=8))),
    }
    assert chain.plain(value) == {
        "day": "2016-02-29",
        "sum": "1.50",
        "id": "00000000-0000-0000-0000-000000000001",
        "some": [1, 2],
        "shade": "dark",
        "at": "2016-01-01T00:00:00.000000+00:00",
    }
    assert type(chain.plain(Shade.DARK)) is str


@pytest.mark.parametrize("value", [1.5, {1: "a"}, {"a": {2}}, object(), b"x"])
def test_other_types_are_refused(value: object) -> None:
    with pytest.raises(TypeError):
        chain.plain({"value": value})


@pytest.mark.parametrize("text", ["a\x00b", "\ud800"])
def test_text_that_no_database_keeps_is_refused(text: str) -> None:
    for value in (text, {text: 1}):
        with pytest.raises(ValueError):
            chain.plain([value])


def test_a_moment_needs_a_zone_and_has_one_spelling() -> None:
    assert chain.instant(datetime(2016, 1, 1, tzinfo=UTC)) == "2016-01-01T00:00:00.000000+00:00"
    with pytest.raises(ValueError):
        chain.instant(datetime(2016, 1, 1))  # noqa: DTZ001  a naive one is what is refused


@pytest.mark.parametrize(
    "fields",
    [
        {"seq": 2},
        {"stream": "case:2"},
        {"no": 2},
        {"act": "recall"},
        {"act_id": "b"},
        {"once": "x"},
        {"person": "q"},
        {"natural": "m"},
        {"capacity": "chief"},
        {"organisation": 8},
        {"office": "office-2"},
        {"on": "2016-10-09"},
        {"recorded_at": "2016-10-08T01:00:00.000001+00:00"},
        {"articles": ["art-8"]},
        {"previous": "ff"},
        {"name": "李四"},
        {"organisation_name": "别的单位"},
        {"office_name": "处"},
        {"data": {"a": 2}},
        {"actor_salt": "22" * 16},
        {"data_salt": "22" * 16},
    ],
    ids=lambda fields: next(iter(fields)),
)
def test_every_field_enters_the_digest(fields: dict[str, Any]) -> None:
    assert chain.entry_digest(row(**fields)) != chain.entry_digest(row())


def test_the_chain_stays_provable_when_words_and_content_are_erased() -> None:
    full = row()
    erased = {**full, "name": "", "organisation_name": "", "data": None, "actor_salt": "", "data_salt": ""}
    assert chain.entry_digest(erased) == chain.entry_digest(full)


def test_salts_are_random_and_of_16_bytes() -> None:
    salts = {chain.new_salt() for _ in range(100)}
    assert len(salts) == 100
    assert {len(bytes.fromhex(salt)) for salt in salts} == {16}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)


@given(JSON)
def test_plain_is_its_own_plain(value: Any) -> None:
    try:
        once = chain.plain(value)
    except ValueError:
        return
    assert chain.plain(once) == once
    assert chain.canonical(once) == chain.canonical(value)
