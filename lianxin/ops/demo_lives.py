"""The ways a case of the demo goes, each ending in another state. A life yields the day on which it goes on."""

from __future__ import annotations

from collections.abc import Mapping

from lianxin.ops.demo_desk import Case, Desk, Life
from lianxin.rules.codes import Cause, Channel, Outcome, Role

OFFICE, CITY_OFFICE = "37142601", "37140001"
COUNTY, CITY = "37142600", "37140000"
DONE = {
    "solved": "已按处理意见兑现",
    "explained": "已当面说明理由",
    "assisted": "无此情形",
    "conduct": "无此情形",
}
CAUSES = (
    Cause.DELAY,
    Cause.NON_PERFORMANCE,
    Cause.POLICY_GAP,
    Cause.HISTORY,
)  # one after another, by the letter's length


def classify(
    desk: Desk, case: Case, legal_class: str = "APPEAL_6", office: str = OFFICE, **more: object
) -> None:
    lines = [{"legal_class": legal_class} for _ in case.requests]
    desk.act(
        case, "CLASSIFY", desk.who(office, Role.TRIAGE_OFFICER, Role.HANDLER),
        category=case.theme.category, region=case.region, requests=lines, **more,
    )  # fmt: skip


def forward(desk: Desk, case: Case, to: str = "", mode: str = "FORWARD", **more: object) -> None:
    desk.act(
        case, "FORWARD", desk.who(OFFICE, Role.TRIAGE_OFFICER), to=to or case.organ, mode=mode,
        reason="事发地在本县，属该机关法定职权，按属地、层级和职能确定。", **more,
    )  # fmt: skip


def accept(desk: Desk, case: Case, procedure: str = "ORDINARY") -> None:
    handler = desk.who(case.organ, Role.HANDLER)
    method = "MAIL" if case.channel is Channel.LETTER else "IN_PERSON"
    desk.act(case, "ACCEPT", handler, procedure=procedure, method=method)
    desk.act(case, "TAKE", handler, handler=_username(desk, case.organ), no_interest=True)


def _username(desk: Desk, organ: str) -> str:
    return next(row.username for row in desk.county.staff if row.organ == organ and Role.HANDLER in row.roles)


def opinion(desk: Desk, case: Case, outcome: str = "") -> None:
    """Drafted by the handler, checked and signed by the head."""
    draft_opinion(desk, case, outcome)
    head = desk.who(case.organ, Role.ORGAN_HEAD)
    desk.act(case, "CHECK_OPINION", head)
    desk.act(case, "SIGN_OPINION", head)


def draft_opinion(desk: Desk, case: Case, outcome: str = "") -> None:
    theme, handler = case.theme, desk.who(case.organ, Role.HANDLER)
    line: dict[str, object] = {"outcome": outcome or theme.outcome, "answer": theme.answer, "law": theme.law}
    if Outcome[str(line["outcome"])].must_be_carried_out:
        line |= {"executor": "本机关业务科室", "execute_by": desk.day(30)}
    desk.act(
        case, "DRAFT_OPINION", handler,
        received=f"你{'们' if len(case.people) > 1 else ''}提出的信访事项（编号{case.number}）收悉，诉求共{len(case.requests)}项。经调查核实，现答复如下：",
        found=theme.found, requests=[line for _ in case.requests],
    )  # fmt: skip


def serve(desk: Desk, case: Case, organ: str = "", *roles: Role) -> None:
    who = desk.who(organ or case.organ, *(roles or (Role.HANDLER,)))
    desk.act(
        case, "SERVE", who, recipients=[case.number], method="IN_PERSON", served_on=desk.day(),
        place=_door(case), received_by=_receiver(case), proof="本人已在送达回证上签字。",
    )  # fmt: skip


def _door(case: Case) -> str:
    return case.people[0].address if case.people else "当面"


def _receiver(case: Case) -> str:
    return f"{case.people[0].name}（本人）" if case.people and case.people[0].name else ""


# ---- before acceptance ----------------------------------------------------------------------------------


def registered(desk: Desk, case: Case) -> Life:
    desk.file(case)
    yield from ()


def classified(desk: Desk, case: Case) -> Life:
    desk.file(case)
    yield 1
    classify(desk, case)


def received(desk: Desk, case: Case) -> Life:
    """Straight to the organ, which owes its own notice."""
    desk.file(case, case.organ)
    yield 1
    classify(desk, case, office=case.organ)


def routed(desk: Desk, case: Case) -> Life:
    yield from classified(desk, case)
    yield 2
    forward(desk, case)


def objected(desk: Desk, case: Case) -> Life:
    yield from routed(desk, case)
    yield 3
    desk.act(
        case, "OBJECT", desk.who(case.organ, Role.HANDLER),
        reason="所涉地段已于去年移交街道管护，本机关没有管理权限，附移交清单。", basis="“三定”规定第二条",
    )  # fmt: skip


def returned(desk: Desk, case: Case) -> Life:
    """Sent to the wrong organ, returned with consent, sent on to the right one."""
    right, case.organ = case.organ, "37142627" if case.organ != "37142627" else "37142605"
    yield from objected(desk, case)
    yield 4
    desk.act(case, "AGREE_OBJECTION", desk.who(OFFICE, Role.TRIAGE_OFFICER), reason="核实移交清单属实。")
    yield 5
    case.organ = right
    forward(desk, case)


def disputed(desk: Desk, case: Case) -> Life:
    yield from objected(desk, case)
    yield 4
    desk.act(
        case, "DISPUTE", desk.who(OFFICE, Role.TRIAGE_OFFICER),
        reason="移交清单没有接收方签字，双方各执一词，提请共同的上级决定。",
    )  # fmt: skip


# ---- in hand --------------------------------------------------------------------------------------------


def handling(desk: Desk, case: Case) -> Life:
    yield from routed(desk, case)
    yield 5
    accept(desk, case)


def investigated(desk: Desk, case: Case) -> Life:
    """Evidence, a co-handler's view, material asked for and brought."""
    yield from handling(desk, case)
    yield 8
    handler = desk.who(case.organ, Role.HANDLER)
    desk.act(case, "EVIDENCE", handler, title="现场勘查笔录", source="现场", content=case.theme.found)
    other = "37142631" if case.organ != "37142631" else "37142604"
    desk.act(
        case, "ASK_CO_HANDLER", handler, to=other, ask="请提供近三年有关资金拨付情况。", due_on=desk.day(10)
    )
    desk.act(case, "ASK_MATERIAL", handler, missing="身份证复印件和当年的收据", by=desk.day(10))
    yield 12
    desk.act(
        case, "SUPPLEMENT", case.petitioner, content="收据找到了两张，拍了照片附上，另一张让水泡了看不清。"
    )
    desk.act(
        case, "CO_ANSWER", desk.who(other, Role.HANDLER), answer="经查台账，款项已于当年拨付到乡镇账户。"
    )


LONGER = {"days": 30, "reason": "需要委托鉴定，鉴定机构排期至下月。"}


def asking(desk: Desk, case: Case) -> Life:
    """More time is asked for; the head has not decided."""
    yield from handling(desk, case)
    yield 50
    desk.act(case, "ASK_EXTENSION", desk.who(case.organ, Role.HANDLER), **LONGER)


def extended(desk: Desk, case: Case) -> Life:
    yield from asking(desk, case)
    yield 51
    desk.act(case, "EXTEND", desk.who(case.organ, Role.ORGAN_HEAD), **LONGER)


def reminded(desk: Desk, case: Case) -> Life:
    """Reminded from above, not yet answered."""
    yield from handling(desk, case)
    yield 30
    desk.act(
        case, "REMIND", desk.who(OFFICE, Role.SUPERVISOR),
        requirement="办理已过半，请书面报告调查进展和下一步安排。", due_on=desk.day(10),
    )  # fmt: skip


def cleared(desk: Desk, case: Case) -> Life:
    """The reminder answered in writing, and cleared by the one who sent it."""
    yield from reminded(desk, case)
    yield 34
    desk.act(
        case,
        "ANSWER_TASK",
        desk.who(case.organ, Role.HANDLER),
        answer="已完成入户核实，正在测算补偿数额。",
    )
    yield 36
    desk.act(case, "CLEAR_TASK", desk.who(OFFICE, Role.SUPERVISOR), evidence="核对了入户笔录和测算表。")


def simple(desk: Desk, case: Case) -> Life:
    """The simplified procedure, accepted within three working days."""
    desk.file(case)
    classify(desk, case)
    forward(desk, case, procedure="SIMPLIFIED")
    yield 1
    accept(desk, case, "SIMPLIFIED")


def simple_closed(desk: Desk, case: Case) -> Life:
    yield from simple(desk, case)
    yield 5
    opinion(desk, case)
    yield 6
    serve(desk, case)
    yield 10
    rate(desk, case, "SATISFIED", "SATISFIED", "没想到一个礼拜就办好了，谢谢。")


def converted(desk: Desk, case: Case) -> Life:
    yield from simple(desk, case)
    yield 4
    desk.act(case, "CONVERT", desk.who(case.organ, Role.HANDLER), reason="需要鉴定，十个工作日内不能办结。")


def settled(desk: Desk, case: Case) -> Life:
    yield from handling(desk, case)
    yield 15
    handler = desk.who(case.organ, Role.HANDLER)
    desk.act(case, "MEDIATE", handler, consent=True, record="双方到场，就补偿数额分别陈述，约定三日后再谈。")
    yield 18
    desk.act(
        case, "SETTLE", handler, consent=True, perform_by=desk.day(30),
        terms="一次性补偿，三十日内付清；双方就本事项再无其他争议。",
    )  # fmt: skip


def withdrawn(desk: Desk, case: Case) -> Life:
    yield from handling(desk, case)
    yield 12
    desk.act(case, "WITHDRAW", case.petitioner, voluntary=True, reason="问题已经解决，不用再办了。")


# ---- opinion, review, re-review -------------------------------------------------------------------------


def issued(desk: Desk, case: Case) -> Life:
    yield from handling(desk, case)
    yield 38
    opinion(desk, case)


def served(desk: Desk, case: Case) -> Life:
    yield from issued(desk, case)
    yield 41
    serve(desk, case)


def carry_out(desk: Desk, case: Case) -> None:
    """What the opinion supports is done within its thirty days, and recorded with its proof (第三十二条第二款)."""
    if Outcome[case.theme.outcome].must_be_carried_out:
        desk.act(
            case, "RECORD_EXECUTION", desk.who(case.organ, Role.HANDLER),
            result="已按处理意见办到位，本人当面确认。", evidence="现场照片两张、本人签字的确认单",
        )  # fmt: skip


def closed(desk: Desk, case: Case, *, done: bool = True) -> Life:
    yield from served(desk, case)
    yield 64
    if done:
        carry_out(desk, case)
    yield 92
    desk.act(
        case,
        "CLOSE",
        desk.who(case.organ, Role.HANDLER),
        **DONE,
        cause=CAUSES[len(case.content) % len(CAUSES)],
    )


def rate(desk: Desk, case: Case, office: str, organ: str, text: str = "") -> None:
    desk.act(case, "RATE", case.petitioner, office_grade=office, organ_grade=organ, text=text)


def rated(desk: Desk, case: Case) -> Life:
    yield from closed(desk, case)
    yield 95
    rate(desk, case, "SATISFIED", "BASICALLY", "钱是到了，就是等得久了点。")


def followed(desk: Desk, case: Case) -> Life:
    yield from rated(desk, case)
    yield 118
    desk.act(
        case, "FOLLOW_UP", desk.who(OFFICE, Role.REGISTRAR),
        executed="补偿款已到账，核对了银行流水", understood="清楚", hardship="没有",
    )  # fmt: skip


def unsolved(desk: Desk, case: Case) -> Life:
    yield from closed(desk, case, done=False)
    yield 100
    rate(desk, case, "BASICALLY", "NOT_SATISFIED", "意见书写得好，事没有办。")
    desk.act(case, "SAY_UNSOLVED", case.petitioner, reason="意见书说三十日内修好，到现在没有动工。")


def review(desk: Desk, case: Case) -> Life:
    yield from served(desk, case)
    yield 55
    desk.act(
        case,
        "APPLY_REVIEW",
        case.petitioner,
        reason="意见书没有提到当年的协议，认定的数字也不对，请上一级再看一看。",
    )


def review_organ(case: Case) -> str:
    """Where this organ's opinions are reviewed."""
    return {"37142629": "37140029", "37142630": "37140030"}.get(case.organ, COUNTY)


def reviewed(desk: Desk, case: Case, outcome: str = "UPHOLD") -> Life:
    yield from review(desk, case)
    yield 75
    said = {"review_outcome": outcome, "answer": f"经复查：{case.theme.answer}"}
    judged(desk, case, "REVIEW", review_organ(case), Role.REVIEWER, said)


def judged(desk: Desk, case: Case, what: str, organ: str, role: Role, said: Mapping[str, str]) -> None:
    """A review opinion: drafted by the reviewer, checked and signed by the head."""
    head = desk.who(organ, Role.ORGAN_HEAD)
    given = {"found": case.theme.found, "law": case.theme.law, **said}
    desk.act(case, f"DRAFT_{what}", desk.who(organ, role), **given)
    desk.act(case, f"CHECK_{what}", head)
    desk.act(case, f"SIGN_{what}", head)


def review_served(desk: Desk, case: Case, outcome: str = "UPHOLD") -> Life:
    yield from reviewed(desk, case, outcome)
    yield 77
    serve(desk, case, review_organ(case), Role.REVIEWER)


def redone(desk: Desk, case: Case) -> Life:
    """The review revokes the opinion: the organ decides anew."""
    yield from review_served(desk, case, "REVOKE_REDO")


def rereview(desk: Desk, case: Case) -> Life:
    yield from review_served(desk, case)
    yield 90
    desk.act(case, "APPLY_REREVIEW", case.petitioner, reason="复查只看了材料，没有到现场，仍然不同意。")


def heard(desk: Desk, case: Case) -> Life:
    """A public hearing, whose days do not count in the re-review."""
    yield from rereview(desk, case)
    yield 100
    desk.act(
        case, "HOLD_HEARING", desk.who(CITY, Role.REREVIEWER), held_from=desk.day(-1), held_to=desk.day(),
        place="德安市信访局三楼听证室", chair="shiting", votes="三名听证员意见一致。",
        conclusion="事实清楚，依据充分，建议维持并帮助解决实际困难。",
    )  # fmt: skip


def rereviewed(desk: Desk, case: Case) -> Life:
    yield from heard(desk, case)
    yield 106
    said = {"review_outcome": "UPHOLD", "answer": f"经复核：{case.theme.answer}"}
    judged(desk, case, "REREVIEW", CITY, Role.REREVIEWER, said)


def final(desk: Desk, case: Case) -> Life:
    yield from rereviewed(desk, case)
    yield 108
    serve(desk, case, CITY, Role.REREVIEWER)
