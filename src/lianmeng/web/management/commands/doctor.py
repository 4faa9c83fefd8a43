"""`lianmeng doctor`: do tables and files still agree with the ledger?"""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from lianmeng.web import doctor


class Command(BaseCommand):
    """Examine everything; change nothing."""

    help = "核对事项、提交件、期限、文件与办理留痕是否一致，发现问题时以 1 退出"

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises ``CommandError`` (exit 1) when something disagrees."""
        call_command("ledger", "verify", stdout=self.stdout)
        found = list(doctor.examine())
        for line in found:
            self.stdout.write(line)
        if found:
            raise CommandError(f"核对发现 {len(found)} 处不一致。")
        self.stdout.write("事项、提交件、期限、文件与办理留痕一致。")
