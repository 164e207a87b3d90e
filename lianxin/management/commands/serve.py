"""`lianxin serve`: the web service on this machine, with the periodic jobs beside it."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext_lazy as _

from lianxin.management.tables import need_tables
from lianxin.ops.server import Server, port_is_free


class Command(BaseCommand):
    help = str(_("启动网页服务，同时运行定期任务"))

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")), help=_("端口"))
        parser.add_argument("--host", default="127.0.0.1", help=_("地址；对外服务时放在反向代理之后"))
        parser.add_argument("--no-jobs", action="store_true", help=_("不在这里运行定期任务"))

    def handle(self, **options: Any) -> None:
        host, port = options["host"], options["port"]
        if not port_is_free(host, port):
            raise CommandError(str(_("端口{port}已被占用，请用 --port 换一个，如 8001")).format(port=port))
        need_tables()
        if not settings.DEBUG:
            call_command("collectstatic", interactive=False, verbosity=0)
        jobs = None if options["no_jobs"] else _jobs()
        self.stdout.write(
            str(_("连心已启动：http://{host}:{port}/  （Ctrl+C 停止）")).format(host=host, port=port)
        )
        self.stdout.flush()
        Server(f"{host}:{port}", on_exit=jobs.terminate if jobs else None).run()


def _jobs() -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "lianxin", "jobs", "loop"])
