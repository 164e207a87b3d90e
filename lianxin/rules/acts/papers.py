"""Papers that no other step makes: drafted from the file, checked by another, issued (拟稿、审核、签发)."""

from lianxin.rules.acts.shared import ALL, DESK, HAND, NOTE, OVERRIDE, REASON, REVIEW
from lianxin.rules.codes import Role
from lianxin.rules.states import State as S
from lianxin.rules.step import Field, Kind, Seat, Step
from lianxin.rules.wording import gettext_noop as _

CLERKS = HAND | DESK | REVIEW | {Role.REGISTRAR, Role.SUPERVISOR}
ARTICLE = "《信访工作条例》第二十三条"
GROUP = _("文书")
# Whoever drafts anything at all.
DRAFTERS = CLERKS | {Role.LEADER, Role.INSPECTION_COMMISSIONER, Role.CONFERENCE_SECRETARY, Role.HEARING_CHAIR}


def _row(action: str, label: str, said: str, *fields: Field) -> Step:
    return Step(
        action, label, ARTICLE, ALL - {S.JOINED}, None, Seat.INVOLVED, CLERKS, said, fields, guards=("is_ordinary",),
        public=False, group=GROUP,
    )  # fmt: skip


def _which(options: str) -> Field:
    return Field("paper", _("哪一份文书"), Kind.PICK, options=options)


ROWS = (
    _row(
        "DRAFT_PAPER",
        _("拟制文书"),
        _("拟制了《{paper}》"),
        Field("kind", _("哪一种文书"), Kind.PICK, options="papers_to_draft"),
        Field(
            "text",
            _("内容"),
            Kind.LONG_TEXT,
            required=False,
            max_length=20_000,
            hint=_("留空时由案卷事实拟出初稿，再办一次可以修改；每项内容写在【】标题下面"),
        ),
    ),
    _row("CHECK_PAPER", _("审核文书"), _("审核了《{paper}》"), _which("papers_to_check"), OVERRIDE),
    _row("RETURN_PAPER", _("退回文书"), _("退回了《{paper}》"), _which("papers_to_return"), REASON),
    _row("ISSUE_PAPER", _("签发文书"), _("签发了《{paper}》"), _which("papers_to_issue"), NOTE),
    Step(
        "END_DRAFT", _("稿件作废"), ARTICLE, ALL, None, Seat.DRAFTER, DRAFTERS, _("{organ}的《{paper}》稿子作废：{why}"),
        guards=("by_itself",), public=False, quiet=True, group=GROUP, is_confidential=True,
    ),
    *(
        Step(
            action, _("收回自己的稿件"), ARTICLE, ALL, None, Seat.DRAFTER, DRAFTERS, _("{organ}收回了《{paper}》的稿子"),
            (_which(options),), guards=(guard,), public=False, quiet=True, group=GROUP, is_confidential=untold,
        )
        # Who was told that it was drafted is told that it was taken back, and nobody else.
        for action, options, guard, untold in (
            ("WITHDRAW_DRAFT", "own_drafts", "has_own_draft", False),
            ("WITHDRAW_UNTOLD", "own_untold_drafts", "has_own_untold_draft", True),
        )
    ),
)  # fmt: skip
