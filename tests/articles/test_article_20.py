"""第二十条: in force from its publication."""

from datetime import date

import pytest

from lianmeng.law.pack import Pack
from tests.articles import measure, road

PACK = measure.pack()
BEGINNING = [("call", "draft_call"), ("call", "publish_call"), ("call", "admit_special")]
BEGINNING += [("recognition", "start"), ("recognition", "submit")]


def repealed() -> Pack:
    return measure.changed("pack.yaml", "value: in_force", "value: repealed")


def test_art_20_1_is_listed_as_declaratory_and_the_day_is_kept_in_the_pack() -> None:
    row = measure.rows()["art-20-1"]
    assert row.unmodelled is not None and row.unmodelled[0] == "declaratory" and row.unmodelled[1]
    assert not row.carried
    assert PACK.head.effective_from == PACK.head.signed_on == date(2016, 4, 21)


def test_art_20_1_what_is_not_known_of_the_publication_stays_empty() -> None:
    assert PACK.head.number is None
    assert "publication-facts" in measure.rows()["art-20-1"].readings


def test_art_20_1_no_case_begins_before_that_day() -> None:
    case = road.call(on=date(2016, 4, 20))
    (reason,) = case.step("draft_call", road.LEAD).verdict.reasons
    assert reason.earliest_on == date(2016, 4, 21)
    case.on = date(2016, 4, 21)
    assert case.step("draft_call", road.LEAD).verdict.allowed


@pytest.mark.parametrize(("kind", "act"), BEGINNING)
def test_art_20_1_every_act_that_begins_something_asks_whether_the_measure_is_in_force(
    kind: str, act: str
) -> None:
    assert {"measure_in_force": {}} in PACK.act(kind, act).when


def test_art_20_1_a_repealed_measure_takes_no_new_case_and_ends_the_old_ones_by_its_own_rules() -> None:
    assert not road.call(repealed()).step("draft_call", road.LEAD).verdict.allowed
    assert not road.new(repealed()).step("start", road.CLERK).verdict.allowed
    case = road.before("clear")
    case.pack = repealed()
    assert road.walk(case, *road.ORDER[road.ORDER.index("clear") :]).state == "recognised"


def test_art_20_1_the_text_repeals_nothing_the_predecessor_is_only_remembered() -> None:
    assert "废止" not in PACK.source.decode()
    assert PACK.head.supersedes is not None and PACK.head.supersedes.number == "辽科发〔2015〕46号"
