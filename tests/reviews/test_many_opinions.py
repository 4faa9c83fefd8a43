"""One division answers on many alliances under one signing, each with its own words (article 10)."""

from typing import Any
from uuid import uuid4

import pytest

from lianmeng.acts import ACTS
from lianmeng.cases import guard
from lianmeng.cases.guard import EACH, Sent
from lianmeng.cases.refusals import Invalid, Refused
from lianmeng.record.models import Entry
from lianmeng.reviews.models import DivisionOpinion
from tests.stories.answers import CHECKED, LEAD, RECEIVED
from tests.stories.stage import Stage, nothing_written

GIVE = ACTS["recognition", "give_opinion"]
RECOMMEND = {"verdict": "recommend", "reason": ""}
AGAINST = {"verdict": "against", "reason": "重复建设。（演示）"}


@pytest.fixture
def play(stage) -> Stage:
    """Two alliances on which all divisions are asked."""
    play: Stage = stage("recommended")
    play.on(2016, 5, 25)
    play.act("register", "registry", "ice", "herb", **RECEIVED)
    play.act("accept", LEAD, "ice", "herb", **CHECKED)
    return play


def sign(play: Stage, who: str, said: dict[str, Any]) -> Any:
    """One hand on both, ``said`` by name."""
    found = {name: play.case(name) for name in ("ice", "herb")}
    each = {str(found[name].pk): answers for name, answers in said.items()}
    sent = play.sent(play.actor(who), list(found.values()))
    return GIVE(list(found.values()), {EACH: each} if each else {}, sent)


def opinions(play: Stage) -> dict[str, tuple[str, str]]:
    rows = DivisionOpinion.objects.select_related("case")
    names = {play.case(name).pk: name for name in ("ice", "herb")}
    return {names[row.case_id]: (row.verdict, row.reason) for row in rows}


def test_each_alliance_keeps_its_own_verdict_and_reason_through_both_hands(play: Stage) -> None:
    sign(play, "planning-clerk", {"ice": RECOMMEND, "herb": AGAINST})
    assert opinions(play) == {}
    done = sign(play, "planning-head", {})
    assert opinions(play) == {"ice": ("recommend", ""), "herb": ("against", "重复建设。（演示）")}
    assert len({entry.act_id for entry in done.entries}) == 1


def test_one_wrong_row_stops_all_and_is_named(play: Stage) -> None:
    herb = play.case("herb")
    with nothing_written(), pytest.raises(Invalid) as caught:
        sign(play, "planning-clerk", {"ice": RECOMMEND, "herb": {"verdict": "against", "reason": ""}})
    assert set(caught.value.errors) == {f"reason-{herb.pk}"}
    assert caught.value.errors[f"reason-{herb.pk}"].startswith(herb.title)
    with nothing_written(), pytest.raises(Invalid) as caught:
        sign(play, "planning-clerk", {"ice": RECOMMEND, "herb": {"verdict": "perhaps"}})
    assert set(caught.value.errors) == {f"verdict-{herb.pk}"}
    with nothing_written(), pytest.raises(Invalid) as caught:
        sign(play, "planning-clerk", {"ice": RECOMMEND})
    assert "verdict" in caught.value.errors


def test_the_head_sends_some_back_and_signs_the_others(play: Stage) -> None:
    sign(play, "planning-clerk", {"ice": RECOMMEND, "herb": AGAINST})
    head, herb, ice = play.actor("planning-head"), play.case("herb"), play.case("ice")
    guard.send_back([herb], "give_opinion", "理由请写具体。（演示）", play.sent(head, [herb]))
    GIVE([ice], {}, play.sent(head, [ice]))
    assert opinions(play) == {"ice": ("recommend", "")}
    again = {EACH: {str(herb.pk): AGAINST}}
    herb = play.case("herb")
    GIVE([herb], again, play.sent(play.actor("planning-clerk"), [herb]))
    herb = play.case("herb")
    GIVE([herb], {}, play.sent(head, [herb]))
    assert opinions(play)["herb"] == ("against", "重复建设。（演示）")


def test_clerk_alone_and_another_division_get_nowhere(play: Stage) -> None:
    sign(play, "planning-clerk", {"ice": RECOMMEND, "herb": AGAINST})
    for who in ("planning-clerk", "hightech-head"):
        with nothing_written(), pytest.raises(Refused):
            sign(play, who, {})


def test_an_opinion_sent_twice_stands_once(play: Stage) -> None:
    ice = play.case("ice")
    sent = Sent(play.actor("planning-clerk"), play.day, {ice.pk: ice.version}, uuid4().hex)
    GIVE([ice], RECOMMEND, sent)
    before = Entry.objects.count()
    with pytest.raises(guard.Repeated):
        GIVE([ice], RECOMMEND, sent)
    assert Entry.objects.count() == before
