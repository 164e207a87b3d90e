"""`lianxin text eval NAME --data DIR` measures an engine on data of one's own; `lianxin text card` tells what is in force."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext_lazy as _

from lianxin.ops.evaluation import EVALUATIONS
from lianxin.ops.evaluation.tables import Refused
from lianxin.queries import suggestions


class Command(BaseCommand):
    help = str(_("文本引擎：用自己的数据评测"))

    def add_arguments(self, parser: CommandParser) -> None:
        whats = parser.add_subparsers(dest="what", required=True)
        engines = whats.add_parser("eval", help=str(_("评测一个引擎"))).add_subparsers(
            dest="engine", required=True
        )
        card = whats.add_parser("card", help=str(_("在用分类模型的说明：学自什么、何时、多准")))
        card.add_argument("--json", action="store_true", help=_("输出 JSON"))
        for evaluation in EVALUATIONS.values():
            label = str(_(evaluation.label))
            one = engines.add_parser(evaluation.name, help=label, description=label)
            one.add_argument("--data", type=Path, required=True, help=_("数据所在的文件夹"))
            one.add_argument("--json", action="store_true", help=_("输出 JSON"))
            evaluation.arguments(one)

    def handle(self, **options: Any) -> None:
        try:
            measured = _card() if options["what"] == "card" else EVALUATIONS[options["engine"]].run(options)
        except Refused as refusal:
            raise CommandError(str(refusal.said), returncode=2) from None
        if options["json"]:
            self.stdout.write(json.dumps(measured, ensure_ascii=False, indent=2))
        else:
            self.stdout.write("\n".join(_lines(measured)))


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
