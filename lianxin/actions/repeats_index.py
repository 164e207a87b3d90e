"""Keep the index of rare phrases, the counts behind it and the topics in step with what is on file."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from lianxin.models import Event, LetterCounts, Matter, RarePhrase, Submission, TopicMember
from lianxin.queries.repeats import KEPT, ORDINARY, SEALED, added_words, marks, rarity_kept
from lianxin.text.letters import Letter, rare_pieces, read
from lianxin.text.rarity import Rarity, counted
from lianxin.text.topics import closeness, groups, scored

MOST_COUNTED = 100_000  # newest letters that tell what is rare
WINDOW = timedelta(weeks=12)
MOST_GROUPED = 5_000  # newest letters of the window; about forty seconds on one core
GROWN = 2  # times as many letters: what was kept as rare is chosen anew


def renew(matter: Matter) -> None:
    """Write the rare phrases of all submissions of a matter anew, under the key of its side of the wall."""
    erase(matter)
    rarity = rarity_kept()
    for row in Submission.objects.filter(matter=matter):
        enter(row, rarity, sealed=matter.sealed)


def erase(matter: Matter) -> None:
    """Take a matter's submissions out of the index."""
    RarePhrase.objects.filter(submission__matter=matter).delete()
    TopicMember.objects.filter(submission__matter=matter).delete()


def enter(row: Submission, rarity: Rarity, *, sealed: bool) -> None:
    """Keep the rare phrases of one submission."""
    _keep(row, f"{row.title}\n{row.text}", rarity, sealed=sealed)


def add(row: Submission, words: str, rarity: Rarity, *, sealed: bool) -> None:
    """Keep the rare phrases of what its petitioner added to a submission as well."""
    _keep(row, words, rarity, sealed=sealed)


def _keep(row: Submission, words: str, rarity: Rarity, *, sealed: bool) -> None:
    found = marks(rare_pieces(words, rarity, KEPT), SEALED if sealed else ORDINARY)
    rows = [RarePhrase(mark=mark, submission=row) for mark in dict.fromkeys(found)]
    RarePhrase.objects.bulk_create(rows, ignore_conflicts=True)


def count_letters(*, at: datetime) -> int:
    """Count anew what is rare among the newest ordinary letters; how many letters were counted."""
    before = LetterCounts.objects.values_list("letters", flat=True).first() or 0
    rows = Submission.objects.filter(matter__sealed=False).order_by("-pk").values_list("title", "content")
    rarity = counted(f"{title}\n{content}" for title, content in rows[:MOST_COUNTED].iterator())
    LetterCounts.objects.update_or_create(
        pk=1, defaults={"letters": rarity.letters, "counts": rarity.packed(), "counted_at": at}
    )
    every = Submission.objects.all()
    _enter_again(every if rarity.letters >= GROWN * before else every.filter(rare_phrases=None), rarity)
    return rarity.letters


def _enter_again(rows: QuerySet[Submission], rarity: Rarity) -> None:
    added = set(Event.objects.filter(action="SUPPLEMENT").values_list("matter", flat=True))
    for row in rows.select_related("matter").iterator():
        with transaction.atomic():
            RarePhrase.objects.filter(submission=row).delete()
            enter(row, rarity, sealed=row.matter.sealed)
            if row.matter_id in added:
                for words in added_words([row.matter_id]).get(row.pk, ()):
                    add(row, words, rarity, sealed=row.matter.sealed)


def group_topics(*, at: datetime) -> int:
    """Form the topics of the last twelve weeks anew from ordinary letters; how many there are."""
    rows = Submission.objects.filter(matter__sealed=False, registered_at__gte=at - WINDOW)
    kept = list(rows.order_by("-pk")[:MOST_GROUPED])[::-1]
    rarity = rarity_kept()
    readings = [
        read(Letter(str(row.pk), row.title, row.content, row.received_on.toordinal()), rarity) for row in kept
    ]
    scores = scored(readings)
    found = [places for places in groups(len(readings), scores) if len(places) > 1]
    with transaction.atomic():
        TopicMember.objects.all().delete()
        TopicMember.objects.bulk_create(
            TopicMember(submission=kept[place], topic=n, closeness=closeness(place, places, scores))
            for n, places in enumerate(found, 1)
            for place in places
        )
    return len(found)
