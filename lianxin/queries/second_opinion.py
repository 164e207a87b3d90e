"""What a language model may be asked about a matter, and what it answered. The only place that hands words to one.

A sealed matter never gets here, nor one that reads like an accusation; personal data is blanked first (PIPL 第五条、第六条).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from lianxin.models import EngineSwitch, Matter, Request, Submission, Suggestion
from lianxin.queries.office import office
from lianxin.queries.options import category_tree
from lianxin.queries.people import known_names
from lianxin.rules.office import LanguageModel
from lianxin.text import redact
from lianxin.text.accusing import accuses

ENGINE = "model"
AT_STEPS: Mapping[str, tuple[str, ...]] = {
    "CLASSIFY": ("summary", "category"),
    "DRAFT_OPINION": ("summary", "draft"),
}


@dataclass(frozen=True)
class Material:
    """What leaves for the model, already without personal data."""

    words: str
    requests: tuple[str, ...]


def in_use() -> LanguageModel | None:
    """The model of this office; None where there is none, or a person has switched it off."""
    model = office().model
    newest = switches().values_list("on", flat=True).first() if model else None
    return model if newest is not False else None


def switches() -> QuerySet[EngineSwitch]:
    """Who switched it off or on, the newest first."""
    return EngineSwitch.objects.filter(engine=ENGINE).select_related("account")


def offered(matter: Matter, action: str) -> list[tuple[str, Suggestion | None]]:
    """(field, what was asked or answered) at this step; nothing for a sealed matter or without a model."""
    fields = AT_STEPS.get(action, ())
    if not fields or matter.sealed or (model := in_use()) is None:
        return []
    rows = asked_of(matter).filter(field__in=fields).order_by("pk")
    newest = {row.field: row for row in rows}
    return [(field, newest.get(field)) for field in fields if field in model.uses]


def asked_of(matter: Matter) -> QuerySet[Suggestion]:
    """What the model was asked about this matter."""
    return Suggestion.objects.filter(matter=matter, asked_at__isnull=False)


def waiting() -> QuerySet[Suggestion]:
    """What is asked and not answered, the oldest first; never of a sealed matter."""
    rows = Suggestion.objects.filter(asked_at__isnull=False, answered_at=None, matter__sealed=False)
    return rows.select_related("matter").order_by("pk")


def material(row: Suggestion) -> Material | None:
    """The words for one question, redacted; None where the matter may not be shown to a model (any more)."""
    matter = Matter.objects.filter(pk=row.matter_id, sealed=False, disposed_on=None).first()
    if matter is None:
        return None
    filed = Submission.objects.filter(matter=matter)
    words = "\n".join(f"{each.title}\n{each.content}" for each in filed.order_by("pk"))
    requests = [str(line.text) for line in Request.objects.filter(matter=matter)]
    if accuses("\n".join([words, *requests])):  # a person may still find that it should be sealed
        return None
    names = known_names([matter.pk])[matter.pk]
    return Material(redact.redact(words, names), tuple(redact.redact(text, names) for text in requests))


def names() -> dict[str, str]:
    """The categories a model may choose from, by code."""
    return {row.code: row.name for row in category_tree() if row.level == 2}
