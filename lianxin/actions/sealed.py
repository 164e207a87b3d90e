"""The sealed road of an accusation (《信访工作条例》第三十条): referral, and the one way to a name."""

from __future__ import annotations

from lianxin.actions.change import Change
from lianxin.models import Party, Reading


def refer(change: Change) -> None:
    change.matter.sender = change.matter.owner
    change.hand_to(change.keys["to"])


def accept(change: Change) -> None:
    change.paper_body = {"real_name": any(p.name for p in _people(change))}


def _people(change: Change) -> list[Party]:
    return [party for row in change.dossier.filed for party in row.parties.all()]


def open_identity(change: Change) -> None:
    """A custodian's written reason lets one person see the names; that person's every look is a reading."""
    change.after.append(
        lambda: Reading.objects.create(
            matter=change.matter,
            account_id=change.keys["for_account"],
            at=change.at,
            what="UNSEALED",
            purpose=change.text("reason")[:200],
        )
    )


def conclude(change: Change) -> None:
    change.matter.outcome = ""


EFFECTS = {
    "REFER_DISCIPLINE": refer,
    "DI_ACCEPT": accept,
    "DI_CONCLUDE": conclude,
    "OPEN_IDENTITY": open_identity,
}
