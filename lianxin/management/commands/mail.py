"""`lianxin mail take [--maildir DIR --office 37142601]`: e-mails become submissions; without a folder the mailbox of the office's file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lianxin.actions.mail import ADDED, KNOWN, MACHINE, NEW
from lianxin.channels.mail_in import REFUSED, NoMailbox, from_imap, from_maildir
from lianxin.queries.office import office
from lianxin.queries.options import office_options
from lianxin.rules.office import OfficeError
from lianxin.rules.wording import Said
from lianxin.web.words import translate_said


class Command(BaseCommand):
    help = str(_("收电子邮件：登记为信访件，回信归入原件；同一封只收一次，自动回复和退信不登记"))

    def add_arguments(self, parser: CommandParser) -> None:
        take = parser.add_subparsers(dest="what", required=True).add_parser("take", help=str(_("收新邮件")))
        take.add_argument(
            "--maildir", type=Path, help=_("从这个 maildir 收；不写则收本机关设置 [inbox] 里的邮箱")
        )
        take.add_argument("--office", default="", help=_("收信的机关的编号"))

    def handle(self, **options: Any) -> None:
        try:
            found = self._taken(options)
        except (NoMailbox, OfficeError) as fault:
            raise CommandError(translate_said(fault.said), returncode=2) from None
        said = str(
            _("新登记 {new}，归入原件 {added}，以前收过 {known}，机器发的 {machine}，没有收下 {refused}")
        )
        self.stdout.write(
            said.format(
                new=found[NEW],
                added=found[ADDED],
                known=found[KNOWN],
                machine=found[MACHINE],
                refused=found[REFUSED],
            )
        )
        if found[REFUSED]:
            raise CommandError(str(_("没有收下的邮件留在原处，打了标记")), returncode=1)

    def _taken(self, options: dict[str, Any]) -> Any:
        inbox, code = office().inbox, options["office"]
        if options["maildir"]:
            code = code or (inbox.office if inbox else "")
            if code not in {option.value for option in office_options()}:
                raise CommandError(str(_("请用 --office 写明收信的机关的编号")), returncode=2)
            return from_maildir(options["maildir"], code, now=timezone.now, told=self._tell)
        if inbox is None:
            raise CommandError(
                str(_("本机关的设置里没有 [inbox]；或者用 --maildir 指定文件夹")), returncode=2
            )
        return from_imap(inbox, now=timezone.now, told=self._tell)

    def _tell(self, name: str, said: Said) -> None:
        self.stderr.write(f"{name}：{translate_said(said)}")
