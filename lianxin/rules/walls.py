"""When the wall around a matter may be opened, and by whom (《信访工作条例》第二十八条、第三十条)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from lianxin.rules.facts import Actor, Facts
from lianxin.rules.states import State
from lianxin.rules.wording import gettext_noop as _

WALL = "《信访工作条例》第三十条"
# Its writer filed something else, and hears no other word until a person has said what it is.
SUSPECTED = _("来件正在核对、分类，分类以后才能这样办理")
# 第三十条: at these steps a person says whether it accuses.
SAYS_WHAT_IT_IS = frozenset({"CLASSIFY", "SPLIT", "PROPOSE_UNSEAL", "UNSEAL"})
UNREFERRED = frozenset({State.REGISTERED, State.RECEIVED})


def is_unreferred(facts: Facts) -> bool:
    """Whether what is behind the wall is still with the desk that took it; what is withdrawn stays there."""
    return facts.state in UNREFERRED or facts.outcome == "WITHDRAWN"


def _namesake_proposed(actor: Actor, facts: Facts) -> bool:
    # 第三十条: behind the seal one person alone lets nobody in.
    return not facts.sealed or any(by != actor.account for _username, by in facts.namesakes)


# fmt: off
OF_A_WALL: Mapping[str, tuple[Callable[[Actor, Facts], bool], str]] = {
    "may_be_split": (lambda a, f: not f.sealed or f.only_suspected, _("已经是检举控告件，不用再分")),
    "is_sealed": (lambda a, f: f.sealed, _("只有检举控告件可以这样办理")),
    "is_accusation": (lambda a, f: f.sealed and not f.only_suspected,
                      _("只有检举控告件可以这样办理：先分类；不是检举控告的，用“拟解除密封”")),
    "no_accusation": (lambda a, f: not f.sealed or f.only_suspected, _("检举控告走密件通道，不能这样办理")),
    "unseal_proposed": (lambda a, f: f.unseal_proposed_by is not None,
                        _("先由一人用“拟解除密封”写明理由，再由另一人解除")),
    "not_unseal_proposer": (lambda a, f: a.account != f.unseal_proposed_by,
                            _("提出和解除要由两个人分别作出：这次是您提出的，请另一人解除")),
    "desk_below": (lambda a, f: f.desk_below is not None, _("没有因为同名而上提、现在可以交回的受理机关")),
    "names_staff": (lambda a, f: bool(f.accused_accounts), _("没有因为姓名看不到本件的工作人员")),
    "namesake_proposed": (_namesake_proposed, _("密件由两人核对：先由另一人用“拟排除同名”写明理由")),
}
# fmt: on
