"""The outcome tables of the measure: named situations for a lawyer to read, each run under its own switches."""

import pytest

from lianmeng.law import outcomes
from lianmeng.law.schema import OutcomeTable
from tests.articles import measure

TABLES = measure.pack().outcomes
KINDS = {"criteria", "deadline", "routing", "working_days", "panel", "support", "act", "form", "avoidance"}


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_every_situation_comes_out_as_written(table: OutcomeTable) -> None:
    pack = measure.pack(*(f"{name}={position}" for name, position in sorted(table.switches.items())))
    assert [str(failure) for failure in outcomes.run(pack, table, measure.calendar())] == []


def test_every_kind_of_table_is_used() -> None:
    assert {table.table for table in TABLES.values()} == KINDS


def test_every_rule_that_computes_stands_in_a_table() -> None:
    told = {table.about for table in TABLES.values() if table.table == "deadline"}
    assert set(measure.pack().deadlines) <= told
    judged = {
        rule
        for table in TABLES.values()
        if table.table == "criteria"
        for row in table.rows
        for rule in row.expect
    }
    assert set(measure.pack().criteria) <= judged
