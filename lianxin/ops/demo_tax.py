"""A small tax bureau to try the tax edition on: four organs, five people, a few matters at their first steps."""

from __future__ import annotations

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

BUREAU = County(
    (
        RegionRow("371400", "德安市"),
        RegionRow("371426", "临水县", "371400"),
        RegionRow("371426101", "柳河镇", "371426"),
    ),
    (
        OrganRow("37140080", "德安市税务局", "德税", ADMIN, BODY, C, "", "371400"),
        OrganRow("37142680", "临水县税务局", "临税", ADMIN, BODY, X, "", "371426", "37140080"),
        OrganRow(
            "37142681", "临水县税务局信访工作办公室", "临税信", ADMIN, OFFICE, X, "", "371426", "37142680"
        ),
        OrganRow("37142682", "柳河税务分局", "柳税", ADMIN, BODY, T, "", "371426101", "37142680"),
    ),
    (
        StaffRow("fenban", "分办员", "37142681", (*DESK, Role.SUPERVISOR)),
        StaffRow("juzhang", "局长", "37142680", (Role.LEADER, Role.ORGAN_HEAD)),
        StaffRow("fenju", "分局承办", "37142682", HAND),
        StaffRow("fenjutou", "分局负责人", "37142682", HEAD),
        StaffRow("fucha", "市局复查", "37140080", (Role.REVIEWER,)),
    ),
)
CASES = (  # days ago, category, title, words, request
    (2, "0102", "退税还没有到账", "三月申报时多缴的税款，申请退税已经两个月。", "请把多缴的税款退还"),
    (
        5,
        "0201",
        "定额核定得过高",
        "隔壁同样大的店定额低一半，没有告诉我怎样核定的。",
        "请公开核定的依据并重新核定",
    ),
    (9, "0203", "逾期申报罚款过重", "住院期间逾期三天申报，罚了两千元。", "请从轻处理"),
    (14, "0501", "窗口让跑了三趟", "每次都说少一样材料，没有一次说全。", "请一次告知需要哪些材料"),
)


def load(today: date) -> Loaded:
    """Build the bureau and file its matters, all or nothing. Once loaded it does nothing. Raises NotEmpty."""
    if known := came_from(SOURCE):
        return Loaded(known)
    if not is_empty():
        raise NotEmpty
    with transaction.atomic():
        found(BUREAU, password=PASSWORD)
        for place, case in enumerate(CASES):
            _file(place, case, today)
    return Loaded(came_from(SOURCE))


def _file(place: int, case: tuple[int, str, str, str, str], today: date) -> None:
    """Registered by the office; all but the newest classified and sent to the branch."""
    ago, category, title, content, request = case
    at = datetime.combine(today - timedelta(days=ago), time(9), ZoneInfo("Asia/Shanghai"))
    desk = actor_of(account_named("fenban"), on=at.date())
    filing = Filing(
        office="37142681", channel=Channel.VISIT, purpose=Purpose.REQUEST, title=title, content=content, requests=(request,),
        people=(Person(name=f"纳税人{'甲乙丙丁'[place]}", phone=f"1390000000{place}", address="柳河镇"),), read_back=True,
        persons_present=1, source=SOURCE, external_id=f"tax-{place}",
    )  # fmt: skip
    matter = register(filing, actor=desk, at=at).submission.matter
    if place == 0:
        return
    lines = [{"position": 1, "legal_class": "APPEAL_6"}]
    for action, facts in (
        ("CLASSIFY", {"category": category, "region": "371426101", "requests": lines}),
        ("FORWARD", {"to": "37142682", "mode": "FORWARD", "reason": "属地和职能"}),
    ):
        matter.refresh_from_db()
        perform(matter, action, actor=desk, at=at, facts=facts)
