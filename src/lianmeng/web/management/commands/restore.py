"""`lianmeng restore FILE`: a backup into an empty installation, then everything examined."""

from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from lianmeng.web import backup


class Command(BaseCommand):
    """Restore and examine."""

    help = "把备份恢复到新的数据目录和空的数据库，再逐项核对"
    requires_system_checks: list[str] = []  # they would open, and so make, the database

    def add_arguments(self, parser: CommandParser) -> None:
        """``restore FILE``."""
        parser.add_argument("file", type=Path, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises ``CommandError`` (exit 1) where nothing was restored, or what was restored disagrees."""
        try:
            made = backup.restore(options["file"])
        except (backup.BackupRefused, OSError) as error:
            raise CommandError(f"没有恢复：{error}") from error
        call_command("migrate", interactive=False, verbosity=0)
        try:
            call_command("doctor", stdout=self.stdout)
        except CommandError as error:
            raise CommandError(f"已按备份恢复，但是备份时就有不一致：{error}") from error
        self.stdout.write(
            f"已恢复 {made.made_on} 的备份：{sum(made.rows.values())} 行，办理留痕 {made.entries} 条，"
            f"文件 {len(made.sums) - 2} 个，核对一致。各人须重新登录。"
        )
