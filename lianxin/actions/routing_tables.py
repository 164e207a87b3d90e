"""Write a new version of an office's rules of routing; another person switches it on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from lianxin.actions.given import Invalid
from lianxin.actions.perform import local_day
from lianxin.models import RoutingTable
from lianxin.queries.access import NotAllowed
from lianxin.queries.routing import known, office_for, rules_of, stored, table_for, tables, try_out
from lianxin.rules import routing
from lianxin.rules.facts import Actor
from lianxin.rules.grounds import GROUNDS
from lianxin.rules.permissions import Verdict
from lianxin.rules.wording import Said
from lianxin.rules.wording import gettext_noop as _


def write(actor: Actor, rows: Sequence[Mapping[str, str]], *, at: datetime) -> RoutingTable:
    """The next version, not yet switched on. Raises NotFound, Invalid ("row-column": sentence)."""
    office = office_for(actor, local_day(at))
    rules, errors = routing.read(rows, known(office, local_day(at)))
    if errors:
        raise Invalid(errors)
    if not rules:
        raise Invalid({"": Said(_("至少写一条规则"))})
    last = next((row.version for row in tables(office)), 0)
    try:
        with transaction.atomic():
            return RoutingTable.objects.create(
                organ=office, version=last + 1, rules=routing.stored(rules), written_by_id=actor.account or 0,
                written_at=at,
            )  # fmt: skip
    except IntegrityError:
        raise Invalid({"": Said(_("刚才已经保存了新的一版，请重新打开再改"))}) from None


def try_on(actor: Actor, version: int, *, at: datetime) -> RoutingTable:
    """Try a version not yet switched on with what was sent, and keep what came of it. Raises NotFound, NotAllowed."""
    on = local_day(at)
    office = office_for(actor, on)
    row = table_for(office, version)
    if row.switched_at is not None:
        raise _refusal(_("这一版已经启用过，试算的结果不再改动"))
    trial = try_out(actor, office, rules_of(row, on), on=on)
    if not trial.total:
        raise _refusal(_("还没有转送过的事项可以试，或者您的岗位看不到它们"))
    row.tried_by_id, row.tried_at, row.trial = actor.account, at, stored(trial)
    row.save(update_fields=["tried_by", "tried_at", "trial"])
    return row


def switch_on(actor: Actor, version: int, *, at: datetime) -> RoutingTable:
    """From now on this version suggests.

    Raises NotFound, NotAllowed for its writer, for an older version and for one that nobody has tried.
    """
    office = office_for(actor, local_day(at))
    row = table_for(office, version)
    if row.written_by_id == actor.account:
        raise _refusal(_("写的人和启用的人要分开：请另一个人试算、启用"))
    newer = RoutingTable.objects.filter(organ=office, version__gt=version).exclude(switched_at=None).exists()
    if row.switched_at is not None or newer:
        raise _refusal(_("这一版已经启用过，或者有更新的一版在用；要改回去，请另存一版"))
    if row.tried_at is None:
        raise _refusal(_("这一版还没有拿已经转送的事项试算过；请看得到这些事项的人先试算"))
    row.switched_by_id, row.switched_at = actor.account, at
    row.save(update_fields=["switched_by", "switched_at"])
    return row


def _refusal(said: str) -> NotAllowed:
    return NotAllowed(Verdict(False, Said(said), GROUNDS["ROUTING"].article))
