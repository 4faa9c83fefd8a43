"""Numbers of incoming letters when two are registered at one moment (article 10)."""

from typing import Any

from lianmeng.applications.actions import take_in
from lianmeng.applications.models import Incoming
from lianmeng.applications.queries import last_item
from tests.cases.test_at_once import asked, at_once, own, seen
from tests.stories.answers import LETTER, RECEIVED, SENDER
from tests.stories.stage import Stage

__all__ = ["own"]


def register(play: Stage, name: str, once: str) -> Any:
    case = play.case(name)
    item = last_item(case)
    assert item is not None
    sent = play.sent(play.actor("registry"), [case])
    return take_in(item.letter, [case], RECEIVED, {}, sent)


def test_two_letters_at_one_moment_get_two_numbers_without_a_gap(own: Stage) -> None:
    own.on(2016, 5, 25)

    def apart() -> None:
        own.act("return_letter", ["registry", "lead-head"], "herb", reason="须另行文。（演示）")
        own.act("forward", SENDER, "herb", **LETTER)

    asked(apart)
    came = at_once(lambda: register(own, "ice", "a"), lambda: register(own, "herb", "b"))
    assert not [one for one in came if isinstance(one, Exception)], came
    numbers = asked(lambda: sorted(Incoming.objects.values_list("number", flat=True)))
    assert numbers == ["收〔2016〕1号", "收〔2016〕2号"]
    assert seen(own, "ice")
