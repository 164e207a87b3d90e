"""Notices owed to people, written in the transaction of the event they tell of and sent later."""

from __future__ import annotations

from collections.abc import Iterable

from lianxin.actions.change import Change
from lianxin.models import Outbox, Party, Submission
from lianxin.queries.file_rows import has_left
from lianxin.queries.outbox import PAPER
from lianxin.rules.codes import Channel
from lianxin.rules.steps import Seat
from lianxin.rules.wording import Said, kept
from lianxin.rules.wording import gettext_noop as _

ON_PAPER = frozenset({Channel.LETTER, Channel.VISIT, Channel.FAX})
AGENT = _("您代理的信访件{number}有进展，给信访人的通知是：{text}")
BETWEEN_THEM = frozenset({"APPOINT_AGENT", "END_MANDATE", "RENEW_CODE"})  # no business of another agent
SEALED = _("您的信访件{number}有新的进展，请凭编号和查询码查看")


def tell(change: Change) -> None:
    """One notice per submission that the step concerns, by the way its people chose; on the sealed road it says
    nothing of the content. Who does not know that theirs is on it hears of their own steps what everybody does.
    """
    unaware = change.dossier.only_suspected and change.step.seat is Seat.PETITIONER
    sealed = change.matter.sealed and not unaware
    story = Said(change.step.said, change.shown)
    rows = []
    for row in _concerned(change):
        rows.append(notice(change, row, Said(SEALED, {"number": row.number}) if sealed else story))
        rows += [] if sealed else _to_agents(change, row, story)
    Outbox.objects.bulk_create(rows)


def _to_agents(change: Change, row: Submission, story: Said) -> list[Outbox]:
    """The same news to each agent whose mandate is in force today; on the sealed road nobody calls this."""
    if change.step.action in BETWEEN_THEM:
        return []
    if not any(
        party.role == "AGENT" for party in row.parties.all()
    ):  # already read: spares most steps the look
        return []
    told = []
    for each in change.dossier.mandates:
        if each.submission_id == row.pk and each.from_on <= change.today and each.revoked_on is None:
            channel, address = way_to([each.party])
            said = Said(AGENT, {"number": row.number, "text": story})
            told.append(
                Outbox(
                    matter=change.matter, submission=row, mandate=each, channel=channel, address=address,
                    said=kept(said), made_at=change.at,
                )
            )  # fmt: skip
    return told


def _concerned(change: Change) -> list[Submission]:
    """The petitioner who took the step, those who were served, else all who are still in it: nobody hears in their
    own name what happened to another.
    """
    if change.step.seat is Seat.PETITIONER:
        return [change.speaker()]
    served = change.given.get("recipients")
    if isinstance(served, list):
        return [row for row in change.dossier.filed if row.number in served]
    return [row for row in change.dossier.filed if not has_left(row)]


def notice(change: Change, row: Submission, said: Said) -> Outbox:
    """A notice to one submission's main person; without a contact it waits on the query page."""
    people = row.parties.all()
    own = [party for party in people if party.role != "AGENT"]
    channel, address = way_to(own or people, row.channel)
    return Outbox(
        matter=change.matter,
        submission=row,
        channel=channel,
        address=address,
        said=kept(said),
        made_at=change.at,
    )


def way_to(parties: Iterable[Party], came_by: str = "") -> tuple[str, str]:
    """How to reach the first person who is still a party: SMS, e-mail, letter, or the page alone.

    Who came on paper or in person and did not agree to electronic service hears on paper.
    """
    for party in parties:
        if party.left_on is not None:
            continue
        if came_by in ON_PAPER and party.address and not party.electronic:
            return PAPER, party.address
        if party.phone:
            return "SMS", party.phone
        if party.email:
            return "EMAIL", party.email
        if party.address:
            return PAPER, party.address
    return "PAGE", ""
