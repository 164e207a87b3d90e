"""Plan a sitting of any kind, seat people, put matters on its agenda, write what became of each, conclude it.

What a decision asks of an organ becomes a task; on a matter that goes through `perform`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Max

from lianxin.actions import tasks
from lianxin.actions.change import next_in
from lianxin.actions.given import Given, Invalid, read
from lianxin.actions.perform import local_day, perform
from lianxin.models import Account, Attendance, Matter, Sitting, Task, Turn
from lianxin.queries.access import NotAllowed, NotFound, matter_for
from lianxin.queries.agendas import barred, may_record, members, page, sitting_seen
from lianxin.queries.options import NoMatter
from lianxin.queries.sittings import planners
from lianxin.rules.facts import Actor
from lianxin.rules.grounds import ground
from lianxin.rules.permissions import Verdict
from lianxin.rules.rhythms import clock_time
from lianxin.rules.sittings import (
    EXCUSE,
    ITEM,
    KINDS,
    OUTSIDER,
    RECORD,
    Part,
    SittingKind,
    Turns,
    fields_of,
)
from lianxin.rules.step import Field, Kind
from lianxin.rules.tasks import TASKS
from lianxin.rules.wording import Said
from lianxin.rules.wording import gettext_noop as _

FURTHEST = timedelta(days=366)  # planned ahead, or entered afterwards
OWN = ("title", "place", "host", "closed_reason")


def refused(kind: SittingKind) -> NotAllowed:
    """This person's posts do not keep sittings of this kind."""
    said = Said(_("您的岗位不能安排、记录“{kind}”"), {"kind": Said(kind.label)})
    return NotAllowed(Verdict(False, said, kind.article))


def plan(actor: Actor, kind: SittingKind, typed: Mapping[str, object], *, at: datetime) -> Sitting:
    """Enter a sitting, unpublished. Raises NotAllowed, NotFound, Invalid."""
    today = local_day(at)
    given, keys = read(fields_of(kind), typed, NoMatter(today), actor)
    if keys.get("organ") not in planners(actor, kind):
        raise refused(kind)
    first, last = _days(kind, given, today)
    opens, closes = clock_time(str(given["opens"])), clock_time(str(given["closes"]))
    if opens is None or closes is None or (first == last and closes <= opens and not kind.hands_over):
        name = "opens" if opens is None else "closes"
        raise Invalid({name: Said(_("请写成 9:00 这样的时间，结束要晚于开始"))})
    matter = _matter(actor, str(given["number"]), today) if kind.needs_matter else None
    asked = {spec.name for spec in kind.asks} - set(OWN)
    with transaction.atomic():
        row = Sitting.objects.create(
            kind=kind.code, organ_id=keys["organ"], matter=matter, held_from=first, held_to=last, opens=opens,
            closes=closes, facts={name: given[name] for name in asked if name in given},
            **{name: str(given.get(name, "")) for name in OWN},
        )  # fmt: skip
        if matter:
            _item(row, matter, "", at)
        for member in members(row.organ_id, kind.code, on=first) if kind.council else ():
            part = Part.CHAIR if member.post == "PRESIDENT" else Part.MEMBER
            Attendance.objects.create(sitting=row, member=member, name=member.name, part=part)
    return row


def _days(kind: SittingKind, given: Given, today: date) -> tuple[date, date]:
    first = date.fromisoformat(str(given["held_from"]))
    last = date.fromisoformat(str(given.get("held_to") or given["held_from"]))
    if last < first:
        raise Invalid({"held_to": Said(_("结束不能早于开始"))})
    if first - today > FURTHEST or today - first > FURTHEST:
        raise Invalid({"held_from": Said(_("只能写前后一年之内的日期"))})
    if kind.public and first < today:
        raise Invalid({"held_from": Said(_("要向社会公布的，请写今天或者以后的日期"))})
    return first, last


def _matter(actor: Actor, number: str, on: date) -> Matter:
    """The ordinary matter of this number. Raises Invalid with one sentence for what is not there and what is sealed."""
    try:
        found = matter_for(actor, number.strip(), on=on)
    except NotFound:
        found = None
    if found is None or found.sealed:
        raise Invalid({"number": Said(_("没有这个编号，或者它不能上会"))})
    return found


def kept(actor: Actor, pk: int, *, on: date, over: bool = False) -> Sitting:
    """A sitting this person keeps and that is not over, unless `over`. Raises NotFound, NotAllowed, Invalid."""
    row = sitting_seen(actor, pk, on=on)
    if not may_record(actor, row):
        raise refused(KINDS[row.kind])
    if not over and (row.concluded_at or row.called_off_at):
        raise Invalid({"": Said(_("已经结束或者取消了，不能再改"))})
    return row


# ---- people -----------------------------------------------------------------------------------------------
def person_fields(kind: SittingKind) -> tuple[Field, ...]:
    """What is asked to seat somebody."""
    who = Field("account", _("本机关和下级的人员"), Kind.PICK, required=False, options="sitting_staff")
    part = Field("part", _("以什么身份"), Kind.PICK, options="duty_parts" if kind.hands_over else "parts")
    return (who, OUTSIDER, part)


def seat(actor: Actor, pk: int, typed: Mapping[str, object], *, at: datetime) -> Attendance:
    """Seat somebody. At a hearing or a mediation nobody who must stand aside. Raises NotFound, NotAllowed, Invalid."""
    today = local_day(at)
    row = kept(actor, pk, on=today)
    kind = KINDS[row.kind]
    given, keys = read(person_fields(kind), typed, NoMatter(today), actor)
    if bool(given.get("account")) is bool(given.get("name")):
        raise Invalid({"account": Said(_("选一位人员，或者写姓名，两样写一样"))})
    account = Account.objects.get(pk=keys["account"]) if "account" in keys else None
    if account and Attendance.objects.filter(sitting=row, account=account).exists():
        raise Invalid({"account": Said(_("这个人已经在名单里了"))})
    aside = [
        turn
        for turn in row.turns.select_related("matter")
        if account and _aside(turn, kind, today, account.pk)
    ]
    if aside and kind.needs_matter:
        raise Invalid({"account": ground("STANDS_ASIDE")})
    seated = Attendance.objects.create(
        sitting=row, account=account, name=str(account or given["name"]), part=str(given["part"])
    )
    for turn in aside:
        _excuse(turn, seated, str(_("依法回避")))
    return seated


def _aside(turn: Turn, kind: SittingKind, on: date, account: int) -> bool:
    return turn.matter is not None and account in barred(turn.matter, kind, on)


def _excuse(turn: Turn, who: Attendance, reason: str) -> None:
    turn.excused = {**turn.excused, str(who.pk): reason}
    turn.save(update_fields=["excused"])


def excuse(actor: Actor, pk: int, turn: int, typed: Mapping[str, object], *, at: datetime) -> None:
    """Somebody stands aside from one item: neither voice nor vote in it. Raises NotFound, NotAllowed, Invalid."""
    today = local_day(at)
    row = kept(actor, pk, on=today)
    given, _keys = read(EXCUSE, typed, NoMatter(today), actor)
    who = row.people.filter(pk=int(str(given["who"]))).first() if str(given["who"]).isdecimal() else None
    if who is None:
        raise Invalid({"who": Said(_("请从名单里选一位"))})
    _excuse(item_of(actor, row, turn, on=today), who, str(given["reason"]))


# ---- agenda -----------------------------------------------------------------------------------------------
def add_item(actor: Actor, pk: int, typed: Mapping[str, object], *, at: datetime) -> Turn:
    """Put a matter in sight, or a topic without one, on the agenda. Raises NotFound, NotAllowed, Invalid."""
    today = local_day(at)
    row = kept(actor, pk, on=today)
    kind = KINDS[row.kind]
    given, _keys = read(ITEM, typed, NoMatter(today), actor)
    if kind.turns is not Turns.MATTERS or kind.needs_matter:
        raise Invalid({"": Said(_("这种会没有议程"))})
    number = str(given.get("number", ""))
    if not number and not given.get("topic"):
        raise Invalid({"topic": Said(_("写编号，或者写议题"))})
    matter = _matter(actor, number, today) if number else None
    if matter and row.turns.filter(matter=matter, cancelled_at=None).exists():
        raise Invalid({"number": Said(_("这一件已经在议程里了"))})
    with transaction.atomic():
        turn = _item(row, matter, str(given.get("topic", "")), at)
        for who in row.people.exclude(account=None):
            if _aside(turn, kind, today, who.account_id or 0):
                _excuse(turn, who, str(_("依法回避")))
    return turn


def _item(row: Sitting, matter: Matter | None, topic: str, at: datetime) -> Turn:
    last = row.turns.aggregate(last=Max("position"))["last"] or 0
    return Turn.objects.create(
        sitting=row, matter=matter, topic=topic, position=last + 1, booked_at=at,
        reference=f"YC{row.pk}-{next_in(f'agenda:{row.pk}')}",
    )  # fmt: skip


def item_of(actor: Actor, row: Sitting, turn: int, *, on: date) -> Turn:
    """One item of this agenda that this person may know of. Raises NotFound."""
    found = next((i.turn for i in page(actor, row.pk, on=on).items if i.turn.pk == turn), None)
    if found is None:
        raise NotFound(str(turn))
    return found


def result_fields(kind: SittingKind) -> tuple[Field, ...]:
    """What is asked to end an item."""
    answer = Field("answer", _("结论、意见"), Kind.LONG_TEXT, max_length=2000)
    return (Field("result", _("结果"), Kind.CHOICE, choices=kind.results), answer)


def settle(actor: Actor, pk: int, turn: int, typed: Mapping[str, object], *, at: datetime) -> None:
    """What an item ended with. Raises NotFound, NotAllowed, Invalid."""
    today = local_day(at)
    row = kept(actor, pk, on=today)
    kind = KINDS[row.kind]
    found = item_of(actor, row, turn, on=today)
    if kind.results is None:
        raise Invalid({"": Said(_("结论在信访件上写，这里不写"))})
    if row.held_from > today:
        raise Invalid({"result": Said(_("还没有开会，不能先写结果"))})
    given, _keys = read(result_fields(kind), typed, NoMatter(today), actor)
    Turn.objects.filter(pk=found.pk).update(
        result=str(given["result"]), answer=str(given["answer"]), recorded_by=actor.account, recorded_at=at
    )


def assign(actor: Actor, pk: int, turn: int, typed: Mapping[str, object], *, at: datetime) -> Task:
    """What was decided becomes a task of the kind's row, on the matter if there is one.

    Raises NotFound, NotAllowed, Invalid, StaleMatter.
    """
    today = local_day(at)
    row = kept(actor, pk, on=today, over=True)
    kind = TASKS.get(KINDS[row.kind].task)
    found = item_of(actor, row, turn, on=today)
    if kind is None or not found.result:
        raise Invalid({"": Said(_("先写结论，再交办"))})
    with transaction.atomic():
        if found.matter:
            event = perform(found.matter, kind.action, actor=actor, at=at, facts=dict(typed))
            made = Task.objects.get(issued_by=event)
        else:
            made = tasks.issue(actor, kind, typed, at=at)
        Task.objects.filter(pk=made.pk).update(turn=found)
    return made


def conclude(actor: Actor, pk: int, typed: Mapping[str, object], *, at: datetime) -> None:
    """Close a sitting with its record, once every item has a result. Raises NotFound, NotAllowed, Invalid."""
    today = local_day(at)
    row = kept(actor, pk, on=today)
    given, _keys = read((RECORD,), typed, NoMatter(today), actor)
    kind = KINDS[row.kind]
    waiting = row.turns.filter(cancelled_at=None, result="").count()
    if row.held_from > today:
        raise Invalid({"record": Said(_("还没有开会，不能先写记录"))})
    if kind.every_turn_ends and waiting:
        raise Invalid({"record": Said(_("还有{count}项没有写结果"), {"count": waiting})})
    Sitting.objects.filter(pk=row.pk, concluded_at=None).update(
        record=str(given["record"]), concluded_at=at, concluded_by=actor.account
    )
