"""Is petition the right door? Other roads, by when, and the words that hint at one: advice, never a decision.

Only a person classifies (第三十一条). A hint is shown beside the form and blocks nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lianxin.rules.codes import Purpose
from lianxin.rules.pathways import Pathway
from lianxin.rules.wording import gettext_noop as _


@dataclass(frozen=True)
class Door:
    """One road beside petition. `words` hint at it; `until` is its time limit, "" where none is fixed."""

    code: str
    question: str
    advice: str
    article: str
    until: str = ""
    words: tuple[str, ...] = ()
    pathway: Pathway | None = None
    grade: str = "INF"  # of the words; the article is primary text


_R = "《信访工作条例》"
DOORS = (
    Door(
        "EMERGENCY",
        _("有人正在受到伤害，或者有生命危险？"),
        _("请马上打 110（报警）、119（火警）或 120（急救）。信访要按日办理，救不了急"),
        "《人民警察法》第二十一条",
        words=("自杀", "跳楼", "轻生", "不想活", "杀人", "救命", "绑架", "正在打", "家暴", "着火", "爆炸"),
    ),
    Door(
        "COURT",
        _("对法院的判决、裁定不服，或者要法院、检察院、公安立案？"),
        _("请向法院上诉、申请再审，或者向检察院申请监督。信访不能改变判决"),
        f"{_R}第三十一条第一项",
        _("民事判决的上诉期是收到判决书后 15 日（《民事诉讼法》第一百七十一条）"),
        ("判决", "裁定", "法院", "上诉", "再审", "起诉", "检察院", "不予立案"),
        Pathway.COURT,
    ),
    Door(
        "ARBITRATION",
        _("和单位有工资、工伤、辞退的争议，或者有土地承包纠纷？"),
        _("可以向劳动人事争议仲裁委员会、农村土地承包仲裁委员会申请仲裁；拖欠工资还可以打 12333 投诉"),
        f"{_R}第三十一条第二项",
        _("劳动争议申请仲裁的期限是一年（《劳动争议调解仲裁法》第二十七条）"),
        ("仲裁", "拖欠工资", "欠薪", "工伤", "劳动合同", "辞退", "加班费", "承包合同"),
        Pathway.ARBITRATION,
    ),
    Door(
        "PARTY_APPEAL",
        _("是党员，对党纪处分不服？"),
        _("请向作出处分的党组织或者上级党组织申诉"),
        f"{_R}第三十一条第三项",
        words=("党纪处分", "开除党籍", "留党察看", "党内警告"),
        pathway=Pathway.PARTY_APPEAL,
    ),
    Door(
        "ADMINISTRATIVE",
        _("对罚款、征收、许可这类行政决定不服？"),
        _("可以申请行政复议或者向法院起诉；请看决定书上写的机关和期限"),
        f"{_R}第三十一条第四项",
        _("行政复议的期限是知道决定之日起 60 日（《行政复议法》第二十条）"),
        ("行政复议", "行政处罚", "处罚决定", "征收决定", "吊销", "行政许可", "认定书"),
        Pathway.ADMINISTRATIVE,
    ),
    Door(
        "INFORMATION",
        _("想要政府公开某份文件？"),
        _("请向保存这份文件的行政机关申请政府信息公开"),
        "《政府信息公开条例》第二十七条",
        _("机关应当在 20 个工作日内答复（《政府信息公开条例》第三十三条）"),
        ("信息公开", "公开文件", "申请公开"),
        Pathway.INFORMATION,
    ),
    Door(
        "DISCIPLINE",
        _("要检举、控告干部违纪违法？"),
        _("可以在这里提交，请选“检举、控告”：它走密封通道，被反映的单位看不到；也可以打 12388"),
        f"{_R}第三十条",
        words=("贪污", "受贿", "行贿", "索贿", "挪用公款", "以权谋私", "滥用职权", "渎职", "收了红包"),
        pathway=Pathway.DISCIPLINE,
    ),
)


def hints(texts: Iterable[str], purpose: Purpose | None) -> tuple[Door, ...]:
    """Doors that words of these texts hint at, in the order of the table; on the sealed road no hint at itself."""
    whole = "\n".join(texts)
    found = (door for door in DOORS if any(word in whole for word in door.words))
    return tuple(d for d in found if not (purpose is Purpose.ACCUSATION and d.code == "DISCIPLINE"))
