"""Book a turn at a day of reception, and give it back: by anyone, with a code, not too often."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import IntegrityError, transaction

from lianxin.actions.change import next_in
from lianxin.actions.given import Errors, Invalid
from lianxin.actions.numbers import query_hash
from lianxin.actions.proof import prove
from lianxin.actions.throttle import give_back, spend
from lianxin.models import Outbox, Sitting, Submission, Turn
from lianxin.queries.sittings import public_day, starts, times
from lianxin.rules import identity
from lianxin.rules.identity import BadEntry
from lianxin.rules.wording import Said, kept
from lianxin.rules.wording import gettext_noop as _

TOPIC = 500
TAKEN = _("这个时间刚被别人约走，请另选一个")
WRONG = _("预约号和取消码对不上，请对照预约时给您的两样再看一遍")


@dataclass(frozen=True)
class Wish:
    """What somebody who wants to be received gives; number and code of a submission only if there is one."""

    at: str
    name: str
    phone: str
    topic: str
    number: str = ""
    code: str = ""


@dataclass(frozen=True)
class Booked:
    """The turn and the code that cancels it, known now only."""

    reference: str
    code: str
    day: date
    at: time


def book(pk: int, wish: Wish, *, client: str, at: datetime) -> Booked:
    """Take one slot of a published day. Raises NotFound, Invalid with a sentence per field, throttle.TooMany."""
    sitting = _open(pk, at)
    slot, name, phone = _checked(sitting, wish, at)
    spend((f"book:client:{client}", f"book:phone:{phone}"), at=at)
    proved = prove(wish.number, wish.code, client=client, at=at) if wish.number.strip() else None
    filed = proved.submission if proved else None
    code = identity.query_code(secrets.randbelow)
    try:
        with transaction.atomic():
            turn = _turn(sitting, slot, filed, code, at, {"name": name, "phone": phone}, wish.topic.strip())
    except IntegrityError:
        raise Invalid({"at": Said(TAKEN)}) from None
    return Booked(turn.reference, code, sitting.held_from, slot)


def _turn(
    sitting: Sitting, slot: time, filed: Submission | None, code: str, at: datetime, who: dict[str, str], topic: str
) -> Turn:  # fmt: skip
    serial = next_in(f"reception:{sitting.organ_id}:{sitting.held_from:%Y%m%d}")
    reference = f"JD{sitting.held_from:%Y%m%d}-{sitting.organ_id}-{serial}"
    open_ = filed is not None and not filed.matter.sealed  # an accusation is never named on a leader's list
    turn = Turn.objects.create(
        sitting=sitting, at=slot, position=serial, matter=filed.matter if filed and open_ else None,
        submission=filed if open_ else None, visitor=who, topic=topic, reference=reference,
        code_hash=query_hash(reference, code), booked_at=at,
    )  # fmt: skip
    said = _("您已预约{day}{time}的领导接待，地点：{place}。预约号{reference}。不能来请提前取消，让给别人。")
    values = {
        "day": sitting.held_from,
        "time": f"{slot:%H:%M}",
        "place": sitting.place,
        "reference": reference,
    }
    tell_visitor(turn, sitting, Said(said, values), at=at)
    return turn


def _open(pk: int, at: datetime) -> Sitting:
    if public_day(pk, at=at).called_off:
        raise Invalid({"": Said(_("这一天的接待已经取消，请另选一天"))})
    return Sitting.objects.select_related("organ").get(pk=pk)


def _checked(sitting: Sitting, wish: Wish, at: datetime) -> tuple[time, str, str]:
    errors: Errors = {}
    read = {"name": "", "phone": ""}
    for name, typed, reader in (
        ("name", wish.name, identity.person_name),
        ("phone", wish.phone, identity.phone),
    ):
        try:
            read[name] = reader(typed) if typed.strip() else ""
        except BadEntry as fault:
            errors[name] = fault.said
    if not wish.name.strip():
        errors["name"] = Said(_("请写您的姓名"))
    if not wish.phone.strip():
        errors["phone"] = Said(_("请写能联系到您的电话：接待日有变化时告诉您"))
    if not wish.topic.strip() or len(wish.topic) > TOPIC:
        errors["topic"] = Said(_("请用几句话写您想谈什么，最多{most}个字"), {"most": TOPIC})
    slot = next((t for t in times(sitting) if f"{t:%H:%M}" == wish.at), None)
    if slot is None or starts(sitting, slot) <= at:
        errors["at"] = Said(_("请从列出的时间里选一个"))
    taken = Turn.objects.filter(sitting=sitting, cancelled_at=None)
    if slot and any(turn.at == slot for turn in taken):
        errors["at"] = Said(TAKEN)
    if read["phone"] and any(turn.visitor.get("phone") == read["phone"] for turn in taken):
        errors["phone"] = Said(_("这个电话在这一天已经约了一次；要改时间，先取消原来的"))
    if errors or slot is None:
        raise Invalid(errors)
    return slot, read["name"], read["phone"]


def cancel(reference: str, code: str, *, client: str, at: datetime) -> None:
    """Give a turn back; done twice it is done once. Raises Invalid, throttle.TooMany."""
    reference = reference.strip().upper()
    names = (f"cancel:client:{client}", f"cancel:turn:{reference}")
    spend(names, at=at)
    try:
        wanted = query_hash(reference, identity.normalise_query_code(code))
    except BadEntry:
        raise Invalid({"": Said(WRONG)}) from None
    turn = Turn.objects.filter(reference=reference, code_hash=wanted).select_related("sitting").first()
    if turn is None:
        raise Invalid({"": Said(WRONG)})
    give_back(names, at=at)
    if turn.at is None or starts(turn.sitting, turn.at) <= at:
        raise Invalid({"": Said(_("接待已经开始或者过去了，不能再取消"))})
    Turn.objects.filter(pk=turn.pk, cancelled_at=None).update(cancelled_at=at)


def tell_visitor(turn: Turn, sitting: Sitting, said: Said, *, at: datetime) -> None:
    """A notice to whoever booked; it says when and where, never what about."""
    phone = turn.visitor.get("phone", "")
    if not phone:
        return
    Outbox.objects.create(
        organ=sitting.organ,
        reference=turn.reference,
        channel="SMS",
        address=phone,
        said=kept(said),
        made_at=at,
    )
