"""Councils (理事会、议事会): who was elected to which post and for how long; what they vote on, and what the organ decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from lianxin.actions.agendas import item_of, kept, refused
from lianxin.actions.given import Errors, Invalid, read
from lianxin.actions.perform import local_day
from lianxin.models import Attendance, Ballot, Member, Sitting
from lianxin.queries.access import NotAllowed, NotFound
from lianxin.queries.agendas import may_decide, sitting_seen
from lianxin.queries.options import NoMatter
from lianxin.queries.sittings import planners
from lianxin.rules.ballots import CALL, DECISION, Count, fault_of_call, options_of
from lianxin.rules.facts import Actor
from lianxin.rules.permissions import Verdict
from lianxin.rules.sittings import ELECTION, KINDS, SittingKind
from lianxin.rules.wording import Said
from lianxin.rules.wording import gettext_noop as _


def elect(actor: Actor, kind: SittingKind, typed: Mapping[str, object], *, at: datetime) -> Member:
    """Enter one elected member of a council of the organ that was picked. Raises NotAllowed, Invalid."""
    today = local_day(at)
    given, keys = read(ELECTION, typed, NoMatter(today), actor)
    if not kind.council or keys.get("organ") not in planners(actor, kind):
        raise refused(kind)
    elected, ends = (date.fromisoformat(str(given[name])) for name in ("elected_on", "term_ends"))
    errors: Errors = {}
    if elected > today:
        errors["elected_on"] = Said(_("选举的日期不能在今天以后"))
    if ends <= elected:
        errors["term_ends"] = Said(_("任期要在选出以后结束"))
    if int(str(given["votes"])) > int(str(given["voters"])):
        errors["votes"] = Said(_("得票不能多于投票的人数"))
    if errors:
        raise Invalid(errors)
    return Member.objects.create(
        organ_id=keys["organ"], council=kind.code, name=str(given["name"]), post=str(given["post"]),
        elected_on=elected, term_ends=ends, votes=int(str(given["votes"])), voters=int(str(given["voters"])),
    )  # fmt: skip


def leave(actor: Actor, pk: int, *, at: datetime) -> None:
    """A member leaves before the end of the term; the election stays on record. Raises NotFound, NotAllowed."""
    row = Member.objects.filter(pk=pk).first()
    if row is None:
        raise NotFound(str(pk))
    if row.organ_id not in planners(actor, KINDS[row.council]):
        raise refused(KINDS[row.council])
    Member.objects.filter(pk=pk, left_on=None).update(left_on=local_day(at))


def call(actor: Actor, pk: int, turn: int, typed: Mapping[str, object], *, at: datetime) -> Ballot:
    """Put options to the vote on one item; who stands aside has no vote. Raises NotFound, NotAllowed, Invalid."""
    today = local_day(at)
    row = kept(actor, pk, on=today)
    item = item_of(actor, row, turn, on=today)
    given, _keys = read(CALL, typed, NoMatter(today), actor)
    options, seats = options_of(str(given["options"])), int(str(given["seats"]))
    if fault := fault_of_call(options, seats):
        raise Invalid(dict([fault]))
    if not KINDS[row.kind].council or item.ballots.filter(closed_at=None).exists():
        raise Invalid({"question": Said(_("这一项现在不能表决：不是理事会，或者上一次表决还没有计票"))})
    eligible = voters(row, item.excused)
    if not eligible:
        raise Invalid({"question": Said(_("名单里没有选举产生的成员，不能表决"))})
    return Ballot.objects.create(
        turn=item, question=str(given["question"]), options={"options": options}, seats=seats,
        secret=bool(given.get("secret")), eligible=len(eligible), opened_at=at, called_by_id=actor.account or 0,
    )  # fmt: skip


def voters(row: Sitting, excused: Mapping[str, str]) -> list[Attendance]:
    """The elected members who sit and do not stand aside from this item."""
    return [each for each in row.people.exclude(member=None).order_by("pk") if str(each.pk) not in excused]


def ballot_of(actor: Actor, pk: int, ballot: int, *, on: date) -> tuple[Sitting, Ballot]:
    """A ballot of this sitting in sight. Raises NotFound."""
    row = sitting_seen(actor, pk, on=on)
    found = Ballot.objects.filter(pk=ballot, turn__sitting=row).select_related("turn").first()
    if found is None:
        raise NotFound(str(ballot))
    item_of(actor, row, found.turn_id, on=on)
    return row, found


def count(
    actor: Actor, pk: int, ballot: int, *, tally: Sequence[str], blank: str, cast: str,
    votes: Mapping[str, Sequence[str]], at: datetime,
) -> Ballot:  # fmt: skip
    """Enter what was counted: numbers of a secret ballot, or each member's `votes` of an open one.

    Raises NotFound, NotAllowed, Invalid where the quorum is missed or the numbers do not add up.
    """
    today = local_day(at)
    kept(actor, pk, on=today)
    row, found = ballot_of(actor, pk, ballot, on=today)
    if found.closed_at:
        raise Invalid({"cast": Said(_("这一次表决已经计过票了"))})
    counted = _numbers(found, tally, blank, cast) if found.secret else _named(row, found, votes)
    if fault := counted.fault():
        raise Invalid(dict([fault]))
    found.cast, found.blank, found.tally = counted.cast, counted.blank, list(counted.tally)
    found.chosen, found.closed_at = list(counted.chosen()), at
    found.save()
    return found


def _numbers(found: Ballot, tally: Sequence[str], blank: str, cast: str) -> Count:
    typed = [*tally, blank or "0", cast]
    if len(tally) != len(found.named) or not all(t.strip().isdecimal() and len(t.strip()) < 5 for t in typed):
        raise Invalid({"cast": Said(_("每一项都写票数，没有的写 0"))})
    return Count(found.eligible, int(cast), tuple(int(t) for t in tally), int(blank or 0), found.seats)


def _named(row: Sitting, found: Ballot, votes: Mapping[str, Sequence[str]]) -> Count:
    """The count of an open ballot; what each member voted for is kept with it."""
    kept_votes: dict[str, list[int]] = {}
    for who in voters(row, found.turn.excused):
        mine = votes.get(str(who.pk), ())
        if "absent" in mine:
            continue
        picked = sorted({int(v) for v in mine if v.isdecimal() and int(v[:9]) < len(found.named)})
        if len(picked) > found.seats:
            values = {"name": who.name, "seats": found.seats}
            raise Invalid({"cast": Said(_("{name}最多选{seats}项"), values)})
        kept_votes[str(who.pk)] = picked
    found.votes = {"votes": kept_votes}
    tally = tuple(sum(n in picked for picked in kept_votes.values()) for n in range(len(found.named)))
    blank = sum(not picked for picked in kept_votes.values())
    return Count(found.eligible, len(kept_votes), tally, blank, found.seats)


def decide(actor: Actor, pk: int, ballot: int, typed: Mapping[str, object], *, at: datetime) -> None:
    """The organ's own decision, apart from the advice; where it differs it says why. Raises NotFound, NotAllowed, Invalid."""
    today = local_day(at)
    row, found = ballot_of(actor, pk, ballot, on=today)
    if not may_decide(actor, row, on=today):
        said = Said(_("评议只是建议，由本机关或者上级机关的负责人决定"))
        raise NotAllowed(Verdict(False, said, KINDS[row.kind].article))
    given, _keys = read(DECISION, typed, NoMatter(today), actor)
    picked = int(str(given["decided"])) - 1
    errors: Errors = {}
    if found.closed_at is None or found.decided_at is not None:
        errors["decided"] = Said(_("还没有计票，或者已经决定过了"))
    elif picked >= len(found.named):
        errors["decided"] = Said(_("没有这个序号"))
    elif found.chosen and picked not in found.chosen and not given.get("differs"):
        errors["differs"] = Said(_("和表决结果不同的，请写明理由"))
    if errors:
        raise Invalid(errors)
    found.decided, found.decision, found.differs = (
        picked,
        str(given["decision"]),
        str(given.get("differs", "")),
    )
    found.decided_by_id, found.decided_at = actor.account, at
    found.save()
