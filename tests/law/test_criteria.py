"""Criteria: each kind met and not met, its value in words, its weight at an act."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from lianmeng.law import criteria
from lianmeng.law.facts import FactSheet, paths, value_at
from lianmeng.law.pack import load
from lianmeng.law.verdicts import Finding, Met, Weight
from tests.law import packs

ON = date(2020, 3, 31)
OLD = """    kind: months_since
    fact: agreement.effective_on
    months: 2
"""


def judge(rule: str, facts: dict[str, Any], on: date = ON, act: str | None = "submit") -> Finding:
    """The finding of one criterion on these facts."""
    text = "".join(f"    {line.strip()}\n" for line in rule.strip().splitlines())
    pack = load(packs.files(("criteria.yaml", OLD, text)))
    return criteria.judge(pack, FactSheet.model_validate(facts), on, act)[0]


FIRM, SCHOOL = {"name": "甲", "kind": "firm", "code": "1"}, {"name": "乙", "kind": "school", "code": "2"}


@pytest.mark.parametrize(
    ("rule", "facts", "met", "value"),
    [
        ("kind: present\nfact: goals", {"goals": "有"}, True, "有"),
        ("kind: present\nfact: goals", {}, False, "未填写"),
        ("kind: present\nfact: papers", {"papers": ["a", "b"]}, True, "a、b"),
        ("kind: present\nfact: members", {"members": [FIRM]}, True, str(FIRM["name"])),
        ("kind: present\nfact: funds.daily", {"funds": {"daily": "0"}}, False, "尚无"),
        ("kind: at_least\nfact: members\nvalue: 2", {"members": [FIRM, SCHOOL]}, True, "现有2，须不少于2"),
        ("kind: at_least\nfact: members\nvalue: 2", {"members": [FIRM]}, False, "现有1，须不少于2"),
        ("kind: at_least\nfact: members\nvalue: 1\nwhere: {kind: [school]}", {"members": [FIRM]}, False, "现有0"),
        ("kind: at_least\nfact: organs.full_time\nvalue: 3",
         {"organs": [{"kind": "a", "full_time": 2}, {"kind": "b", "full_time": 1}]}, True, "现有3"),
        ("kind: at_least\nfact: funds.joint\nvalue: 10.5", {"funds": {"joint": "10.4"}}, False, "现有10.4"),
        ("kind: every\nfact: members\nholds: code", {"members": [FIRM, SCHOOL]}, True, "全部2家"),
        ("kind: every\nfact: members\nholds: code", {"members": [FIRM, {"name": "丙"}]}, False, "还不符合：丙"),
        ("kind: every\nfact: members\nholds: code", {}, False, "尚无"),
        ("kind: every\nfact: members\nholds: code\nwhere: {kind: [firm]}",
         {"members": [FIRM, {"name": "丙"}]}, True, "全部1家"),
        ("kind: every\nfact: members\nholds: licence_until\nnot_before_today: true",
         {"members": [{"name": "甲", "licence_until": "2020-03-31"}, {"name": "乙"}]}, True, "全部2家"),
        ("kind: every\nfact: members\nholds: licence_until\nnot_before_today: true",
         {"members": [{"name": "甲", "licence_until": "2020-03-30"}]}, False, "还不符合：甲"),
        ("kind: some_of\nfact: members.kind\nof: [firm, school]\nvalue: 2", {"members": [FIRM, SCHOOL]}, True, "有2类"),
        ("kind: some_of\nfact: members.kind\nof: [firm, school]\nvalue: 2", {"members": [FIRM, FIRM]}, False, "有1类"),
        ("kind: unique\nfact: members.code", {"members": [FIRM, SCHOOL]}, True, "无重复"),
        ("kind: unique\nfact: members.code", {"members": [FIRM, FIRM]}, False, "重复：1"),
        ("kind: unique\nfact: members.code", {"members": [{"name": "甲"}, {"name": "乙"}]}, True, "无重复"),
        ("kind: share\nfact: members\nwhere: {kind: [firm]}\npercent: 50", {"members": [FIRM, SCHOOL]}, True, "占50%"),
        ("kind: share\nfact: members\nwhere: {kind: [firm]}\npercent: 51", {"members": [FIRM, SCHOOL]}, False, "51%"),
        ("kind: share\nfact: members\nwhere: {kind: [firm]}\npercent: 51", {}, False, "占0%"),
    ],
)  # fmt: skip
def test_a_criterion_answers_with_its_value(rule: str, facts: dict[str, Any], met: bool, value: str) -> None:
    finding = judge(rule, facts)
    assert finding.met is (Met.MET if met else Met.NOT_MET)
    assert value in finding.value
    assert finding.stops is not met


def test_months_are_full_on_the_corresponding_day() -> None:
    facts = {"agreement": {"effective_on": "2020-01-31"}}
    before, full = judge(OLD, facts, date(2020, 3, 30)), judge(OLD, facts, date(2020, 3, 31))
    assert before.met is Met.NOT_MET
    assert before.earliest_on == date(2020, 3, 31)
    assert before.reason().earliest_on == date(2020, 3, 31)
    assert full.met is Met.MET
    assert full.earliest_on is None


def test_months_from_no_date_are_not_full() -> None:
    finding = judge(OLD, {})
    assert (finding.met, finding.earliest_on, finding.value) == (Met.NOT_MET, None, "未填写起算日")


def test_what_the_text_leaves_to_a_person_no_machine_answers() -> None:
    finding = judge("kind: judged\nfact: goals", {"goals": "领先"})
    assert finding.met is Met.NEEDS_PERSON
    assert not finding.stops
    assert finding.value == "领先"


def test_a_finding_names_rule_articles_fact_and_mend() -> None:
    finding = judge(OLD, {"agreement": {"effective_on": "2020-03-01"}})
    assert finding.rule == "old-enough"
    assert finding.articles == ("art-2-1",)
    assert finding.facts == {"agreement.effective_on": date(2020, 3, 1)}
    assert finding.mend == "等满2个月"
    assert judge(OLD, {"agreement": {"effective_on": "2020-01-01"}}).mend == ""


def test_only_criteria_that_weigh_at_the_act_are_judged() -> None:
    pack = packs.tiny()
    assert [f.rule for f in criteria.judge(pack, FactSheet(), ON, "submit")] == ["old-enough", "two-people"]
    assert criteria.judge(pack, FactSheet(), ON, "accept") == ()


def test_without_an_act_each_weighs_the_most_it_can() -> None:
    pack = load(packs.files(("criteria.yaml", "{submit: warns}", "{submit: informs, accept: warns}")))
    weights = {finding.rule: finding.weight for finding in criteria.judge(pack, FactSheet(), ON)}
    assert weights == {"old-enough": Weight.BLOCKS, "two-people": Weight.WARNS}


def test_a_warning_does_not_stop() -> None:
    finding = criteria.judge(packs.tiny(), FactSheet(), ON, "submit")[1]
    assert finding.met is Met.NOT_MET
    assert not finding.stops


def test_every_path_of_the_fact_sheet_has_a_value() -> None:
    facts = FactSheet.model_validate({"members": [FIRM], "organs": [{"kind": "a"}]})
    assert "members.kind" in paths()
    for path in paths():
        value_at(facts, path)


@pytest.mark.parametrize(
    ("weights", "said"),
    [
        ("submit: informs", "现有0，可有，不作要求"),
        ("submit: warns", "现有0，建议不少于1"),
        ("submit: informs, later: blocks", "现有0，须不少于1"),
    ],
)
def test_only_what_stops_an_act_is_said_to_be_a_must(weights: str, said: str) -> None:
    pack = load(packs.files())
    criterion = pack.criteria["two-people"].model_copy(
        update={
            "weights": {k: Weight(v) for k, v in (one.split(": ") for one in weights.split(", "))},
            "value": 1,
        }
    )
    asking = replace(pack, criteria={"one": criterion})
    assert criteria.judge(asking, FactSheet(), ON)[0].value == said
