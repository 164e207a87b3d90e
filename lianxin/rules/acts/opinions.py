"""The three opinions, each drafted, checked by another person and signed by the head of the organ."""

from collections.abc import Mapping

from lianxin.rules.acts.shared import (
    AT_THE_WORK,
    HAND,
    HEAD,
    NOTE,
    OPINION_FIELDS,
    OVERRIDE,
    REASON,
    REVIEW_FIELDS,
)
from lianxin.rules.codes import Role
from lianxin.rules.states import State as S
from lianxin.rules.step import Field, Seat, Step
from lianxin.rules.wording import gettext_noop as _

REVIEWERS, REREVIEWERS = HEAD | {Role.REVIEWER}, HEAD | {Role.REREVIEWER}


def _step(
    action: str, label: str, article: str, state: S, to: S | None, roles: frozenset[Role], said: str, fields: tuple[Field, ...],
    guards: tuple[str, ...], *, stops: tuple[str, ...] = (), paper: str = "", asks: str = "", back: bool = False,
) -> Step:  # fmt: skip
    """One of the three hands, or that it goes `back` to the first; only what is signed is told to the petitioner, and
    starts the time for service.
    """
    return Step(
        action, label, article, frozenset({state}), to, Seat.OWNER, roles, said, fields, guards=guards,
        stops=stops, starts=("SERVE",) if paper else (), paper=paper, public=bool(paper), asks=asks,
        primary=not back, quiet=back,
    )  # fmt: skip


_32, _35, _36 = "《信访工作条例》第三十二条", "《信访工作条例》第三十五条", "《信访工作条例》第三十六条"
CHECKS = ("opinion_drafted", "not_drafter")
RETURNS = ("opinion_waits", "not_drafter")
SIGNS = ("opinion_checked", "draft_is_anothers")
APART = ("no_part_below",)

# fmt: off
OPINIONS: Mapping[str, tuple[Step, Step, Step, Step]] = {
    "D17": (
        _step("DRAFT_OPINION", _("起草处理意见书"), _32, S.HANDLING, None, HAND, _("处理意见已起草"),
              OPINION_FIELDS, ("needs_opinion",), asks="CHECK_OPINION"),
        _step("CHECK_OPINION", _("审核处理意见书"), _32, S.HANDLING, None, HAND, _("处理意见已审核"),
              (OVERRIDE, NOTE), CHECKS, asks="SIGN_OPINION"),
        _step("SIGN_OPINION", _("签发处理意见书"), f"{_32}、第三十四条", S.HANDLING, S.OPINION_ISSUED, HEAD,
              _("{organ}已作出处理意见"), (NOTE,), SIGNS, stops=(*AT_THE_WORK, "EXECUTE"), paper="D17"),
        _step("RETURN_OPINION", _("退回处理意见书"), _32, S.HANDLING, None, HAND, _("处理意见稿已退回修改"),
              (REASON,), RETURNS, asks="DRAFT_OPINION", back=True),
    ),
    "D25": (
        _step("DRAFT_REVIEW", _("起草复查意见书"), _35, S.IN_REVIEW, None, REVIEWERS, _("复查意见已起草"),
              REVIEW_FIELDS, APART, asks="CHECK_REVIEW"),
        _step("CHECK_REVIEW", _("审核复查意见书"), _35, S.IN_REVIEW, None, REVIEWERS, _("复查意见已审核"),
              (OVERRIDE, NOTE), (*APART, *CHECKS), asks="SIGN_REVIEW"),
        _step("SIGN_REVIEW", _("签发复查意见书"), _35, S.IN_REVIEW, S.REVIEW_ISSUED, HEAD,
              _("{organ}作出复查意见：{review_outcome}"), (NOTE,), (*APART, *SIGNS), stops=("REVIEW",), paper="D25"),
        _step("RETURN_REVIEW", _("退回复查意见书"), _35, S.IN_REVIEW, None, REVIEWERS, _("复查意见稿已退回修改"),
              (REASON,), (*APART, *RETURNS), asks="DRAFT_REVIEW", back=True),
    ),
    "D27": (
        _step("DRAFT_REREVIEW", _("起草复核意见书"), _36, S.IN_REREVIEW, None, REREVIEWERS, _("复核意见已起草"),
              REVIEW_FIELDS, APART, asks="CHECK_REREVIEW"),
        _step("CHECK_REREVIEW", _("审核复核意见书"), _36, S.IN_REREVIEW, None, REREVIEWERS, _("复核意见已审核"),
              (OVERRIDE, NOTE), (*APART, *CHECKS), asks="SIGN_REREVIEW"),
        _step("SIGN_REREVIEW", _("签发复核意见书"), _36, S.IN_REREVIEW, S.REREVIEW_ISSUED, HEAD,
              _("{organ}作出复核意见：{review_outcome}"), (NOTE,), (*APART, *SIGNS),
              stops=("REREVIEW", "HEARING_DECIDE", "HEARING_HOLD"), paper="D27"),
        _step("RETURN_REREVIEW", _("退回复核意见书"), _36, S.IN_REREVIEW, None, REREVIEWERS, _("复核意见稿已退回修改"),
              (REASON,), (*APART, *RETURNS), asks="DRAFT_REREVIEW", back=True),
    ),
}
# fmt: on
ROWS = tuple(step for steps in OPINIONS.values() for step in steps)
DRAFTING = frozenset(steps[0].action for steps in OPINIONS.values())
JUDGING = frozenset(step.action for steps in OPINIONS.values() for step in steps[1:])


def begun_with(kind: str, decision: str) -> str:
    """The step with which the draft of a paper was begun: of a decision in hands, of an opinion, of any other."""
    if decision:
        return f"DRAFT_{decision}"
    return OPINIONS[kind][0].action if kind in OPINIONS else "DRAFT_PAPER"
