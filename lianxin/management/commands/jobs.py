"""`lianxin jobs run [NAME…]` and `lianxin jobs loop`: send notices, recheck clocks, clear what is old."""

from __future__ import annotations

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext_lazy as _

from lianxin.ops import jobs

TURN = 15  # seconds between two looks at the table


class Command(BaseCommand):
    help = str(_("运行定期任务：发送通知、核对期限、清除过期记录"))

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("how", choices=("run", "loop", "list"), help=_("运行一次、一直运行、列出"))
        parser.add_argument("names", nargs="*", help=_("只运行这些任务"))

    def handle(self, **options: Any) -> None:
        if unknown := [name for name in options["names"] if name not in jobs.JOBS]:
            raise CommandError(
                str(_("没有叫“{name}”的任务，有：{names}")).format(
                    name=unknown[0], names="、".join(jobs.JOBS)
                )
            )
        chosen = [jobs.JOBS[name] for name in options["names"]] or list(jobs.JOBS.values())
        if options["how"] == "list":
            for job in chosen:
                self.stdout.write(f"{job.name:10} {job.every}  {job.label}")
        elif options["how"] == "loop":
            self._loop()
        elif not self._run(chosen):
            raise CommandError(str(_("有任务没有做完，见上")))

    def _run(self, chosen: list[jobs.Job]) -> bool:
        well = True
        for job, said, done in jobs.run(chosen):
            self.stdout.write(f"{'✓' if done else '✗'} {job.name:10} {said}")
            well = well and done
        return well

    def _loop(self) -> None:
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        while not stop.is_set():
            for name, said, done in jobs.turn():
                if not done:  # what went well is kept with the job and shown by `lianxin check`
                    self.stderr.write(f"✗ {name:10} {said}")
            stop.wait(TURN)
