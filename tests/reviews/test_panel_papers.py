"""What a panel signed on paper in a hotel without network is entered by two of the lead office (article 10)."""

from typing import Any
from uuid import uuid4

import pytest

from lianmeng.acts import ACTS
from lianmeng.cases import queries as cases
from lianmeng.cases.guard import EACH, Sent
from lianmeng.cases.refusals import Invalid, Refused
from lianmeng.law import panels
from lianmeng.record import queries as record
from lianmeng.reviews.models import Conclusion, Sheet
from lianmeng.web.demonstration import world as worlds
from tests.stories.answers import PANEL, PROMISE, SHEET
from tests.stories.stage import Stage, nothing_written

EXPERTS = [f"expert-{number}" for number in range(1, 6)]


@pytest.fixture
def play(stage) -> Stage:
    play: Stage = stage("consulted")
    play.act("form_panel", ["lead-clerk", "integrity", "lead-head"], "ice", "herb", **PANEL)
    play.on(2016, 6, 25)
    return play


def entered(play: Stage, act: str, by: str, whose: str = "", *names: str, **answers: Any) -> Any:
    """One hand of entering on these cases; the paper was signed the day before."""
    actor, found = play.actor(by), [play.case(name) for name in names or ("ice", "herb")]
    seen, once = {case.pk: case.version for case in found}, uuid4().hex
    natural = play.world.people[whose].natural if whose else ""
    sent = Sent(actor, play.day, seen, once, entered=True, whose=natural)
    return ACTS["recognition", act](found, answers, sent)


def paper(play: Stage, **more: Any) -> dict[str, Any]:
    by = play.actor("lead-clerk")
    scan = worlds.attach("签名件（演示）.pdf", f"upload:{by.person}", by.person, play.day)
    return {"done_on": "2016-06-24", "came_by": "meeting", "sealed_paper": [scan.pk], **more}


def both(play: Stage, act: str, name: str, **answers: Any) -> None:
    """Entered by one, checked by the other."""
    natural = play.world.people[name].natural
    entered(play, act, "lead-clerk", "", **paper(play), expert=natural, **answers)
    entered(play, act, "lead-head", name)


def test_a_whole_panel_day_on_paper_leads_to_its_conclusion(play: Stage) -> None:
    each = {str(play.case(name).pk): dict(SHEET) for name in ("ice", "herb")}
    for name in EXPERTS:
        both(play, "declare", name, **PROMISE)
        both(play, "review", name, **{EACH: each})
    assert Sheet.objects.count() == 10
    view = cases.view(play.case("ice"))
    assert {item.party for item in panels.reviews(view)} == set(panels.seated(view))
    entry = record.stream(play.case("ice").stream)[-1]
    assert entry.data["entered"]["for"] == "专家戊（演示）" and entry.on.day == 24
    said = paper(play, conclusion="必要可行。（演示）")
    entered(play, "pass_panel", "lead-clerk", **said)
    entered(play, "pass_panel", "lead-head")
    assert play.state("ice") == play.state("herb") == "agenda"
    assert Conclusion.objects.count() == 2


def test_nobody_enters_and_checks_alone(play: Stage) -> None:
    natural = play.world.people["expert-1"].natural
    entered(play, "declare", "lead-clerk", "", **paper(play), expert=natural, **PROMISE)
    with nothing_written(), pytest.raises(Refused):
        entered(play, "declare", "lead-clerk", "expert-1")
    with nothing_written(), pytest.raises(Refused):
        entered(play, "declare", "integrity", "expert-1")


def test_only_for_those_who_sit_and_once_each(play: Stage) -> None:
    stranger = play.world.people["expert-6"].natural
    with nothing_written(), pytest.raises(Invalid) as caught:
        entered(play, "declare", "lead-clerk", "", **paper(play), expert=stranger, **PROMISE)
    assert set(caught.value.errors) == {"expert"}
    both(play, "declare", "expert-1", **PROMISE)
    with nothing_written(), pytest.raises(Refused):
        natural = play.world.people["expert-1"].natural
        entered(play, "declare", "lead-clerk", "", **paper(play), expert=natural, **PROMISE)
    with nothing_written(), pytest.raises(Refused):  # the paper promise counts for its own expert alone
        entered(
            play,
            "review",
            "lead-clerk",
            "",
            **paper(play),
            expert=play.world.people["expert-2"].natural,
            **SHEET,
        )


def test_two_experts_are_entered_side_by_side_and_checked_each_by_itself(play: Stage) -> None:
    for name in EXPERTS[:2]:
        natural = play.world.people[name].natural
        entered(play, "declare", "lead-clerk", "", **paper(play), expert=natural, **PROMISE)
    entered(play, "declare", "lead-head", "expert-1")
    view = cases.view(play.case("ice"))
    assert [item.party for item in panels.declarations(view)] == [play.world.people["expert-1"].natural]
    entered(play, "declare", "lead-head", "expert-2")
    assert len(panels.declarations(cases.view(play.case("ice")))) == 2
