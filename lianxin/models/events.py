"""What happened (append-only), the periods that run, and who has read what."""

from django.db import models
from django.db.models import PROTECT

from lianxin.models.directory import Organ
from lianxin.models.fields import EncryptedJSON
from lianxin.models.matters import Matter, Submission
from lianxin.models.proceedings import Proceeding
from lianxin.models.staff import Account


class Event(models.Model):
    """One act, by whom, under which article. Never changed; erasing `salt` erases what its leaf promises."""

    matter = models.ForeignKey(Matter, PROTECT, related_name="history")
    seq = models.PositiveIntegerField()
    action = models.CharField(max_length=24)
    article = models.CharField(max_length=120)
    at = models.DateTimeField()
    actor = models.ForeignKey(Account, PROTECT, null=True, related_name="+")
    organ = models.ForeignKey(Organ, PROTECT, null=True, related_name="+")
    from_state = models.CharField(max_length=20, blank=True, default="")
    to_state = models.CharField(max_length=20)
    from_sealed = models.BooleanField(default=False)  # behind the wall before it, and after it
    to_sealed = models.BooleanField(default=False)
    facts = EncryptedJSON(default=b"")
    submission = models.ForeignKey(Submission, PROTECT, null=True, related_name="+")
    salt = models.BinaryField(max_length=32)
    previous = models.BinaryField(max_length=32, default=bytes)  # commitment of the event before
    handed_out = ""  # a code or link that this step gives to a person once; never stored

    class Meta:
        constraints = [models.UniqueConstraint(fields=["matter", "seq"], name="event_order")]
        indexes = [models.Index(fields=["at"])]

    def __str__(self) -> str:
        return f"{self.matter_id}/{self.seq} {self.action}"


class Clock(models.Model):
    """One running or finished period; its dates are a cache of rule, start, pauses and extension."""

    matter = models.ForeignKey(Matter, PROTECT, related_name="clocks")
    proceeding = models.ForeignKey(Proceeding, PROTECT, null=True, related_name="clocks")
    submission = models.ForeignKey(Submission, PROTECT, null=True, related_name="clocks")
    organ = models.ForeignKey(
        Organ, PROTECT, null=True, related_name="+"
    )  # whose duty; null: the petitioner's
    period = models.CharField(max_length=24)
    edition = models.CharField(max_length=20)
    start_on = models.DateField()
    started_by = models.ForeignKey(Event, PROTECT, related_name="+")
    days = models.PositiveSmallIntegerField(null=True)  # where the letter sets the length
    extension = models.PositiveSmallIntegerField(default=0)
    pauses = models.JSONField(default=list)  # [[from, to, reason], …] ISO dates, both inclusive
    nominal_on = models.DateField()
    lawful_on = models.DateField()
    safe_on = models.DateField()
    provisional = models.BooleanField(default=False)
    stopped_on = models.DateField(null=True)
    stopped_by = models.ForeignKey(Event, PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["matter", "period"], condition=models.Q(stopped_on=None), name="clock_runs"),
            models.Index(fields=["lawful_on"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["matter", "period"],
                condition=models.Q(stopped_on=None, submission=None) & ~models.Q(period="ASSIGN_REPORT"),
                name="clock_runs_once",
            ),
            models.UniqueConstraint(
                fields=["matter", "organ"],
                condition=models.Q(stopped_on=None, period="ASSIGN_REPORT"),
                name="report_owed_once",
            ),
            models.UniqueConstraint(
                fields=["matter", "period", "submission"],
                condition=models.Q(stopped_on=None) & ~models.Q(submission=None),
                name="window_runs_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period}/{self.matter_id}"


class Reading(models.Model):
    """Who opened which file, when and what for; the auditor sees these and no content."""

    matter = models.ForeignKey(Matter, PROTECT, null=True, related_name="readings")
    account = models.ForeignKey(Account, PROTECT, related_name="+")
    at = models.DateTimeField()
    what = models.CharField(max_length=16)  # FILE ATTACHMENT REVEAL LOOKUP EXPORT
    purpose = models.CharField(max_length=200, blank=True, default="")
    entry = models.CharField(
        max_length=80, blank=True, default=""
    )  # the registration for which one looked up
    sought = models.JSONField(default=list)  # keyed traces of the numbers looked for, never a number
    found = models.PositiveSmallIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["matter", "at"])]

    def __str__(self) -> str:
        return f"{self.what}/{self.matter_id}"
