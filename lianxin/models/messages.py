"""Notices waiting to leave, ratings, serial numbers, throttles, and how the periodic jobs went."""

from django.db import models
from django.db.models import PROTECT

from lianxin.models.directory import Organ
from lianxin.models.fields import EncryptedJSON, EncryptedText
from lianxin.models.mandates import Mandate
from lianxin.models.matters import Matter, Submission
from lianxin.rules.wording import again, in_a_letter


class Outbox(models.Model):
    """A notice owed to somebody; written with the event, sent later, safe to send twice. About a submission, or
    (`reference`, `organ`) about something an organ does outside any matter, such as a day of reception.
    """

    matter = models.ForeignKey(Matter, PROTECT, null=True, related_name="notices")
    submission = models.ForeignKey(Submission, PROTECT, null=True, related_name="notices")
    mandate = models.ForeignKey(Mandate, PROTECT, null=True, related_name="notices")  # to an agent
    organ = models.ForeignKey(Organ, PROTECT, null=True, related_name="+")
    reference = models.CharField(max_length=40, blank=True, default="")
    channel = models.CharField(max_length=8)  # EMAIL SMS LETTER PAGE
    address = EncryptedText(default=b"")
    said = EncryptedJSON(default=dict)  # as `rules.wording.kept`: each reads it in their own language
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, db_index=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    tried_at = models.DateTimeField(null=True)  # the last attempt, still under way or failed
    fault = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["channel", "attempts"], condition=models.Q(sent_at=None), name="owed")
        ]

    def __str__(self) -> str:
        return f"{self.channel}/{self.pk}"

    @property
    def text(self) -> str:
        """What is sent and printed."""
        return in_a_letter(again(self.said))


class Rating(models.Model):
    """满意度评价: office and organ apart; no row means silence, which is never satisfaction."""

    submission = models.OneToOneField(Submission, PROTECT, related_name="rating")
    office_grade = models.CharField(max_length=16)
    organ_grade = models.CharField(max_length=16)
    text = EncryptedText(default=b"")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.pk)


class Serial(models.Model):
    """The last number given in one series; raised in the same transaction as the thing numbered: no gaps."""

    series = models.CharField(max_length=80, primary_key=True)
    last = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return self.series


class Throttle(models.Model):
    """How often something was tried in a window of time; the key is a keyed hash, no address is kept."""

    key = models.CharField(max_length=64)
    window = models.BigIntegerField()
    hits = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "window"], name="throttle_window")]

    def __str__(self) -> str:
        return str(self.hits)


class JobRun(models.Model):
    """How the last run of a periodic job went; a job that stopped finishing is seen by its silence."""

    job = models.CharField(max_length=40, primary_key=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)  # of the last run that did finish
    result = models.CharField(max_length=200, blank=True, default="")
    fault = models.CharField(max_length=500, blank=True, default="")  # empty when the last run went well
    failures = models.PositiveIntegerField(default=0)  # in a row

    def __str__(self) -> str:
        return self.job
