"""`lianmeng demonstration load`: found a new database as a demonstration and play its story on."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from lianmeng.policies import actions as policies
from lianmeng.web import clock
from lianmeng.web.demonstration import story, world
from lianmeng.web.demonstration.play import Play
from lianmeng.web.models import Installation

STORY = "benxi-2016.yaml"
FIRST = "called"
YEARS = range(2012, 2028)


class Command(BaseCommand):
    """The demonstration of this installation."""

    help = "load the demonstration into a new database"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """``load [--until PLACE]``."""
        parser.add_argument("part", choices=["load"])
        parser.add_argument(
            "--until", default=FIRST, help="place in the story to which it is played by itself"
        )

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """Raises ``CommandError`` in a database that was founded before, or for an unknown place."""
        if Installation.objects.exists():
            raise CommandError("这个数据库已经建立，演示只能装入新的数据库。请另设 LIANMENG_DATA。")
        told = story.read(world.FOLDER / STORY)
        try:
            steps = told.until(options["until"])
        except KeyError as error:
            raise CommandError(f"没有“{options['until']}”。可用：{'、'.join(told.stops())}") from error
        policies.fill_calendar(YEARS)
        made = world.make(told.world)
        play = Play(made, made.day)
        play.run(steps)
        clock.establish("demonstration", play.day)
        self.stdout.write(f"演示数据已装入：{told.title}。演示日期 {play.day:%Y年%m月%d日}")
