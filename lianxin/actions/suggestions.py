"""Keep what was suggested beside what the person chose."""

from __future__ import annotations

from lianxin.models import Matter, Suggestion
from lianxin.queries.dossier import Dossier
from lianxin.queries.routing import suggest
from lianxin.queries.suggestions import propose


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


def forget_words(matter: Matter) -> None:
    """Blank the words quoted as reasons, as when what they stood in moves behind the wall (第三十条)."""
    Suggestion.objects.filter(matter=matter).update(reasons=[])
