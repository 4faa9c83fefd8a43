"""Loading a demonstration into an empty database: one story from its beginning, or the whole province."""

from pathlib import Path

from lianmeng.cases import turns
from lianmeng.policies import actions as policies
from lianmeng.policies import queries as measures
from lianmeng.web import calendar, clock
from lianmeng.web.demonstration import story, world
from lianmeng.web.demonstration.play import Play
from lianmeng.web.demonstration.province import Province
from lianmeng.web.demonstration.story import Story
from lianmeng.web.models import InstallationKind

WALK: Path = world.FOLDER / "benxi-2016.yaml"
YEARS = range(2012, 2028)


def load(until: str | None) -> Story:
    """Play the walk up to a named place, or with None the province up to its present day; return what was told.

    Raises ``KeyError`` for a place that the walk does not know, and what the acts raise.
    """
    policies.fill_calendar(YEARS)
    if until is None:
        told = Province(measures.current_pack(), measures.work_calendar()).story()
        steps = told.steps
    else:
        told = story.read(WALK)
        steps = told.until(until)
    made = world.make(told.world)
    play = Play(made, made.day)
    with turns.postponed() as touched:
        play.run(steps)
    turns.refresh_these(touched, play.day)
    clock.establish(InstallationKind.DEMONSTRATION, play.day)
    calendar.run(play.day)
    return told
