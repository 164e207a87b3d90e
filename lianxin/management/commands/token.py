"""`lianxin token create USERNAME --label … --days 90`, `list`, `revoke NUMBER`: keys for machines."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lianxin.actions.directory import issue_token, revoke_token
from lianxin.queries.keys import account_named, key_numbered, keys

LONGEST = 366  # days


class Command(BaseCommand):
    help = str(_("程序接口的密钥：发放、列出、撤销。密钥只显示一次，系统只存它的摘要"))

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True, metavar="create|list|revoke")
        create = acts.add_parser("create", help=_("为一个账号发放密钥"))
        create.add_argument("username", help=_("以哪个账号的身份办事"))
        create.add_argument("--label", required=True, help=_("给谁用、做什么用"))
        create.add_argument("--days", type=int, default=90, help=_("有效天数，最多366"))
        acts.add_parser("list", help=_("列出全部密钥"))
        revoke = acts.add_parser("revoke", help=_("立即撤销"))
        revoke.add_argument("number", type=int, help=_("密钥在列表中的编号"))

    def handle(self, **options: Any) -> None:
        {"create": self._create, "list": self._list, "revoke": self._revoke}[options["act"]](options)

    def _create(self, options: dict[str, Any]) -> None:
        account = account_named(options["username"])
        if account is None:
            raise CommandError(
                str(_("没有账号“{name}”，或者已停用")).format(name=options["username"]), returncode=2
            )
        if not 1 <= options["days"] <= LONGEST:
            raise CommandError(str(_("有效天数应在1至{most}之间")).format(most=LONGEST), returncode=2)
        label = options["label"].strip()
        if not 1 <= len(label) <= 60:
            raise CommandError(str(_("--label 应为1至60字")), returncode=2)
        last = timezone.localdate() + timedelta(days=options["days"])
        key = issue_token(account, label, expires_on=last)
        self.stderr.write(str(_("密钥只显示这一次，有效至{day}：")).format(day=last))
        self.stdout.write(key)

    def _list(self, options: dict[str, Any]) -> None:
        today = timezone.localdate()
        for row in keys():
            ended = _("已撤销") if row.revoked_at else _("已过期") if row.expires_on < today else _("有效")
            self.stdout.write(f"{row.pk}\t{row.account.username}\t{row.label}\t{row.expires_on}\t{ended}")

    def _revoke(self, options: dict[str, Any]) -> None:
        row = key_numbered(options["number"])
        if row is None:
            raise CommandError(
                str(_("没有编号为{number}的密钥")).format(number=options["number"]), returncode=2
            )
        if row.revoked_at is None:
            revoke_token(row, at=timezone.now())
        self.stdout.write(str(_("已撤销：{label}")).format(label=row.label))
