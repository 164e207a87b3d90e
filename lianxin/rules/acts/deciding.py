"""Decisions that take three hands: drafted in full, checked by another person, signed by the head (拟稿、审核、签发).

The row of such a decision stays whole in `DECISIONS`, with all that must be stated; what can be pressed are the three
steps made of it. Which decisions they are is ours (grade C, as `rules.papers.Character`); docs/decisions/0026.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from lianxin.rules.acts.shared import HEAD, NOTE, REASON
from lianxin.rules.codes import Role
from lianxin.rules.facts import Actor, Facts
from lianxin.rules.step import Hand, Seat, Step
from lianxin.rules.wording import gettext_noop as _


@dataclass(frozen=True)
class Hands:
    """How the steps before a decision are called, and who signs it."""

    draft: str
    check: str
    back: str
    signs: frozenset[Role] = HEAD


FROM_ABOVE = HEAD | {Role.LEADER}
HANDS = {
    "GUIDE": Hands(_("拟告知其他法定途径"), _("审核其他法定途径的告知"), _("退回其他法定途径的告知")),
    "DECLINE": Hands(_("拟不予受理"), _("审核不予受理的决定"), _("退回不予受理的决定")),
    "DECIDE_HEARING": Hands(_("拟定是否听证"), _("审核是否听证的决定"), _("退回是否听证的决定")),
    "REPORT_BACK": Hands(_("起草办结报告"), _("审核办结报告"), _("退回办结报告")),
    "SUPERVISE": Hands(_("起草督办函"), _("审核督办函"), _("退回督办函"), FROM_ABOVE),
    "LIST": Hands(_("起草挂牌督办函"), _("审核挂牌督办函"), _("退回挂牌督办函"), FROM_ABOVE),
    "ADVISE_WORK": Hands(
        _("起草改进工作建议书"), _("审核改进工作建议书"), _("退回改进工作建议书"), FROM_ABOVE
    ),
    "ADVISE_POLICY": Hands(
        _("起草完善政策建议书"), _("审核完善政策建议书"), _("退回完善政策建议书"), FROM_ABOVE
    ),
    "ADVISE_LIABILITY": Hands(
        _("起草追究责任建议书"), _("审核追究责任建议书"), _("退回追究责任建议书"), FROM_ABOVE
    ),
}


def in_hands(rows: Iterable[Step]) -> Iterator[Step]:
    """The rows, each decision of HANDS in its three steps and the one that gives it back."""
    for row in rows:
        yield from _three(row, HANDS[row.action]) if row.action in HANDS else (row,)


def _three(row: Step, hands: Hands) -> tuple[Step, ...]:
    """Until it is signed only the organ that decides knows what it says; of its own matter it comes next (`asks`), and
    what waits for another hand is never folded away (`group`).
    """
    own = row.seat is Seat.OWNER
    drafted, checked = f"DRAFT_{row.action}", f"CHECK_{row.action}"
    waiting = replace(
        row, to=None, stops=(), starts=(), paper="", public=False, told=False, decides=row.action
    )
    return (
        replace(
            waiting, action=drafted, label=hands.draft, hand=Hand.DRAFT, asks=checked if own else "", hint=row.hint,
            said=_("拟制了《{paper}》") if own else _("{organ}拟了一份文书稿"),
        ),
        replace(
            waiting, action=checked, label=hands.check, hand=Hand.CHECK, roles=row.roles | hands.signs,
            fields=(NOTE,), asks=row.action if own else "", quiet=True, hint="", group="",
            said=_("审核了《{paper}》") if own else _("{organ}审核了一份文书稿"),
        ),
        replace(
            waiting, action=f"RETURN_{row.action}", label=hands.back, hand=Hand.RETURN, roles=row.roles | hands.signs,
            fields=(REASON,), asks=drafted if own else "", quiet=True, hint="", group="",
            said=_("退回了《{paper}》") if own else _("{organ}退回了一份文书稿"),
        ),
        replace(
            row, hand=Hand.SIGN, decides=row.action, roles=hands.signs, fields=(NOTE,), quiet=True, hint="", group="",
        ),
    )  # fmt: skip


def out_of_hand(actor: Actor, step: Step, facts: Facts) -> str:
    """Why a decision that takes three hands is not for this one yet; "" where it is."""
    organs = {post.organ for post in actor.posts if post.role in step.roles}
    drafts = [d for d in facts.decisions if d.decision == step.decides and d.organ in organs]
    others = [draft for draft in drafts if draft.by is None or draft.by != actor.account]
    if step.hand is Hand.RETURN and all(draft.state == "RETURNED" for draft in others):
        return _("没有可以退回的稿子")
    if step.hand is Hand.CHECK:
        if not (unchecked := [draft for draft in drafts if draft.state == "DRAFT"]):
            return _("还没有待审核的稿子")
        if not set(unchecked) & set(others):
            return _("起草人不能审核自己的稿件")
    if step.hand is Hand.SIGN:
        if not (ready := [draft for draft in drafts if draft.state == "CHECKED"]):
            return _("要先拟稿，由起草人以外的人审核，再签发")
        if not any(may_sign(actor, draft.by) for draft in ready):
            return _("代行负责人的，不能签发自己起草的稿件")
    return ""


def may_sign(actor: Actor, drafter: int | None) -> bool:
    """Whether this head, or who stands in for them, may sign what that account drafted."""
    # Who only stands in for the head does not sign their own words; a head who drafts is another question.
    own = any(post.role in (Role.ORGAN_HEAD, Role.LEADER) and not post.stands_for for post in actor.posts)
    return own or drafter is None or drafter != actor.account
