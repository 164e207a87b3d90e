"""The named people and organs that every test knows: the county of 临水 under the city of 德安.

省 → 市 → 县 → 镇 → 村, each with its petition office; departments under the county; a discipline line.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from lianxin.actions.directory import add_account, add_organ, add_region, post
from lianxin.models import Account, Organ
from lianxin.queries.directory import actor_of
from lianxin.rules.codes import OrganDuty, OrganLevel, OrganType, Role
from lianxin.rules.permissions import Actor

CHINA = ZoneInfo("Asia/Shanghai")
FOUNDED = date(2000, 1, 1)
OFFICE, BODY = OrganDuty.PETITION_OFFICE, OrganDuty.RESPONSIBLE
ADMIN, PARTY = OrganType.ADMINISTRATIVE, OrganType.PARTY
P, C, X, T, V = (
    OrganLevel.PROVINCE,
    OrganLevel.CITY,
    OrganLevel.COUNTY,
    OrganLevel.TOWN,
    OrganLevel.VILLAGE,
)

REGIONS = (
    ("370000", "东山省", None),
    ("371400", "德安市", "370000"),
    ("371426", "临水县", "371400"),
    ("371426101", "柳河镇", "371426"),
    ("371426101201", "前柳村", "371426101"),
)
# code, name, word, type, duty, level, line, region, superior
ORGANS = (
    ("37000000", "东山省人民政府", "东政", ADMIN, BODY, P, "", "370000", None),
    ("37000001", "东山省信访局", "东信", ADMIN, OFFICE, P, "", "370000", "37000000"),
    ("37000009", "东山省纪委监委", "东纪", PARTY, BODY, P, "DISCIPLINE", "370000", None),
    ("37140000", "德安市人民政府", "德政", ADMIN, BODY, C, "", "371400", "37000000"),
    ("37140001", "德安市信访局", "德信", ADMIN, OFFICE, C, "", "371400", "37140000"),
    ("37140009", "德安市纪委监委", "德纪", PARTY, BODY, C, "DISCIPLINE", "371400", "37000009"),
    ("37142600", "临水县人民政府", "临政", ADMIN, BODY, X, "", "371426", "37140000"),
    ("37142601", "临水县信访局", "临信", ADMIN, OFFICE, X, "", "371426", "37142600"),
    ("37142602", "临水县自然资源局", "临自", ADMIN, BODY, X, "", "371426", "37142600"),
    ("37142603", "临水县人力资源和社会保障局", "临人社", ADMIN, BODY, X, "", "371426", "37142600"),
    ("37142604", "临水县农业农村局", "临农", ADMIN, BODY, X, "", "371426", "37142600"),
    ("37142608", "临水县委政法委", "临政法", PARTY, BODY, X, "JUSTICE", "371426", "37142600"),
    ("37142609", "临水县纪委监委", "临纪", PARTY, BODY, X, "DISCIPLINE", "371426", "37140009"),
    ("37142610", "柳河镇人民政府", "柳政", ADMIN, BODY, T, "", "371426101", "37142600"),
    ("37142611", "柳河镇信访办", "柳信", ADMIN, OFFICE, T, "", "371426101", "37142610"),
    ("37142612", "前柳村村民委员会", "前柳", OrganType.MASS_ORGANISATION, BODY, V, "", "371426101201", "37142610"),
)
# username, name, organ, roles
STAFF = (
    ("dengji", "邓小梅", "37142601", (Role.REGISTRAR,)),
    ("fenban", "方正平", "37142601", (Role.TRIAGE_OFFICER,)),
    ("fenban2", "范立新", "37142601", (Role.TRIAGE_OFFICER, Role.REGISTRAR)),
    ("duban", "杜边疆", "37142601", (Role.SUPERVISOR,)),
    ("shenji", "申计然", "37142601", (Role.AUDITOR,)),
    ("tongji", "童济世", "37142601", (Role.STATISTICIAN,)),
    ("guanli", "管理员", "37142601", (Role.SYSADMIN,)),
    ("ziran", "紫冉", "37142602", (Role.HANDLER,)),
    ("ziran2", "自若兰", "37142602", (Role.HANDLER,)),
    ("zirantou", "祖仁厚", "37142602", (Role.ORGAN_HEAD,)),
    ("renshe", "任社会", "37142603", (Role.HANDLER,)),
    ("renshetou", "任守信", "37142603", (Role.ORGAN_HEAD,)),
    ("nongye", "农业春", "37142604", (Role.HANDLER,)),
    ("nongyetou", "农有田", "37142604", (Role.ORGAN_HEAD,)),
    ("xianfu", "先富民", "37142600", (Role.REVIEWER,)),
    ("xianzhang", "县长贺", "37142600", (Role.LEADER, Role.ORGAN_HEAD)),
    ("shifu", "史复明", "37140000", (Role.REVIEWER, Role.REREVIEWER)),
    ("shifenban", "石芬", "37140001", (Role.TRIAGE_OFFICER, Role.SUPERVISOR)),
    ("shengfu", "盛复兴", "37000000", (Role.REREVIEWER,)),
    ("xianji", "咸纪检", "37142609", (Role.DISCIPLINE_DESK,)),
    ("shiji", "师纪严", "37140009", (Role.DISCIPLINE_DESK,)),
    ("baoguan", "鲍管钥", "37140009", (Role.CUSTODIAN,)),
    ("zhenban", "甄办实", "37142611", (Role.TRIAGE_OFFICER, Role.REGISTRAR)),
    ("zhenfu", "甄付出", "37142610", (Role.HANDLER,)),
    ("zhentou", "甄头雁", "37142610", (Role.ORGAN_HEAD,)),
    ("zhengfa", "郑法宪", "37142608", (Role.HANDLER, Role.ORGAN_HEAD)),
    ("cunwei", "村有为", "37142612", (Role.INFO_OFFICER,)),
)


@dataclass(frozen=True)
class Cast:
    """The county with everybody in it; `cast("fenban")` is that person as an actor on the day."""

    today: date

    def __call__(self, username: str) -> Actor:
        return actor_of(self.account(username), on=self.today)

    def account(self, username: str) -> Account:
        return Account.objects.get(username=username)

    def organ(self, code: str) -> Organ:
        return Organ.objects.get(code=code)


def found_county(*, password: str = "lianxin-demo-2026", today: date) -> Cast:
    """Build regions, organs, ties and staff through `actions.directory`."""
    for code, name, parent in REGIONS:
        add_region(code, name, parent=parent)
    for code, name, word, kind, duty, level, line, region, superior in ORGANS:
        add_organ(
            code=code, name=name, word=word, kind=kind, duty=duty, level=level, line=line,
            region=region, superior=superior, valid_from=FOUNDED,
        )  # fmt: skip
    for username, name, organ, roles in STAFF:
        add_account(username, name=name, password=password)
        for role in roles:
            post(username, organ, role, valid_from=FOUNDED)
    return Cast(today)


def moment(day: date | str, hour: int = 10) -> datetime:
    """Ten o'clock (or `hour`) in China on that day."""
    on = date.fromisoformat(day) if isinstance(day, str) else day
    return datetime(on.year, on.month, on.day, hour, tzinfo=CHINA)
