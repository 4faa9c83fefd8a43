"""The whole text stands in the trace: each sentence carried out, or listed with its kind and reason."""

from pathlib import Path

import pytest

from lianmeng.law import checking, trace
from lianmeng.policies.evidence import tests_by_citation as cited_by_tests
from tests.articles import measure

PACK = measure.pack()
ROWS = measure.rows()
TESTS = cited_by_tests(Path(__file__).parents[1])
SWITCHES = [
    (name, position)
    for name, item in PACK.interpretations.items()
    if item.kind == "switch"
    for position in item.alternatives
]


def test_all_twenty_articles_stand_in_the_order_of_the_text() -> None:
    assert list(dict.fromkeys(row.article for row in ROWS.values())) == [
        f"art-{number}" for number in range(1, 21)
    ]
    source = PACK.source.decode()
    places = [source.index(row.text) for row in ROWS.values()]
    assert places == sorted(places)


def test_no_word_of_the_articles_is_left_out() -> None:
    """What remains of the source without the units is headings, numbers and the signature."""
    rest = PACK.source.decode()
    for row in ROWS.values():
        rest = rest.replace(row.text, "", 1)
    assert not [line for line in rest.splitlines() if len(line.strip()) > 30]


@pytest.mark.parametrize("unit", ROWS)
def test_each_sentence_is_carried_out_or_listed_with_kind_and_reason(unit: str) -> None:
    row = ROWS[unit]
    if row.unmodelled is None:
        assert row.carried
    else:
        kind, reason = row.unmodelled
        assert kind in trace.KINDS and reason.endswith("。")
        assert kind == "planned" or not row.carried


@pytest.mark.parametrize("unit", ROWS)
def test_each_sentence_has_a_test_in_the_file_of_its_article(unit: str) -> None:
    number = int(ROWS[unit].article.removeprefix("art-"))
    file = f"articles/test_article_{number:02}.py"
    (row,) = [row for row in trace.trace(PACK, TESTS) if row.unit == unit]
    assert [name for name in row.tests if name.startswith(file)]


def test_no_test_cites_a_sentence_that_does_not_exist() -> None:
    about = {cited for cited, names in TESTS.items() if any(name.startswith("articles/") for name in names)}
    assert [cited for cited in about if cited not in PACK.article_labels and not PACK.covered(cited)] == []


def test_each_interpretation_stands_at_the_sentences_it_explains() -> None:
    found = {name for row in ROWS.values() for name in (*row.switches, *row.readings)}
    assert found == set(PACK.interpretations)
    for name, item in PACK.interpretations.items():
        for cited in item.cites:
            for unit in PACK.covered(cited):
                assert name in (*ROWS[unit].switches, *ROWS[unit].readings)


def test_each_interpretation_that_a_rule_names_exists() -> None:
    acts = [act for procedure in PACK.procedures.values() for act in procedure.acts.values()]
    rules = [*acts, *PACK.criteria.values(), *PACK.deadlines.values(), PACK.panel]
    assert {rule.interpretation for rule in rules if rule.interpretation} <= set(PACK.interpretations)


def test_the_measure_is_sound_under_every_combination_of_its_switches() -> None:
    assert checking.check(measure.content()[0]).digest == PACK.digest


@pytest.mark.parametrize(("name", "position"), SWITCHES)
def test_each_alternative_can_be_chosen(name: str, position: str) -> None:
    chosen = measure.pack(f"{name}={position}")
    assert chosen.positions[name] == position
    assert checking.faults_of(chosen) == []
    assert [row.unit for row in trace.trace(chosen)] == list(ROWS)


def test_the_trace_is_read_in_a_terminal_and_by_a_program() -> None:
    rows = trace.trace(PACK, TESTS)
    text = trace.as_text(rows, PACK)
    assert "没有任何规则执行" not in text
    for row in rows:
        assert row.text in text
