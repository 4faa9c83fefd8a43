"""How SQLite means to read what lists and the register ask for: in the order of an index, and never a whole table.

SQLite keeps no statistics here, so that it reads two rows by the same plan as a million.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection

from tests.web.casework.pages import PagePlay

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="plans of PostgreSQL follow its statistics"),
]
Pages = Callable[[str], PagePlay]
LARGE = ("cases_case", "cases_deadline", "record_entry", "designations_designation", "decisions_publication")
SORTING = "USE TEMP B-TREE FOR ORDER BY"


def plans(play: PagePlay, by: str, address: str) -> Iterator[tuple[str, list[str]]]:
    """Every question that a page asks, with the steps by which it is answered.

    It is asked with its parameters, as pages ask it: of values written out SQLite can see more.
    """
    client, asked = play.client(by), []
    client.get(address)

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        assert client.get(address).status_code == 200
    for sql, params in [one for one in asked if one[0].startswith("SELECT")]:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
            yield sql, [row[3] for row in cursor.fetchall()]


@pytest.mark.parametrize("narrowed", ["", "?before=1000", "?state=form_check", "?recommender=benxi"])
@pytest.mark.parametrize("by", ["lead-clerk", "benxi-clerk"])
def test_a_list_of_cases_is_read_along_an_index_and_no_table_is_read_whole(
    pages: Pages, by: str, narrowed: str
) -> None:
    play = pages("recommended")
    for sql, steps in plans(play, by, f"/office/cases/{narrowed}"):
        assert not ("how_many" in sql and SORTING in steps), sql
        assert [step for step in steps if step in {f"SCAN {table}" for table in LARGE}] == [], sql


def test_the_department_counts_its_cases_without_reading_them(pages: Pages) -> None:
    play = pages("recommended")
    found = [steps for sql, steps in plans(play, "lead-clerk", "/office/cases/") if "how_many" in sql]
    assert len(found) == 1
    assert any(step.startswith("SEARCH U0 USING COVERING INDEX case_department") for step in found[0])


@pytest.mark.parametrize("narrowed", ["?standing=in-force", "?place=benxi", "?focus=emerging"])
def test_titles_are_counted_without_reading_them(pages: Pages, narrowed: str) -> None:
    play = pages("published")
    counting = [steps for sql, steps in plans(play, "lead-clerk", f"/{narrowed}") if "COUNT(*)" in sql]
    assert len(counting) == 3
    for steps in counting:
        reading = [step for step in steps if "designations_designation" in step or "SEARCH U0" in step]
        assert reading and all("COVERING INDEX" in step for step in reading), steps


def test_a_page_in_the_middle_of_the_register_begins_there(pages: Pages) -> None:
    play = pages("published")
    deep = [steps for sql, steps in plans(play, "lead-clerk", "/?before=2017-01-01.1") if "LIMIT 21" in sql]
    read = [steps for steps in deep if any("designation_newest" in step for step in steps)]
    assert len(read) == 1
    assert "SEARCH designations_designation USING INDEX designation_newest (starts_on<?)" in read[0]
