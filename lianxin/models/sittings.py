"""People meeting (Sitting) and who takes a turn in it; calls for suggestions and what became of them."""

from django.db import models
from django.db.models import PROTECT, Q

from lianxin.models.directory import Organ
from lianxin.models.events import Event
from lianxin.models.fields import EncryptedJSON, EncryptedText
from lianxin.models.matters import Matter, Submission
from lianxin.models.staff import Account


class Sitting(models.Model):
    """People meet: time, place, agenda, record. Kinds are rows of `rules.sittings`.

    Published once time and place are public; called off with a reason, never deleted.
    """

    matter = models.ForeignKey(Matter, PROTECT, null=True, related_name="sittings")
    kind = models.CharField(max_length=24)
    organ = models.ForeignKey(Organ, PROTECT, related_name="+")
    held_from = models.DateField()
    held_to = models.DateField()
    opens = models.TimeField(null=True)  # of the clock in China
    closes = models.TimeField(null=True)
    minutes = models.PositiveSmallIntegerField(default=0)  # of one turn; 0 where nobody books
    place = models.CharField(max_length=200)
    title = models.CharField(max_length=100, blank=True, default="")
    host = models.CharField(max_length=100, blank=True, default="")  # name and post, as published
    rhythm = models.CharField(max_length=24, blank=True, default="")
    chair = models.ForeignKey(Account, PROTECT, null=True, related_name="+")
    closed_reason = models.CharField(max_length=500, blank=True, default="")
    published_at = models.DateTimeField(null=True)
    called_off_at = models.DateTimeField(null=True)
    called_off_because = models.CharField(max_length=200, blank=True, default="")
    record = EncryptedText(default=b"")
    event = models.ForeignKey(Event, PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["kind", "held_from"])]

    def __str__(self) -> str:
        return f"{self.kind}/{self.pk}"


class Turn(models.Model):
    """One turn in a sitting: the slot a visitor booked, or a matter on its agenda; and what it ended with."""

    sitting = models.ForeignKey(Sitting, PROTECT, related_name="turns")
    at = models.TimeField(null=True)
    position = models.PositiveSmallIntegerField(default=0)
    matter = models.ForeignKey(Matter, PROTECT, null=True, related_name="turns")
    submission = models.ForeignKey(Submission, PROTECT, null=True, related_name="+")
    visitor = EncryptedJSON(default=b"")
    topic = EncryptedText(default=b"")
    reference = models.CharField(max_length=24, unique=True)
    code_hash = models.CharField(max_length=64, blank=True, default="")
    booked_at = models.DateTimeField()
    persons = models.PositiveSmallIntegerField(default=1)  # who stand behind one call number
    window = models.CharField(max_length=10, blank=True, default="")  # to which a number was called
    called_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    result = models.CharField(max_length=16, blank=True, default="")
    answer = EncryptedText(default=b"")
    recorded_by = models.ForeignKey(Account, PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["sitting", "at", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["sitting", "at"], condition=Q(cancelled_at=None, at__isnull=False), name="slot_once"
            )
        ]

    def __str__(self) -> str:
        return self.reference


class Call(models.Model):
    """人民建议征集: an organ asks the public for suggestions on one subject for a time."""

    organ = models.ForeignKey(Organ, PROTECT, related_name="+")
    title = models.CharField(max_length=100)
    text = models.TextField()
    opens_on = models.DateField()
    closes_on = models.DateField()
    made_by = models.ForeignKey(Account, PROTECT, related_name="+")
    made_at = models.DateTimeField()
    summary = models.TextField(blank=True, default="")  # said to all once it is over

    def __str__(self) -> str:
        return self.title


class CallOutcome(models.Model):
    """What became of one suggestion, in the organ's words and without anybody's name; open to all."""

    call = models.ForeignKey(Call, PROTECT, related_name="outcomes")
    suggestion = models.CharField(max_length=300)
    outcome = models.CharField(max_length=20)
    reason = models.TextField()
    made_by = models.ForeignKey(Account, PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.suggestion


class Publication(models.Model):
    """A finished matter told to all with consent, every person taken out of it by one and looked over by another."""

    DRAFT, PUBLIC, ENDED = "DRAFT", "PUBLIC", "ENDED"
    matter = models.ForeignKey(Matter, PROTECT, related_name="publications")
    state = models.CharField(max_length=8)
    title = models.CharField(max_length=100)
    question = models.TextField()
    answer = models.TextField()
    drafted_by = models.ForeignKey(Account, PROTECT, related_name="+")
    approved_by = models.ForeignKey(Account, PROTECT, null=True, related_name="+")
    published_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=models.F("drafted_by")),
                name="published_by_two",
            ),
            models.UniqueConstraint(fields=["matter"], condition=~Q(state="ENDED"), name="published_once"),
        ]

    def __str__(self) -> str:
        return self.title
