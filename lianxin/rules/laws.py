"""The laws that rows cite: their titles, the notes beside them, and the places in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from lianxin.rules.wording import gettext_noop as _

TITLES = (
    _("《信访工作条例》"),
    _("《信访条例》"),
    _("《信访事项简易办理办法》"),
    _("《信访事项简易办理办法（试行）》"),
    _("《信访事项办理群众满意度评价工作办法》"),
    _("《信访事项满意度评价办法》"),
    _("《信访事项网上办理工作规程（试行）》"),
    _("《纪检监察机关处理检举控告工作规则》"),
    _("《个人信息保护法》"),
    _("《人民警察法》"),
    _("《劳动争议调解仲裁法》"),
    _("《行政复议法》"),
    _("《政府信息公开条例》"),
    _("《民法典》"),
    _("《民事诉讼法》"),
    _("《档案法》"),
    _("《档案法实施条例》"),
)
PLACES = (
    _("第{number}条"),
    _("第{number}款"),
    _("第{number}项"),
    _("、第{number}条"),
    _("、第{number}款"),
    _("、第{number}项"),
    _("至第{number}条"),
)
NOTES = (
    _("（2005年）"),
    _("（2020年）"),
    _("（2022年）"),
    _("（国信办发〔2022〕17号）"),
    _("（国信发〔2016〕8号）"),
    _("（天数为默认值）"),
    _("（未定天数，30日为默认值）"),
    _("（及时报告；当日为默认值）"),
    _("（未定次数）"),
    _("没有规定异议"),
)
WITHOUT = NOTES[-1]


@dataclass(frozen=True)
class Source:
    """What is known of a law that the rows cite. No first day where earlier editions stand before it."""

    title: str
    issuer: str
    number: str = ""
    effective_on: date | None = None
    expired_on: date | None = None
    grade: str = "A"


_CENTRAL, _STATE, _CONGRESS = "中共中央、国务院", "国务院", "全国人民代表大会常务委员会"
_BUREAU = "国家信访局"
SOURCES = (
    Source("信访工作条例", _CENTRAL, "", date(2022, 5, 1)),
    Source("信访条例", _STATE, "国务院令第431号", date(2005, 5, 1), date(2022, 5, 1)),
    Source("信访事项简易办理办法", _BUREAU, "国信办发〔2022〕17号", grade="B"),
    Source("信访事项办理群众满意度评价工作办法", _BUREAU, grade="B"),
    Source("信访事项网上办理工作规程（试行）", _BUREAU, grade="B"),
    Source("纪检监察机关处理检举控告工作规则", "中共中央办公厅", "", date(2020, 1, 21), grade="B"),
    Source("个人信息保护法", _CONGRESS, "", date(2021, 11, 1)),
    Source("民法典", "全国人民代表大会", "", date(2021, 1, 1)),
    Source("民事诉讼法", _CONGRESS),
    Source("行政复议法", _CONGRESS),
    Source("劳动争议调解仲裁法", _CONGRESS, "", date(2008, 5, 1)),
    Source("人民警察法", _CONGRESS),
    Source("政府信息公开条例", _STATE),
    Source("档案法", _CONGRESS),
    Source("档案法实施条例", _STATE, "", date(2024, 3, 1)),
)
