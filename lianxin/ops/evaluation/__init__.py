"""The evaluations of `lianxin text eval` as a table: name, label, its options, and what measures it."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from lianxin.ops.evaluation import accusing, answers, category, ocr, redact, repeats, summary, topics
from lianxin.rules.wording import gettext_noop as _


@dataclass(frozen=True)
class Evaluation:
    """`run` is given the parsed options (`data` among them) and returns figures by name, fit for JSON.

    It raises `tables.Refused` where the data or the options do not allow an honest figure.
    """

    name: str
    label: str
    arguments: Callable[[ArgumentParser], None]
    run: Callable[[Mapping[str, object]], Mapping[str, object]]


EVALUATIONS: dict[str, Evaluation] = {
    one.name: one
    for one in (
        Evaluation("category", _("内容分类建议"), category.arguments, category.measure),
        Evaluation("accusing", _("像检举控告的来件"), accusing.arguments, accusing.measure),
        Evaluation("redact", _("隐去个人信息"), redact.arguments, redact.measure),
        Evaluation("ocr", _("扫描信件的文字识别"), ocr.arguments, ocr.measure),
        Evaluation("answers", _("答复有没有实质内容"), answers.arguments, answers.measure),
        Evaluation("repeats", _("重复信件"), repeats.arguments, repeats.measure),
        Evaluation("summary", _("长信的摘要"), summary.arguments, summary.measure),
        Evaluation("topics", _("热点"), topics.arguments, topics.measure),
    )
}
