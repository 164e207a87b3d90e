"""What the demo county keeps to work by: the laws, its own rules, a plan with its drill, and records."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from lianxin.actions.knowledge import Written, approve, keep, write
from lianxin.actions.law_file import take_laws
from lianxin.ops.demo_desk import Desk
from lianxin.ops.demo_texts import THEMES
from lianxin.rules.knowledge import KINDS, citations, plain_title
from lianxin.rules.laws import SOURCES

RULE = """第一条　群众来访、来电、来信，首先接到的人是首问责任人。
第二条　属于本单位的，当场登记、当场出凭证；不属于本单位的，写明去处交给群众，不让群众再问一遍。
第三条　首问责任人把来件登记完毕才可以离岗，离岗要交接。
第四条　本制度由办公室解释，每年重新审视一次。"""
CARD = """一、起身迎，让座，倒水，先听完再问；记下来的念一遍，请来访人核对。
二、说话有理、有据、有节、有情：讲事实，讲条文，讲下一步谁办、几号以前。
三、人多时先请推选代表，最多五人；其他人有座位、有水，可以随时离开。
四、情绪激动的，换一间安静的屋子，换一个人接着谈；不训斥，不贴标签，不问“谁叫你来的”。
五、答复不了的，写明交给哪个机关、几时答复，当场出凭证。"""
PLAN = """一、接到五人以上来访的，门口先请推选代表，最多五人，其他人到接待大厅休息，备好水和座位。
二、半小时内请有权处理的机关到场，能当场答复的当场答复。
三、属于重大紧急信访信息的，同时报告本级党委、政府和上一级信访部门，并随时续报。
四、任何人不得限制来访人的自由，不得扣留证件。
五、结束以后三天内复盘，把要改的写进下一版预案。"""


def stock(desk: Desk) -> None:
    """The library as of today; law comes last in the demo, so that no opinion of the past is measured by it."""
    take_laws(None, at=desk.at)
    for title in cited_laws():
        keep(Written("STATUTE", title, whole=False), organ=None, by=None, at=desk.at)
    day = desk.day
    _approved(desk, "RULE", {
        "title": "首问负责制度", "number": "临信办发〔2024〕3号", "issuer": "临水县信访局", "effective_on": "2024-03-01",
        "text": RULE, "review_on": desk.day_after(timedelta(weeks=20)), "public": True,
    })  # fmt: skip
    _approved(desk, "PLAN", {
        "title": "多人来访接待应急预案", "effective_on": "2025-01-01", "occasion": "五人以上同时来访", "leads": "局长",
        "informs": "县委、县政府和市信访局，同时报告", "text": PLAN, "review_on": desk.day_after(timedelta(weeks=-1)),
    })  # fmt: skip
    _approved(desk, "CARD", {"title": "接待怎样说、怎样做", "occasion": "来访的人多，或者情绪激动", "text": CARD,
                             "review_on": desk.day_after(timedelta(weeks=30))})  # fmt: skip
    year = str(desk.today.year)
    for kind, given in (
        ("RESOURCES", {"title": f"{year}年人员、场所和经费", "year": year, "staff": "11", "budget": "860000",
                       "rooms": "接访室三间，候访室一间，调解室一间；候访区有座位二十个、饮水机、无障碍坡道。",
                       "review_on": desk.day_after(timedelta(weeks=12)), "text": "夜间值班的补助没有单列，已报县财政局。"}),
        ("ACTIVITY", {"title": "前柳村板凳会", "way": "SELF_RULE", "held_on": day(-18), "place": "前柳村文化广场",
                      "attended": "46", "text": "议了路灯、灌渠两件事，列入村民议事会的议程。"}),
        ("DRILL", {"title": "多人来访接待演练", "plan": "多人来访接待应急预案", "held_on": day(-40), "attended": "14",
                   "found": "休息区座位不够，叫号屏看不清。", "improved": "添置座位二十个，叫号屏移到门口。", "text": "模拟十二人来访。"}),
        ("PUBLICITY", {"title": "柳河镇赶集日宣讲", "way": "TALK", "held_on": day(-25), "place": "柳河镇集市",
                       "audience": "村民", "copies": "300", "text": "讲怎样提出信访事项、多少天内答复、不服怎么办。"}),
        ("TRAINING", {"title": "窗口人员条例培训", "held_on": day(-60), "teacher": "县委党校", "audience": "各乡镇窗口人员",
                      "attended": "26", "text": "受理告知、期限、送达和回避。"}),
        ("FIVE_HAVES", {"title": "柳河镇五有检查", "checked": "371426101", "held_on": day(-30), "has_body": True,
                        "has_people": True, "has_place": True, "has_rules": True, "text": "没有单列工作经费，已报镇政府。"}),
    ):  # fmt: skip
        write(desk.person("fenban"), KINDS[kind], given, at=desk.at)
    weigh(desk)


def weigh(desk: Desk) -> None:
    """What is weighed before a decision, what people are to learn, how an organ did in a year; each approved by another."""
    year = desk.today.year
    _approved(desk, "RISK_NOTE", {
        "title": "柳河镇集市搬迁", "decision": "把集市从老街搬到镇东", "asked": "开了两场座谈会，发问卷二百份，收回一百六十三份。",
        "topics": "近五周有三件来信反映摊位费和老街排水。", "risks": "老摊主担心新摊位靠后、摊位费上涨。",
        "measures": "老摊主先选，头一年摊位费不变；搬迁前十五日公布分法。", "ended": "CHANGE", "text": "修改方案后再议一次。",
    })  # fmt: skip
    _approved(desk, "TRAINING_PLAN", {
        "title": f"{year}年业务培训计划", "year": str(year), "hours": "24", "abilities": "听得懂、分得清、写得明、送得到、查得出。",
        "review_on": desk.day_after(timedelta(weeks=16)), "text": "每季度一次，窗口、承办、复查分开讲。",
    })  # fmt: skip
    _approved(desk, "EVALUATION", {
        "title": f"{year - 1}年度考核：柳河镇", "year": str(year - 1), "whom": "柳河镇人民政府",
        "standard": "按期告知、按期办结、意见没有缺项、复查中被改变、支持意见按期执行五项。",
        "found": "按期告知全年做到，按期办结差两件，没有意见被改变。", "improve": "超期的两件都卡在现场测量，添一名测量员。",
        "text": "不按来信来访的多少评，不排名次。",
    })  # fmt: skip


def cited_laws() -> list[str]:
    """The laws the organs of the county work by and the program itself does not rest on; by title, without their words."""
    shipped = {plain_title(source.title) for source in SOURCES}
    cited = {title for theme in THEMES for title, _articles in citations(theme.law)}
    return sorted(title for title in cited if plain_title(title) not in shipped)


def _approved(desk: Desk, kind: str, given: Mapping[str, object]) -> None:
    row = write(desk.person("fenban"), KINDS[kind], given, at=desk.at)
    approve(desk.person("fenban2"), row.series, row.version, at=desk.at)
