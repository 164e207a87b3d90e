"""A matter's file read for its page: what lies in small tables comes in one query, what the history tells in none."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import BigIntegerField, CharField, F, QuerySet, Value
from django.db.models.functions import Cast

from lianxin.models import (
    Account,
    ComplainedOf,
    Document,
    Involvement,
    Link,
    Organ,
    Outbox,
    Publication,
    Recusal,
    Request,
    Submission,
    Task,
)
from lianxin.models.fields import EncryptedText
from lianxin.queries.dossier import Dossier
from lianxin.queries.file_rows import filed_in, papers_of, submissions_of, turns_to_record, with_services
from lianxin.queries.outbox import letters
from lianxin.queries.prepared import Prepared
from lianxin.rules.codes import TIES, MatterLink
from lianxin.rules.tasks import BY_ACTION

MAKES_TASKS = frozenset({"ASK_CO_HANDLER", "NAME_CO_HANDLER", "SAY_UNSOLVED", "NOT_DELIVERED", *BY_ACTION})
_TEXT = CharField()
OUTWARD = frozenset({"LETTERS", "TURNS", "PUBLICATION"})
NO_ORGAN = OUTWARD | {"ACCUSED", "RECUSED", "EARLIER", "LATER", "REQUEST"}


def _sides(matter: int, today: date) -> QuerySet[Any]:
    own: dict[str, Any] = {"matter": matter}
    nobody = Value("", EncryptedText())
    none = Cast(Value(None), BigIntegerField())  # PostgreSQL takes a bare NULL under DISTINCT for text
    accused = ComplainedOf.objects.filter(**own).values_list(
        Value("ACCUSED", _TEXT), "organ_id", "organ__name", "account_id", "account__name", "name"
    )
    involved = Involvement.objects.filter(**own).values_list(
        F("role"), "organ_id", "organ__name", none, Value("", _TEXT), nobody
    )
    recused = Recusal.objects.filter(**own).values_list(
        Value("RECUSED", _TEXT), none, Value("", _TEXT), "account_id", "account__name", nobody
    )
    rest = (none, Value("", _TEXT), nobody)  # no account
    ties = Link.objects.filter(undone_at=None)
    back = ties.filter(later=matter).values_list(Value("EARLIER", _TEXT), "earlier_id", "kind", *rest)
    on = ties.filter(earlier=matter).values_list(Value("LATER", _TEXT), "later_id", "kind", *rest)
    post = letters(Outbox.objects.filter(**own)).order_by().distinct()
    turns = turns_to_record(today).filter(**own).order_by().distinct()
    waiting = (
        rows.values_list(Value(part, _TEXT), none, Value("", _TEXT), *rest)
        for part, rows in (("LETTERS", post), ("TURNS", turns))
    )
    told = Publication.objects.filter(**own).exclude(state=Publication.ENDED)
    public = told.values_list(
        Value("PUBLICATION", _TEXT), none, "state", "drafted_by_id", Value("", _TEXT), nobody
    )
    asked = (
        Request.objects.filter(**own)
        .order_by()
        .values_list(Value("REQUEST", _TEXT), "position", "legal_class", "submission_id", "outcome", "text")
    )
    return accused.union(involved, recused, back, on, *waiting, public, asked, all=True)


_SIDES = Prepared(_sides, int, date)
_BARE_PAPERS = Prepared(lambda matter: papers_of(matter).defer("body"))


class WholeFile(Dossier):
    """A dossier read for its page: what lies in small tables comes in one query, what the history tells in none."""

    @cached_property
    def _sides(self) -> list[tuple[str, int | None, str, int | None, str, str]]:
        """(part, organ, its name, account, its name, name as written) of everybody with a part in the matter;
        a tie to another matter as ("EARLIER" or "LATER", its key, the kind of tie, …), a request as ("REQUEST", its
        position, legal class, submission, outcome, words).
        """
        return _SIDES(self.matter.pk, self.today)

    @cached_property
    def outward(self) -> tuple[bool, bool, str, int | None]:
        parts = {row[0]: row for row in self._sides if row[0] in OUTWARD}
        told = parts.get("PUBLICATION")
        return "LETTERS" in parts, "TURNS" in parts, told[2] if told else "", told[3] if told else None

    @cached_property
    def filed(self) -> list[Submission]:
        joined = [key for part, key, kind in self.ties if part == "LATER" and kind == MatterLink.SAME_MATTER]
        return submissions_of([self.matter.pk, *joined]) if joined else filed_in(self.matter.pk)

    @cached_property
    def involvements(self) -> list[Involvement]:
        rows = [row for row in self._sides if row[0] not in NO_ORGAN]
        return [Involvement(matter=self.matter, organ=Organ(pk=r[1], name=r[2]), role=r[0]) for r in rows]

    @cached_property
    def complained_of(self) -> list[ComplainedOf]:
        return [
            ComplainedOf(
                matter=self.matter,
                organ=Organ(pk=organ, name=organ_name) if organ else None,
                account=Account(pk=account, name=account_name) if account else None,
                name=name,
            )
            for part, organ, organ_name, account, account_name, name in self._sides
            if part == "ACCUSED"
        ]

    @cached_property
    def requests(self) -> list[Request]:
        rows: list[Any] = sorted(row[1:] for row in self._sides if row[0] == "REQUEST")
        return [
            Request(
                matter=self.matter, position=at, legal_class=law, submission_id=key, outcome=end, text=text
            )
            for at, law, key, end, text in rows
        ]

    @cached_property
    def walled(self) -> list[tuple[int | None, int | None, bool]]:
        parts = ("ACCUSED", "RECUSED")
        return [(row[1], row[3], row[0] == "RECUSED") for row in self._sides if row[0] in parts]

    @property
    def ties(self) -> list[tuple[str, int, str]]:
        """("EARLIER" or "LATER", key, kind) of the matters this one is tied to, seen or not."""
        return [(row[0], row[1] or 0, row[2]) for row in self._sides if row[0] in ("EARLIER", "LATER")]

    @cached_property
    def related(self) -> bool:
        return any(part == "EARLIER" and kind in TIES for part, _key, kind in self.ties)

    @property
    def standing_aside(self) -> list[str]:
        """Names of the people recused."""
        return [row[4] for row in self._sides if row[0] == "RECUSED"]

    @cached_property
    def papers(self) -> list[Document]:
        return with_services(_BARE_PAPERS(self.matter.pk))

    @cached_property
    def tasks(self) -> list[Task]:
        return super().tasks if any(e.action in MAKES_TASKS for e in self.history) else []

    @cached_property
    def took_part(self) -> frozenset[int]:
        earlier = (e for e in self.history if e.organ_id not in self.owner_and_before)
        return frozenset(e.actor_id for e in earlier if e.actor_id and e.organ_id)

    @cached_property
    def objection_refused(self) -> bool:
        sent = ("FORWARD", "DECIDE_COMPETENCE", "KEEP_OBJECTION")
        return next((e.action for e in reversed(self.history) if e.action in sent), "") == "KEEP_OBJECTION"
