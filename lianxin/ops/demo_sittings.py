"""Sittings of every kind in the demo, over and to come: council, conference, dispatch, outreach, mediation, duty …"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from lianxin.actions import agendas, councils, drafts, duty, tasks
from lianxin.actions.knowledge import write
from lianxin.actions.perform import perform
from lianxin.actions.sittings import publish
from lianxin.ops.demo_desk import Desk
from lianxin.queries.access import visible
from lianxin.rules.acts.deciding import HANDS
from lianxin.rules.codes import Role
from lianxin.rules.facts import Actor
from lianxin.rules.knowledge import KINDS as KNOWN
from lianxin.rules.sittings import KINDS
from lianxin.rules.steps import SIGNING
from lianxin.rules.tasks import BY_LETTER, TASKS, TaskKind

COUNTY, TOWN, VILLAGE = "37142600", "37142610", "37142612"
ELECTED = (
    (TOWN, "TOWN_COUNCIL", "zhenban", ("甄理事", "司所长", "农站长", "土所长", "教办张", "卫院李", "民政王", "妇联刘", "团委赵", "武装陈"), 58),
    (VILLAGE, "VILLAGE_COUNCIL", "cunwei", ("马会长", "柳德顺", "王玉梅", "李保田", "周守义", "孙淑珍", "何满仓"), 212),
)  # fmt: skip
POSTS = ("PRESIDENT", "VICE_PRESIDENT", "EXECUTIVE")


def after(desk: Desk) -> None:
    """Everything beside the cases where people meet, and the tasks between organs."""
    _elect(desk)
    _village(desk)
    _town(desk)
    _conference(desk)
    _dispatch(desk)
    _outreach(desk)
    _others(desk)
    _duty(desk)
    _between_organs(desk)
    _sponsored(desk)


def _moment(desk: Desk, days: int, hour: int = 9) -> datetime:
    return desk.moment_of(desk.today + timedelta(days=days), hour)


def _plan(
    desk: Desk, who: Actor, kind: str, days: int, title: str, place: str, host: str, organ: str = COUNTY,
    **more: object,
) -> Any:  # fmt: skip
    """A sitting so many days from today, entered a week before or today."""
    day = _moment(desk, days).date()
    typed = {"organ": organ, "title": title, "held_from": day.isoformat(), "opens": "9:00", "closes": "11:00",
             "place": place, "host": host, **more}  # fmt: skip
    at = min(desk.moment_of(day - timedelta(days=7), 10), _moment(desk, 0, 8))
    return agendas.plan(who, KINDS[kind], typed, at=at)


def _hold(desk: Desk, who: Actor, row: Any, results: tuple[tuple[str, str], ...], record: str) -> None:
    """Write each item's result and the record on the day itself."""
    at = datetime.combine(row.held_from, _moment(desk, 0, 11).timetz())
    turns = list(row.turns.filter(result="").order_by("position"))
    for turn, (result, answer) in zip(turns, results, strict=False):
        agendas.settle(who, row.pk, turn.pk, {"result": result, "answer": answer}, at=at)
    agendas.conclude(who, row.pk, {"record": record}, at=at)


def _elect(desk: Desk) -> None:
    at = _moment(desk, -40)
    for organ, council, username, names, voters in ELECTED:
        for place, name in enumerate(names):
            post = POSTS[place] if place < len(POSTS) else "MEMBER"
            typed = {"organ": organ, "name": name, "post": post, "elected_on": f"{desk.today.year - 1}-05-12",
                     "term_ends": f"{desk.today.year + 2}-05-11", "votes": str(voters - 3 * place - 2),
                     "voters": str(voters)}  # fmt: skip
            councils.elect(desk.person(username), KINDS[council], typed, at=at)


def _village(desk: Desk) -> None:
    """Street lamps: an open ballot, and the town decides otherwise and says why."""
    clerk, head = desk.person("cunwei"), desk.person("zhentou")
    row = _plan(desk, clerk, "VILLAGE_COUNCIL", -9, "村内路灯怎样修", "前柳村村委会", "马会长", VILLAGE)
    at = datetime.combine(row.held_from, _moment(desk, 0, 10).timetz())
    turn = agendas.add_item(clerk, row.pk, {"topic": "主街十二盏路灯不亮，修灯的钱从哪里出"}, at=at)
    options = "村集体出钱\n申请镇里补助，村里配套\n户户分摊"
    ballot = councils.call(
        clerk, row.pk, turn.pk, {"question": "修灯的钱从哪里出", "options": options, "seats": "1"}, at=at
    )
    people = list(row.people.order_by("pk"))
    votes = {str(who.pk): [("0", "0", "0", "0", "1", "1", "2")[place]] for place, who in enumerate(people)}
    councils.count(clerk, row.pk, ballot.pk, tally=[], blank="", cast="", votes=votes, at=at)
    decided = {"decided": "2", "decision": "镇里从一事一议资金补助六成，村里配套四成，本月底前修好。",
               "differs": "村集体今年的收入已经安排了灌渠，全由村里出要拖到明年。"}  # fmt: skip
    councils.decide(head, row.pk, ballot.pk, decided, at=at)
    _hold(desk, clerk, row, (("CONCLUDED", "多数同意由村集体出钱，镇里另有决定。"),), "到会七人，表决一项。")


def _town(desk: Desk) -> None:
    """One is over with a secret ballot, one is to come with items to be voted on."""
    clerk = desk.person("zhenban")
    found = list(visible(clerk, on=desk.today).filter(sealed=False, state="HANDLING").order_by("pk")[:2])
    row = _plan(desk, clerk, "TOWN_COUNCIL", -16, "疑难事项评议", "镇政府二楼会议室", "甄理事", TOWN)
    at = datetime.combine(row.held_from, _moment(desk, 0, 10).timetz())
    turn = agendas.add_item(clerk, row.pk, {"topic": "老街排水：先修哪一段"}, at=at)
    ballot = councils.call(clerk, row.pk, turn.pk, {"question": "先修哪一段", "options": "东段\n西段\n全线分两年", "seats": "1",
                                                    "secret": "on"}, at=at)  # fmt: skip
    councils.count(clerk, row.pk, ballot.pk, tally=["6", "2", "1"], blank="1", cast="10", votes={}, at=at)
    councils.decide(
        desk.person("zhentou"),
        row.pk,
        ballot.pk,
        {"decided": "1", "decision": "先修东段，下季度动工。"},
        at=at,
    )
    _hold(desk, clerk, row, (("CONCLUDED", "评议先修东段。"),), "到会十人，十个部门各来一位。")
    coming = _plan(desk, clerk, "TOWN_COUNCIL", 5, "本月评议", "镇政府二楼会议室", "甄理事", TOWN)
    for matter in found:
        agendas.add_item(clerk, coming.pk, {"number": matter.number}, at=_moment(desk, 0, 8))
    agendas.add_item(clerk, coming.pk, {"topic": "集市搬迁以后的摊位怎样分"}, at=_moment(desk, 0, 8))


def _open_matters(desk: Desk, who: Actor, count: int, start: int = 0) -> list[Any]:
    rows = visible(who, on=desk.today).filter(sealed=False, closed_on=None, state="HANDLING")
    return list(rows.order_by("due_on", "pk")[start : start + count])


def _conference(desk: Desk) -> None:
    """The county's joint conference: two matters and a topic; what it decided is given out as tasks."""
    clerk, leader = desk.person("fenban"), desk.person("xianzhang")
    row = _plan(desk, clerk, "JOINT_CONFERENCE", -6, "第三季度重点事项", "县政府第一会议室", "县长")
    at = datetime.combine(row.held_from, _moment(desk, 0, 9).timetz())
    for username, part in (
        ("xianzhang", "CHAIR"),
        ("zirantou", "MEMBER"),
        ("renshetou", "MEMBER"),
        ("fenban2", "CLERK"),
    ):
        agendas.seat(clerk, row.pk, {"account": username, "part": part}, at=at)
    matters = _open_matters(desk, leader, 2)
    for matter in matters:
        agendas.add_item(clerk, row.pk, {"number": matter.number}, at=at)
    agendas.add_item(clerk, row.pk, {"topic": "征地补偿款的发放台账由谁统一管理"}, at=at)
    _hold(desk, clerk, row, (("CONCLUDED", "责任单位十五日内拿出方案。"), ("POSTPONED", "等鉴定结论。"),
                             ("CONCLUDED", "由自然资源局建总账，乡镇分账，每季度核对一次。")), "到会八个成员单位。")  # fmt: skip
    turns = list(row.turns.order_by("position"))
    due = (desk.today + timedelta(days=20)).isoformat()
    asked = {
        "to": "37142602",
        "decision": "建立补偿款发放总账",
        "requirement": "本月底前建账并报联席会议办公室",
        "due_on": due,
    }
    agendas.assign(leader, row.pk, turns[-1].pk, asked, at=_moment(desk, 0, 8))
    coming = _plan(desk, clerk, "JOINT_CONFERENCE", 12, "年底前积案", "县政府第一会议室", "县长")
    agendas.add_item(clerk, coming.pk, {"topic": "超期事项通报"}, at=_moment(desk, 0, 8))


def _dispatch(desk: Desk) -> None:
    """Every week: the last one is written up, the next one is on the calendar."""
    clerk = desk.person("fenban")
    for days in (-14, -7):
        row = _plan(desk, clerk, "DISPATCH", days, "本周超期、临期事项", "信访局三楼", "信访局局长")
        at = datetime.combine(row.held_from, _moment(desk, 0, 9).timetz())
        for matter in _open_matters(desk, clerk, 2, start=2):
            agendas.add_item(clerk, row.pk, {"number": matter.number}, at=at)
        _hold(
            desk,
            clerk,
            row,
            (("CONCLUDED", "责任单位三日内报进展。"), ("CONCLUDED", "下周再看。")),
            "过了两件。",
        )
    _plan(desk, clerk, "DISPATCH", 1, "本周超期、临期事项", "信访局三楼", "信访局局长")


def _outreach(desk: Desk) -> None:
    clerk = desk.person("zhenban")
    found = list(visible(clerk, on=desk.today).filter(sealed=False).order_by("pk")[:1])
    row = _plan(desk, clerk, "OUTREACH", -4, "带案到村", "前柳村", "副县长", TOWN, style="WITH_CASE")
    at = datetime.combine(row.held_from, _moment(desk, 0, 10).timetz())
    for matter in found:
        agendas.add_item(clerk, row.pk, {"number": matter.number}, at=at)
    agendas.add_item(clerk, row.pk, {"topic": "村民问灌渠几时通水"}, at=at)
    results = (
        ("TAKEN_UP", "当面听了经过，由镇里十日内答复。"),
        ("ANSWERED", "本月二十日通水，水利站在场说明。"),
    )
    _hold(desk, clerk, row, results[-row.turns.count() :], "走访三户，带去一件。")
    _plan(desk, clerk, "OUTREACH", 8, "走访困难户", "后柳村", "镇长", TOWN, style="HOME_VISIT")


def _others(desk: Desk) -> None:
    """A mediation, a training, and hearings: one announced, one closed with its reason."""
    zhen, fenban, clerk = desk.person("zhenfu"), desk.person("fenban"), desk.person("ziran")
    for who, organ, kind, days, title in (
        (zhen, TOWN, "MEDIATION", 2, "宅基相邻排水"),
        (clerk, "37142602", "HEARING", 10, "征地补偿标准的适用"),
    ):
        near = (
            visible(who, on=desk.today)
            .filter(sealed=False, owner__code=organ, state="HANDLING")
            .order_by("-pk")
        )
        if not near:
            continue
        more = {"style": "PEOPLE"} if kind == "MEDIATION" else {}
        row = _plan(
            desk, who, kind, days, title, "第二会议室", "负责人", organ, number=near[0].number, **more
        )
        agendas.seat(who, row.pk, {"name": "村民代表 柳德顺", "part": "GUEST"}, at=_moment(desk, 0, 8))
        publish(who, [row.pk], at=_moment(desk, 0, 8))
    row = _plan(
        desk,
        fenban,
        "TRAINING",
        -12,
        "怎样写好处理意见书",
        "县委党校",
        "信访局副局长",
        speaker="县司法局 司空明",
        hours="4",
    )
    _hold(desk, fenban, row, (), "各单位承办人三十二人参加，讲评了六份意见书。")


def _duty(desk: Desk) -> None:
    """Two shifts: the second has taken over what the first left open."""
    clerk = desk.person("dengji")
    plan = {"opens": "8:30", "closes": "17:30"}
    first = _plan(desk, clerk, "DUTY", -2, "白班", "接待大厅", "带班领导 副局长", **plan)
    at = datetime.combine(first.held_from, _moment(desk, 0, 11).timetz())
    done = agendas.add_item(clerk, first.pk, {"topic": "大厅停电，已请供电所"}, at=at)
    agendas.add_item(clerk, first.pk, {"topic": "石桥镇三十人来访，农业农村局负责人在路上"}, at=at)
    agendas.settle(clerk, first.pk, done.pk, {"result": "DONE", "answer": "四十分钟后来电。"}, at=at)
    second = _plan(desk, clerk, "DUTY", -1, "白班", "接待大厅", "带班领导 局长", **plan)
    at = _moment(desk, 0, 8)
    for username, part in (("fenban2", "ON_DUTY"), ("duban", "LEADS_DUTY")):
        agendas.seat(clerk, second.pk, {"account": username, "part": part}, at=at)
    if second.held_from > first.held_from:
        duty.take_over(desk.person("fenban2"), second.pk, at=at)
    _plan(desk, clerk, "DUTY", 1, "白班", "接待大厅", "带班领导 副局长", **plan)
    _marked(desk, clerk, plan)


def _marked(desk: Desk, clerk: Actor, plan: dict[str, str]) -> None:
    """Days of a session on which more people are on duty: the first is filled, the second is short, the third empty."""
    given = {"title": "县人民代表大会会议", "first": desk.day_after(timedelta(days=6)), "last": desk.day_after(timedelta(days=8)), "on_duty": "2", "receives": True,
             "text": "局长带班；有人来反映的随到随接，当天登记。"}  # fmt: skip
    write(desk.person("fenban"), KNOWN["MARKED_DATES"], given, at=_moment(desk, 0, 8))
    for days, people in ((6, ("fenban2", "duban")), (7, ("fenban2",))):
        row = _plan(desk, clerk, "DUTY", days, "会期白班", "接待大厅", "带班领导 局长", **plan)
        for username in people:
            agendas.seat(clerk, row.pk, {"account": username, "part": "ON_DUTY"}, at=_moment(desk, 0, 8))


def _between_organs(desk: Desk) -> None:
    """Tasks that belong to no matter, in every state: waiting, answered, returned, cleared."""
    leader, duban = desk.person("xianzhang"), desk.person("duban")
    begun, due = _moment(desk, -20), (desk.today + timedelta(days=10)).isoformat()
    late = (desk.today - timedelta(days=3)).isoformat()
    finding = {
        "finding": "同类事项一年内来了九件，都是台账对不上。",
        "evidence": "九份处理意见书",
        "advice": "统一台账，按季核对。",
    }
    issued = (
        (leader, "INTERVIEW", {"to": "37142604", "whom": "局长", "facts": "两件事项超期四十天以上"}, due, "已到场说明并保证十日内办结。", True),
        (leader, "CIRCULAR", {"to": "37142610", "facts": "三件没有按期书面告知"}, due, "已逐件补送告知书。", True),
        (duban, "RECTIFICATION", {"to": "37142602", "facts": "发放台账没有更新"}, late, "", False),
        (duban, "IMPROVE_WORK", {"to": "37142602", **finding}, due, "已采纳，从下季度起按季核对。", False),
        (leader, "LEADER_INSTRUCTION", {"to": "37142603", "leader": "县长", "instruction": "年底前不得有欠薪过年的。"}, due, "已排查四十家用人单位。", False),
        (leader, "TASK_FORCE", {"to": "37142610", "leader": "副县长", "team": "镇政府、自然资源局、司法局"}, due, "", False),
        (duban, "SCREENING_ROUND", {"to": "37142610", "business": "GENERAL", "regions": ["371426101"]}, due, "", False),
        (leader, "RESPONSIBILITY", {"to": "37142610", "year": str(desk.today.year)}, due, "责任书已签。", True),
    )  # fmt: skip
    policy = {
        "to": "37142604",
        "policy": "农机补贴的申报期",
        **finding,
        "requirement": "按期书面答复",
        "due_on": due,
    }
    drafts.draft(duban, TASKS["IMPROVE_POLICY"], policy, at=begun)  # which waits for a colleague
    heads = {"37142602": "zirantou", "37142603": "renshetou", "37142604": "nongyetou", "37142610": "zhentou"}
    for who, kind, facts, by, answer, cleared in issued:
        typed = {"requirement": "按期书面答复", "due_on": by, **facts}
        row = _issued(desk, who, TASKS[kind], typed, begun)
        if answer:
            told = {"answer": answer} | ({"adoption": "ADOPTED"} if TASKS[kind].adoption else {})
            _answered(desk, row, told, heads[str(facts["to"])])
        if cleared:
            tasks.clear(who, row, {"evidence": "材料核对过"}, at=_moment(desk, -5))


def _issued(desk: Desk, who: Actor, kind: TaskKind, typed: dict[str, str], at: datetime) -> Any:
    """What goes out as a letter is checked by a colleague and signed by the head."""
    if kind.action not in HANDS:
        return tasks.issue(who, kind, typed, at=at)
    return _in_hands(
        drafts.draft(who, kind, typed, at=at), desk.person("fenban"), desk.person("xinfangtou"), at
    )


def _answered(desk: Desk, row: Any, told: dict[str, str], head: str) -> None:
    at, signer = _moment(desk, -8), desk.person(head)
    if row.kind not in BY_LETTER:
        tasks.answer(signer, row, told, at=at)
        return
    clerk, other = desk.person("ziran"), desk.person("ziran2")
    _in_hands(drafts.draft_answer(clerk, row, told, at=at), other, signer, at)


def _in_hands(paper: Any, checks: Actor, signs: Actor, at: datetime) -> Any:
    drafts.take(checks, paper, f"CHECK_{paper.step}", {}, seen=paper.digest, at=at)
    paper.refresh_from_db()
    return drafts.take(signs, paper, SIGNING[paper.step].action, {}, seen=paper.digest, at=at)


def _sponsored(desk: Desk) -> None:
    """One long matter with a leader, a team, a plan and the entries of two months; one asks for the fund."""
    leader = desk.person("xianzhang")
    rows = visible(leader, on=desk.today).filter(owner__code="37142602", sealed=False, state="HANDLING")
    matter = rows.order_by("due_on", "pk").first()
    if matter is None:
        return
    facts = {"leader": "副县长", "team": "自然资源局、柳河镇、司法局", "plan": "先核实，再拿方案，办结以后回访。",
             "requirement": "每月报一次进展", "due_on": (desk.today + timedelta(days=60)).isoformat()}  # fmt: skip
    at = _moment(desk, 0, 8)
    perform(matter, "SPONSOR", actor=leader, at=at, facts=facts)
    holder = next((row.username for row in desk.county.staff if row.organ == matter.owner.code), "")
    if holder:
        entry = {"progress": "经过和依据已经核对，差一份测量记录。", "next": "本周补齐，月底前拿出处理意见。"}
        perform(matter, "ENTER_PROGRESS", actor=desk.person(holder), at=at, facts=entry)
        ask = {"to": "37142631", "amount": "8000", "purpose": "生活困难，垫付过渡期的生活费", "requirement": "请批准",
               "due_on": (desk.today + timedelta(days=10)).isoformat()}  # fmt: skip
        perform(matter, "ASK_FUND", actor=desk.person(holder), at=at, facts=ask)
    for place, (granted, told) in enumerate(
        ((5000, "同意，凭医院票据支付。"), (0, "已由临时救助解决，不重复支付。"))
    ):
        _granted(desk, place, granted, told)


def _granted(desk: Desk, place: int, granted: int, told: str) -> None:
    """The fund was asked for another matter: the finance bureau decided, and the head who asked cleared it."""
    rows = visible(desk.person("xianzhang"), on=desk.today).filter(sealed=False, owner__code="37142603")
    matter = rows.filter(state="HANDLING").order_by("pk")[place]
    ask = {"to": "37142631", "amount": "6000", "purpose": "住院治疗，家里没有别的收入", "requirement": "请批准",
           "due_on": (desk.today + timedelta(days=10)).isoformat()}  # fmt: skip
    perform(matter, "ASK_FUND", actor=desk.person("renshe"), at=_moment(desk, 0, 6), facts=ask)
    decides = desk.who("37142631", Role.ORGAN_HEAD)
    for who, action, facts in (
        (decides, "ANSWER_TASK", {"answer": told, "granted": str(granted)}),
        (desk.person("renshetou"), "CLEAR_TASK", {"evidence": "票据和批复已经核对"}),
    ):
        matter.refresh_from_db()
        perform(matter, action, actor=who, at=_moment(desk, 0, 7), facts=facts)
