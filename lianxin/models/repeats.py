"""What finds earlier letters about the same matter. All of it can be made anew from the letters themselves."""

from __future__ import annotations

from django.db import models
from django.db.models import CASCADE

from lianxin.models.matters import Submission


class RarePhrase(models.Model):
    """One rare phrase of one submission as a keyed hash: nothing can be read from it."""

    pk = models.CompositePrimaryKey("mark", "submission")
    mark = models.BigIntegerField()
    submission = models.ForeignKey(Submission, CASCADE, related_name="rare_phrases")

    def __str__(self) -> str:
        return str(self.submission_id)


class LetterCounts(models.Model):
    """How often pieces of text occur among the office's ordinary letters; one row, counted anew by a job."""

    letters = models.PositiveIntegerField()
    counts = models.BinaryField()
    counted_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.letters)


class TopicMember(models.Model):
    """Which letters tell of one matter, by number of the group, and how surely (0 to 1); formed anew every night."""

    submission = models.OneToOneField(Submission, CASCADE, primary_key=True, related_name="topic_member")
    topic = models.PositiveIntegerField(db_index=True)
    closeness = models.FloatField()  # mean pair score with the others of the group

    def __str__(self) -> str:
        return str(self.topic)
