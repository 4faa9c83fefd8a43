"""`lianmeng calendar`: perform what the passing of time performs; for a daily timer."""

from typing import Any

from django.core.management.base import BaseCommand

from lianmeng.files import actions as files
from lianmeng.web import calendar, clock


class Command(BaseCommand):
    """Perform the acts that the policy gives to the calendar, as of the clock's today."""

    help = "perform the acts that fall to the calendar today (such as closing a call)"

    def handle(self, *args: Any, **options: Any) -> None:
        """Print each act performed; what uploads left behind when a server was killed goes as well."""
        for done in calendar.run(clock.today()):
            self.stdout.write(f"{done.words}：{done.case.title}")
        files.clear_leftovers()
