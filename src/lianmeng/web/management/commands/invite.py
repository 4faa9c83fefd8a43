"""`lianmeng invite`: the address by which the first official of an office, or an administrator, comes in."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.urls import reverse

from lianmeng.parties import actions as parties
from lianmeng.parties import queries
from lianmeng.parties.models import Office
from lianmeng.parties.rules import ADMINISTRATOR, PartyRefused
from lianmeng.policies import queries as policies
from lianmeng.policies.actions import installer
from lianmeng.web import clock
from lianmeng.web.ui.words import day_words

FIRST = "请先运行 lianmeng serve --real，看到网址以后再邀请。"


class Command(BaseCommand):
    """Make an invitation and print its single-use address."""

    help = "print a single-use address by which an official or an administrator gets an account"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """``OFFICE CAPACITY NAME``, or ``--administrator NAME``."""
        parser.add_argument("words", nargs="+", metavar="WORD", help="OFFICE CAPACITY NAME, or NAME alone")
        parser.add_argument("--administrator", action="store_true", help="invite a system administrator")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises ``CommandError`` for an unknown office or capacity, or words that do not fit."""
        try:
            ready = policies.anything_published()
        except DatabaseError as error:
            raise CommandError(f"还没有建立数据库。{FIRST}") from error
        if not ready:
            raise CommandError(f"还没有发布办法。{FIRST}")
        words, by, on = options["words"], installer("服务器管理人员"), clock.today()
        try:
            if options["administrator"]:
                (name,) = words
                issued = parties.invite(ADMINISTRATOR, name, by=by, on=on)
            else:
                place, capacity, name = words
                office = find_office(place)
                issued = parties.invite(find_capacity(office, capacity), name, office=office, by=by, on=on)
        except ValueError as error:
            raise CommandError("写法：invite 单位 身份 姓名，或 invite --administrator 姓名") from error
        except PartyRefused as refused:
            raise CommandError("；".join(f"{r.text}，{r.mend}" for r in refused.verdict.reasons)) from refused
        until = day_words(issued.invitation.last_day)
        self.stdout.write(f"请把这个地址交给{issued.invitation.name}，只能用一次，有效至{until}：")
        self.stdout.write(settings.LIANMENG_SITE + reverse("accounts:join", args=[issued.token]))


def find_office(said: str) -> Office:
    """The office of this id or name. Raises ``CommandError`` that lists them."""
    found = Office.objects.filter(code=said).first() or Office.objects.filter(name=said).first()
    if found is None:
        known = "\n".join(f"  {one.code}　{one.name}" for one in queries.offices())
        raise CommandError(f"没有“{said}”。可用：\n{known}")
    return found


def find_capacity(office: Office, said: str) -> str:
    """The capacity of this id or label that the office allows. Raises ``CommandError`` that lists them."""
    labels = policies.current_pack().terms.capacities
    allowed = {name: labels[name] for name in queries.capacities_in(office)}
    found = next((name for name, label in allowed.items() if said in (name, label)), None)
    if found is None:
        known = "\n".join(f"  {name}　{label}" for name, label in allowed.items())
        raise CommandError(f"{office.name}没有“{said}”。可用：\n{known}")
    return found
