"""Decisions that take three hands: drafted in full, checked by another person, signed by the head (拟稿、审核、签发).

The row of such a decision stays whole in `DECISIONS`, with all that must be stated; what can be pressed are the three
steps made of it. Which decisions they are is ours (grade C, as `rules.papers.Character`), and an office may add
procedural papers to them; docs/decisions/0026.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from lianxin.rules.acts.shared import HEAD, NOTE, REASON
from lianxin.rules.codes import Role
from lianxin.rules.facts import Actor, DraftFacts, Facts
from lianxin.rules.step import OWN, Hand, Seat, Step
from lianxin.rules.wording import gettext_noop as _


@dataclass(frozen=True)
class Hands:
    """How the steps before a decision are called, and who signs it."""

    draft: str
    check: str
    back: str
    signs: frozenset[Role] = HEAD
    sign: str = (
        ""  # of a step that an office may have in one hand as well: its last hand is a step of its own
    )


HEADS = HEAD | {Role.LEADER}
OWN_COMPARISON = _("比较和决定要由两个人分别作出：这次比较是您作的，请另一人审核、签发")
HANDS = {
    "GUIDE": Hands(_("拟告知其他法定途径"), _("审核其他法定途径的告知"), _("退回其他法定途径的告知")),
    "DECLINE": Hands(_("拟不予受理"), _("审核不予受理的决定"), _("退回不予受理的决定")),
    "DECIDE_HEARING": Hands(_("拟定是否听证"), _("审核是否听证的决定"), _("退回是否听证的决定")),
    "REPORT_BACK": Hands(_("起草办结报告"), _("审核办结报告"), _("退回办结报告")),
    "ANSWER_LETTER": Hands(_("起草答复"), _("审核答复稿"), _("退回答复稿"), HEADS),
    "SUPERVISE": Hands(_("起草督办函"), _("审核督办函"), _("退回督办函"), HEADS),
    "LIST": Hands(_("起草挂牌督办函"), _("审核挂牌督办函"), _("退回挂牌督办函"), HEADS),
    "ADVISE_WORK": Hands(_("起草改进工作建议书"), _("审核改进工作建议书"), _("退回改进工作建议书"), HEADS),
    "ADVISE_POLICY": Hands(_("起草完善政策建议书"), _("审核完善政策建议书"), _("退回完善政策建议书"), HEADS),
    "ADVISE_LIABILITY": Hands(
        _("起草追究责任建议书"), _("审核追究责任建议书"), _("退回追究责任建议书"), HEADS
    ),
}

# What an office may add (`rules.office`, [hands]): the procedural papers, and the answer that decides on nobody's rights.
# More time is asked for by one and granted by another already; a record says what happened and is nobody's to sign off.
BY_OFFICE = {
    "FORWARD": Hands(_("拟转送、交办"), _("审核转送、交办"), _("退回转送、交办的稿子"), sign=_("签发转送、交办")),
    "REPLY": Hands(_("拟答复建议、咨询"), _("审核建议、咨询的答复"), _("退回建议、咨询的答复稿"),
                   sign=_("签发建议、咨询的答复")),
    "ACCEPT": Hands(_("拟受理并告知"), _("审核受理"), _("退回受理的稿子"), sign=_("签发受理告知书")),
    "OBJECT": Hands(_("拟提出异议"), _("审核异议"), _("退回异议的稿子"), sign=_("签发异议函")),
    "AGREE_OBJECTION": Hands(_("拟同意退回"), _("审核同意退回"), _("退回“同意退回”的稿子"), sign=_("签发同意退回")),
    "KEEP_OBJECTION": Hands(_("拟不同意退回"), _("审核不同意退回"), _("退回“不同意退回”的稿子"),
                            sign=_("签发不同意退回")),
    "ASK_MATERIAL": Hands(_("拟补充材料通知"), _("审核补充材料通知"), _("退回补充材料通知"),
                          sign=_("签发补充材料通知书")),
    "HOLD_HEARING": Hands(_("拟听证纪要"), _("审核听证纪要"), _("退回听证纪要"), sign=_("签发听证纪要")),
    "REMIND": Hands(_("拟催办"), _("审核催办"), _("退回催办的稿子"), HEADS, _("签发催办单")),
    "URGE_EXECUTION": Hands(_("拟执行督促"), _("审核执行督促"), _("退回执行督促的稿子"), HEADS,
                            _("签发执行督促通知书")),
}  # fmt: skip


def in_hands(rows: Iterable[Step]) -> Iterator[Step]:
    """The rows; each decision of HANDS in its three steps and the one that gives it back, each of BY_OFFICE beside them."""
    for row in rows:
        if row.action not in HANDS:
            yield row
        if hands := HANDS.get(row.action) or BY_OFFICE.get(row.action):
            yield from _three(row, hands)


def _three(row: Step, hands: Hands) -> tuple[Step, ...]:
    """Until it is signed only the organ that decides knows what it says; of its own matter it comes next (`asks`), and
    what waits for another hand is never folded away (`group`) nor taken on several at once (`together`).
    """
    own = row.seat in OWN
    drafted, checked = f"DRAFT_{row.action}", f"CHECK_{row.action}"
    signed = f"SIGN_{row.action}" if hands.sign else row.action
    waiting = replace(
        row,
        to=None,
        stops=(),
        starts=(),
        paper="",
        public=False,
        told=False,
        ends=(),
        decides=row.action,
        is_confidential=row.seat is not Seat.OWNER,
    )
    later = replace(waiting, quiet=True, hint="", group="", together=False, roles=row.roles | hands.signs)
    return (
        replace(
            waiting, action=drafted, label=hands.draft, hand=Hand.DRAFT, asks=checked if own else "",
            said=_("拟制了《{paper}》") if own else _("{organ}拟了一份文书稿"),
        ),
        replace(
            later, action=checked, label=hands.check, hand=Hand.CHECK, fields=(NOTE,), asks=signed if own else "",
            said=_("审核了《{paper}》") if own else _("{organ}审核了一份文书稿"),
        ),
        replace(
            later, action=f"RETURN_{row.action}", label=hands.back, hand=Hand.RETURN, primary=False,
            fields=(REASON,), asks=drafted if own else "",
            said=_("退回了《{paper}》") if own else _("{organ}退回了一份文书稿"),
        ),
        replace(
            row, action=signed, label=hands.sign or row.label, hand=Hand.SIGN, decides=row.action, roles=hands.signs,
            fields=(NOTE,), quiet=True, hint="", group="", together=False,
        ),
    )  # fmt: skip


THREE_HANDS = _("本机关规定这一步先拟稿，由另一人审核，再由负责人签发，不能一人办理")
ONE_HAND = _("本机关没有规定这一步要经拟稿、审核、签发，请直接办理")


def in_use(step: Step, by_office: Collection[str]) -> bool:
    """Whether a step is there at all, as an office has what may be taken in one hand or in three."""
    if step.hand is None:
        return step.action not in by_office
    return step.decides in HANDS or step.decides in by_office


def first_hand(action: str, by_office: Collection[str]) -> str:
    """The step with which an act begins: itself, or its draft."""
    return f"DRAFT_{action}" if action in by_office else action


def out_of_hand(actor: Actor, step: Step, facts: Facts) -> str:
    """Why a decision that takes three hands is not for this one yet; "" where it is."""
    if not in_use(step, facts.by_office):
        return ONE_HAND if step.hand else THREE_HANDS
    if step.hand is None:
        return ""
    organs = {post.organ for post in actor.posts if post.role in step.roles}
    drafts = [d for d in facts.drafts if d.decision == step.decides and d.organ in organs]
    others = [draft for draft in drafts if draft.by is None or draft.by != actor.account]
    if any(takes(actor, step, draft) for draft in drafts):
        return ""
    if step.hand is Hand.RETURN:
        return _("没有可以退回的稿子")
    if step.hand is Hand.CHECK:
        if not (unchecked := [draft for draft in drafts if draft.state == "DRAFT"]):
            return _("还没有待审核的稿子")
        if not set(unchecked) & set(others):
            return _("起草人不能审核自己的稿件")
        return OWN_COMPARISON
    if step.hand is Hand.SIGN:
        if not (ready := [draft for draft in drafts if draft.state == "CHECKED"]):
            return _("要先拟稿，由起草人以外的人审核，再签发")
        if not any(may_sign(actor, draft.by, draft.organ) for draft in ready):
            return _("代行负责人的，不能签发自己起草的稿件")
        return OWN_COMPARISON
    return ""


def takes(actor: Actor, step: Step, draft: DraftFacts) -> bool:
    """Whether this one may take this very draft in their hand: of several, only where another wrote and compared it."""
    own = draft.by is not None and draft.by == actor.account
    compared = draft.compared_by is not None and draft.compared_by == actor.account
    if step.hand is Hand.CHECK:
        return draft.state == "DRAFT" and not own and not compared
    if step.hand is Hand.SIGN:
        return draft.state == "CHECKED" and may_sign(actor, draft.by, draft.organ) and not compared
    return step.hand is Hand.DRAFT or (draft.state != "RETURNED" and not own)


def may_sign(actor: Actor, drafter: int | None, organ: int) -> bool:
    """Whether who signs for this organ, its head or who stands in for them, may sign what that account drafted."""
    # Who only stands in for the head does not sign their own words; a head who drafts is another question.
    return organ in heads(actor) or drafter is None or drafter != actor.account


def heads(actor: Actor) -> frozenset[int]:
    """The organs whose head this person is, not in somebody's place."""
    return frozenset(post.organ for post in actor.posts if post.role in HEADS and not post.stands_for)
