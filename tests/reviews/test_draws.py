"""Experts are drawn by a recorded seed, who is tied is left out, and every draw stays (article 10)."""

from datetime import date
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from lianmeng.parties import actions as parties
from lianmeng.parties.actions import NewTie
from lianmeng.parties.models import Expert
from lianmeng.reviews.models import Draw
from tests.stories.answers import LEAD, PANEL
from tests.stories.stage import Stage, invalid, refused

FORMING = ["lead-clerk", "integrity", "lead-head"]
SIX = [f"expert-{number}" for number in range(1, 7)]


def drawn(play: Stage, *names: str, **more: Any) -> Draw:
    play.hand("draw_experts", "lead-clerk", *names, size="5", **more)
    return Draw.objects.latest("pk")


def tie(play: Stage, name: str, organisation: str, kind: str, until: date | None = None) -> None:
    expert = Expert.objects.get(person=play.world.people[name])
    said = NewTie(organisation, kind, until)
    by = play.actor("lead-clerk")
    parties.add_tie(expert, said, by=by, on=play.day, seen=expert.version, once=f"tie-{name}-{kind}")


def of(play: Stage, *naturals: str) -> list[str]:
    names = {play.world.people[name].natural: name for name in SIX}
    return [names[one] for one in naturals]


def seats(play: Stage, order: list[str]) -> dict[str, Any]:
    return {"experts": order[:5], "chair": order[0], "meets_on": "2016-06-24"}


def test_a_draw_ranks_all_who_are_free_and_the_panel_follows_its_order(stage) -> None:
    play: Stage = stage("consulted")
    row = drawn(play, "ice", "herb")
    assert sorted(of(play, *row.ranking)) == SIX and row.cases.count() == 2
    entry = play.case("ice")
    assert {len(one.seed) for one in Draw.objects.all()} == {32} and entry.version
    out_of_order = seats(play, [*row.ranking[1:], row.ranking[0]])
    errors = invalid(play, "form_panel", "lead-clerk", "ice", "herb", **out_of_order)
    assert set(errors) == {"experts"} and "按次序" in errors["experts"]
    told = PANEL | out_of_order | {"draw": "首位专家出差。（演示）"}
    play.hand("form_panel", "lead-clerk", "ice", **{k: v for k, v in told.items() if k != "avoidance"})
    play.act("form_panel", FORMING, "herb", **seats(play, row.ranking), avoidance="无。（演示）")


def test_without_a_draw_the_record_of_another_pool_is_named(stage) -> None:
    play: Stage = stage("consulted")
    typed = {name: value for name, value in PANEL.items() if name not in ("draw", "avoidance")}
    errors = invalid(play, "form_panel", "lead-clerk", "ice", **typed)
    assert set(errors) == {"experts"} and "凭证" in errors["experts"]


def test_tied_experts_are_not_drawn_and_cannot_be_named(stage) -> None:
    play: Stage = stage("consulted")
    play.on(2016, 6, 16)
    member = "辽东甲农业大学（演示）"  # of the first alliance only
    tie(play, "expert-1", member, "former", date(2013, 6, 16))
    tie(play, "expert-2", member, "former", date(2013, 6, 15))  # three years are over
    row = drawn(play, "herb")
    assert of(play, *row.ranking).count("expert-1") == 1
    typed = {name: value for name, value in PANEL.items() if name != "avoidance"}
    said = invalid(play, "form_panel", "lead-clerk", "ice", **typed)["experts"]
    assert "专家甲" in said and member in said and "2016年6月16日以前" in said
    row = drawn(play, "ice")
    (out,) = row.excluded
    assert of(play, out["natural"]) == ["expert-1"] and out["why"][0]["member"] == member
    assert "expert-2" in of(play, *row.ranking)


def test_too_few_free_experts_are_told_with_their_number(stage) -> None:
    play: Stage = stage("consulted")
    for name in SIX[:2]:
        tie(play, name, "辽东甲农业大学（演示）", "adviser")
    errors = invalid(play, "draw_experts", "lead-clerk", "ice", size="5")
    assert "只有4人" in errors["size"] and "应回避的2人" in errors["size"]
    assert "单数" in invalid(play, "draw_experts", "lead-clerk", "herb", size="6")["size"]
    assert "不少于5人" in invalid(play, "draw_experts", "lead-clerk", "herb", size="3")["size"]


def test_drawing_again_asks_why_and_both_draws_stay(stage) -> None:
    play: Stage = stage("consulted")
    first = drawn(play, "ice")
    errors = invalid(play, "draw_experts", "lead-clerk", "ice", size="5")
    assert set(errors) == {"reason"} and "抽取过1次" in errors["reason"]
    second = drawn(play, "ice", reason="两人联系不上。（演示）")
    assert list(play.case("ice").draws.all()) == [first, second]
    assert first.seed != second.seed and second.reason


def test_the_next_of_the_draw_fills_in(stage) -> None:
    play: Stage = stage("consulted")
    order = drawn(play, "ice").ranking
    play.act("form_panel", FORMING, "ice", **seats(play, order), avoidance="无。（演示）")
    out, last = order[1], order[5]
    change = {"leaving": out, "reason": "冲突。（演示）"}
    assert set(invalid(play, "replace_expert", "lead-clerk", "ice", **change, joining=order[0])) == {
        "joining"
    }
    play.act("replace_expert", LEAD, "ice", **change, joining=last)
    assert play.case("ice").panels.get().seats.filter(left_on=None).count() == 5


def test_who_says_to_be_tied_reads_no_more_and_is_replaced(stage) -> None:
    play: Stage = stage("consulted")
    order = drawn(play, "ice").ranking
    play.act("form_panel", FORMING, "ice", **seats(play, order), avoidance="无。（演示）")
    (first, *_, spare) = of(play, *order)
    play.hand("recuse", first, "ice", reason="任成员单位顾问。（演示）")
    promises = {"promises": ["impartial", "secret", "no_tie", "no_gift"]}
    assert "回避" in refused(play, "declare", first, "ice", **promises).reasons[0].text
    assert play.case("ice").panels.get().seats.exclude(recused_on=None).count() == 1
    play.act("replace_expert", LEAD, "ice", leaving=order[0], joining=order[5], reason="回避。（演示）")
    play.hand("declare", spare, "ice", **promises)


def test_replaying_says_whether_it_comes_out_the_same(stage, capsys) -> None:
    play: Stage = stage("consulted")
    row = drawn(play, "ice", "herb")
    call_command("panel", "replay", row.pk)
    assert "相符" in capsys.readouterr().out
    Draw.objects.filter(pk=row.pk).update(ranking=[*row.ranking[1:], row.ranking[0]])
    with pytest.raises(CommandError):
        call_command("panel", "replay")
    told = capsys.readouterr().out
    assert "抽取次序" in told and "办理留痕" in told
    with pytest.raises(CommandError, match="没有凭证"):
        call_command("panel", "replay", row.pk + 1)
