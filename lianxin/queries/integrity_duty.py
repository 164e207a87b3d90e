"""Whether every open matter has an organ, a person, a next act and a date that are all still true."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet

from lianxin.models import Account, Clock, ComplainedOf, Document, Link, Matter, Posting, Proceeding, Recusal
from lianxin.queries.access import READERS, visible
from lianxin.queries.directory import actor_of, in_force, tree_on, with_heirs
from lianxin.queries.findings import Finding, finding
from lianxin.rules import jurisdiction
from lianxin.rules.codes import MatterLink
from lianxin.rules.grounds import ground
from lianxin.rules.states import OPEN_STATES, State
from lianxin.rules.steps import SIGNING, STEPS, Hand, Seat, Step, followed
from lianxin.rules.wording import Said
from lianxin.rules.wording import gettext_noop as _

Staff = Mapping[int, list[tuple[int, str]]]  # organ -> (account, role) of today's active postings


def open_matters() -> QuerySet[Matter]:
    """Every matter that an organ still answers for."""
    return Matter.objects.filter(state__in=OPEN_STATES)


def without_next_act(day: date) -> Iterator[Finding]:
    rows = open_matters().filter(Q(next_action="") | Q(due_on=None))
    for number in rows.values_list("number", flat=True).iterator():
        yield finding(number, _("没有下一步或者期限；请运行 lianxin jobs run clocks 重算，仍有的请核对经过"))


def unknown_state(day: date) -> Iterator[Finding]:
    rows = Matter.objects.exclude(state__in=list(State))
    for number, state in rows.values_list("number", "state").iterator():
        yield finding(number, _("状态“{state}”不在状态表里；请用升级前的版本核对数据"), state=state)


def without_clock(day: date) -> Iterator[Finding]:
    running = Clock.objects.filter(matter=OuterRef("pk"), stopped_on=None)
    for number in open_matters().exclude(Exists(running)).values_list("number", flat=True).iterator():
        yield finding(number, _("没有正在计算的期限；请负责机关办理下一步，并报告系统管理员"))


def owner_ended(day: date) -> Iterator[Finding]:
    rows = open_matters().filter(owner__valid_to__lt=day)
    for number, owner, heir in rows.values_list("number", "owner__name", "owner__successor__name").iterator():
        said = ground("HAS_HEIR", owner=owner, heir=heir) if heir else ground("HAS_NO_HEIR", owner=owner)
        yield Finding(number, said)


def staff_on(day: date) -> Staff:
    """Who holds which role where on that day."""
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    rows = Posting.objects.filter(in_force(day), account__is_active=True)
    for organ, account, role in rows.values_list("organ_id", "account_id", "role"):
        found[organ].append((account, role))
    return found


def next_step(action: str, *, sealed: bool) -> Step:
    """The act that comes next; an accusation is referred where another matter is forwarded (第三十条)."""
    return STEPS["REFER_DISCIPLINE" if sealed and action in ("FORWARD", "ACCEPT") else action]


def orphaned(day: date) -> Iterator[Finding]:
    """Open matters for which nobody is posted to take the next act, or one that must follow it; one line per organ and act."""
    staff = staff_on(day)
    groups = (
        open_matters()
        .filter(next_action__in=STEPS)
        .values("next_action", "sealed", "owner", "sender", "office", "owner__name")
    )
    for row in groups.annotate(n=Count("pk"), first=Min("number")).order_by("first").iterator():
        steps = followed(next_step(row["next_action"], sealed=row["sealed"]))
        organ = row["sender"] or row["office"] if steps[0].seat is Seat.SENDER else row["owner"]
        roles = {role for _account, role in staff.get(organ, ())}
        for step in [each for each in steps if not roles & each.roles][:1]:
            yield finding(
                row["first"],
                _("等{count}件：{owner}没有可以“{label}”的人员；请安排{roles}"),
                count=row["n"], owner=row["owner__name"], label=step.label, roles=_roles(step),
            )  # fmt: skip
    yield from _all_barred(staff)
    yield from _unsigned(staff)


def _unsigned(staff: Staff) -> Iterator[Finding]:
    """Drafted decisions that nobody posted in their organ may check or sign: whoever drafted does not check."""
    rows = (
        Document.objects.exclude(step="").exclude(state__in=(Document.ISSUED, Document.ENDED)).order_by("pk")
    )
    columns = ("matter__number", "matter__state", "step", "state", "organ", "organ__name", "drafted_by")
    for number, state, decision, stage, organ, name, drafter in rows.values_list(*columns).iterator():
        left = [STEPS[f"CHECK_{decision}"]] if stage != Document.CHECKED else []
        for step in [*left, SIGNING[decision]]:
            able = {account for account, role in staff.get(organ, ()) if role in step.roles}
            known = step.seat is Seat.OWNER and not able  # said of its matter's next act already
            if (
                (number is None or state in step.start)
                and not known
                and not able - {drafter if step.hand is Hand.CHECK else None}
            ):
                yield finding(number or name, _("{organ}没有可以“{label}”的人员（起草人不能审核自己的稿件）；请安排{roles}"),
                              organ=name, label=Said(step.label), roles=_roles(step))  # fmt: skip


def _all_barred(staff: Staff) -> Iterator[Finding]:
    barred: dict[int, set[int]] = defaultdict(set)
    for model in (Recusal, ComplainedOf):
        rows = model._default_manager.filter(matter__state__in=OPEN_STATES).exclude(account=None)
        for matter, account in rows.values_list("matter_id", "account_id"):
            barred[matter].add(account)
    columns = ("pk", "number", "next_action", "sealed", "owner_id", "owner__name")
    matters = open_matters().filter(pk__in=barred, next_action__in=STEPS).values_list(*columns)
    for pk, number, action, sealed, owner, name in matters.iterator():
        for step in followed(next_step(action, sealed=sealed)):
            able = {account for account, role in staff.get(owner, ()) if role in step.roles}
            if not able or not able <= barred[pk] or step.seat is not Seat.OWNER:
                continue
            yield Finding(number, ground("ALL_BARRED", owner=name, label=Said(step.label)))


def _roles(step: Step) -> str:
    return "、".join(sorted(role.label for role in step.roles))


def stand_in_gone(day: date) -> Iterator[Finding]:
    """Whoever stands in for somebody today has left the organ or may not sign in."""
    own = Posting.objects.filter(
        in_force(day), organ=OuterRef("organ"), account=OuterRef("account"), stands_for=None
    )
    rows = Posting.objects.filter(in_force(day), stands_for__isnull=False)
    rows = rows.filter(Q(account__is_active=False) | ~Exists(own)).order_by("pk")
    for who, absent, organ in rows.values_list("account__name", "stands_for__name", "organ__name"):
        yield finding(organ, _("代行{absent}岗位的{who}已经不在岗；请另外安排代行人"), who=who, absent=absent)


def bad_handler(day: date) -> Iterator[Finding]:
    """Whoever is named as handler and left, or cannot see the matter."""
    posted = Posting.objects.filter(
        in_force(day), organ=OuterRef("owner"), account=OuterRef("handler"), role__in=READERS
    )
    aside = Recusal.objects.filter(matter=OuterRef("pk"), account=OuterRef("handler"))
    accused = ComplainedOf.objects.filter(matter=OuterRef("pk"), account=OuterRef("handler"))
    handled = open_matters().exclude(handler=None)
    unseen = Q(handler__is_active=False) | ~Exists(posted) | Exists(aside) | Exists(accused)
    groups = [handled.filter(unseen, sealed=False)]
    sealed = handled.filter(sealed=True)
    for account in Account.objects.filter(pk__in=sealed.values("handler")):
        mine = sealed.filter(handler=account)
        seen = visible(actor_of(account, on=day), on=day).values("pk")
        groups.append(mine.exclude(pk__in=seen) if account.is_active else mine)
    for rows in groups:
        for number, name, organ in rows.values_list("number", "handler__name", "owner__name").iterator():
            yield finding(
                number,
                _("承办人{name}已离岗、在{owner}看不到本件或者应当回避；请重新指定承办人"),
                name=name, owner=organ,
            )  # fmt: skip


def under_the_accused(day: date) -> Iterator[Finding]:
    """第三十条、第四十六条第五项: what accuses an organ is never owned by that organ or one below it."""
    tree = tree_on(day)
    rows = ComplainedOf.objects.filter(matter__sealed=True, matter__state__in=OPEN_STATES).exclude(organ=None)
    for number, owner, accused in rows.values_list(
        "matter__number", "matter__owner_id", "organ_id"
    ).iterator():
        if with_heirs({accused}, day) & {owner, *jurisdiction.above(owner, tree)}:
            yield finding(number, _("密件现在由被检举的机关或其下级负责；请立即移交上一级信访部门"))


def joined_without_link(day: date) -> Iterator[Finding]:
    live = Link.objects.filter(later=OuterRef("pk"), kind=MatterLink.SAME_MATTER, undone_at=None)
    rows = Matter.objects.filter(state=State.JOINED).exclude(Exists(live))
    for number in rows.values_list("number", flat=True).iterator():
        yield finding(number, _("写着“并案办理”，却没有并入哪一件；请撤销并案，恢复单独办理"))
    rows_wrong = Link.objects.filter(kind=MatterLink.SAME_MATTER, undone_at=None).filter(
        ~Q(later__state=State.JOINED) | Q(earlier__state=State.JOINED)
    )
    for number, lead in rows_wrong.values_list("later__number", "earlier__number").iterator():
        yield finding(number, _("与{lead}的并案关系和两件的状态对不上；请撤销并案后重新并入"), lead=lead)


def report_owed(day: date) -> Iterator[Finding]:
    """第二十二条第三项: the organ that assigned a matter is told the result, also of one that ended without opinion."""
    owed = Clock.objects.filter(period="ASSIGN_REPORT", stopped_on=None)
    rows = owed.filter(Q(matter__state=State.CLOSED) | Q(lawful_on__lt=day)).order_by("matter_id")
    for number, organ in rows.values_list("matter__number", "organ__name").iterator():
        yield finding(number, _("{organ}还没有向交办的机关提交办结报告；请提交"), organ=organ)


def two_stages(day: date) -> Iterator[Finding]:
    rows = Proceeding.objects.filter(concluded_on=None, matter__state__in=OPEN_STATES)
    crowded = rows.values(number=F("matter__number")).annotate(n=Count("pk")).filter(n__gt=1)
    for row in crowded.order_by("number").iterator():
        yield finding(row["number"], _("有{count}个程序同时没有结束；请报告系统管理员核对"), count=row["n"])
