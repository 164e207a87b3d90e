"""Whether a text reads like an accusation of somebody who holds office (检举控告, 《信访工作条例》第三十条).

It decides nothing: what reads like one is kept from all eyes but the mail room's until a person has said what it is.
"""

from __future__ import annotations

import re

from lianxin.text.script import simplified
from lianxin.text.sentences import sentences

LONGEST = 60_000
_OFFICE = (
    r"(?:[局科处院所站厅委]长|书记|主任|[省市县区镇乡街村]长|支书|村官|会计|所长|主席|干部|领导|公务员|工作人员|执法人员|法官|检察官|"
    r"民警|警察|城管队长|村委会|居委会|镇政府|乡政府|村两委|纪委|公安局|派出所)"
)
_GUILT = (
    r"(?:贪污|受贿|行贿|索贿|索要|收受(?!理)|收了?(?:黑钱|好处|红包|回扣)|挪用|侵吞|侵占|私吞|截留|克扣|虚报冒领|冒领|套取|骗取|"
    r"滥用职权|以权谋私|假公济私|徇私|枉法|渎职|玩忽职守|包庇|保护伞|充当.{0,4}伞|官商勾结|权钱交易|吃拿卡要|吃回扣|违纪|贪官|腐败|"
    r"优亲厚友|买官|卖官|贿选|拉票|打击报复|公款(?:吃喝|旅游|私用)|强奸|殴打|打人)"
)
_ACCUSES = r"(?:举报|检举|控告|揭发)"
_NEAR = re.compile(
    rf"{_OFFICE}[^。！？!?\n]{{0,40}}{_GUILT}|{_GUILT}[^。！？!?，,；;\n]{{0,12}}的[^。！？!?，,；;\n]{{0,6}}{_OFFICE}"
)
_NAMED = re.compile(rf"{_ACCUSES}[^。！？!?，,\n]{{0,16}}(?<!给)(?<!向){_OFFICE}")
_ASKED_OF = re.compile(
    rf"(?:请|求|望|尊敬的|各位|敬爱的)[^。！？!?，,\n]{{0,12}}{_OFFICE}"
    rf"|(?:向|给|到|找|由)[^。！？!?，,\n]{{0,12}}{_OFFICE}[^。！？!?，,\n]{{0,4}}(?:{_ACCUSES}|反映)"
)


def accuses(text: str) -> bool:
    """True where a sentence sets somebody in office beside a wrong that is theirs, or says that it accuses them."""
    for sentence in sentences(simplified(text[:LONGEST])):
        said = _ASKED_OF.sub("", sentence)  # whom it turns to is not whom it accuses
        if _NEAR.search(said) or _NAMED.search(said):
            return True
    return False
