"""Traceability: for each sentence what carries it out."""

import json

from lianmeng.law import trace
from lianmeng.law.pack import load
from tests.law import packs


def rows(**tests: tuple[str, ...]) -> dict[str, trace.TraceRow]:
    named = {name.replace("_", "-"): found for name, found in tests.items()}
    return {row.unit: row for row in trace.trace(packs.tiny(), named)}


def test_every_sentence_has_a_row_in_the_order_of_the_text() -> None:
    assert list(rows()) == list(packs.tiny().units)


def test_a_row_names_all_that_cites_its_sentence() -> None:
    row = rows()["art-2-1"]
    assert row.criteria == ("old-enough",)
    assert row.acts == ("recognition.start", "recognition.submit", "recognition.withdraw")
    assert row.papers == ("form",)
    assert row.capacities == ("maker", "owner")
    assert row.switches == ("from-when",)
    assert row.outcomes == ("months",)
    assert rows()["art-4-2"].deadlines == ("title",)
    assert rows()["art-4-1"].panels == ("panel",)
    assert rows()["art-4-1"].documents == ("approval",)
    assert rows()["art-3-1"].offices == ("east", "east-hill", "room-a", "room-b")


def test_citing_an_article_cites_each_of_its_sentences() -> None:
    assert "recognition.submit" in rows()["art-2-2"].acts


def test_a_reading_alone_carries_nothing_out() -> None:
    row = rows()["art-1-1"]
    assert row.readings == ("who-looks",)
    assert not row.carried
    assert row.unmodelled == ("declaratory", "目的")
    assert all(other.carried for unit, other in rows().items() if unit != "art-1-1")


def test_a_field_of_a_form_carries_the_sentence_that_it_cites() -> None:
    pack = load(packs.files(("forms/reason.yaml", "type: text}", "type: text, cites: [art-1-1]}")))
    (row,) = [row for row in trace.trace(pack) if row.unit == "art-1-1"]
    assert row.fields == ("reason.reason",)
    assert row.carried


def test_tests_are_named_by_sentence_or_by_article() -> None:
    found = rows(art_2=("test_a",), art_2_1=("test_b", "test_a"))
    assert found["art-2-1"].tests == ("test_a", "test_b")
    assert found["art-2-2"].tests == ("test_a",)
    assert not rows(art_1=("test_a",))["art-1-1"].carried


def test_the_text_for_the_terminal_uses_the_words_of_the_offices() -> None:
    text = trace.as_text(trace.trace(packs.tiny()), packs.tiny())
    assert "第二条 第一句　成立满2个月的企业可以申请。" in text
    assert "    条件：成立满2个月" in text
    assert "    动作：新建、递交、不申请了" in text
    assert "    开关：满几个月？" in text
    assert "    未建模（宣示）：目的" in text


def test_a_sentence_without_anything_is_told() -> None:
    pack = load(packs.files(("unmodelled.yaml", "- {unit: art-1-1, kind: declaratory, reason: 目的}", "[]")))
    assert "没有任何规则执行，也未列为不建模" in trace.as_text(trace.trace(pack), pack)


def test_the_json_holds_every_row() -> None:
    plain = json.loads(trace.as_json(trace.trace(packs.tiny())))
    assert [row["unit"] for row in plain] == list(packs.tiny().units)
    assert plain[0]["carried"] is False
    assert plain[1]["carried"] is True
