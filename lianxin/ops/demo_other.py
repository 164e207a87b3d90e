"""The other roads of the demo: answers without an opinion, joined petitions, and the sealed road of accusations."""

from __future__ import annotations

from dataclasses import replace

from lianxin.actions.filing import Person
from lianxin.ops.demo_desk import Case, Desk, Life
from lianxin.ops.demo_lives import (
    CITY_OFFICE,
    OFFICE,
    accept,
    classified,
    classify,
    draft_opinion,
    forward,
    handling,
    issued,
    opinion,
    serve,
)
from lianxin.rules.codes import Channel, Purpose, Role


def guided(desk: Desk, case: Case) -> Life:
    desk.file(case)
    yield 1
    classify(desk, case, "APPEAL_2")
    yield 3
    desk.decide(
        case, "GUIDE", OFFICE, Role.TRIAGE_OFFICER, road="ARBITRATION", where="临水县劳动人事争议仲裁院",
        answer="您与用人单位之间的劳动争议应当先申请仲裁，时效为一年，材料清单附后。",
    )  # fmt: skip


def guided_closed(desk: Desk, case: Case) -> Life:
    yield from guided(desk, case)
    yield 5
    serve(desk, case, OFFICE, Role.TRIAGE_OFFICER)


DECLINED = {
    "ground": "PENDING_ELSEWHERE",
    "reason": "同一事项已由主管机关受理，办理期限未满，没有新的事实和理由。",
    "what_remains": "请等候原事项的处理意见；有新的材料可以随时补充。",
}


def declining(desk: Desk, case: Case) -> Life:
    """Drafted and checked; the head of the office has not signed."""
    yield from classified(desk, case)
    yield 3
    clerk = desk.person("fenban")
    desk.act(case, "DRAFT_DECLINE", clerk, **DECLINED)
    desk.act(case, "CHECK_DECLINE", desk.who(OFFICE, Role.TRIAGE_OFFICER, after="fenban"))


def declined(desk: Desk, case: Case) -> Life:
    desk.file(case)
    yield 2
    classify(desk, case)
    yield 4
    desk.decide(case, "DECLINE", OFFICE, Role.TRIAGE_OFFICER, **DECLINED)
    yield 6
    serve(desk, case, OFFICE, Role.TRIAGE_OFFICER)


def announced(desk: Desk, case: Case) -> Life:
    """The opinion came back, nobody knows where its petitioner went: a public notice waits for its thirty days."""
    yield from issued(desk, case)
    yield 41
    handler = desk.who(case.organ, Role.HANDLER)
    desk.act(
        case, "NOT_DELIVERED", handler, recipients=[case.number], method="MAIL", tried_on=desk.day(),
        reason="原址查无此人，邮件退回。",
    )  # fmt: skip
    yield 43
    desk.act(
        case, "ANNOUNCE", handler, recipients=[case.number], ground="FAILED", fetch_at="本机关一楼服务大厅",
        tried="挂号邮寄被退回，上门两次无人，村委会和邻居都不知去向。",
    )  # fmt: skip


def sent_back(desk: Desk, case: Case) -> Life:
    """The head wants more in the opinion before signing it."""
    yield from handling(desk, case)
    yield 25
    draft_opinion(desk, case)
    yield 27
    head = desk.who(case.organ, Role.ORGAN_HEAD)
    desk.act(case, "RETURN_OPINION", head, reason="请写明款项的数额和拨付的日期，再报。")


def suggested(desk: Desk, case: Case) -> Life:
    """A suggestion, studied and answered by the organ."""
    case.filing["purpose"] = Purpose.SUGGESTION
    desk.file(case)
    yield 1
    classify(desk, case, "SUGGESTION")
    forward(desk, case)
    yield 4
    accept(desk, case)
    yield 20
    desk.act(
        case, "REPLY", desk.who(case.organ, Role.HANDLER),
        requests=[{"outcome": "ADOPTED", "answer": case.theme.answer} for _ in case.requests],
    )  # fmt: skip


def thanked(desk: Desk, case: Case) -> Life:
    case.filing["purpose"] = Purpose.THANKS
    desk.file(case)
    classify(desk, case, "THANKS")
    desk.act(
        case, "REPLY", desk.who(OFFICE, Role.TRIAGE_OFFICER),
        requests=[{"outcome": "EXPLAIN", "answer": "感谢您的来信，已转达给有关同志。"} for _ in case.requests],
    )  # fmt: skip
    yield 1
    serve(desk, case, OFFICE, Role.TRIAGE_OFFICER)


def litigation(desk: Desk, case: Case) -> Life:
    desk.file(case)
    yield 1
    classify(desk, case, "APPEAL_1", litigation=True)
    yield 2
    forward(desk, case, to="37142608", mode="LITIGATION")


def assigned(desk: Desk, case: Case) -> Life:
    """Assigned with a day to report back."""
    yield from classified(desk, case)
    yield 2
    forward(desk, case, mode="ASSIGN", report_by=desk.day(45))
    yield 6
    accept(desk, case)


def petition_of_many(desk: Desk, case: Case) -> Life:
    """Forty households, three representatives, the window clerk writes it down."""
    first = case.people[0]
    others = [
        ("赵满仓", "13905340001"),
        ("钱桂兰", "13905340002"),
        ("孙𠮷祥", "13905340003"),
        ("李㐂旺", "13905340004"),
    ]
    case.people = (
        replace(first, role="REPRESENTATIVE"),
        *(
            Person(name=name, phone=phone, role="REPRESENTATIVE", address=first.address)
            for name, phone in others[:2]
        ),
        *(Person(name=name, phone=phone, role="JOINT", address=first.address) for name, phone in others[2:]),
    )
    case.channel = Channel.VISIT
    case.filing |= {"persons_present": 5, "persons_concerned": 43}
    desk.file(case)
    yield 1
    classify(desk, case, urgent=True)
    yield 2
    forward(desk, case)
    yield 6
    accept(desk, case)


def lead_and_joined(desk: Desk, case: Case, later: Case, relation: str) -> Life:
    """A second submission of the same matter joins the first; its number and rights stay its own."""
    yield from classified(desk, case)
    yield 3
    desk.file(later)
    classify(desk, later)
    yield 4
    reason = "反映的人、地、事相同，期限以先收到的为准。"
    desk.act(
        later,
        "JOIN",
        desk.who(OFFICE, Role.TRIAGE_OFFICER),
        lead=case.number,
        relation=relation,
        reason=reason,
    )
    yield 5
    forward(desk, case)
    yield 8
    accept(desk, case)


def new_facts(desk: Desk, case: Case, later: Case) -> Life:
    """After the end a new fact opens a new matter, tied to the old one."""
    yield from handling(desk, case)
    yield 30
    opinion(desk, case, "NOT_SUPPORT")
    yield 32
    serve(desk, case)
    yield 84
    case_closed = {
        "solved": "不予支持，理由已书面说明",
        "explained": "已说明",
        "assisted": "无此情形",
        "conduct": "无此情形",
    }
    desk.act(case, "CLOSE", desk.who(case.organ, Role.HANDLER), **case_closed)
    yield 100
    later.title, later.content = (
        f"找到了新的证据：{later.title}",
        f"上次说没有证据，这回找到了当年的协议原件。{later.content}",
    )
    desk.file(later)
    classify(desk, later)
    desk.act(
        later, "RELATE", desk.who(OFFICE, Role.TRIAGE_OFFICER), lead=case.number, relation="NEW_FACTS_AFTER",
        reason="提交了前次没有的协议原件，属新的事实。",
    )  # fmt: skip


# ---- the sealed road ------------------------------------------------------------------------------------


def accused(desk: Desk, case: Case) -> Life:
    """An accusation, registered and seen by the desk alone."""
    case.filing |= {"purpose": Purpose.ACCUSATION}
    desk.file(case)
    yield from ()


def _seal_and_refer(desk: Desk, case: Case, office: str, to: str) -> Life:
    yield from accused(desk, case)
    yield 2
    classify(desk, case, "ACCUSATION", office)
    yield 3
    desk.act(
        case,
        "REFER_DISCIPLINE",
        desk.who(office, Role.TRIAGE_OFFICER),
        to=to,
        reason="反映的问题属纪检监察机关职权。",
    )


def referred(desk: Desk, case: Case) -> Life:
    yield from _seal_and_refer(desk, case, OFFICE, "37142609")


def in_discipline(desk: Desk, case: Case) -> Life:
    yield from referred(desk, case)
    yield 8
    desk.act(case, "DI_ACCEPT", desk.who("37142609", Role.DISCIPLINE_DESK))


def found_out(desk: Desk, case: Case) -> Life:
    """Concluded, and the person who wrote is still to be told."""
    yield from in_discipline(desk, case)
    yield 60
    answer = "经核查，所反映的问题部分属实，已按规定处理并责成退还。"
    clerk = desk.who("37142609", Role.DISCIPLINE_DESK)
    desk.act(case, "DI_CONCLUDE", clerk, conclusion=answer)


def concluded(desk: Desk, case: Case) -> Life:
    yield from found_out(desk, case)
    yield 66
    clerk = desk.who("37142609", Role.DISCIPLINE_DESK)
    desk.act(case, "DI_FEEDBACK", clerk, answer="经核查，所反映的问题部分属实，已按规定处理并责成退还。")


def against_county(desk: Desk, case: Case) -> Life:
    """It accuses the county government itself: the city's petition office owns it from the first minute."""
    case.filing |= {"complained_organ": "37142600"}
    yield from accused(desk, case)
    yield 2
    classify(desk, case, "ACCUSATION", CITY_OFFICE, complained_organ="37142600")


def against_county_referred(desk: Desk, case: Case) -> Life:
    yield from against_county(desk, case)
    yield 4
    desk.act(
        case, "REFER_DISCIPLINE", desk.who(CITY_OFFICE, Role.TRIAGE_OFFICER), to="37140009",
        reason="反映县级机关的问题，由市纪委监委受理。",
    )  # fmt: skip


def split(desk: Desk, case: Case) -> Life:
    """One letter with a request and an accusation: the accusation goes its own sealed way."""
    case.requests = (*case.requests, "查处经办人吃拿卡要")
    case.content += "另外，经办的人张口要了两条烟，说是“跑手续要用”。"
    desk.file(case)
    yield 1
    plain = case.content.split("另外，经办的人")[0]
    desk.act(
        case, "SPLIT", desk.who(OFFICE, Role.TRIAGE_OFFICER), lines=[str(len(case.requests))], redacted=plain,
        complained_organ=case.organ,
    )  # fmt: skip
    case.requests = case.requests[:-1]
    classify(desk, case)
    yield 3
    forward(desk, case)
