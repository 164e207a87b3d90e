"""What the demo county tells everyone: reception days with visitors, calls with outcomes, answers; and its post."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from lianxin.actions.bookings import Wish, book
from lianxin.actions.calls import Asked, Offered, open_call, suggest, sum_up, tell_outcome
from lianxin.actions.letters import mark_posted
from lianxin.actions.outbox import Notice, NotSent, deliver
from lianxin.actions.perform import perform
from lianxin.actions.sittings import Plan, conclude, plan, publish, record, walk_in
from lianxin.channels.sending import to_file
from lianxin.ops import demo_lives as on
from lianxin.ops.demo_desk import CHINA, Case, Desk, Life
from lianxin.queries.access import matter_for
from lianxin.queries.post import post
from lianxin.queries.sittings import planned, public_days, sitting_for, visitors
from lianxin.rules.codes import Role
from lianxin.rules.facts import Actor
from lianxin.rules.rhythms import RHYTHMS
from lianxin.rules.wording import gettext_noop as _

COUNTY, TOWN, CLERK = "37142600", "37142610", "fenban2"
HALL, TOWN_HALL = "临水县人民来访接待中心一号接待室（县城人民路8号）", "柳河镇便民服务中心二楼"
HOSTS = ("县长 贺守正", "常务副县长 林致远", "县委副书记 沈平安")
VISITS = (
    ("王秀英", "13905350001", "2019年修路占地的补偿款", "ANSWERED", "当场核对了台账，财政局下周拨付，信访局跟踪到账。"),
    ("玉素甫江·艾合买提", "13905350002", "小区三栋楼的电梯停了两个月", "TAKEN_UP", "交住建局，三十日内书面答复，县政府督查室跟踪。"),
    ("赵满仓", "13905350003", "法院判了，对方不给钱", "GUIDED", "属于执行问题，已告知向法院申请强制执行，法律援助中心陪同办理。"),
    ("钱桂兰", "13905350004", "想问低保怎样申请", "ABSENT", ""),
)  # fmt: skip
IDEAS = (
    "把六路公交延长到县医院南门，老人看病不用再走一公里。",
    "末班车太早，晚八点半下夜班的人没有车，建议延到九点。",
    "学生月票能不能按学期卖，寒暑假不用的不收钱。",
    "站牌上写清楚下一班还有几分钟。",
    "电动三轮占了站台，建议划线，不要只罚款。",
    "乡下的车冬天不开暖气，老人孩子受不了。",
)
OUTCOMES = (
    ("六路车延长到县医院南门", "ADOPTED", "下月一日起试行，增加一辆车，每二十分钟一班。"),
    ("末班车延到晚上九点", "PARTLY_ADOPTED", "先在一路、六路试行三个月，看坐车的人数再定其他线路。"),
    ("学生月票改按学期出售", "NOT_ADOPTED", "票制由市里统一定，县里不能单独改；已把建议报给市交通运输局。"),
)  # fmt: skip
STUDIED = "您的建议已与县交通运输局一起研究，列入线路和班次调整的方案，结果在征集结束后向大家公布。"


def published(desk: Desk, case: Case) -> Life:
    """Closed and rated; the petitioner agrees, one drafts, another looks it over."""
    yield from on.rated(desk, case)
    yield 97
    desk.act(case, "AGREE_PUBLICATION", case.petitioner, agreed=True)
    yield 99
    told = {
        "title": f"{case.title}，怎么办",
        "question": f"反映的事：{case.title}。要求：{'；'.join(case.requests)}。",
        "published_answer": f"经查：{case.theme.found}{case.theme.answer}",
    }
    desk.act(case, "DRAFT_PUBLICATION", desk.who(case.organ, Role.HANDLER), **told)
    yield 101
    head = desk.who(case.organ, Role.ORGAN_HEAD)
    desk.act(case, "APPROVE_PUBLICATION", head, redacted=True, scope="公开网站，长期")


def post_letters(desk: Desk) -> None:
    """The clerk's weekly run: whatever waits on paper is posted."""
    clerk = desk.person(CLERK)
    mark_posted(clerk, [row.pk for row in post(clerk, on=desk.at.date()).to_print], at=desk.at)


def after(desk: Desk) -> None:
    """What happens beside the cases: days of reception, calls, and three numbers that no longer exist."""
    _receptions(desk)
    _calls(desk)
    _undeliverable(desk)


def _undeliverable(desk: Desk) -> None:
    gone: set[str] = set()

    def send(notice: Notice) -> None:
        if notice.channel == "SMS" and len(gone) < 3 and notice.number not in gone:
            gone.add(notice.number)
            raise NotSent(_("短信网关没有收下"), detail="空号", final=True)
        to_file(notice)

    deliver(send, at=desk.moment_of(desk.today, 8))


# ---- days of reception --------------------------------------------------------------------------------------
def _receptions(desk: Desk) -> None:
    clerk, today = desk.person(CLERK), desk.today
    begun = desk.moment_of(today - timedelta(days=21), 7)
    ahead = (
        (COUNTY, HALL, HOSTS, "COUNTY_LEADERS", clerk, 42),
        (COUNTY, HALL, ("县委书记 周同舟",), "CHIEFS", clerk, 60),
        (TOWN, TOWN_HALL, ("柳河镇镇长 甄为民",), "TOWNS_DEPARTMENTS", desk.person("zhenban"), 21),
    )
    for organ, place, hosts, code, actor, far in ahead:
        last = today + timedelta(days=far)
        plan(
            actor,
            Plan(organ, begun.date(), last, time(9), time(11), 20, place, hosts, RHYTHMS[code]),
            at=begun,
        )
        coming, _over = planned(actor, on=begun.date())
        until = today + timedelta(days=35)  # what lies further ahead still waits to be published
        publish(actor, [row.sitting.pk for row in coming if row.sitting.held_from <= until], at=begun)
    past = [day for day in public_days(at=begun, on=begun.date()) if day.on < today and "县" in day.organ]
    for number, day in enumerate(past):
        _visited(clerk, day.pk, day.on, begun, number)
    for day in [
        day for day in public_days(at=desk.moment_of(today, 7), on=today + timedelta(days=1)) if day.free
    ][:2]:
        for place, (name, phone, topic, _result, _answer) in enumerate(VISITS[:3]):
            wish = Wish(f"{day.slots[place].at:%H:%M}", name, phone, topic)
            book(
                day.pk,
                wish,
                client=f"demo-{day.pk}",
                at=desk.moment_of(today - timedelta(days=1), 10 + place),
            )


def _visited(clerk: Actor, pk: int, day: date, begun: datetime, number: int) -> None:
    """A day that is over: who booked, who simply came, and what each left with."""
    for place, (name, phone, topic, _result, _answer) in enumerate(VISITS):
        wish = Wish(f"{9 + place // 3}:{place % 3 * 20:02d}".zfill(5), name, phone, topic)
        book(pk, wish, client=f"demo-{pk}-{place}", at=begun)
    at = datetime.combine(day, time(11), CHINA)
    walk_in(clerk, pk, "孙家旺", "村里的路灯", at=at)
    results = {topic: (result, answer) for _name, _phone, topic, result, answer in VISITS}
    for turn in visitors(clerk, sitting_for(clerk, pk), on=day):
        result, answer = results.get(turn.topic, ("TAKEN_UP", "交镇政府，十五日内修好并回访。"))
        record(clerk, pk, turn.pk, result, answer, at=at)
    conclude(clerk, pk, "接待五批，当场答复一件，交办两件，引导一件，一人未到。", at=at)


# ---- calls ---------------------------------------------------------------------------------------------------
def _calls(desk: Desk) -> None:
    clerk, today = desk.person("fenban"), desk.today
    begun = desk.moment_of(today - timedelta(days=70), 9)
    asked = Asked(
        on.OFFICE, "城乡公交怎样开更方便", "今年要调整六条线路和末班时间。请说说您坐车最不方便的地方，和您的办法。",
        begun.date(), today - timedelta(days=40),
    )  # fmt: skip
    over = open_call(clerk, asked, at=begun)
    for number, text in enumerate(IDEAS):
        at = desk.moment_of(today - timedelta(days=65 - 3 * number), 10)
        came = suggest(
            over.pk, Offered(text), key=f"demo-{number}", client=f"demo-{number}", actor=Actor(), at=at
        )
        _studied(desk, clerk, came.submission.number, days=7 + number)
    told = desk.moment_of(today - timedelta(days=20), 15)
    for suggestion, outcome, reason in OUTCOMES:
        tell_outcome(clerk, over.pk, suggestion, outcome, reason, at=told)
    sum_up(clerk, over.pk, "六条建议都研究过了。采纳和部分采纳的下月一日起试行，三个月后再听一次大家的意见。")
    now = desk.moment_of(today - timedelta(days=5), 9)
    fresh = Asked(
        on.OFFICE, "老旧小区加装电梯，先从哪里做起", "明年准备在二十个单元加装。请说说您那里的情况：几层、住了多少老人、大家愿不愿意分担。",
        now.date(), today + timedelta(days=25),
    )  # fmt: skip
    call = open_call(clerk, fresh, at=now)
    suggest(call.pk, Offered("先做六层以上、老人多的单元，底层住户适当补偿。"), key="demo-lift", client="demo-lift",
            actor=Actor(), at=desk.moment_of(today - timedelta(days=2), 11))  # fmt: skip


def _studied(desk: Desk, clerk: Actor, number: str, *, days: int) -> None:
    """A suggestion to a call is put in its class the next morning, and answered when it has been studied (第二十九条)."""
    filed = matter_for(clerk, number, on=desk.today)
    for after, action, facts in (
        (
            1,
            "CLASSIFY",
            {"category": "0902", "region": "371426", "requests": [{"legal_class": "SUGGESTION"}]},
        ),
        (days, "REPLY", {"requests": [{"outcome": "ADOPTED", "answer": STUDIED}]}),
        (days, "SERVE", {"recipients": [number], "method": "QUERY_PAGE", "proof": "答复留在查询页"}),
    ):
        at = desk.moment_of(filed.opened_on + timedelta(days=after), 15)
        facts = {**facts, "served_on": at.date().isoformat()} if action == "SERVE" else facts
        perform(matter_for(clerk, number, on=at.date()), action, actor=clerk, at=at, facts=facts)
