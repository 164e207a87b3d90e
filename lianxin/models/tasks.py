"""What an organ must do by a date (Task), and what a machine suggested."""

from django.db import models
from django.db.models import PROTECT

from lianxin.models.directory import Organ
from lianxin.models.events import Event
from lianxin.models.fields import EncryptedJSON, EncryptedText
from lianxin.models.matters import Matter
from lianxin.models.sittings import Turn
from lianxin.models.staff import Account


class Task(models.Model):
    """Issued, answered in writing, cleared (销号) by someone else with evidence. Kinds are rows of `rules.tasks`."""

    matter = models.ForeignKey(Matter, PROTECT, null=True, related_name="tasks")
    kind = models.CharField(max_length=24)
    issuer = models.ForeignKey(Organ, PROTECT, related_name="+")
    organ = models.ForeignKey(Organ, PROTECT, related_name="tasks")
    text = EncryptedText(default=b"")  # what is required
    entry = models.CharField(max_length=36, null=True, unique=True)  # of one sent from a phone that waited
    facts = EncryptedJSON(default=b"")  # the kind's own fields, as given
    issued_by = models.ForeignKey(Event, PROTECT, null=True, related_name="+")
    turn = models.ForeignKey(
        Turn, PROTECT, null=True, related_name="tasks"
    )  # the item of an agenda it comes from
    issued_on = models.DateField()
    made_at = models.DateTimeField(null=True)
    made_by = models.ForeignKey(Account, PROTECT, null=True, related_name="+")
    due_on = models.DateField()
    answer = EncryptedText(default=b"")
    adoption = models.CharField(max_length=12, blank=True, default="")
    answered_on = models.DateField(null=True)
    answered_by = models.ForeignKey(Account, PROTECT, null=True, related_name="+")
    returned = models.PositiveSmallIntegerField(default=0)  # answers that were not taken
    earlier = EncryptedJSON(default=b"")  # those answers, each with its date and why it was returned
    evidence = EncryptedText(default=b"")
    cleared_on = models.DateField(null=True)
    cleared_by = models.ForeignKey(Account, PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=0)  # raised by every act on a task without a matter

    class Meta:
        indexes = [
            models.Index(fields=["organ", "cleared_on", "due_on"]),
            models.Index(fields=["issuer", "cleared_on", "due_on"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(cleared_by=None) | ~models.Q(cleared_by=models.F("answered_by")),
                name="cleared_by_another",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}/{self.pk}"


class Told(models.Model):
    """An organ that hears of a task beside the one that owes it, and when somebody there first read it."""

    task = models.ForeignKey(Task, PROTECT, related_name="told")
    organ = models.ForeignKey(Organ, PROTECT, related_name="+")
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    read_by = models.ForeignKey(Account, PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["task", "organ"], name="told_once")]

    def __str__(self) -> str:
        return f"{self.task_id}→{self.organ_id}"


class Suggestion(models.Model):
    """What a machine proposed, with reasons, beside what the person chose."""

    matter = models.ForeignKey(Matter, PROTECT, related_name="suggestions")
    field = models.CharField(max_length=24)
    value = models.CharField(max_length=60)
    score = models.FloatField()
    reasons = models.JSONField(default=list)
    engine = models.CharField(max_length=40)
    chosen = models.CharField(max_length=60, blank=True, default="")
    # Of the language model only: who asked for it, when it answered, what it wrote, or why it wrote nothing.
    asked_by = models.ForeignKey(Account, PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    text = EncryptedText(default=b"")
    fault = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(
                fields=["asked_at"],
                condition=models.Q(asked_at__isnull=False, answered_at=None),
                name="model_asked",
            )
        ]

    def __str__(self) -> str:
        return f"{self.field}={self.value}"


class EngineSwitch(models.Model):
    """An engine that suggests was switched off or on, by whom and why; the newest row of an engine holds."""

    engine = models.CharField(max_length=12)
    on = models.BooleanField()
    reason = models.CharField(max_length=200)
    account = models.ForeignKey(Account, PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["engine", "-id"])]

    def __str__(self) -> str:
        return f"{self.engine}={self.on}"
