"""`policy check | publish | trace | chart`: a measure's pack, from the text to what runs."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.module_loading import import_string

from lianmeng.law import chart, switches, trace
from lianmeng.law.checking import check
from lianmeng.law.faults import PackRefused
from lianmeng.law.pack import Pack, files_of, load
from lianmeng.policies import actions, holidays, queries
from lianmeng.policies.evidence import tests_by_citation


class Command(BaseCommand):
    """Check a pack, publish it, show what carries out each sentence, draw its procedures."""

    help = "管理办法方案包：检查（check）、发布（publish）、条文对照（trace）、流程图（chart）"
    requires_system_checks: list[str] = []  # `check` needs no database

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Define the four subcommands."""
        parts = parser.add_subparsers(dest="part", required=True, metavar="check|publish|trace|chart")
        examine = parts.add_parser("check", help="检查方案包，列出每一处问题；有问题时以 1 退出")
        examine.add_argument("path", type=Path, metavar="PATH", help="方案包目录")
        publish = parts.add_parser("publish", help="检查并发布，存为新的版次")
        self._path(publish)
        publish.add_argument("--switch", action="append", default=[], metavar="NAME=VALUE", help="改变开关")
        publish.add_argument("--reason", default="", metavar="TEXT", help="理由；改变开关时必须写明")
        publish.add_argument("--by", default="系统安装", metavar="NAME", help="发布人")
        publish.add_argument("--on", type=date.fromisoformat, metavar="YYYY-MM-DD", help="发布日期")
        show = parts.add_parser("trace", help="每条、款、句由什么执行")
        self._path(show)
        show.add_argument("--format", choices=["text", "json"], default="text")
        draw = parts.add_parser("chart", help="把办理流程画成 SVG")
        self._path(draw)
        draw.add_argument("--kind", metavar="K", help="只画一种办件")
        draw.add_argument("--out", type=Path, default=Path(), metavar="DIR", help="写入目录，默认当前目录")

    def _path(self, parser: ArgumentParser) -> None:
        text = "方案包目录；不写则用已发布的最新版次"
        parser.add_argument("path", type=Path, nargs="?", metavar="PATH", help=text)

    def handle(self, *args: Any, **options: Any) -> None:
        """Run one subcommand. Raises CommandError (exit 1) on faults, refusals and unreadable files."""
        try:
            getattr(self, f"_{options['part']}")(options)
        except PackRefused as refused:
            for fault in refused.faults:
                self.stderr.write(str(fault))
            raise CommandError(f"方案包有 {len(refused.faults)} 处问题") from refused
        except (actions.PublicationRefused, LookupError, queries.RevisionDamaged) as refused:
            raise CommandError(str(refused)) from refused
        except OSError as error:
            raise CommandError(f"无法读写文件：{error}") from error

    def _check(self, options: dict[str, Any]) -> None:
        pack = check(files_of(options["path"]))
        acts = sum(len(procedure.acts) for procedure in pack.procedures.values())
        choices = sum(item.kind == "switch" for item in pack.interpretations.values())
        combinations = sum(1 for _ in switches.combinations({n: t.data for n, t in pack.trees.items()}))
        self.stdout.write(
            f"方案包无误：{len(pack.articles)} 条、{len(pack.units)} 句，{acts} 个办理动作，"
            f"{choices} 个开关，检查了 {combinations} 种开关组合"
        )

    def _publish(self, options: dict[str, Any]) -> None:
        chosen = dict(_pair(item) for item in options["switch"])
        revision = actions.publish(
            options["path"],
            switches=chosen,
            reason=options["reason"],
            by=options["by"],
            on=_day(options["on"]),
        )
        actions.fill_calendar(range(revision.published_on.year, max(holidays.known_years()) + 1))
        pack = queries.pack(revision.pk)
        self.stdout.write(
            f"《{pack.head.title}》第 {revision.no} 版，{revision.published_on} 发布，校验码 {revision.sha256}"
        )

    def _trace(self, options: dict[str, Any]) -> None:
        pack = _pack(options["path"])
        rows = trace.trace(pack, tests_by_citation(settings.BASE_DIR / "tests" / "articles"))
        self.stdout.write(trace.as_json(rows) if options["format"] == "json" else trace.as_text(rows, pack))

    def _chart(self, options: dict[str, Any]) -> None:
        pack = _pack(options["path"])
        kinds = [options["kind"]] if options["kind"] else list(pack.procedures)
        options["out"].mkdir(parents=True, exist_ok=True)
        for kind in kinds:
            if kind not in pack.procedures:
                raise CommandError(f"没有办件“{kind}”，可用：{'、'.join(pack.procedures)}")
            target = options["out"] / f"{kind}.svg"
            target.write_text(chart.chart(pack, kind), encoding="utf-8")
            self.stdout.write(str(target))


def _pack(path: Path | None) -> Pack:
    """The pack of a folder under its defaults, or the one in force."""
    return load(files_of(path)) if path else queries.current_pack()


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not (name and equals and value):
        raise CommandError(f"开关应写作 名称=做法，不能是“{text}”")
    return name, value


def _day(given: date | None) -> date | None:
    """The day given, else what the installation's clock says once something has been published.

    A first revision without a day is published on the day its measure takes effect.
    """
    clock = getattr(settings, "LIANMENG_CLOCK", None)
    if given or not clock or not queries.anything_published():
        return given
    today: date = import_string(clock)()
    return today
