"""`lianxin text eval NAME --data DIR` measures an engine on data of one's own; `lianxin text card` tells what is in force;
`lianxin text index` writes anew what a search looks through.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from tqdm import tqdm

from lianxin.actions.search_index import rebuild
from lianxin.management.tables import need_tables
from lianxin.ops.evaluation import EVALUATIONS
from lianxin.ops.evaluation.tables import Refused
from lianxin.queries import suggestions


class Command(BaseCommand):
    help = str(_("文本引擎：用自己的数据评测，重建检索"))

    def add_arguments(self, parser: CommandParser) -> None:
        whats = parser.add_subparsers(dest="what", required=True)
        engines = whats.add_parser("eval", help=str(_("评测一个引擎"))).add_subparsers(
            dest="engine", required=True
        )
        card = whats.add_parser("card", help=str(_("在用分类模型的说明：学自什么、何时、多准")))
        card.add_argument("--json", action="store_true", help=_("输出 JSON"))
        whats.add_parser("index", help=str(_("把检索用的文字全部重写一遍：升级以后运行一次，照常可以办事")))
        for evaluation in EVALUATIONS.values():
            label = str(_(evaluation.label))
            one = engines.add_parser(evaluation.name, help=label, description=label)
            one.add_argument("--data", type=Path, required=True, help=_("数据所在的文件夹"))
            one.add_argument("--json", action="store_true", help=_("输出 JSON"))
            evaluation.arguments(one)

    def handle(self, **options: Any) -> None:
        if options["what"] == "index":
            self._index()
            return
        try:
            measured = _card() if options["what"] == "card" else EVALUATIONS[options["engine"]].run(options)
        except Refused as refusal:
            raise CommandError(str(refusal.said), returncode=2) from None
        if options["json"]:
            self.stdout.write(json.dumps(measured, ensure_ascii=False, indent=2))
        else:
            self.stdout.write("\n".join(_lines(measured)))

    def _index(self) -> None:
        need_tables()
        written = sum(1 for _matter in tqdm(rebuild(on=timezone.localdate()), disable=None, leave=False))
        self.stdout.write(str(_("重写了{count}件")).format(count=written))


def _card() -> Mapping[str, Any]:
    card = suggestions.card()
    if not card:
        raise CommandError(
            str(_("还没有学到模型，现在按用语表建议；每晚由 lianxin jobs run category 学习")), returncode=1
        )
    return card


def _lines(measured: Mapping[str, object], indent: str = "") -> Iterator[str]:
    """One figure a line; a table inside becomes indented lines, a row of figures one line."""
    for name, value in measured.items():
        if isinstance(value, Mapping) and any(isinstance(inner, Mapping) for inner in value.values()):
            yield f"{indent}{name}"
            yield from _lines(value, indent + "  ")
        elif isinstance(value, Mapping):
            yield f"{indent}{name:18} " + "  ".join(f"{key} {_said(one)}" for key, one in value.items())
        elif isinstance(value, list):
            yield f"{indent}{name}"
            yield from (f"{indent}  {_said(one)}" for one in value)
        else:
            yield f"{indent}{name:18} {_said(value)}"


def _said(value: object) -> str:
    if isinstance(value, Mapping):
        return "  ".join(f"{key} {_said(one)}" for key, one in value.items())
    return f"{value:.4f}" if isinstance(value, float) else str(value)
