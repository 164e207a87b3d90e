"""A small house for each edition beside the county: four organs, five people, a few matters at their first steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from lianxin.actions.filing import Filing, Person
from lianxin.actions.intake import register
from lianxin.actions.perform import perform
from lianxin.ops.demo import PASSWORD, Loaded, NotEmpty
from lianxin.ops.demo_county import (
    ADMIN,
    BODY,
    DESK,
    HAND,
    HEAD,
    OFFICE,
    C,
    County,
    OrganRow,
    RegionRow,
    StaffRow,
    T,
    X,
    found,
)
from lianxin.ops.demo_desk import SOURCE
from lianxin.queries.directory import actor_of
from lianxin.queries.holdings import came_from, is_empty
from lianxin.queries.keys import account_named
from lianxin.rules.codes import Channel, Purpose, Role

ABOVE, BUREAU, DESK_CODE, BRANCH = "37140080", "37142680", "37142681", "37142682"
REGIONS = (
    RegionRow("371400", "德安市"),
    RegionRow("371426", "临水县", "371400"),
    RegionRow("371426101", "柳河镇", "371426"),
)
Case = tuple[int, str, str, str, str]  # days ago, category, title, words, request


@dataclass(frozen=True)
class House:
    """Names of the organ above, the house, its petition office and a branch, each long and short; its first matters."""

    above: tuple[str, str]
    house: tuple[str, str]
    desk: tuple[str, str]
    branch: tuple[str, str]
    people: str
    cases: tuple[Case, ...]

    @property
    def county(self) -> County:
        """The directory of the house."""
        organs = (
            OrganRow(ABOVE, *self.above, ADMIN, BODY, C, "", "371400"),
            OrganRow(BUREAU, *self.house, ADMIN, BODY, X, "", "371426", ABOVE),
            OrganRow(DESK_CODE, *self.desk, ADMIN, OFFICE, X, "", "371426", BUREAU),
            OrganRow(BRANCH, *self.branch, ADMIN, BODY, T, "", "371426101", BUREAU),
        )
        return County(REGIONS, organs, STAFF)


STAFF = (
    StaffRow("fenban", "分办员", DESK_CODE, (*DESK, Role.SUPERVISOR)),
    StaffRow("zhuren", "信访室主任", DESK_CODE, HEAD),
    StaffRow("juzhang", "负责人", BUREAU, (Role.LEADER, Role.ORGAN_HEAD)),
    StaffRow("fenju", "下级承办", BRANCH, HAND),
    StaffRow("fenjutou", "下级负责人", BRANCH, HEAD),
    StaffRow("fucha", "上级复查", ABOVE, (Role.REVIEWER,)),
    StaffRow("fuchatou", "上级负责人", ABOVE, HEAD),
)
HOUSES: Mapping[str, House] = {
    "tax": House(
        ("德安市税务局", "德税"), ("临水县税务局", "临税"), ("临水县税务局信访工作办公室", "临税信"), ("柳河税务分局", "柳税"), "纳税人", (
            (2, "0102", "退税还没有到账", "三月申报时多缴的税款，申请退税已经两个月。", "请把多缴的税款退还"),
            (5, "0201", "定额核定得过高", "隔壁同样大的店定额低一半，没有告诉我怎样核定的。", "请公开核定的依据并重新核定"),
            (9, "0203", "逾期申报罚款过重", "住院期间逾期三天申报，罚了两千元。", "请从轻处理"),
            (14, "0501", "窗口让跑了三趟", "每次都说少一样材料，没有一次说全。", "请一次告知需要哪些材料"),
        )),
    "police": House(
        ("德安市公安局", "德公"), ("临水县公安局", "临公"), ("临水县公安局信访室", "临公信"), ("柳河派出所", "柳所"), "群众", (
            (2, "0101", "报案以后没有回执", "电动车被偷，到派出所报案，没有给回执。", "请出具接报案回执"),
            (5, "0103", "案子一年没有消息", "去年六月被骗三万元，一直没有进展。", "请告知案件办理情况"),
            (9, "0202", "手机还没有发还", "案子已经结了，作为证据的手机没有还。", "请发还扣押的手机"),
            (14, "0401", "落户材料跑了四趟", "每次都说少一样材料。", "请一次告知需要哪些材料"),
        )),
    "discipline": House(
        ("德安市纪委监委", "德纪"), ("临水县纪委监委", "临纪"), ("临水县纪委监委信访室", "临纪信"), ("柳河镇纪委", "柳纪"), "群众", (
            (2, "0301", "补贴名单没有公示", "村里的补贴名单三年没有张榜。", "请公布名单"),
            (5, "0302", "低保评议没有通知到户", "评议会没有通知我们组。", "请重新评议"),
            (9, "0303", "路修了一半停工", "问了几次，没有人答复。", "请答复何时复工"),
            (14, "0501", "对处分决定的申诉", "认为认定的事实有一处不符。", "请复核这一处事实"),
        )),
    "university": House(
        ("省教育厅", "教厅"), ("临水大学", "临大"), ("临水大学信访办公室", "临大信"), ("临水大学后勤处", "临大后"), "师生", (
            (2, "0101", "成绩登记有误", "期末卷面八十二分，系统里是二十八分。", "请核对并改正成绩"),
            (5, "0402", "宿舍停水没有通知", "五号楼连续三个晚上停水。", "请说明原因并提前通知"),
            (9, "0203", "宿舍调整没有征求意见", "假期里整层搬迁，没有征求意见。", "请说明依据"),
            (14, "0401", "食堂价格上涨", "早餐涨了三成，没有公示成本。", "请公示成本"),
        )),
}  # fmt: skip


def load(variant: str, today: date) -> Loaded:
    """Build the house and file its matters, all or nothing. Once loaded it does nothing. Raises NotEmpty."""
    if known := came_from(SOURCE):
        return Loaded(known)
    if not is_empty():
        raise NotEmpty
    house = HOUSES[variant]
    with transaction.atomic():
        found(house.county, password=PASSWORD)
        for place, case in enumerate(house.cases):
            _file(house, place, case, today)
    return Loaded(came_from(SOURCE))


def _file(house: House, place: int, case: Case, today: date) -> None:
    """Registered by the office; all but the newest classified and sent to the branch."""
    ago, category, title, content, request = case
    at = datetime.combine(today - timedelta(days=ago), time(9), ZoneInfo("Asia/Shanghai"))
    desk = actor_of(account_named("fenban"), on=at.date())
    filing = Filing(
        office=DESK_CODE, channel=Channel.VISIT, purpose=Purpose.REQUEST, title=title, content=content, requests=(request,),
        people=(Person(name=f"{house.people}{'甲乙丙丁'[place]}", phone=f"1390000000{place}", address="柳河镇"),), read_back=True,
        persons_present=1, source=SOURCE, external_id=f"house-{place}",
    )  # fmt: skip
    matter = register(filing, actor=desk, at=at).submission.matter
    if place == 0:
        return
    lines = [{"position": 1, "legal_class": "APPEAL_6"}]
    for action, facts in (
        ("CLASSIFY", {"category": category, "region": "371426101", "requests": lines}),
        ("FORWARD", {"to": BRANCH, "mode": "FORWARD", "reason": "属地和职能"}),
    ):
        matter.refresh_from_db()
        perform(matter, action, actor=desk, at=at, facts=facts)
