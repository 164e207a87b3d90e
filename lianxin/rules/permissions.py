"""May this person take this step now? One predicate feeds guard, permission and button, and says why.

Everything it needs stands in `Actor` and `MatterFacts`; nothing is looked up here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from lianxin.rules.acts.deciding import may_sign, out_of_hand, takes
from lianxin.rules.codes import ANSWERS, LegalClass, Role
from lianxin.rules.facts import Actor, Facts, Post
from lianxin.rules.retention import ARTICLE, OF_A_FINISHED_FILE
from lianxin.rules.states import STATES, State
from lianxin.rules.step import SEATS
from lianxin.rules.steps import STEPS, Seat, Step
from lianxin.rules.tasks import BY_LETTER, CHASED
from lianxin.rules.walls import OF_A_WALL, SUSPECTED, WALL, is_unreferred
from lianxin.rules.wording import Said
from lianxin.rules.wording import gettext_noop as _


@dataclass(frozen=True)
class Verdict:
    """Allowed or not, and why; `article` is the law behind the answer."""

    allowed: bool
    because: Said
    article: str = ""

    def __bool__(self) -> bool:
        return self.allowed


def _yes(step: Step) -> Verdict:
    return Verdict(True, Said(step.label), step.article)


def _no(template: str, article: str, **values: object) -> Verdict:
    return Verdict(False, Said(template, values), article)


OWN_WORDS = _("代行负责人的，不能签发自己起草的意见")
SEALED_DESK = frozenset({Role.DISCIPLINE_DESK, Role.CUSTODIAN})
NEVER_STOOD_IN = frozenset(
    {Role.CUSTODIAN, Role.AUDITOR, Role.SYSADMIN}
)  # kept apart from content or identity


def is_walled_off(actor: Actor, facts: Facts) -> bool:
    """True where this person must not know that the matter exists (第三十条、第四十六条第五项)."""
    if actor.account is not None and actor.account in facts.accused_accounts | facts.recused:
        return True
    if not facts.sealed or not actor.posts:
        return False
    return bool(facts.accused & actor.lineage) or not _at_sealed_desk(actor, facts)


def _at_sealed_desk(actor: Actor, facts: Facts) -> bool:
    # 第三十条: the desk that owns it, and the triage officer only until it has been referred on.
    roles = SEALED_DESK | {Role.TRIAGE_OFFICER} if is_unreferred(facts) else SEALED_DESK
    return facts.owner in actor.organs_as(*roles)


def may(actor: Actor, action: str, facts: Facts) -> Verdict:
    """Whether `actor` may take `action` on a matter in this condition, and the reason either way."""
    step = STEPS[action]
    if is_walled_off(actor, facts):
        return _no(_("应当回避"), "《信访工作条例》第二十八条、第三十条")
    if facts.disposed:
        return _no(_("本件已按保管期限销毁，只留编号、时间和存证"), ARTICLE)
    if facts.state not in step.start:
        now, label = Said(STATES[facts.state].label), Said(step.label)
        return _no(_("现在是“{state}”，不能{label}"), step.article, state=now, label=label)
    if _is_beyond_mandate(actor, step, facts):
        return _no(_("委托书没有写明这一项，请信访人本人办理"), "参照《民法典》第一百六十五条")
    if not is_seated(actor, step, facts):
        return _no(
            _("只有{seat}的{roles}可以{label}"),
            step.article,
            seat=Said(SEATS[step.seat]),
            roles=tuple(sorted(role.label for role in step.roles)),
            label=Said(step.label),
        )
    if facts.only_suspected and "is_ordinary" in step.guards:
        return Verdict(False, Said(SUSPECTED), step.article)
    for name in step.guards:
        guard = GUARDS[name]
        if not guard.holds(actor, facts):
            return Verdict(False, Said(guard.refusal), guard.article or step.article)
    refusal = out_of_hand(actor, step, facts)
    return Verdict(False, Said(refusal), step.article) if refusal else _yes(step)


def is_seated(actor: Actor, step: Step, facts: Facts) -> bool:
    """Whether the actor holds a role of the step in its seat, or is the petitioner it is meant for."""
    if step.seat is Seat.PETITIONER and actor.speaks_for(facts.submissions, step.action):
        return True
    return post_for(actor, step, facts) is not None


def _is_beyond_mandate(actor: Actor, step: Step, facts: Facts) -> bool:
    """Whether an agent tries what the principal did not put into the mandate."""
    if step.seat is not Seat.PETITIONER or not actor.submissions & facts.submissions:
        return False
    return not actor.speaks_for(facts.submissions, step.action) and post_for(actor, step, facts) is None


def post_for(actor: Actor, step: Step, facts: Facts) -> Post | None:
    """The post in which a staff member takes this step; of several, one where a draft waits that is theirs to take."""
    posts = [p for p in actor.posts if p.role in step.roles and _sits(p, step.seat, facts)]
    if step.seat is Seat.DRAFTER:
        own = {draft.organ for draft in facts.drafts if draft.by == actor.account}
        return min(posts, key=lambda post: post.organ not in own, default=None)
    several = step.hand is not None and len(posts) > 1
    near = [d for d in facts.drafts if d.decision == step.decides] if several else []
    waits = {draft.organ for draft in near if takes(actor, step, draft)}
    return min(posts, key=lambda post: post.organ not in waits, default=None)


def _sits(post: Post, seat: Seat, facts: Facts) -> bool:
    if seat is Seat.OWNER:
        return post.organ == facts.owner
    if seat is Seat.SENDER:
        return post.organ == (facts.sender or facts.office)
    if seat is Seat.OFFICE:
        return post.organ == facts.office
    if seat is Seat.CO_HANDLER:
        return post.organ in facts.co_handlers
    if seat is Seat.ENDED:
        return post.organ in facts.heirs and post.organ in facts.involved | {facts.owner, facts.office}
    if seat is Seat.ASSIGNED:
        return "ASSIGN_REPORT" in facts.clocks and post.organ in facts.clocks["ASSIGN_REPORT"].organs
    if seat is Seat.ABOVE:
        return _above(post, facts)
    if seat is Seat.CHASED:
        waited_for = {t.organ for t in facts.open_tasks if t.kind in CHASED and not t.answered}
        return post.organ in waited_for | {facts.owner}
    if seat is Seat.DRAFTER:
        return post.organ in {draft.organ for draft in facts.drafts}
    if seat is Seat.CHASES:
        asked = {t.issuer for t in facts.open_tasks if t.kind in CHASED}
        unsolved = {facts.office} if any(t.kind == "UNSOLVED" for t in facts.open_tasks) else set()
        return _above(post, facts) or post.organ in asked | unsolved
    return post.organ in facts.involved | {facts.owner, facts.office}


def _above(post: Post, facts: Facts) -> bool:
    # A petition office speaks for its government: what hangs under the government hangs under it.
    return post.organ != facts.owner and (
        post.organ in facts.owner_above
        or (post.at_office and bool(set(post.above[:1]) & set(facts.owner_above)))
    )


@dataclass(frozen=True)
class Guard:
    """A condition of a step beyond state and seat."""

    holds: Callable[[Actor, Facts], bool]
    refusal: str
    article: str = ""


def _running(facts: Facts, *codes: str) -> bool:
    return any(code in facts.clocks and facts.clocks[code].lawful >= facts.today for code in codes)


def _extension_left(actor: Actor, facts: Facts) -> bool:
    clock = facts.clocks.get("HANDLE")
    return clock is not None and clock.extension < clock.max_extension


def _window_lapsed(actor: Actor, facts: Facts) -> bool:
    return not _running(facts, *WINDOWS)


WINDOWS = ("REVIEW_APPLY", "REREVIEW_APPLY")


def _has_window(facts: Facts) -> bool:
    return any(window in facts.clocks for window in WINDOWS)


def _window_open(actor: Actor, facts: Facts) -> bool:
    # A clerk may enter a letter later that was posted in time; then the lapsed window is enough.
    return _has_window(facts) if actor.posts else _running(facts, *WINDOWS)


REPLIED_CLASSES = frozenset(
    {LegalClass.SUGGESTION, LegalClass.INQUIRY, LegalClass.THANKS, LegalClass.APPEAL_5}
)
HANDLED_CLASSES = frozenset({LegalClass.APPEAL_6, LegalClass.SUGGESTION})


def _has_task(kinds: Collection[str], *, answered: bool = False) -> Callable[[Actor, Facts], bool]:
    """Whether one was answered; or whether the actor's own organ owes the answer to one."""
    return lambda a, f: any(
        t.kind in kinds and t.answered is answered and (answered or t.organ in a.organs) for t in f.open_tasks
    )


UNTOLD = frozenset(step.decides for step in STEPS.values() if step.decides and step.is_confidential)
NO_OWN_DRAFT = _("没有您自己起草、还没有签发的稿件")


def _has_own_draft(actor: Actor, facts: Facts, *, untold: bool) -> bool:
    own = (d for d in facts.drafts if d.organ in actor.organs and d.by == actor.account)
    return any((draft.decision in UNTOLD) is untold for draft in own)


GUARDS: dict[str, Guard] = {
    "draft_is_anothers": Guard(lambda a, f: may_sign(a, f.drafted_by, f.owner), OWN_WORDS),
    "is_classified": Guard(
        lambda a, f: f.classified, _("先分类登记，写明每项诉求的性质"), "《信访工作条例》第三十一条"
    ),
    "is_ordinary": Guard(
        lambda a, f: not f.sealed, _("检举控告走密件通道，不能这样办理"), "《信访工作条例》第三十条"
    ),
    "is_spanning": Guard(
        lambda a, f: f.spanning,
        _("只有三跨三分离的事项由转出的机关确定协办机关"),
        "《信访工作条例》第二十四条",
    ),
    "not_petition_office": Guard(
        lambda a, f: not f.owner_is_petition_office,
        _("信访部门转送、交办，不代替有权处理的机关受理"),
        "《信访工作条例》第二十二条",
    ),
    "needs_handling": Guard(
        lambda a, f: bool(f.classes & HANDLED_CLASSES),
        _("没有需要出具处理意见或研究答复的诉求：请告知法定途径或直接答复"),
        "《信访工作条例》第三十一条第六项",
    ),
    "may_be_replied": Guard(
        lambda a, f: not f.sealed and bool(f.classes) and f.classes <= REPLIED_CLASSES,
        _("含有求决事项，应当受理后出具处理意见书"),
        "《信访工作条例》第三十一条",
    ),
    "was_sent": Guard(
        lambda a, f: f.sender is not None, _("本件不是其他机关转来的"), "《信访工作条例》第二十三条"
    ),
    "within_objection": Guard(
        lambda a, f: _running(f, "OBJECTION"),
        _("提出异议的五个工作日已过"),
        "《信访工作条例》第二十三条",
    ),
    "objection_refused": Guard(
        lambda a, f: f.objection_refused or f.state is State.OBJECTED,
        _("先提出异议；转出的机关不同意退回的，才提请上级决定"),
        "《信访工作条例》第二十四条",
    ),
    "is_simplified": Guard(lambda a, f: f.simplified, _("本件不是简易办理")),
    "is_ordinary_procedure": Guard(
        lambda a, f: not f.simplified, _("简易办理不能延长，可以转为普通程序"), "《信访事项简易办理办法》"
    ),
    "extension_left": Guard(
        _extension_left, _("延长期限已用完（累计不超过三十日）"), "《信访工作条例》第三十四条"
    ),
    "extension_asked": Guard(lambda a, f: "EXTENSION" in f.standing, _("没有等批准的延期申请")),
    "handle_not_lapsed": Guard(
        lambda a, f: _running(f, "HANDLE"), _("办理期限已过，不能再批准延长"), "《信访工作条例》第三十四条"
    ),
    "by_itself": Guard(lambda a, f: a.account is None, _("稿子在本机关不能再签发时自动作废")),
    "has_own_draft": Guard(lambda a, f: _has_own_draft(a, f, untold=False), NO_OWN_DRAFT),
    "has_own_untold_draft": Guard(lambda a, f: _has_own_draft(a, f, untold=True), NO_OWN_DRAFT),
    "opinion_waits": Guard(lambda a, f: f.draft in ("DRAFT", "CHECKED"), _("没有等审核、签发的意见稿")),
    "opinion_drafted": Guard(lambda a, f: f.draft == "DRAFT", _("还没有待审核的意见稿")),
    "not_drafter": Guard(
        lambda a, f: a.account is None or a.account != f.drafted_by, _("起草人不能审核自己的稿件")
    ),
    "opinion_checked": Guard(lambda a, f: f.draft == "CHECKED", _("意见稿须先经审核")),
    "needs_opinion": Guard(
        lambda a, f: not f.classes <= REPLIED_CLASSES,
        _("没有需要出具处理意见书的诉求，请直接答复"),
        "《信访工作条例》第二十九条、第三十一条",
    ),
    "all_served": Guard(
        lambda a, f: f.unserved == 0, _("还有信访人没有收到文书，不能结案"), "《信访工作条例》第三十五条"
    ),
    "reported": Guard(
        lambda a, f: "ASSIGN_REPORT" not in f.clocks,
        _("还有被交办的机关没有提交办结报告，不能结案"),
        "《信访工作条例》第二十二条",
    ),
    "has_unannounced": Guard(lambda a, f: bool(f.awaiting - set(f.notices)), _("没有要公告送达的文书")),
    "is_announced": Guard(lambda a, f: bool(f.notices), _("没有正在公告的文书")),
    "notice_ran_out": Guard(
        lambda a, f: any(last < f.today for last in f.notices.values()),
        _("公告期还没有满"),
        "参照《民事诉讼法》第九十五条",
    ),
    "has_unserved": Guard(lambda a, f: f.unserved > 0, _("没有待送达的文书")),
    "not_asked": Guard(
        lambda a, f: f.state not in (State.IN_REVIEW, State.IN_REREVIEW) or _has_window(f),
        _("已经申请过了，正在复查（复核）；要补充的请用“补充材料”"),
        "《信访工作条例》第三十五条、第三十六条",
    ),
    "window_open": Guard(
        _window_open,
        _("申请期限已过。有新的事实和理由的，可以另行提出；也可以请信访部门核查有无正当理由"),
        "《信访工作条例》第三十五条、第三十六条",
    ),
    "window_lapsed": Guard(
        _window_lapsed,
        _("信访人申请复查（复核）的期限还没有过，不能结案"),
        "《信访工作条例》第三十五条、第三十六条",
    ),
    "no_part_below": Guard(
        lambda a, f: a.account not in f.took_part,
        _("您参与过前一阶段的办理，应当回避"),
        "《信访工作条例》第二十八条",
    ),
    "has_co_task": Guard(_has_task({"CO_HANDLE"}), _("没有待答复的协办事项")),
    "must_execute": Guard(
        lambda a, f: "EXECUTE" in f.clocks,
        _("没有等待执行的处理意见"),
        "《信访工作条例》第三十二条第二款",
    ),
    "has_task": Guard(_has_task(CHASED - BY_LETTER), _("本机关没有待答复的督办、交办")),
    "has_letter": Guard(_has_task(BY_LETTER), _("本机关没有待答复的督办函、建议书")),
    "is_sponsored": Guard(
        lambda a, f: any(t.kind == "SPONSORSHIP" and t.organ in a.organs for t in f.open_tasks),
        _("本机关没有包案的这一件"),
    ),
    "has_answered_task": Guard(_has_task(CHASED, answered=True), _("没有已答复、待销号的督办、交办")),
    "may_withdraw": Guard(
        lambda a, f: bool(a.submissions) or bool(a.organs & {f.owner, f.office}),
        _("撤回由信访人提出，只能由登记或现在负责的机关代为登记"),
        "《信访工作条例》第十九条",
    ),
    "awaits_receipt": Guard(
        lambda a, f: bool(a.submissions & f.awaiting), _("没有等您签收的文书"), "《信访工作条例》第三十五条"
    ),
    "may_be_linked": Guard(
        lambda a, f: a.account is not None and bool(a.submissions & f.unlinked),
        _("请先登录；已经在账号里的不用再放"),
    ),
    "was_asked": Guard(
        lambda a, f: "QUESTION" in f.standing, _("现在没有问您的问题"), "《信访工作条例》第三十条"
    ),
    "is_joint": Guard(
        lambda a, f: len(f.submissions) > 1, _("只有一位信访人，不用推选代表"), "《信访工作条例》第二十条"
    ),
    "hearing_unasked": Guard(
        lambda a, f: not {"HEARING_DECIDE", "HEARING_HOLD"} & set(f.clocks),
        _("已经申请过听证，正在等机关决定或者举行"),
    ),
    "hearing_asked": Guard(lambda a, f: "HEARING_DECIDE" in f.clocks, _("没有等待决定的听证申请")),
    "not_standing": Guard(
        lambda a, f: not a.submissions & f.submissions <= f.stood,
        _("您已经说过愿意当代表了"),
        "《信访工作条例》第二十条",
    ),
    "registered_here": Guard(
        lambda a, f: bool(a.organs & f.registrars),
        _("换发查询码要在登记这一件的机关办理，那里有登记的姓名和证件可以核对"),
        "《信访工作条例》第二十一条",
    ),
    "somebody_stands": Guard(
        lambda a, f: len(f.submissions) > 1 and "CANDIDATE" in f.standing,
        _("还没有人愿意当代表"),
        "《信访工作条例》第二十条",
    ),
    "has_agent": Guard(lambda a, f: "AGENT" in f.standing, _("没有委托代理人")),
    "is_related": Guard(lambda a, f: f.related, _("没有可以撤销的关联")),
    "not_rated": Guard(
        lambda a, f: not (a.submissions or f.submissions) <= f.rated,
        _("已经评价过了"),
        "《信访工作条例》第二十一条",
    ),
    "has_letters": Guard(lambda a, f: f.letters, _("没有要印成信寄出的通知")),
    "has_turn": Guard(lambda a, f: f.turns, _("没有等待记录结果的接待预约")),
    "not_agreed": Guard(
        lambda a, f: not (a.submissions or f.submissions) & f.submissions <= f.agreed, _("已经同意过了")
    ),
    "has_answer": Guard(lambda a, f: f.outcome in ANSWERS, _("没有可以公开的答复")),
    "has_agreed": Guard(lambda a, f: bool((a.submissions or f.submissions) & f.agreed), _("没有同意过公开")),
    "all_agreed": Guard(
        lambda a, f: bool(f.submissions) and f.submissions <= f.agreed,
        _("还没有得到每一位信访人的同意，不能公开"),
        "《个人信息保护法》第二十五条",
    ),
    "not_published": Guard(lambda a, f: not f.publication, _("已有公开稿，先撤下再重新起草")),
    "publication_drafted": Guard(lambda a, f: f.publication == "DRAFT", _("还没有公开稿")),
    "not_publication_drafter": Guard(
        lambda a, f: a.account is None or a.account != f.publication_by, _("起草公开稿的人不能自己审查")
    ),
    "has_publication": Guard(lambda a, f: bool(f.publication), _("没有公开稿")),
}

GUARDS |= {name: Guard(holds, refusal, ARTICLE) for name, (holds, refusal) in OF_A_FINISHED_FILE.items()}
GUARDS |= {name: Guard(holds, refusal, WALL) for name, (holds, refusal) in OF_A_WALL.items()}
for _step in STEPS.values():
    if missing := set(_step.guards) - set(GUARDS):
        raise AssertionError(f"{_step.action} names guards without a row: {missing}")
