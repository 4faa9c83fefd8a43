"""`lianmeng serve`: everything from an empty directory to pages in the browser."""

import os
import socket
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from lianmeng.parties import queries as parties
from lianmeng.parties.rules import ADMINISTRATOR
from lianmeng.policies.models import Revision
from lianmeng.web import clock, founding
from lianmeng.web.demonstration import cache
from lianmeng.web.models import Installation, InstallationKind

HOST = "127.0.0.1"
FIRST = "还没有系统管理员。另开一个终端，用同样的环境变量运行：.venv/bin/lianmeng invite --administrator 姓名"
PACK = "policies/liaoning-2016"


class Command(BaseCommand):
    """Prepare the database as far as that has not been done, then serve it on this machine."""

    help = "migrate, publish the policy, load the demonstration into a new database, serve on 127.0.0.1"
    requires_system_checks: list[str] = []  # the database may not be there yet; migrate makes its own checks

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--real", action="store_true", help="found a new database without demonstration")
        parser.add_argument(
            "--until", help="found a new demonstration of two alliances only, up to this place in their story"
        )
        parser.add_argument("--prepare-only", action="store_true", help="stop before serving")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError if the port is taken or `--real` meets a demonstration."""
        port = int(os.environ.get("LIANMENG_PORT") or 8000)
        if not options["prepare_only"]:
            refuse_taken(port)
        self.prepare(real=options["real"], until=options["until"])
        if options["prepare_only"]:
            return
        self.stdout.write(f"\n请用浏览器打开：http://{HOST}:{port}/    （停止服务：Ctrl+C）\n")
        if clock.is_demonstration():
            self.stdout.write("这是演示环境：点“登录办理”，点一个人，即以此身份进入，无需密码。\n")
        elif not parties.appointments_with(ADMINISTRATOR, clock.today()).exists():
            self.stdout.write(f"{FIRST}\n")
        self.stdout.write(f"数据目录：{settings.LIANMENG_DATA}\n")
        self.stdout.flush()
        connection.close()
        os.execv(sys.executable, granian(port))  # becomes the server, so that signals reach it

    def prepare(self, *, real: bool, until: str | None) -> None:
        """Bring the database to where it can be served; what has been done is not done again."""
        if not real and cache.lay(until):
            self.stdout.write("演示数据已从上次装入的副本取得。")
        call_command("migrate", interactive=False, verbosity=0)
        if not Revision.objects.exists():
            self.stdout.write("正在发布管理办法……")
            call_command("policy", "publish", str(settings.BASE_DIR / PACK))
        founded = Installation.objects.first()
        if real:
            if founded and founded.kind != InstallationKind.REAL:
                raise CommandError("这个数据库是演示环境，不能转为正式环境。请另设 LIANMENG_DATA。")
            if founded is None:
                founding.adopt_offices(clock.today())
            clock.establish(InstallationKind.REAL)
        elif founded is None:
            self.stdout.write("正在装入演示数据……（只有第一次需要等候）")
            call_command("demonstration", "load", until=until)
            cache.keep(until)


def refuse_taken(port: int) -> None:
    """Raise CommandError if something listens on `port` already (granian would share it silently)."""
    with socket.socket() as probe:
        if probe.connect_ex((HOST, port)) == 0:
            raise CommandError(f"端口 {port} 已被占用。换一个端口：LIANMENG_PORT={port + 1} make run")


def granian(port: int) -> list[str]:
    """Return the command line of the server.

    One blocking thread per worker: SQLite has one writer, and a second thread would only wait for it.
    """
    return [
        *(sys.executable, "-m", "granian", "lianmeng.wsgi:application", "--interface", "wsgi"),
        *("--host", HOST, "--port", str(port), "--workers", "2", "--blocking-threads", "1"),
        *("--log-level", "warning", "--respawn-failed-workers"),
        *(
            "--workers-kill-timeout",
            "2",
        ),  # seconds: browsers keep connections open, Ctrl+C does not wait for them
    ]
