"""A panel day on the stage: two alliances, five experts, forms read and sent as browsers do."""

import re
from typing import Any

from django.test import Client

from lianmeng.web import clock
from tests.attack.browse import browser
from tests.stories.answers import PANEL, PROMISE, SHEET
from tests.stories.stage import Stage

EXPERTS = [f"expert-{number}" for number in range(1, 6)]
FORMING = ["lead-clerk", "integrity", "lead-head"]


def formed(stage: Any) -> Stage:
    """One panel sits for both."""
    play: Stage = stage("consulted")
    play.on(2016, 6, 16)
    play.hand("draw_experts", "lead-clerk", "ice", "herb", size="5")
    play.act("form_panel", FORMING, "ice", "herb", **PANEL)
    play.on(2016, 6, 24)
    opened(play)
    return play


def opened(play: Stage) -> None:
    """The clock of the pages stands on the play's day."""
    clock.establish("demonstration", play.day)
    clock.move_to(play.day)


def declared(play: Stage, *names: str) -> None:
    for name in names:
        play.hand("declare", name, "ice", "herb", **PROMISE)


def reviewed(play: Stage, *names: str, **more: Any) -> None:
    declared(play, *names)
    for name in names:
        play.hand("review", name, "ice", "herb", **SHEET | more)


def hidden(client: Client, address: str) -> dict[str, str]:
    page = client.get(address).content.decode()
    return dict(re.findall(r'name="(seen-\d+|once)" value="([^"]*)"', page))


def send(client: Client, address: str, **typed: Any) -> Any:
    return client.post(address, {**hidden(client, address), **typed})


def sheet(play: Stage, *names: str, **more: Any) -> dict[str, Any]:
    """The fields of sheets as they are typed."""
    found = {}
    for name in names:
        number = play.case(name).pk
        found |= {f"{field}-{number}": str(value) for field, value in {**SHEET, **more}.items()}
    return found


def page(play: Stage, who: str, address: str) -> str:
    answer = browser(play, who).get(address)
    assert answer.status_code == 200, (who, address, answer.status_code)
    return answer.content.decode()
