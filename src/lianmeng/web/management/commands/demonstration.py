"""`lianmeng demonstration load`: found a new database as a demonstration and play it on."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from lianmeng.web import clock
from lianmeng.web.demonstration import loading, story
from lianmeng.web.models import Installation


class Command(BaseCommand):
    """The demonstration of this installation."""

    help = "load the demonstration into a new database"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """``load [--until PLACE]``."""
        parser.add_argument("part", choices=["load"])
        parser.add_argument(
            "--until", help="load only the two alliances of 2016, up to this place in their story"
        )

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """Raises ``CommandError`` in a database that was founded before, or for an unknown place."""
        if Installation.objects.exists():
            raise CommandError("这个数据库已经建立，演示只能装入新的数据库。请另设 LIANMENG_DATA。")
        try:
            told = loading.load(options["until"])
        except KeyError as error:
            known = story.read(loading.WALK).stops()
            if options["until"] in (None, *known):
                raise
            raise CommandError(f"没有“{options['until']}”。可用：{'、'.join(known)}") from error
        self.stdout.write(f"演示数据已装入：{told.title}。演示日期 {clock.today():%Y年%m月%d日}")
