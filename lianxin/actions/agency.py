"""Agents: a written mandate with scope and period, a code of their own; the principal stays the petitioner."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from lianxin.actions.change import Change
from lianxin.models import Mandate, Party
from lianxin.models.fields import blind
from lianxin.queries.law import law_on
from lianxin.rules import identity
from lianxin.rules.privacy import mask_name
from lianxin.rules.wording import gettext_noop as _


def appoint(change: Change) -> None:
    row = change.speaker()
    if row.anonymous:
        change.refuse("name", _("匿名的不能委托：委托书要写明委托人"))
    most = int(str(law_on(change.today).switches["max_agents"]))
    if sum(mandate.submission_id == row.pk for mandate in change.dossier.mandates) >= most:
        change.refuse("name", _("代理人最多{most}人，请先撤销一个"), most=most)
    begins, until = change.day("from_on") or change.today, change.day("until")
    if until is None or until < max(begins, change.today):
        change.refuse("until", _("到期日应当在开始之后、今天以后"))
    name, phone = _read(change, "name", identity.person_name), _read(change, "phone", identity.phone)
    code = identity.query_code(secrets.randbelow)
    party = Party.objects.create(
        submission=row, role="AGENT", name=name, name_index=blind("name", name), phone=phone,
        phone_index=blind("phone", phone),
    )  # fmt: skip
    Mandate.objects.create(
        submission=row, party=party, kind=change.text("kind"), scope=change.given["scope"], from_on=begins,
        until=until, code_hash=blind("query", f"{row.number}:{code}"),
    )  # fmt: skip
    change.given = {key: change.given[key] for key in ("kind", "scope", "until")}
    change.show(agent=mask_name(name), from_on=begins.isoformat(), until=until.isoformat())
    change.event.handed_out = code


def _read(change: Change, name: str, reader: Callable[[str], str]) -> str:
    try:
        return reader(change.text(name))
    except identity.BadEntry as fault:
        change.refuse(name, fault.said.template, **fault.said.values)


def end(change: Change) -> None:
    mandate = next(m for m in change.dossier.mandates if m.pk == change.keys["agent"])
    if mandate.submission_id != change.speaker().pk:
        change.refuse("agent", _("这不是这一件信访件的代理人"))
    mandate.revoked_on = mandate.party.left_on = change.today
    mandate.save(update_fields=["revoked_on"])
    mandate.party.save(update_fields=["left_on"])
    change.given = {}
    change.show(agent=mask_name(str(mandate.party.name)))


EFFECTS = {"APPOINT_AGENT": appoint, "END_MANDATE": end}
