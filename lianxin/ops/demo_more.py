"""The rest of the county: departments with their lines, six towns, villages, and the people who work there."""

from __future__ import annotations

from lianxin.ops.demo_county import (
    ADMIN,
    BODY,
    CORE,
    DESK,
    HAND,
    HEAD,
    MASS,
    OFFICE,
    C,
    County,
    OrganRow,
    P,
    RegionRow,
    StaffRow,
    T,
    V,
    X,
)
from lianxin.rules.codes import Role

COUNTY_SEAT = "37142600"

# code, name, word, handler, head
DEPARTMENTS = (
    ("37142605", "临水县住房和城乡建设局", "临建", ("zhujian", "朱建安"), ("zhujiantou", "诸葛梁")),
    ("37142606", "临水县教育和体育局", "临教", ("jiaoyu", "焦育才"), ("jiaoyutou", "矫正言")),
    ("37142607", "临水县卫生健康局", "临卫", ("weijian", "魏健"), ("weijiantou", "卫康")),
    ("37142620", "临水县医疗保障局", "临医保", ("yibao", "易宝珍"), ("yibaotou", "伊保国")),
    ("37142621", "临水县交通运输局", "临交", ("jiaotong", "交晓彤"), ("jiaotongtou", "矫同路")),
    ("37142622", "临水县水利局", "临水利", ("shuili", "水丽"), ("shuilitou", "税立泉")),
    ("37142623", "临水县民政局", "临民", ("minzheng", "闵政和"), ("minzhengtou", "闵正德")),
    ("37142624", "临水县公安局", "临公", ("gongan", "公安然"), ("gongantou", "龚定邦")),
    ("37142625", "临水县司法局", "临司", ("sifa", "司法章"), ("sifatou", "司空明")),
    ("37142626", "临水县市场监督管理局", "临市监", ("shijian", "时鉴"), ("shijiantou", "石坚白")),
    ("37142627", "临水县综合行政执法局", "临综执", ("zhifa", "支法平"), ("zhifatou", "直大方")),
    ("37142628", "临水县退役军人事务局", "临退役", ("tuiyi", "庹义勇"), ("tuiyitou", "佟一心")),
    ("37142631", "临水县财政局", "临财", ("caizheng", "蔡铮"), ("caizhengtou", "才正清")),
    ("37142632", "临水县文化和旅游局", "临文旅", ("wenlv", "文履之"), ("wenlvtou", "闻达")),
)
# number of the town in its codes, name, word, handler, head, triage officer
TOWNS = (
    ("102", "40", "石桥镇", "石", ("shiqiao", "石乔木"), ("shiqiaotou", "乔松年"), ("shiqiaoban", "石办事")),
    ("103", "42", "龙泉镇", "龙", ("longquan", "龙䶮"), ("longquantou", "泉涌"), ("longquanban", "龙小办")),
    (
        "104",
        "44",
        "官庄镇",
        "官",
        ("guanzhuang", "官庄严"),
        ("guanzhuangtou", "庄有恒"),
        ("guanzhuangban", "管帮忙"),
    ),
    ("204", "46", "大湾乡", "湾", ("dawan", "万大江"), ("dawantou", "湾水清"), ("dawanban", "达板")),
    (
        "001",
        "48",
        "城关街道",
        "城",
        ("chengguan", "程观海"),
        ("chengguantou", "关城"),
        ("chengguanban", "成关切"),
    ),
)
VILLAGES = (
    ("101", "202", "后柳村"), ("101", "203", "东河村"), ("102", "201", "石桥村"), ("102", "202", "上坡村"),
    ("103", "201", "龙泉村"), ("103", "202", "北沟村"), ("104", "201", "官庄村"), ("104", "202", "张家洼村"),
    ("204", "201", "大湾村"), ("204", "202", "渔沟村"), ("001", "001", "兴华社区"), ("001", "002", "铁路社区"),
)  # fmt: skip


def _town_rows() -> County:
    regions, organs, staff = [], [], []
    for region, code, name, word, handler, head, clerk in TOWNS:
        place, government, office = f"371426{region}", f"371426{code}", f"371426{int(code) + 1}"
        title = f"{name}办事处" if name.endswith("街道") else f"{name}人民政府"
        regions.append(RegionRow(place, name, "371426"))
        organs.append(OrganRow(government, title, f"{word}政", ADMIN, BODY, T, "", place, COUNTY_SEAT))
        organs.append(OrganRow(office, f"{name}信访办", f"{word}信", ADMIN, OFFICE, T, "", place, government))
        staff += [StaffRow(*handler, government, HAND), StaffRow(*head, government, HEAD)]
        staff.append(StaffRow(*clerk, office, DESK))
    for town, code, name in VILLAGES:
        regions.append(RegionRow(f"371426{town}{code}", name, f"371426{town}"))
    return County(tuple(regions), tuple(organs), tuple(staff))


def _department_rows() -> County:
    organs = tuple(
        OrganRow(code, name, word, ADMIN, BODY, X, "", "371426", COUNTY_SEAT)
        for code, name, word, _handler, _head in DEPARTMENTS
    )
    staff = tuple(
        row
        for code, _name, _word, handler, head in DEPARTMENTS
        for row in (StaffRow(*handler, code, HAND), StaffRow(*head, code, HEAD))
    )
    return County((), organs, staff)


CITY, PROVINCE = "37140000", "37000000"
# The lines that do not end at the county: tax answers to tax, the environment branch is reviewed by its bureau.
LINES = County(
    (),
    (
        OrganRow("37000030", "国家税务总局东山省税务局", "东税", ADMIN, BODY, P, "TAX", "370000"),
        OrganRow("37140030", "国家税务总局德安市税务局", "德税", ADMIN, BODY, C, "TAX", "371400", "37000030"),
        OrganRow("37142630", "国家税务总局临水县税务局", "临税", ADMIN, BODY, X, "TAX", "371426", "37140030"),
        OrganRow("37140029", "德安市生态环境局", "德环", ADMIN, BODY, C, "", "371400", CITY),
        OrganRow(
            "37142629",
            "德安市生态环境局临水分局",
            "临环",
            ADMIN,
            BODY,
            X,
            "",
            "371426",
            COUNTY_SEAT,
            "37140029",
        ),
        OrganRow("37140002", "德安市自然资源和规划局", "德自", ADMIN, BODY, C, "", "371400", CITY),
        OrganRow("37140003", "德安市人力资源和社会保障局", "德人社", ADMIN, BODY, C, "", "371400", CITY),
        OrganRow("37140005", "德安市住房和城乡建设局", "德建", ADMIN, BODY, C, "", "371400", CITY),
        OrganRow("37140020", "德安市医疗保障局", "德医保", ADMIN, BODY, C, "", "371400", CITY),
        OrganRow("37142613", "后柳村村民委员会", "后柳", MASS, BODY, V, "", "371426101202", "37142610"),
    ),
    (
        StaffRow("shengshui", "盛税明", "37000030", (Role.REREVIEWER,)),
        StaffRow("shengshuitou", "盛守税", "37000030", HEAD),
        StaffRow("shishui", "石睿", "37140030", (Role.REVIEWER,)),
        StaffRow("shishuitou", "石守正", "37140030", HEAD),
        StaffRow("shuiwu", "税务勤", "37142630", HAND),
        StaffRow("shuiwutou", "舒务实", "37142630", HEAD),
        StaffRow("shihuan", "史环宇", "37140029", (Role.REVIEWER, Role.HANDLER)),
        StaffRow("shihuantou", "史保清", "37140029", HEAD),
        StaffRow("huanjing", "桓靖", "37142629", HAND),
        StaffRow("huanjingtou", "环保全", "37142629", HEAD),
        StaffRow("shizi", "施资源", "37140002", (Role.HANDLER, Role.ORGAN_HEAD)),
        StaffRow("shiren", "施仁", "37140003", (Role.HANDLER, Role.ORGAN_HEAD)),
        StaffRow("shizhu", "施筑", "37140005", (Role.HANDLER, Role.ORGAN_HEAD)),
        StaffRow("shiyi", "施懿", "37140020", (Role.HANDLER, Role.ORGAN_HEAD)),
        StaffRow("houcun", "侯存厚", "37142613", (Role.INFO_OFFICER,)),
        StaffRow("shiting", "施听正", CITY, (Role.REREVIEWER, Role.HEARING_CHAIR)),
        StaffRow("shidengji", "史登科", "37140001", (Role.REGISTRAR,)),
        StaffRow("shengban", "盛办", "37000001", DESK),
        StaffRow("shengji", "盛纪", "37000009", (Role.DISCIPLINE_DESK,)),
        StaffRow("shengzhang", "盛章", PROVINCE, (Role.LEADER, Role.ORGAN_HEAD)),
        StaffRow("xianfu2", "冼复兴", COUNTY_SEAT, (Role.REVIEWER,)),
    ),
)

COUNTY = CORE + _department_rows() + _town_rows() + LINES
