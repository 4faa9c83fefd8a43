"""`lianmeng backup FILE`: the whole installation in one file, while it serves."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lianmeng.web import backup


class Command(BaseCommand):
    """Save everything; change nothing."""

    help = "备份数据库、存放的文件和身份证号校验密钥到一个文件，服务不必停"

    def add_arguments(self, parser: CommandParser) -> None:
        """``backup FILE``."""
        parser.add_argument("file", type=Path, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises ``CommandError`` (exit 1) where nothing was saved."""
        try:
            made = backup.save(options["file"])
        except (backup.BackupRefused, OSError) as error:
            raise CommandError(f"没有备份：{error}") from error
        self.stdout.write(
            f"已备份：办理留痕 {made.entries} 条，文件 {len(made.sums) - 2} 个，{options['file']}"
        )
