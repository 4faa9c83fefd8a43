"""Drawing experts: ties exclude, the seed decides, and nothing else does."""

from datetime import date

import pytest

from lianmeng.law import avoidance, drawing
from lianmeng.law.avoidance import Body, ExpertFacts, Tie
from lianmeng.law.schema import Panel

ON = date(2016, 6, 16)
FIRM = Body(("甲公司", "甲厂"), "91210000DEM000001X")
RULE = Panel.model_validate(
    {
        "size": 5,
        "odd": True,
        "quorum_percent": 80,
        "votes_for": ["pass"],
        "vote_field": "vote",
        "share_for": [2, 3],
        "average": None,
        "scores": [],
        "cites": ["art-1"],
        "avoidance": {"employer": 0, "former": 3, "declared": 0},
    }
)


def expert(name: str, *ties: Tie) -> ExpertFacts:
    return ExpertFacts(name, f"专家{name}", "材料", ties)


@pytest.mark.parametrize(
    ("tie", "excluded"),
    [
        (Tie(FIRM, "employer"), True),
        (Tie(FIRM, "former", date(2013, 6, 16)), True),  # the last day of three years
        (Tie(FIRM, "former", date(2013, 6, 15)), False),
        (Tie(FIRM, "former"), True),  # nobody knows when it ended
        (Tie(FIRM, "declared", date(2016, 6, 15)), False),
        (Tie(FIRM, "hobby"), False),  # the measure does not name it
        (Tie(Body(("甲厂",)), "employer"), True),  # by a former name
        (Tie(Body(("甲公司",), "91210000DEM000002Y"), "employer"), False),  # another firm of the same name
    ],
)
def test_a_tie_excludes_as_long_as_the_pack_says(tie: Tie, excluded: bool) -> None:
    assert bool(avoidance.conflicts(RULE, expert("a", tie), [FIRM], ON)) is excluded


def test_the_same_seed_gives_the_same_order_for_ever() -> None:
    names = [f"{number:02d}" for number in range(12)]
    order = drawing.ranked("演示", names)
    assert order == drawing.ranked("演示", [*reversed(names), "03"])
    assert order[:4] == ("06", "09", "07", "10")  # as any SHA-256 ranks them
    assert drawing.ranked("演示二", names) != order and sorted(order) == names


def test_a_draw_leaves_out_the_tied_and_says_for_which_case() -> None:
    pool = [expert("a", Tie(FIRM, "employer")), expert("b"), expert("c", Tie(Body(("乙校",)), "employer"))]
    cases = {"一": [FIRM], "二": [Body(("丙院",))]}
    drawn = drawing.draw(RULE, pool, cases, ON, "seed")
    assert set(drawn.ranking) == {"b", "c"}
    ((case, conflict),) = drawn.excluded[0].why
    assert (drawn.excluded[0].natural, case, conflict.member) == ("a", "一", "甲公司")
    again = drawing.draw(RULE, list(reversed(pool)), dict(reversed(cases.items())), ON, "seed")
    assert (again.ranking, again.digest) == (drawn.ranking, drawn.digest)


def test_the_digest_tells_every_change_of_what_was_drawn_from() -> None:
    pool, cases = [expert("a", Tie(FIRM, "former", ON)), expert("b")], {"一": [FIRM]}
    told = {
        drawing.digest(RULE, pool, cases, ON),
        drawing.digest(RULE, pool[:1], cases, ON),
        drawing.digest(RULE, pool, {"一": []}, ON),
        drawing.digest(RULE, pool, cases, date(2016, 6, 17)),
        drawing.digest(RULE.model_copy(update={"avoidance": {}}), pool, cases, ON),
    }
    assert len(told) == 5


def test_what_is_kept_of_a_draw_comes_back_whole() -> None:
    one = expert("a", Tie(FIRM, "former", date(2016, 2, 29)), Tie(Body(("乙校",)), "employer"))
    assert drawing.expert_of(drawing.plain(one)) == one
    assert drawing.body_of(drawing.plain(FIRM)) == FIRM
