"""`ledger verify | seal | export`: the record proves itself."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from lianmeng.record import actions, queries
from lianmeng.record.chain import Row
from lianmeng.record.verify import UnreadableFile, Walk, read_rows, read_seal


class Command(BaseCommand):
    """Verify, seal or export the ledger."""

    help = "办理留痕：核验（verify）、封存（seal）、导出（export）"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Define the three subcommands."""
        parts = parser.add_subparsers(dest="part", required=True, metavar="verify|seal|export")
        verify = parts.add_parser("verify", help="核验办理留痕，发现问题时以 1 退出")
        verify.add_argument("--seal", type=Path, metavar="FILE", help="另行保存的封存文件")
        verify.add_argument("--ledger", type=Path, metavar="FILE", help="核验导出的文件，不读数据库")
        seal = parts.add_parser("seal", help="封存当前办理留痕，每日一次")
        seal.add_argument("--out", type=Path, metavar="FILE", help="同时写出封存文件")
        seal.add_argument("--day", type=date.fromisoformat, metavar="YYYY-MM-DD", help="封存日期，默认当日")
        export = parts.add_parser("export", help="导出全部记录，每行一条 JSON")
        export.add_argument("file", type=Path, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run one subcommand. Raises CommandError (exit 1) on faults and unreadable files."""
        try:
            getattr(self, f"_{options['part']}")(options)
        except (OSError, UnreadableFile) as error:
            raise CommandError(f"无法读写文件：{error}") from error

    def _verify(self, options: dict[str, Any]) -> None:
        walk = self._walk(options["ledger"], options["seal"])
        for fault in walk.faults:
            self.stdout.write(str(fault))
        if walk.faults:
            raise CommandError(f"办理留痕核验发现 {len(walk.faults)} 处问题，共核验 {walk.count} 条。")
        self.stdout.write(f"办理留痕核验无误：共 {walk.count} 条，末条校验码 {walk.head or '（无）'}")

    def _walk(self, ledger: Path | None, seal: Path | None) -> Walk:
        seals: list[Row] = [read_seal(seal)] if seal else []
        if ledger:
            walk = Walk(seals)
            for row in read_rows(ledger):
                walk.step(row)
            walk.finish(None, None)
            return walk
        stored = queries.latest_seal()
        walk = Walk([*seals, stored] if stored and stored not in seals else seals)
        low = queries.count()
        for row in queries.rows():
            walk.step(row)
        walk.finish(low, queries.count())
        return walk

    def _seal(self, options: dict[str, Any]) -> None:
        # The day of a seal is a day of real time, like recorded_at: no rule reads it.
        seal = actions.seal(options["day"] or timezone.localdate())
        if options["out"]:
            actions.write_seal(seal, options["out"])
        self.stdout.write(f"已封存：{seal.day.isoformat()}，共 {seal.count} 条，封存校验码 {seal.digest}")

    def _export(self, options: dict[str, Any]) -> None:
        number = actions.export(options["file"])
        self.stdout.write(f"已导出 {number} 条：{options['file']}")
