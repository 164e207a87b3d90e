"""People meeting (Sitting) and who takes a turn in it; calls for suggestions and what became of them."""

from django.db import models
from django.db.models import PROTECT, Q

from lianxin.models.directory import Organ
from lianxin.models.events import Event
from lianxin.models.fields import EncryptedJSON, EncryptedText
from lianxin.models.matters import Matter, Submission
from lianxin.models.staff import Account
from lianxin.rules.sittings import CouncilPost


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
    facts = EncryptedJSON(default=b"")  # the kind's own fields, as given
    record = EncryptedText(default=b"")
    concluded_at = models.DateTimeField(null=True)
    concluded_by = models.ForeignKey(Account, PROTECT, null=True, related_name="+")
    taken_over_at = models.DateTimeField(null=True)  # by the next shift, where the kind hands over
    taken_over_by = models.ForeignKey(Account, PROTECT, null=True, related_name="+")
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
    excused = EncryptedJSON(default=b"")  # who stands aside from this item, with the reason
    recorded_by = models.ForeignKey(Account, PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["sitting", "at", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["sitting", "at"], condition=Q(cancelled_at=None, at__isnull=False), name="slot_once"
            ),
            models.UniqueConstraint(
                fields=["sitting", "window"],
                condition=Q(called_at__isnull=False, result="") & ~Q(window=""),
                name="one_party_a_window",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class Member(models.Model):
    """A seat on an organ's council (理事会), held from an election to the end of its term."""

    organ = models.ForeignKey(Organ, PROTECT, related_name="+")
    council = models.CharField(max_length=24)  # the kind of sitting in which they sit
    name = models.CharField(max_length=60)
    post = models.CharField(max_length=16)
    elected_on = models.DateField()
    term_ends = models.DateField()
    votes = models.PositiveIntegerField()
    voters = models.PositiveIntegerField()
    left_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(term_ends__gt=models.F("elected_on")), name="term_after_election"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def said(self) -> CouncilPost:
        """The post with its name."""
        return CouncilPost[self.post]


class Attendance(models.Model):
    """Who sits in a sitting and in which part: a person of the staff, an elected member, or somebody by name."""

    sitting = models.ForeignKey(Sitting, PROTECT, related_name="people")
    account = models.ForeignKey(Account, PROTECT, null=True, related_name="+")
    member = models.ForeignKey(Member, PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=100)  # as the minutes name them
    part = models.CharField(max_length=16)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sitting", "account"], condition=Q(account__isnull=False), name="seated_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Ballot(models.Model):
    """差额投票 on one item: options, who might vote, what was counted; and apart from it what the organ decided."""

    turn = models.ForeignKey(Turn, PROTECT, related_name="ballots")
    question = EncryptedText(default=b"")
    options = EncryptedJSON(default=b"")
    seats = models.PositiveSmallIntegerField()
    secret = models.BooleanField(default=False)
    eligible = models.PositiveIntegerField()
    opened_at = models.DateTimeField()
    called_by = models.ForeignKey(Account, PROTECT, related_name="+")
    cast = models.PositiveIntegerField(default=0)
    blank = models.PositiveIntegerField(default=0)
    tally = models.JSONField(default=list)  # votes of each option, in their order
    votes = EncryptedJSON(default=b"")  # of an open ballot: what each member voted for
    chosen = models.JSONField(default=list)  # numbers from 0; empty where a second ballot is needed
    closed_at = models.DateTimeField(null=True)
    decided = models.PositiveSmallIntegerField(null=True)  # the option the organ takes, from 0
    decision = EncryptedText(default=b"")
    differs = EncryptedText(default=b"")
    decided_by = models.ForeignKey(Account, PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.turn_id}/{self.pk}"

    @property
    def named(self) -> list[str]:
        """The options in their order."""
        return list(self.options.get("options", ()))


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
