"""Is petition the right door? Other roads, by when, and the words that hint at one: advice, never a decision.

Only a person classifies (第三十一条). A hint is shown beside the form and blocks nothing. Where a road's organ sits is
the office's to say, in its directory or in a file of its own; a time limit it finds wrong is corrected there too.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from lianxin.rules.codes import Purpose
from lianxin.rules.notice import toml_fault
from lianxin.rules.periods import Grade
from lianxin.rules.wording import SaidError
from lianxin.rules.wording import gettext_noop as _


@dataclass(frozen=True)
class Door:
    """One road. `words` hint at it; `until` is its time limit, "" where none is fixed, of grade `until_grade`.

    `organ` says who is asked where neither the directory (by `line`) nor the office's file names one.
    """

    code: str
    label: str
    question: str
    advice: str
    article: str
    until: str = ""
    words: tuple[str, ...] = ()
    grade: str = "INF"  # of the words; the article is primary text
    organ: str = ""
    telephone: str = ""
    line: str = ""
    address: str = ""
    hours: str = ""
    until_grade: Grade = Grade.MEM
    here: bool = False  # this road begins on this site


@dataclass(frozen=True)
class Question:
    """One page of the guide: a question, and where each answer leads, to a question or a door."""

    code: str
    text: str
    answers: tuple[tuple[str, str], ...]


_R = "《信访工作条例》"
DOORS = (
    Door(
        "EMERGENCY",
        _("有人正在受到伤害"),
        _("有人正在受到伤害，或者有生命危险？"),
        _("请马上打 110（报警）、119（火警）或 120（急救）。信访要按日办理，救不了急"),
        "《人民警察法》第二十一条",
        words=("自杀", "跳楼", "轻生", "不想活", "杀人", "救命", "绑架", "正在打", "家暴", "着火", "爆炸"),
        organ=_("公安、消防、急救"),
        telephone="110 · 119 · 120",
    ),
    Door(
        "COURT",
        _("和判决、裁定、立案有关"),
        _("对法院的判决、裁定不服，或者要法院、检察院、公安立案？"),
        _("请向法院上诉、申请再审，或者向检察院申请监督。信访不能改变判决"),
        f"{_R}第三十一条第一项",
        _("民事判决的上诉期是收到判决书后 15 日（《民事诉讼法》第一百七十一条）"),
        ("判决", "裁定", "法院", "上诉", "再审", "起诉", "检察院", "不予立案"),
        organ=_("上诉：作出判决的法院的上一级法院，上诉状交原审法院；监督：同级检察院"),
        telephone="12368 · 12309",
    ),
    Door(
        "ARBITRATION",
        _("和单位的争议：工资、工伤、辞退"),
        _("和单位有工资、工伤、辞退的争议？"),
        _("可以向劳动人事争议仲裁委员会申请仲裁，不收费；拖欠工资还可以向劳动保障监察投诉"),
        f"{_R}第三十一条第二项",
        _("劳动争议申请仲裁的期限是一年（《劳动争议调解仲裁法》第二十七条）"),
        ("仲裁", "拖欠工资", "欠薪", "工伤", "劳动合同", "辞退", "加班费"),
        organ=_("单位所在地或者做工所在地的劳动人事争议仲裁委员会"),
        telephone="12333",
    ),
    Door(
        "LAND",
        _("土地承包的纠纷"),
        _("是农村土地承包的纠纷？"),
        _("可以请村、乡镇调解，也可以向农村土地承包仲裁委员会申请仲裁，或者直接向法院起诉"),
        f"{_R}第三十一条第二项",
        _("申请仲裁的期限是知道权利受侵害之日起两年（《农村土地承包经营纠纷调解仲裁法》第十八条）"),
        ("承包合同", "承包地", "土地承包"),
        organ=_("土地所在地的农村土地承包仲裁委员会，一般设在县农业农村部门"),
        telephone="12316",
    ),
    Door(
        "PARTY_APPEAL",
        _("党员对党纪处分不服"),
        _("是党员，对党纪处分不服？"),
        _("请向作出处分的党组织或者上级党组织申诉"),
        f"{_R}第三十一条第三项",
        words=("党纪处分", "开除党籍", "留党察看", "党内警告"),
        organ=_("作出处分决定的党组织，或者它的上级党组织"),
    ),
    Door(
        "ADMINISTRATIVE",
        _("对罚款、征收、许可这类决定不服"),
        _("对罚款、征收、许可这类行政决定不服？"),
        _("可以申请行政复议或者向法院起诉；请看决定书上写的机关和期限"),
        f"{_R}第三十一条第四项",
        _("行政复议的期限是知道决定之日起 60 日（《行政复议法》第二十条）"),
        ("行政复议", "行政处罚", "处罚决定", "征收决定", "吊销", "行政许可", "认定书"),
        organ=_("作出决定的机关的本级人民政府，由司法行政部门的行政复议机构办理"),
        telephone="12348",
    ),
    Door(
        "INFORMATION",
        _("要机关公开一份文件"),
        _("想要政府公开某份文件？"),
        _("请向保存这份文件的行政机关申请政府信息公开"),
        "《政府信息公开条例》第二十七条",
        _("机关应当在 20 个工作日内答复（《政府信息公开条例》第三十三条）"),
        ("信息公开", "公开文件", "申请公开"),
        organ=_("制作或者保存这份文件的行政机关"),
    ),
    Door(
        "DISCIPLINE",
        _("检举、控告干部违纪违法"),
        _("要检举、控告干部违纪违法？"),
        _("可以在这里提交，请选“检举、控告”：它走密封通道，被反映的单位看不到；也可以打 12388"),
        f"{_R}第三十条",
        words=("贪污", "受贿", "行贿", "索贿", "挪用公款", "以权谋私", "滥用职权", "渎职", "收了红包"),
        organ=_("纪检监察机关"),
        telephone="12388",
        line="DISCIPLINE",
        here=True,
    ),
)
# Roads of this house itself: no word hints at them, one is on them already.
HERE = (
    Door(
        "PETITION",
        _("要机关、单位解决一个问题"),
        _("要机关、单位解决一个问题？"),
        _("这里就是对的门。写清经过和要求，每一项要求都会有书面答复"),
        f"{_R}第十七条、第三十一条第六项",
        _("登记机关 15 日内转交，办理机关自受理之日起 60 日内办结（《信访工作条例》第二十二条、第三十四条）"),
        until_grade=Grade.A,
        here=True,
    ),
    Door(
        "SUGGESTION",
        _("提一个建议"),
        _("有建议要提？"),
        _("这里就是对的门，请选“我有一个建议”。建议会交给有关机关研究，采纳没采纳都告诉您"),
        f"{_R}第二十九条",
        here=True,
    ),
    Door(
        "REVIEW",
        _("对已有的答复不满意"),
        _("对已有的处理意见、复查意见不服？"),
        _(
            "不用重新写一件。请用原来的编号和查询码打开它，点“申请复查”或者“申请复核”；来信、来访办的，到登记的窗口提出"
        ),
        f"{_R}第三十五条、第三十六条",
        _("自收到书面答复之日起 30 日内（《信访工作条例》第三十五条、第三十六条）"),
        until_grade=Grade.A,
        here=True,
    ),
)
FIRST = "NOW"
QUESTIONS: Mapping[str, Question] = {
    question.code: question
    for question in (
        Question(
            "NOW",
            _("现在有人正在受到伤害，或者有生命危险吗？"),
            ((_("有"), "EMERGENCY"), (_("没有"), "WHAT")),
        ),
        Question(
            "WHAT",
            _("您要办的事，最像哪一种？"),
            (
                (_("要机关、单位解决一个问题，或者说不清"), "BEFORE"),
                *((door.label, door.code) for door in DOORS if door.code != "EMERGENCY"),
                (_("提一个建议"), "SUGGESTION"),
            ),
        ),
        Question(
            "BEFORE",
            _("这件事，以前收到过书面的处理意见或者复查意见吗？"),
            ((_("没有收到过"), "PETITION"), (_("收到过，我不同意"), "REVIEW")),
        ),
    )
}
CHANGEABLE = frozenset({"organ", "address", "telephone", "hours", "until"})


class DoorError(SaidError):
    """A file of an office that cannot be used. `said` is the sentence for who wrote it."""


def changed(text: str) -> Mapping[str, Door]:
    """All doors by code with an office's TOML over them: `[COURT] organ = "临水县人民法院" address = "…"`. Raises DoorError."""
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DoorError(_("办事指引文件{fault}"), fault=toml_fault(error)) from None
    doors = {door.code: door for door in (*DOORS, *HERE)}
    for code, fields in found.items():
        if code not in doors or not isinstance(fields, Mapping):
            raise DoorError(_("办事指引里没有“{code}”这条路"), code=code)
        for name, value in fields.items():
            if name not in CHANGEABLE or not isinstance(value, str):
                raise DoorError(
                    _("办事指引的 {code} 里，“{name}”不能写或者不是加引号的文字"), code=code, name=name
                )
        doors[code] = replace(doors[code], **{str(name): str(value) for name, value in fields.items()})  # type: ignore[arg-type]
    return doors


def hints(texts: Iterable[str], purpose: Purpose | None) -> tuple[Door, ...]:
    """Doors that words of these texts hint at, in the order of the table; on the sealed road no hint at itself."""
    whole = "\n".join(texts)
    found = (door for door in DOORS if any(word in whole for word in door.words))
    return tuple(d for d in found if not (purpose is Purpose.ACCUSATION and d.code == "DISCIPLINE"))
