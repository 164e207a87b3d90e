"""What a mandate may cover: an agent acts within these words only; the principal stays the petitioner."""

from __future__ import annotations

from lianxin.rules.codes import Coded
from lianxin.rules.wording import gettext_noop as _


class AgentKind(Coded):
    """Who acts for a petitioner: somebody they trust, or the free agent of their village or street."""

    ENTRUSTED = "ENTRUSTED", _("我信任的人（亲友、律师）"), "C"
    PETITION_AGENT = "PETITION_AGENT", _("村、社区的信访代理员（不收费）"), "C"


class AgentScope(Coded):
    """One kind of act that a mandate names. To follow the matter is part of every mandate."""

    SPEAK = "SPEAK", _("补充材料、说明情况"), "C"
    APPLY = "APPLY", _("申请回避、听证、复查、复核，反映没有解决"), "C"
    RECEIVE = "RECEIVE", _("签收文书"), "C"
    WITHDRAW = "WITHDRAW", _("撤回（特别授权）"), "C"


ACTS: dict[AgentScope, frozenset[str]] = {
    AgentScope.SPEAK: frozenset({"SUPPLEMENT"}),
    AgentScope.APPLY: frozenset(
        {"ASK_RECUSAL", "ASK_HEARING", "APPLY_REVIEW", "APPLY_REREVIEW", "SAY_UNSOLVED"}
    ),
    AgentScope.RECEIVE: frozenset({"CONFIRM_RECEIPT"}),
    AgentScope.WITHDRAW: frozenset({"WITHDRAW"}),
}


def acts_of(scope: object) -> frozenset[str]:
    """The steps that a mandate with these scopes (codes) covers; unknown codes cover nothing."""
    codes = scope if isinstance(scope, list | tuple) else ()
    named = (ACTS[AgentScope[code]] for code in codes if code in AgentScope.__members__)
    return frozenset().union(*named)
