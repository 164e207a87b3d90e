"""After the end: put on file, kept for its time, stopped from disposal, disposed of by two people."""

from lianxin.rules.acts.shared import A_WORD
from lianxin.rules.codes import Role
from lianxin.rules.retention import ARTICLE
from lianxin.rules.states import State as S
from lianxin.rules.step import Field, Kind, Seat, Step
from lianxin.rules.wording import gettext_noop as _

OVER = frozenset({S.CLOSED})
KEEPERS = frozenset({Role.ARCHIVIST, Role.TRIAGE_OFFICER, Role.ORGAN_HEAD, Role.DISCIPLINE_DESK})
DISPOSABLE = ("is_archived", "retention_over", "not_held", "nothing_runs")
FILES = "《档案法》、《档案法实施条例》"


def _row(
    action: str, label: str, said: str, fields: tuple[Field, ...], guards: tuple[str, ...], *,
    article: str = ARTICLE, paper: str = "",
) -> Step:  # fmt: skip
    return Step(
        action, label, article, OVER, None, Seat.INVOLVED, KEEPERS, said, fields, guards=guards, paper=paper,
        public=False, group=_("归档和保管"), quiet=True,
    )  # fmt: skip


def _why(label: str) -> Field:
    return Field("reason", label, Kind.LONG_TEXT, max_length=2000, fewest=A_WORD)


# fmt: off
ROWS = (
    _row("ARCHIVE", _("归档"), _("已归档，文件清单的校验值{manifest}"),
         (Field("handed_to", _("接收单位")), Field("remark", _("卷内备考"), required=False, max_length=500)),
         ("not_archived",), article=FILES, paper="D58"),
    _row("HOLD", _("暂停销毁"), _("暂停销毁"), (_why(_("为什么暂停（诉讼、巡视、检查等）")),), ("not_held",)),
    _row("LIFT_HOLD", _("解除暂停销毁"), _("解除暂停销毁"), (_why(_("为什么可以解除")),), ("is_held",)),
    _row("PROPOSE_DISPOSAL", _("提出销毁"), _("提出销毁"), (_why(_("鉴定意见")),), (*DISPOSABLE, "disposal_not_proposed")),
    _row("DISPOSE", _("执行销毁"), _("按保管期限销毁了内容，留下编号、经过的时间和存证"),
         (_why(_("依据和监销情况")), Field("sure", _("销毁以后不能恢复，我已经核对"), Kind.YES)),
         (*DISPOSABLE, "disposal_proposed", "not_disposal_proposer"), paper="D59"),
)
# fmt: on
ON_THE_FILE = frozenset(row.action for row in ROWS)
"""What is done to a finished file itself and is no part of what it holds."""
