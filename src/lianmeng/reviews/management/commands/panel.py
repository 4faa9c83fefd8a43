"""`panel replay`: draw experts again from what was kept, and say whether it comes out the same."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from lianmeng.cases import queries as cases
from lianmeng.reviews.actions import Replayed, replay
from lianmeng.reviews.models import Draw


class Command(BaseCommand):
    """Check draws of experts."""

    help = "专家抽取：按凭证重新计算（replay），有不符时以 1 退出"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """``replay [NUMBER]…``; without a number every draw."""
        parser.add_argument("part", choices=["replay"])
        parser.add_argument("number", type=int, nargs="*", metavar="NUMBER", help="凭证号；不写的，全部核对")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises ``CommandError`` for a draw that there is not, or that comes out otherwise."""
        rows = Draw.objects.prefetch_related("cases").order_by("pk")
        wanted = options["number"]
        found = list(rows.filter(pk__in=wanted) if wanted else rows)
        missing = sorted(set(wanted) - {row.pk for row in found})
        if missing:
            raise CommandError(f"没有凭证：{'、'.join(map(str, missing))}")
        outcomes = [replay(row, cases.pack_of(row.cases.all()[0]).panel) for row in found]
        for outcome in outcomes:
            self.stdout.write(said(outcome))
        if not all(outcome.equal for outcome in outcomes):
            raise CommandError("有抽取凭证与重新计算的不符")
        self.stdout.write(f"共核对{len(outcomes)}次抽取。")


def said(outcome: Replayed) -> str:
    """One draw in a line."""
    draw = outcome.draw
    head = f"凭证{draw.pk}　{draw.drawn_on:%Y-%m-%d}　{len(draw.ranking)}人排序　{draw.cases.count()}件"
    return f"{head}　{'相符' if outcome.equal else '不符：' + '；'.join(outcome.faults)}"
