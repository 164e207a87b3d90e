"""Keep what was suggested beside what the person chose."""

from __future__ import annotations

from datetime import datetime

from lianxin.actions.given import Invalid
from lianxin.models import Account, EngineSwitch, Matter, Suggestion
from lianxin.queries.access import NotAllowed
from lianxin.queries.dossier import Dossier
from lianxin.queries.named_staff import ENGINE as STAFF_ENGINE
from lianxin.queries.named_staff import FIELD, named_staff
from lianxin.queries.routing import suggest
from lianxin.queries.sealed import reads_like
from lianxin.queries.second_opinion import asked_of
from lianxin.queries.suggestions import ENGINE, may_switch, propose
from lianxin.rules.facts import Actor
from lianxin.rules.grounds import GROUNDS
from lianxin.rules.permissions import Verdict
from lianxin.rules.wording import Said
from lianxin.rules.wording import gettext_noop as _
from lianxin.text.accusing import ASKED, HELD, suspicion

LONGEST = 200
READER = f"accusing:{HELD}/{ASKED}"
NOBODY = "-"  # none of those whom the letter seemed to name


def keep(dossier: Dossier, chosen: str) -> None:
    """Write down the categories that were suggested for this matter and the one that was chosen."""
    proposal = propose(dossier)
    if proposal is None:
        return
    Suggestion.objects.bulk_create(
        Suggestion(
            matter=dossier.matter, field="category", value=one.value, score=one.score,
            reasons=list(one.reasons), engine=proposal.engine, chosen=chosen,
        )
        for one in proposal.rows
    )  # fmt: skip


def keep_route(dossier: Dossier, chosen: str) -> None:
    """Write down which rule of which version named an organ, and where the person sent the matter."""
    routed = suggest(dossier)
    if routed is not None:
        Suggestion.objects.create(
            matter=dossier.matter, field="to", value=routed.organ.code, score=1.0, reasons=[routed.rule.id],
            engine=routed.engine, chosen=chosen,
        )  # fmt: skip


def keep_suspicion(dossier: Dossier, *, accuses: bool) -> None:
    """Write down what read like an accusation, from which threshold on, and what the person said it is (第三十条)."""
    found = reads_like(dossier)
    if found is not None:
        Suggestion.objects.update_or_create(
            matter=dossier.matter, field="accusation", defaults={
                "value": "HELD" if found.score >= HELD else "ASKED", "score": found.score,
                "engine": READER, "text": "、".join(found.words),
                "chosen": "ACCUSATION" if accuses else "ORDINARY",
            },
        )  # fmt: skip


def keep_answer(matter: Matter, *said: str) -> None:
    """Write down what read like an accusation in texts a clerk entered, beside their answer that it is none."""
    found = suspicion(*said)
    if found.score >= HELD:
        Suggestion.objects.create(
            matter=matter, field="accusation_entered", value="HELD", score=found.score, engine=READER,
            text=found.quoted, chosen="ORDINARY",
        )  # fmt: skip


def keep_named(matter: Matter, dossier: Dossier, chosen: int | None, *, by: Actor) -> None:
    """Write down which staff the letter seemed to name, and which of them the person said it complains of.

    Raises Invalid where it names that person: none of them says what it is, or whom it is about (第二十八条).
    """
    named = named_staff(dossier)
    if any(one.account == by.account for one in named):
        raise Invalid(
            {"": Said(_("来件写到了您：请由另一人办这一步。没有另一人的，先用“决定回避”，由上级接手"))}
        )
    who = Account.objects.filter(pk=chosen or 0).values_list("username", flat=True).first() or NOBODY
    for one in named:
        Suggestion.objects.update_or_create(
            matter=matter, field=FIELD, value=one.username,
            defaults={"score": 1.0, "engine": STAFF_ENGINE, "chosen": who},
        )  # fmt: skip


def chose(matter: Matter, field: str, chosen: str) -> None:
    """The person has decided: what they chose stands beside what the model had answered."""
    asked_of(matter).filter(field=field, chosen="").exclude(answered_at=None).update(chosen=chosen[:60])


def forget_words(matter: Matter) -> None:
    """Blank what a machine quoted or wrote of a matter, as when it moves behind the wall (第三十条)."""
    Suggestion.objects.filter(matter=matter, asked_at__isnull=False, answered_at=None).delete()
    Suggestion.objects.filter(matter=matter).update(reasons=[], text="", fault="")


def switch(actor: Actor, *, on: bool, reason: str, at: datetime, engine: str = ENGINE) -> None:
    """Switch the suggested categories, or the language model, off or on. Raises NotAllowed, Invalid."""
    if not may_switch(actor):
        told = Said(_("分类建议由信访部门的分办、负责人和系统管理岗位开关"))
        raise NotAllowed(Verdict(False, told, GROUNDS["ROUTING"].article))
    why = " ".join(reason.split())
    if not why or len(why) > LONGEST:
        raise Invalid({"reason": Said(_("请写明为什么，最多{most}个字"), {"most": LONGEST})})
    EngineSwitch.objects.create(engine=engine, on=on, reason=why, account_id=actor.account or 0, at=at)
