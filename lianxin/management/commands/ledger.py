"""`lianxin ledger checkpoint|keys|rotate|retire|sequence|publish|witness|cosigned`: the public log by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.actions import log_keys
from lianxin.actions.log import LogBehind, add_cosignatures, sequence
from lianxin.ledger.checkpoint import NotACheckpoint
from lianxin.ledger.note import NotAKey, NotANote, NoteRefused, Verifier
from lianxin.ops import log as jobs
from lianxin.ops import witness
from lianxin.queries import log


class Command(BaseCommand):
    help = "公开记录：校验点、公钥、换钥、公布、见证"

    def add_arguments(self, parser: CommandParser) -> None:
        kinds = parser.add_subparsers(dest="what", required=True)
        head = kinds.add_parser("checkpoint", help="打印最新校验点")
        head.add_argument("--board", action="store_true", help="公告栏用的简短格式")
        kinds.add_parser("keys", help="打印公钥，最新的在前")
        kinds.add_parser("rotate", help="换钥：新旧两把一起签名")
        kinds.add_parser("retire", help="结束重叠：删去旧私钥，旧公钥照旧公布")
        kinds.add_parser("sequence", help="收录等待的各条，签名")
        kinds.add_parser("publish", help="签名、公布并寄给见证人")
        seen = kinds.add_parser("witness", help="见证另一处的记录：核对它只增不改，然后会签")
        seen.add_argument("--remote", required=True, help="记录的网址（…/log/）或文件夹")
        seen.add_argument("--key", required=True, type=Path, help="见证人私钥文件，没有就新建")
        seen.add_argument("--name", default="", help="新建私钥时见证人的名称，如 news.example/w1")
        seen.add_argument("--state", type=Path, help="存放已见校验点的文件夹，默认在私钥旁")
        seen.add_argument("--log-key", action="append", default=[], help="从别处得到的记录公钥，可多次")
        cosigned = kinds.add_parser("cosigned", help="收下见证人会签过的校验点文件")
        cosigned.add_argument("file", type=Path)

    def handle(self, *, what: str, **options: Any) -> None:
        try:
            getattr(self, f"_{what}")(options)
        except (log_keys.LogKeyLost, LogBehind) as error:
            told = _("不能签名：{error}。请先查明原因，见 docs/security.md").format(error=error)
            raise CommandError(told, returncode=1) from None
        except OSError as error:
            raise CommandError(str(error), returncode=2) from None

    def _checkpoint(self, options: dict[str, Any]) -> None:
        if not jobs.note():
            raise CommandError(_("还没有校验点，请先运行 lianxin ledger sequence"), returncode=2)
        self.stdout.write(jobs.board() if options["board"] else jobs.note(), ending="")

    def _keys(self, options: dict[str, Any]) -> None:
        log_keys.signers()
        for key in log.verifiers():
            self.stdout.write(key.vkey)

    def _rotate(self, options: dict[str, Any]) -> None:
        self.stdout.write(log_keys.rotate().vkey)
        self.stderr.write(_("新旧两把公钥都已公布。请通知见证人；重叠期满后运行 lianxin ledger retire"))

    def _retire(self, options: dict[str, Any]) -> None:
        for key in log_keys.retire():
            self.stdout.write(key.vkey)

    def _sequence(self, options: dict[str, Any]) -> None:
        done = sequence(at=timezone.now())
        told = _("收录 {added} 条，校验点 {size} 条")
        self.stdout.write(told.format(added=done.added, size=done.size))

    def _publish(self, options: dict[str, Any]) -> None:
        self.stdout.write(str(jobs.publish(at=timezone.now())))

    def _witness(self, options: dict[str, Any]) -> None:
        try:
            remote, path = witness.Remote(options["remote"]), options["key"]
            if not path.exists() and not options["name"]:
                raise CommandError(_("私钥文件不存在；要新建请用 --name 写明见证人名称"), returncode=2)
            key = witness.own_key(path, options["name"])
            state = options["state"] or path.with_name(f"{path.name}.seen")
            known = [Verifier.parse(one) for one in options["log_key"]]
            done = witness.watch(remote, state, key=key, log_keys=known, at=timezone.now())
        except NotAKey as error:
            raise CommandError(_("公钥或私钥写得不对：{error}").format(error=error), returncode=2) from None
        except witness.Unreachable as error:
            raise CommandError(_("读不到这份记录：{error}").format(error=error), returncode=2) from None
        except witness.Contradiction as error:
            told = _("拒绝会签！这份记录自相矛盾：{error}\n证据已存入 {path}，请交给上级机关和其他见证人。")
            raise CommandError(told.format(error=error, path=error.evidence), returncode=1) from None
        self.stdout.write(done.note, ending="")
        before = _("初次见证") if done.before is None else _("前次 {n} 条").format(n=done.before)
        told = _("通过：{size} 条（{before}），已会签。公钥 {vkey}")
        self.stderr.write(told.format(size=done.size, before=before, vkey=key.verifier.vkey))

    def _cosigned(self, options: dict[str, Any]) -> None:
        try:
            head = add_cosignatures(options["file"].read_text())
        except (NotANote, NoteRefused, NotACheckpoint) as error:
            raise CommandError(_("没有收下：{error}").format(error=error), returncode=1) from None
        self.stdout.write(head.note, ending="")
