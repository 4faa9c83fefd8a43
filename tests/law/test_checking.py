"""Soundness: a small sound pack, broken in one place at a time; each fault has file, line, reason and mend."""

import pytest

from lianmeng.law.checking import check
from lianmeng.law.faults import Fault, PackRefused
from tests.law import packs
from tests.law.packs import Change

ACTS = "procedures/recognition.yaml"


def faults(*changes: Change, drop: str = "", add: dict[str, bytes] | None = None) -> list[Fault]:
    """Every fault of the changed pack."""
    files = {**packs.files(*changes), **(add or {})}
    files.pop(drop, None)
    with pytest.raises(PackRefused) as refused:
        check(files)
    assert all(fault.file and fault.line and fault.text and fault.mend for fault in refused.value.faults)
    return refused.value.faults


def test_the_small_pack_is_sound() -> None:
    assert check(packs.files()).head.id == "sample-2020"
    assert check(packs.files(), {"from-when": "four"}).criteria["old-enough"].months == 4


CASES: dict[str, tuple[Change, str]] = {
    "unknown key": (("calendar.yaml", "kind: internal", "kind: internal, colour: red"), "colour：不认识的键"),
    "missing key": (("pack.yaml", "short: 工坊办法\n", ""), "short：缺少此键"),
    "doubled key": (("pack.yaml", "short: 工坊办法", "short: 甲\nshort: 乙"), "写了两次"),
    "unknown unit of time": (("calendar.yaml", "working_days", "weeks"), "looking.unit"),
    "amount without unit": (("calendar.yaml", "unit: working_days, ", ""), "数量和单位"),
    "missing citation": (("criteria.yaml", "cites: [art-2-2]", "cites: []"), "cites"),
    "citation of nothing": (("criteria.yaml", "cites: [art-2-2]", "cites: [art-9]"), "所引“art-9”不存在"),
    "quotation not in the source": (("articles.yaml", "区里先看", "区里先瞧"), "引文不在原文中"),
    "source changed": (("source.txt", "3年", "4年"), "原文的摘要"),
    "unit of another article": (("articles.yaml", "id: art-3-1", "id: art-5-1"), "不属于"),
    "sentence nowhere": (("unmodelled.yaml", "- {unit: art-1-1, kind: declaratory, reason: 目的}", "[]"),
                         "art-1-1 没有任何规则执行"),
    "sentence twice": (("unmodelled.yaml", "- {unit", "- {unit: art-2-1, kind: discretion, reason: 误}\n  - {unit"),
                       "art-2-1 已由"),
    "unmodelled nothing": (("unmodelled.yaml", "unit: art-1-1", "unit: art-1-9"), "所引“art-1-9”不存在"),
    "told of an act that is none": ((ACTS, "states:\n", "tells: {applicant: {ghost: all}}\nstates:\n"),
                                    "没有动作“ghost”"),
    "told of a field that is none": ((ACTS, "states:\n", "tells: {applicant: {accept: [colour]}}\nstates:\n"),
                                     "没有“colour”栏"),
    "told by no reading": ((ACTS, "states:\n", "tells: {applicant: {}, interpretation: guess}\nstates:\n"),
                           "没有说明“guess”"),
    "effort for no section": (("materials.yaml", "cites: [art-2-1]}\n", "cites: [art-2-1]}\neffort: {sections: "
                              "{attic: 5}, confirmations: 1, paper: 1, licence: 1}\n"), "没有“attic”一节"),
    "task of an act that is none": (("terms.yaml", "hands:", "tasks: {recognition: {ghost: 甲}}\nhands:"),
                                    "没有动作“recognition.ghost”"),
    "unknown act": ((ACTS, "  ask_review:\n", "  ask_politely:\n"), "没有动作“ask_politely”"),
    "unknown state": ((ACTS, "to: rooms", "to: cellar"), "没有状态“cellar”"),
    "unknown state to leave": ((ACTS, "from: [board]", "from: [attic]"), "没有状态“attic”"),
    "state never reached": ((ACTS, "  lost: {kind: end", "  limbo: {kind: open, desk: department}\n  lost: {kind: end"),
                            "状态“limbo”走不到"),
    "state without a way on": ((ACTS, "to: board", "to: dead_end"), "没有状态“dead_end”"),
    "end that is left": ((ACTS, "from: [sent_home]", "from: [lost]"), "状态“lost”已办结，却还能离开"),
    "no start": ((ACTS, "kind: start", "kind: open"), "起始状态须恰有一个，现有0个"),
    "success nowhere": ((ACTS, "success: [won]", "success: [won, glory]"), "没有状态“glory”"),
    "unknown capacity": ((ACTS, "by: [maker]", "by: [maker, king]"), "没有身份“king”"),
    "reader who acts": ((ACTS, "by: [maker]", "by: [viewer]"), "只能查看"),
    "unknown role": ((ACTS, "role: see", "role: dream"), "没有办理方式“dream”"),
    "unknown form": ((ACTS, "form: accept", "form: rejection"), "没有表单“rejection”"),
    "field missing for an act": (("forms/summary.yaml", "summary:", "sum:"), "表单缺少“summary”栏"),
    "field of another type": (("forms/summary.yaml", "type: text", "type: line"), "“summary”栏须为 text"),
    "deadline not begun for an act": ((ACTS, "starts: [title]", "starts: [name]"), "没有期限“name”"),
    "deadline from a field that is not asked": (("calendar.yaml", "from_field: held_on", "from_field: day"), "“day”栏"),
    "unknown condition": ((ACTS, "only_live: {}", "lonely: {}"), "没有条件“lonely”"),
    "unknown parameter": ((ACTS, "at_most: 1", "at_least: 1"), "没有条件参数“at_least”"),
    "act in a condition": ((ACTS, "acts: [ask_review]", "acts: [ask]"), "没有动作“ask”"),
    "deadline in a condition": ((ACTS, "or_over: looking", "or_over: seeing"), "没有起算的期限“seeing”"),
    "unknown check": ((ACTS, "panel_size:", "panel_weight:"), "没有条件“panel_weight”"),
    "unknown act before": ((ACTS, "{act: form_panel,", "{act: form_club,"), "没有动作“form_club”"),
    "unknown act to differ from": ((ACTS, "as: [not_recommend]", "as: [never]"), "没有动作“never”"),
    "unknown paper": ((ACTS, "papers: [form]", "papers: [napkin]"), "没有材料“napkin”"),
    "unknown document": ((ACTS, "documents: [approval]", "documents: [scroll]"), "没有公文“scroll”"),
    "label missing": (("terms.yaml", "papers: {form: 申请表}", "papers: {other: 别的}"), "缺少“form”的名称"),
    "fact unknown": (("criteria.yaml", "fact: members", "fact: friends"), "没有事实“friends”"),
    "parameter missing": (("criteria.yaml", "    value: 2\n", ""), "须写明 value"),
    "weight at an unknown act": (("criteria.yaml", "{submit: warns}", "{dance: warns}"), "没有动作“dance”"),
    "interpretation unknown": (("criteria.yaml", "interpretation: from-when", "interpretation: x"), "没有说明“x”"),
    "list unknown": (("forms/opinion.yaml", "options: verdict", "options: moods"), "没有选项表“moods”"),
    "source unknown": (("forms/panel.yaml", "source: experts", "source: friends"), "没有来源“friends”"),
    "choice without options": (("forms/opinion.yaml", ", options: verdict", ""), "options 或 source"),
    "table without columns": (("forms/reason.yaml", "type: text}", "type: text}\n  t: {label: 表, type: table}"),
                              "columns"),
    "vote that nobody can cast": (("panels.yaml", "votes_for: [yes_]", "votes_for: [aye]"), "“aye”不在选项之中"),
    "opinion that nobody can give": (("panels.yaml", "support: [yes_]", "support: [aye]"), "“aye”不在选项之中"),
    "score that is not asked": (("panels.yaml", "scores: [worth]", "scores: [beauty]"), "没有计分项“beauty”"),
    "region twice": (("capacities.yaml", '"990121"', '"990100"'), "地区 990100 已属"),
    "region missing": (("capacities.yaml", ', region: "990121"', ""), "须写明地区"),
    "switch that sets nothing": (("interpretations.yaml", ", sets: {panels.panel.size: 5}", ""), "都不改变任何参数"),
    "switch with one position": (("interpretations.yaml", "      three: {label: 三位, reason: 够了}\n", ""), "两种以上"),
    "switch that sets nowhere": (("interpretations.yaml", "panels.panel.size", "panels.panel.weight"),
                                 "找不到“weight”"),
    "switch that sets no file": (("interpretations.yaml", "panels.panel.size", "walls.panel.size"), "所指的文件"),
    "switch to a value of the wrong type": (("interpretations.yaml", "size: 5", "size: many"), "how-many=five"),
    "reading without answer": (("interpretations.yaml", ", answer: 区里", ""), "须写明答案"),
}  # fmt: skip


@pytest.mark.parametrize(("change", "said"), CASES.values(), ids=[name.replace(" ", "-") for name in CASES])
def test_loading_refuses(change: Change, said: str) -> None:
    found = faults(change)
    assert any(said in fault.text for fault in found), "\n".join(map(str, found))


def test_a_fault_names_file_and_line() -> None:
    for change, file, words in [
        (("calendar.yaml", "kind: internal", "kind: inner"), "calendar.yaml", "looking:"),
        ((ACTS, "to: rooms", "to: cellar"), ACTS, "to: rooms"),
        (("criteria.yaml", "cites: [art-2-2]", "cites: [art-9]"), "criteria.yaml", "cites: [art-2-2]"),
        (("articles.yaml", "区里先看，", "区先看，"), "articles.yaml", "区里先看，"),
    ]:
        assert (file, packs.line_of(file, words)) in {(fault.file, fault.line) for fault in faults(change)}
        assert str(faults(change)[0]).startswith(f"{faults(change)[0].file}:{faults(change)[0].line}  ")


def test_every_fault_is_told_at_once() -> None:
    found = faults(
        (ACTS, "to: rooms", "to: cellar"), ("terms.yaml", "papers: {form: 申请表}", "papers: {other: 别的}")
    )
    assert {fault.file for fault in found} >= {ACTS, "terms.yaml"}


def test_a_missing_file_and_a_foreign_one_are_refused() -> None:
    assert any("缺少此文件" in fault.text for fault in faults(drop="calendar.yaml"))
    assert any("不应有此文件" in fault.text for fault in faults(add={"recipes.yaml": b"soup: 1"}))
    assert any("UTF-8" in fault.text for fault in faults(add={"forms/x.yaml": b"\xff"}))


def test_an_outcome_table_carries_no_sentence() -> None:
    cite = ("outcomes/months.yaml", "cites: [art-2-1]", "cites: [art-1-1]")
    assert check(packs.files(cite))  # art-1-1 stays unmodelled
    found = faults(cite, ("unmodelled.yaml", "- {unit: art-1-1, kind: declaratory, reason: 目的}", "[]"))
    assert any("art-1-1 没有任何规则执行" in fault.text for fault in found)


BRANCH = """
  - id: which-way
    kind: switch
    question: 开会以后去哪里？
    cites: [art-4-1]
    reason: 没有写明
    default: onward
    alternatives:
      onward: {label: 认定, reason: 照文本}
      astray: {label: 别处, reason: 试, sets: {procedures.recognition.acts.resolve_pass.to: board}}
"""


def test_a_state_without_a_way_on_under_one_switch_is_refused() -> None:
    found = faults(("interpretations.yaml", "interpretations:\n", f"interpretations:{BRANCH}"))
    assert any("状态“won”走不到（开关" in fault.text and "which-way=astray" in fault.text for fault in found)
    assert any("状态“desk”走不到办成之处（开关" in fault.text for fault in found)


def test_a_fault_of_every_combination_is_told_once() -> None:
    found = faults((ACTS, "papers: [form]", "papers: [napkin]"))
    assert len([fault for fault in found if "napkin" in fault.text]) == 1
