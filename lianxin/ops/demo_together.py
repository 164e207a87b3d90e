"""After filing, in the demo: a petition joined by invitation, an agent with a mandate, a talk behind the wall."""

from __future__ import annotations

from datetime import timedelta

from lianxin.actions import joint, proof
from lianxin.actions.filing import Person
from lianxin.actions.perform import perform
from lianxin.ops.demo_desk import Case, Desk, Life
from lianxin.ops.demo_files import enclosed
from lianxin.ops.demo_lives import accept, classified, forward, handling
from lianxin.ops.demo_other import in_discipline
from lianxin.queries.petitioner import followed, petitioner
from lianxin.rules.codes import Channel, Role
from lianxin.rules.facts import Actor

MEMBERS = (("马占山", "13905341001"), ("古丽娜尔", "13905341002"), ("周桂枝", "13905341003"))


def by_invitation(desk: Desk, case: Case) -> Life:
    """Three neighbours come by the link; two are willing to represent the rest, and are chosen."""
    case.channel = Channel.WEB
    yield from classified(desk, case)
    token = desk.act(case, "INVITE", case.petitioner, days="14")
    yield 2
    rows = []
    for name, phone in MEMBERS:
        person = Person(name=name, phone=phone, address=case.people[0].address, electronic=True)
        made = joint.accept(token, person, "", key=f"demo-{case.number}-{phone}", actor=Actor(), at=desk.at)
        rows.append(made)
    desk.slips.append((rows[0].submission.number, rows[0].query_code, "联名中的一位"))
    yield 3
    chosen = [str(made.submission.pk) for made in rows[:2]]
    for made in rows[:2]:
        _together(desk, made.submission.number, made.submission.pk, "STAND", agree=True)
    for number, pk in ((case.number, case.submission), (rows[2].submission.number, rows[2].submission.pk)):
        _together(desk, number, pk, "CHOOSE_REPRESENTATIVES", representatives=chosen)
    yield 4
    forward(desk, case)
    yield 8
    accept(desk, case)


def _together(desk: Desk, number: str, submission: int, action: str, **facts: object) -> None:
    """A member's own step, taken where all are handled together."""
    file = followed(Actor(submissions=frozenset({submission})), number, on=desk.at.date())
    perform(file.lead.matter, action, actor=file.actor, at=desk.at, facts=facts)


def with_agent(desk: Desk, case: Case) -> Life:
    """An old person's niece follows and supplements for her; the timeline says who did it."""
    case.channel = Channel.WEB
    case.filing |= {"files": enclosed(desk, f"agent-{case.title}", "补偿协议书.pdf")}
    yield from handling(desk, case)
    yield 6
    code = desk.act(
        case, "APPOINT_AGENT", case.petitioner, name="马小芳", phone="13905342001", kind="ENTRUSTED",
        scope=["SPEAK", "APPLY", "RECEIVE"], from_on=desk.day(), until=desk.day_after(timedelta(days=90)), signed=True,
    )  # fmt: skip
    desk.slips.append((case.number, code, "代理人"))
    yield 7
    found = proof.prove(case.number, code, client="demo", at=desk.at)
    agent = petitioner(None, "", frozenset(), frozenset({found.mandate or 0}), on=desk.at.date())
    desk.act(
        case,
        "SUPPLEMENT",
        agent,
        content="补充当年的收据照片一张，原件在老人手里。",
        files=enclosed(desk, f"agent-{case.number}", "收条照片.jpg"),
    )


def asked_and_answered(desk: Desk, case: Case) -> Life:
    """The discipline organ asks, the accuser answers with number and code; a second question is open."""
    case.channel, case.people = Channel.WEB, ()
    case.filing |= {"anonymous": True}
    yield from in_discipline(desk, case)
    desk.slips.append((case.number, case.query_code, "密封件，有一个问题等回答"))
    clerk = desk.who("37142609", Role.DISCIPLINE_DESK)
    yield 9
    desk.act(case, "ASK_PETITIONER", clerk, question="您说的这笔钱，大约是哪一年、哪几个月的事？")
    yield 11
    desk.act(case, "ANSWER_QUESTION", case.petitioner, answer="前年春天，三月到五月。账本上能看出来。")
    yield 12
    desk.act(case, "ASK_PETITIONER", clerk, question="除了账本，还有没有别的材料可以核对？没有也没关系。")
