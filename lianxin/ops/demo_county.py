"""A county that does not exist, with everybody who works there: 东山省 德安市 临水县.

CORE is small and known to every test by name; COUNTY adds the rest of a believable county to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.hashers import make_password

from lianxin.actions.directory import add_account, add_organ, add_region, post
from lianxin.ops.demo_places import place_of
from lianxin.rules.codes import OrganDuty, OrganLevel, OrganType, Role

FOUNDED = date(2000, 1, 1)
OFFICE, BODY = OrganDuty.PETITION_OFFICE, OrganDuty.RESPONSIBLE
ADMIN, PARTY, MASS = OrganType.ADMINISTRATIVE, OrganType.PARTY, OrganType.MASS_ORGANISATION
P, C, X, T, V = (
    OrganLevel.PROVINCE,
    OrganLevel.CITY,
    OrganLevel.COUNTY,
    OrganLevel.TOWN,
    OrganLevel.VILLAGE,
)
DESK = (Role.TRIAGE_OFFICER, Role.REGISTRAR)
HAND, HEAD = (Role.HANDLER,), (Role.ORGAN_HEAD,)


@dataclass(frozen=True)
class RegionRow:
    code: str
    name: str
    parent: str | None = None


@dataclass(frozen=True)
class OrganRow:
    """One organ; `reviewer` where its opinions are reviewed by another organ than its superior."""

    code: str
    name: str
    word: str
    kind: OrganType
    duty: OrganDuty
    level: OrganLevel
    line: str
    region: str
    superior: str | None = None
    reviewer: str | None = None


@dataclass(frozen=True)
class StaffRow:
    username: str
    name: str
    organ: str
    roles: tuple[Role, ...]


@dataclass(frozen=True)
class County:
    """Regions, organs and staff; superiors stand before those under them."""

    regions: tuple[RegionRow, ...]
    organs: tuple[OrganRow, ...]
    staff: tuple[StaffRow, ...]

    def __add__(self, other: County) -> County:
        return County(self.regions + other.regions, self.organs + other.organs, self.staff + other.staff)


def found(county: County, *, password: str) -> None:
    """Build it through `actions.directory`; everyone signs in with this password."""
    encoded = make_password(password)  # once: a password hash is slow on purpose
    for region in county.regions:
        add_region(region.code, region.name, parent=region.parent)
    for organ in county.organs:
        add_organ(**vars(organ), **place_of(organ.code), valid_from=FOUNDED)
    for person in county.staff:
        add_account(person.username, name=person.name, encoded=encoded)
        for role in person.roles:
            post(person.username, person.organ, role, valid_from=FOUNDED)


CORE = County(
    (
        RegionRow("370000", "东山省"),
        RegionRow("371400", "德安市", "370000"),
        RegionRow("371426", "临水县", "371400"),
        RegionRow("371426101", "柳河镇", "371426"),
        RegionRow("371426101201", "前柳村", "371426101"),
    ),
    (
        OrganRow("37000000", "东山省人民政府", "东政", ADMIN, BODY, P, "", "370000"),
        OrganRow("37000001", "东山省信访局", "东信", ADMIN, OFFICE, P, "", "370000", "37000000"),
        OrganRow("37000009", "东山省纪委监委", "东纪", PARTY, BODY, P, "DISCIPLINE", "370000"),
        OrganRow("37140000", "德安市人民政府", "德政", ADMIN, BODY, C, "", "371400", "37000000"),
        OrganRow("37140001", "德安市信访局", "德信", ADMIN, OFFICE, C, "", "371400", "37140000"),
        OrganRow("37140009", "德安市纪委监委", "德纪", PARTY, BODY, C, "DISCIPLINE", "371400", "37000009"),
        OrganRow("37142600", "临水县人民政府", "临政", ADMIN, BODY, X, "", "371426", "37140000"),
        OrganRow("37142601", "临水县信访局", "临信", ADMIN, OFFICE, X, "", "371426", "37142600"),
        OrganRow("37142602", "临水县自然资源局", "临自", ADMIN, BODY, X, "", "371426", "37142600"),
        OrganRow(
            "37142603", "临水县人力资源和社会保障局", "临人社", ADMIN, BODY, X, "", "371426", "37142600"
        ),
        OrganRow("37142604", "临水县农业农村局", "临农", ADMIN, BODY, X, "", "371426", "37142600"),
        OrganRow("37142608", "临水县委政法委", "临政法", PARTY, BODY, X, "JUSTICE", "371426", "37142600"),
        OrganRow("37142609", "临水县纪委监委", "临纪", PARTY, BODY, X, "DISCIPLINE", "371426", "37140009"),
        OrganRow("37142610", "柳河镇人民政府", "柳政", ADMIN, BODY, T, "", "371426101", "37142600"),
        OrganRow("37142611", "柳河镇信访办", "柳信", ADMIN, OFFICE, T, "", "371426101", "37142610"),
        OrganRow("37142612", "前柳村村民委员会", "前柳", MASS, BODY, V, "", "371426101201", "37142610"),
    ),
    (
        StaffRow("dengji", "邓小梅", "37142601", (Role.REGISTRAR,)),
        StaffRow("fenban", "方正平", "37142601", (Role.TRIAGE_OFFICER,)),
        StaffRow("fenban2", "范立新", "37142601", DESK),
        StaffRow("xinfangtou", "辛方舟", "37142601", HEAD),
        StaffRow("duban", "杜边疆", "37142601", (Role.SUPERVISOR,)),
        StaffRow("shenji", "申计然", "37142601", (Role.AUDITOR,)),
        StaffRow("tongji", "童济世", "37142601", (Role.STATISTICIAN,)),
        StaffRow("guanli", "管理员", "37142601", (Role.SYSADMIN,)),
        StaffRow("ziran", "紫冉", "37142602", HAND),
        StaffRow("ziran2", "自若兰", "37142602", HAND),
        StaffRow("zirantou", "祖仁厚", "37142602", HEAD),
        StaffRow("renshe", "任诗惠", "37142603", HAND),
        StaffRow("renshetou", "任守信", "37142603", HEAD),
        StaffRow("nongye", "农业春", "37142604", HAND),
        StaffRow("nongyetou", "农有田", "37142604", HEAD),
        StaffRow("xianfu", "先富民", "37142600", (Role.REVIEWER,)),
        StaffRow("xianzhang", "贺守正", "37142600", (Role.LEADER, Role.ORGAN_HEAD)),
        StaffRow("shifu", "史复明", "37140000", (Role.REVIEWER, Role.REREVIEWER)),
        StaffRow("shizhang", "时长青", "37140000", (Role.LEADER, Role.ORGAN_HEAD)),
        StaffRow("shifenban", "石芬", "37140001", (Role.TRIAGE_OFFICER, Role.SUPERVISOR)),
        StaffRow("shixintou", "石新芳", "37140001", HEAD),
        StaffRow("shengfu", "盛复兴", "37000000", (Role.REREVIEWER,)),
        StaffRow("xianji", "咸季鉴", "37142609", (Role.DISCIPLINE_DESK,)),
        StaffRow("shiji", "师纪严", "37140009", (Role.DISCIPLINE_DESK,)),
        StaffRow("baoguan", "鲍管钥", "37140009", (Role.CUSTODIAN,)),
        StaffRow("zhenban", "甄办实", "37142611", DESK),
        StaffRow("zhenxintou", "甄心诚", "37142611", HEAD),
        StaffRow("zhenfu", "甄富初", "37142610", HAND),
        StaffRow("zhentou", "甄头雁", "37142610", HEAD),
        StaffRow("zhengfa", "郑法宪", "37142608", (Role.HANDLER, Role.ORGAN_HEAD)),
        StaffRow("cunwei", "岑有为", "37142612", (Role.INFO_OFFICER,)),
    ),
)
