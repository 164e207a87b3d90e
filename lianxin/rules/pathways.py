"""The legal roads beside petition (《信访工作条例》第三十一条), and which clock a matter runs on."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from lianxin.rules.codes import Coded, LegalClass
from lianxin.rules.steps import Procedure
from lianxin.rules.wording import Said
from lianxin.rules.wording import gettext_noop as _


class Pathway(Coded):
    """Where a demand belongs that petition cannot decide."""

    COURT = "COURT", _("诉讼、检察监督或公安机关法律程序")
    ARBITRATION = "ARBITRATION", _("仲裁")
    PARTY_APPEAL = "PARTY_APPEAL", _("党员申诉、申请复审")
    ADMINISTRATIVE = "ADMINISTRATIVE", _("行政复议、裁决、确认、许可、处罚等")
    DUTY = "DUTY", _("请求查处违法行为或者保护权益")
    DISCIPLINE = "DISCIPLINE", _("检举控告")
    INFORMATION = "INFORMATION", _("政府信息公开申请")
    OTHER_ORGAN = "OTHER_ORGAN", _("向其他机关、单位提出")


PATHWAY_OF: dict[LegalClass, Pathway] = {
    LegalClass.APPEAL_1: Pathway.COURT,
    LegalClass.APPEAL_2: Pathway.ARBITRATION,
    LegalClass.APPEAL_3: Pathway.PARTY_APPEAL,
    LegalClass.APPEAL_4: Pathway.ADMINISTRATIVE,
    LegalClass.APPEAL_5: Pathway.DUTY,
    LegalClass.ACCUSATION: Pathway.DISCIPLINE,
}


def main_clock(classes: Collection[LegalClass], procedure: Procedure, *, scope: str) -> str:
    """The period that runs from acceptance.

    `scope` is the edition's handle_clock_scope: ROUTE_6 (第三十四条 binds 第三十一条第六项 only) or ALL (2005).
    """
    if procedure is Procedure.SIMPLIFIED:
        return "SIMPLE_HANDLE"
    return "HANDLE" if scope == "ALL" or LegalClass.APPEAL_6 in classes else "SUGGESTION_REPLY"


@dataclass(frozen=True)
class SimplifiedFacts:
    """What 《信访事项简易办理办法》第四条、第五条 ask about a matter."""

    classes: Collection[LegalClass]
    first_time: bool
    assigned: bool
    persons: int
    urgent: bool


def not_simplified(facts: SimplifiedFacts, *, collective: int = 5) -> Said | None:
    """Why the simplified procedure is closed to this matter, or None where it is open (第四条、第五条)."""
    led_in = {c for c in facts.classes if c in PATHWAY_OF}
    if not facts.first_time:
        return Said(_("简易办理只用于初次信访事项（《信访事项简易办理办法》第四条）"))
    if led_in:
        return Said(_("应当导入其他法定程序的不适用简易办理（《信访事项简易办理办法》第五条）"))
    if facts.assigned:
        return Said(_("上级交办的不适用简易办理（《信访事项简易办理办法》第五条）"))
    if facts.persons >= collective or facts.urgent:
        return Said(_("群体性或者重大、复杂、疑难的不适用简易办理（《信访事项简易办理办法》第五条）"))
    return None
