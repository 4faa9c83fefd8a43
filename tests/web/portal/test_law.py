"""办法原文与执行对照: live counts in the margin, every silence with its positions, nothing of what is not public."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lianmeng.cases import queries as cases
from lianmeng.policies import queries as policies
from lianmeng.web.regulation.margin import sections
from tests.web.portal.conftest import shown

pytestmark = pytest.mark.django_db


def counted(standing: dict[str, dict[str, int]]) -> dict[str, int]:
    rows = [row for section in sections(policies.current_pack(), standing) for row in section.rows]
    return {line.words: line.count for row in rows for line in row.carried if line.count}


def test_the_margin_counts_the_cases_that_stand_there_today(stage) -> None:  # type: ignore[no-untyped-def]
    stage("recommended")
    assert cases.standing()["recognition"] == {"forwarded": 2}
    assert counted(cases.standing())["退文"] == 2
    assert "<b>2件</b>在办" in shown("/law/")


def test_what_the_public_never_sees_is_not_counted(stage) -> None:  # type: ignore[no-untyped-def]
    stage("")
    assert counted({"recognition": {"draft": 5, "recognised": 7, "withdrawn": 1}}) == {}


def test_every_silence_stands_with_its_positions(stage) -> None:  # type: ignore[no-untyped-def]
    stage("called", notice_length="seven_working_days")
    pack, page = policies.current_pack(), shown("/law/")
    for item in pack.interpretations.values():
        assert item.question in page
        for name, one in item.alternatives.items():
            chosen = pack.positions[item.id] == name
            assert f"{'现行' if chosen else '另一种做法'}：{one.label}" in page
    assert "系统默认·待省科技厅确认" in page


def test_the_page_costs_few_queries(stage) -> None:  # type: ignore[no-untyped-def]
    stage("recommended")
    shown("/law/")
    with CaptureQueriesContext(connection) as asked:
        shown("/law/")
    assert len(asked) <= 6
