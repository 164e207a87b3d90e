"""Plan days of reception, publish them, call one off; and what the desk enters on the day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction
from django.db.models import Q

from lianxin.actions.bookings import tell_visitor
from lianxin.actions.change import next_in
from lianxin.actions.given import Errors, Invalid
from lianxin.actions.perform import local_day, perform
from lianxin.models import Organ, Reading, Sitting, Turn
from lianxin.queries.access import NotAllowed, NotFound
from lianxin.queries.dossier import Dossier
from lianxin.queries.law import calendar
from lianxin.queries.sittings import RECEPTION, Visitor, planners, sitting_for, visitors, within
from lianxin.rules.facts import Actor
from lianxin.rules.permissions import Verdict, may
from lianxin.rules.rhythms import Rhythm, slots
from lianxin.rules.sittings import KINDS, ReceptionResult, ReceptionStyle
from lianxin.rules.wording import Said
from lianxin.rules.wording import gettext_noop as _

KIND = KINDS[RECEPTION]
PLACE, HOST, REASON, ANSWER, RECORD = 200, 100, 200, 2000, 4000
FURTHEST = 366  # days ahead that are planned
REFUSED = Verdict(False, Said(_("只有信访部门和本机关的岗位可以安排接待日")), KIND.article)


@dataclass(frozen=True)
class Plan:
    """A day, or with a rhythm all its days from `first` to `last`; `hosts` take them in turn."""

    organ: str
    first: date
    last: date
    opens: time
    closes: time
    minutes: int
    place: str
    hosts: tuple[str, ...]
    rhythm: Rhythm | None = None
    kind: str = RECEPTION
    style: str = ReceptionStyle.SINGLE


def plan(actor: Actor, given: Plan, *, at: datetime) -> int:
    """Enter these days, unpublished; how many are new. Planned twice they stand once. Raises Invalid, NotAllowed."""
    kind = KINDS[given.kind]
    organ = Organ.objects.filter(code=given.organ, pk__in=planners(actor, kind)).first()
    if organ is None:
        raise NotAllowed(REFUSED)
    _check(given, local_day(at))
    code = given.rhythm.code if given.rhythm else ""
    days = list(given.rhythm.days(given.first, given.last, calendar())) if given.rhythm else [given.first]
    made = 0
    with transaction.atomic():
        for number, day in enumerate(days):
            host = given.hosts[number % len(given.hosts)]
            title = given.rhythm.label if given.rhythm else ""
            _row, new = Sitting.objects.get_or_create(
                kind=kind.code, organ=organ, held_from=day, opens=given.opens, host=host, called_off_at=None,
                defaults={"held_to": day, "closes": given.closes, "minutes": given.minutes, "place": given.place,
                          "rhythm": code, "title": title, "facts": {"style": given.style} if kind is KIND else {}},
            )  # fmt: skip
            made += new
    return made


def _check(given: Plan, today: date) -> None:
    errors: Errors = {}
    if not today <= given.first <= given.last:
        errors["first"] = Said(_("请写今天或者以后的日期，结束不早于开始"))
    elif (given.last - today).days > FURTHEST:
        errors["last"] = Said(_("最多安排到一年以后"))
    if given.closes <= given.opens or not slots(given.opens, given.closes, given.minutes):
        errors["closes"] = Said(_("开始到结束放不下一位来访人"))
    if not given.place.strip():
        errors["place"] = Said(_("请写明地点：时间和地点要向社会公布"))
    if not given.hosts:
        errors["hosts"] = Said(_("请写明由谁接待，一行一位，例如：县委书记 李某"))
    for name, text, most in (("place", given.place, PLACE), *(("hosts", host, HOST) for host in given.hosts)):
        if len(text) > most:
            errors[name] = Said(_("最多写{most}个字"), {"most": most})
    if errors:
        raise Invalid(errors)


def publish(actor: Actor, picked: Sequence[int], *, at: datetime) -> int:
    """Make time and place public; how many were not yet."""
    mine = Q()
    for kind in KINDS.values():
        if kind.public:
            mine |= Q(kind=kind.code, organ__in=planners(actor, kind), closed_reason="")
    rows = Sitting.objects.filter(mine, pk__in=picked)
    return rows.filter(published_at=None, called_off_at=None).update(published_at=at)


def call_off(actor: Actor, pk: int, reason: str, *, at: datetime) -> int:
    """Call a day off; everyone who booked is told. How many. Raises NotFound, Invalid."""
    return end_early(_mine(actor, pk), reason, at=at)


def end_early(row: Sitting, reason: str, *, at: datetime) -> int:
    """Call this sitting off; what `call_off` gives and raises."""
    if not reason.strip():
        raise Invalid({"reason": Said(_("请写明取消的原因，公布出来，也告诉预约的人"))})
    if len(reason) > REASON:
        raise Invalid({"reason": Said(_("最多写{most}个字"), {"most": REASON})})
    with transaction.atomic():
        if not Sitting.objects.filter(pk=row.pk, called_off_at=None).update(
            called_off_at=at, called_off_because=reason.strip()
        ):
            return 0
        booked = list(Turn.objects.filter(sitting=row, cancelled_at=None, result=""))
        said = _("您预约的{day}接待取消了：{reason}。请重新预约或者来电询问。")
        for turn in booked:
            tell_visitor(turn, row, Said(said, {"day": row.held_from, "reason": reason.strip()}), at=at)
    return len(booked)


# ---- on the day -------------------------------------------------------------------------------------------
def roll(actor: Actor, pk: int, *, at: datetime) -> list[Visitor]:
    """The day's visitors with names and telephones in full; the record of readings says so first."""
    row = _mine(actor, pk)
    Reading.objects.create(
        account_id=actor.account or 0, at=at, what="RECEPTION", purpose=f"{row.held_from} {row.host}"
    )
    return visitors(actor, row, on=local_day(at), named=True)


def walk_in(actor: Actor, pk: int, name: str, topic: str, *, at: datetime) -> Turn:
    """Who came without booking is received too (有访必接). Raises NotFound, Invalid."""
    row = _mine(actor, pk)
    if not name.strip():
        raise Invalid({"name": Said(_("请写来访人的姓名"))})
    serial = next_in(f"reception:{row.organ_id}:{row.held_from:%Y%m%d}")
    return Turn.objects.create(
        sitting=row,
        position=serial,
        visitor={"name": name.strip()[:60]},
        topic=topic.strip()[:500],
        reference=f"JD{row.held_from:%Y%m%d}-{row.organ_id}-{serial}",
        booked_at=at,
    )


def record(actor: Actor, pk: int, turn: int, result: str, answer: str, *, at: datetime) -> None:
    """What one visitor left with; of a matter it is a step on its file. Raises NotFound, Invalid, StaleMatter."""
    row, on = _mine(actor, pk), local_day(at)
    rows = Turn.objects.filter(sitting=row, pk=turn, cancelled_at=None).select_related("matter", "sitting")
    found = next(iter(within(actor, rows, on=on)), None)
    if found is None:
        raise NotFound(str(turn))
    _check_result(row, result, answer, on)
    if found.matter and may(actor, "RECEIVE_VISITOR", Dossier(found.matter, on)):
        facts = {"turn": found.reference, "result": result, "answer": answer}
        perform(found.matter, "RECEIVE_VISITOR", actor=actor, at=at, facts=facts)
        return
    Turn.objects.filter(pk=found.pk).update(
        result=result, answer=answer, recorded_by=actor.account, recorded_at=at
    )


def _check_result(row: Sitting, result: str, answer: str, on: date) -> None:
    errors: Errors = {}
    if row.held_from > on:
        errors["result"] = Said(_("还没有到接待日，不能先写结果"))
    if result not in ReceptionResult.__members__:
        errors["result"] = Said(_("请选择结果：有接必果"))
    if not answer.strip() and result != ReceptionResult.ABSENT:
        errors["answer"] = Said(_("请写明怎样答复的，或者交给哪个机关、几时办结"))
    if len(answer) > ANSWER:
        errors["answer"] = Said(_("最多写{most}个字"), {"most": ANSWER})
    if errors:
        raise Invalid(errors)


def conclude(actor: Actor, pk: int, text: str, *, at: datetime) -> None:
    """Close the day with its record, once every visitor has a result (有接必果). Raises NotFound, Invalid."""
    row = _mine(actor, pk)
    waiting = Turn.objects.filter(sitting=row, cancelled_at=None, result="").count()
    if waiting:
        raise Invalid({"record": Said(_("还有{count}位来访人没有写结果"), {"count": waiting})})
    if not text.strip() or len(text) > RECORD:
        raise Invalid({"record": Said(_("请写接待情况，最多{most}个字"), {"most": RECORD})})
    Sitting.objects.filter(pk=row.pk).update(
        record=text.strip(), held_to=row.held_from, concluded_at=at, concluded_by=actor.account
    )


def _mine(actor: Actor, pk: int) -> Sitting:
    return sitting_for(actor, pk)
