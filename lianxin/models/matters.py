"""Submissions, the matters they open or join, their parties and requests."""

from django.db import models
from django.db.models import PROTECT, Q

from lianxin.models.directory import Organ, Region
from lianxin.models.fields import EncryptedJSON, EncryptedText
from lianxin.models.staff import Account


class Matter(models.Model):
    """The problem that is handled. `owner`, `next_action` and `due_on` are never empty while it is open.

    due_on, safe_on, waits_until and provisional are a cache of the clocks, rewritten with every event.
    """

    number = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=20)
    version = models.PositiveIntegerField(default=0)
    sealed = models.BooleanField(default=False)
    owner = models.ForeignKey(Organ, PROTECT, related_name="owned", db_index=False)
    office = models.ForeignKey(Organ, PROTECT, related_name="registered")
    sender = models.ForeignKey(Organ, PROTECT, null=True, related_name="+")
    handler = models.ForeignKey(Account, PROTECT, null=True, related_name="+", db_index=False)
    opened_on = models.DateField()
    region = models.ForeignKey(Region, PROTECT, null=True)
    category = models.CharField(max_length=6, blank=True, default="")
    purpose = models.CharField(max_length=20)
    cause = models.CharField(max_length=20, blank=True, default="")  # what in the work gave rise to it
    procedure = models.CharField(max_length=12, blank=True, default="")
    urgent = models.BooleanField(default=False)
    spanning = models.BooleanField(default=False)  # 三跨三分离
    litigation = models.BooleanField(default=False)
    joint = models.BooleanField(default=False)
    classified = models.BooleanField(default=False)
    returns = models.PositiveSmallIntegerField(default=0)
    handovers = models.PositiveSmallIntegerField(default=0)
    asked = models.CharField(max_length=80, blank=True, default="")  # steps that wait for somebody else
    next_action = models.CharField(max_length=24, blank=True, default="")
    due_on = models.DateField(null=True)
    safe_on = models.DateField(null=True)
    waits_until = models.DateField(null=True)
    provisional = models.BooleanField(default=False)
    closed_on = models.DateField(null=True)  # empty exactly while the state is an open one
    disposed_on = models.DateField(null=True)  # its content was destroyed after its time; the skeleton stays
    outcome = models.CharField(max_length=20, blank=True, default="")
    changed_at = models.DateTimeField()
    events = models.PositiveIntegerField(default=0)
    head = models.BinaryField(max_length=32, default=bytes)  # commitment of the newest leaf

    class Meta:
        # Each list in its own order, down to the key; what is over has no place in the lists of what presses.
        indexes = [
            models.Index(fields=["owner", "due_on", "id"]),
            models.Index(fields=["state", "due_on"]),
            models.Index(fields=["opened_on", "id"]),
            models.Index(fields=["closed_on"]),  # figures: what was open, or closed, in some days
            models.Index(
                fields=["handler", "due_on", "id"], condition=Q(handler__isnull=False), name="matter_mine"
            ),
            models.Index(fields=["due_on", "id"], condition=Q(closed_on=None), name="matter_presses"),
            models.Index(fields=["opened_on", "id"], condition=Q(closed_on=None), name="matter_open_since"),
            models.Index(fields=["state"], condition=Q(returns__gt=0), name="matter_came_back"),
            models.Index(fields=["owner"], condition=Q(asked__gt=""), name="matter_asked"),
        ]

    def __str__(self) -> str:
        return self.number


class Submission(models.Model):
    """One letter, visit, call or web entry; keeps its own number, query code and rights for ever."""

    number = models.CharField(max_length=40, unique=True)
    query_hash = models.CharField(max_length=64)
    query_expires_on = models.DateField(null=True)
    matter = models.ForeignKey(Matter, PROTECT, related_name="submissions")
    office = models.ForeignKey(Organ, PROTECT, related_name="+")
    channel = models.CharField(max_length=20)
    purpose = models.CharField(max_length=20)
    relation = models.CharField(max_length=20)
    received_on = models.DateField()
    registered_at = models.DateTimeField()
    registered_by = models.ForeignKey(Account, PROTECT, null=True, related_name="+")
    account = models.ForeignKey(Account, PROTECT, null=True, related_name="submissions")
    title = models.CharField(max_length=200)
    content = models.TextField(blank=True, default="")
    sealed_content = EncryptedText(default=b"")
    asked = EncryptedJSON(
        default=b""
    )  # the requests as filed; `Request` rows may be split off, these words not
    enclosed = EncryptedJSON(
        default=b""
    )  # the files as filed: name, size, sha256; the files may move behind a wall
    content_salt = models.BinaryField(max_length=32, default=bytes)
    source = models.CharField(max_length=30)
    external_id = models.CharField(max_length=80)
    postmark_date = models.DateField(null=True)
    persons_present = models.PositiveIntegerField(null=True)
    persons_concerned = models.PositiveIntegerField(default=1)
    anonymous = models.BooleanField(default=False)
    held = models.BooleanField(
        default=False
    )  # read like an accusation when it came: behind the wall from the first
    read_back = models.BooleanField(default=False)
    received_time = models.TimeField(null=True)  # of a call, or as it stands on a paper receipt
    addressee = models.CharField(max_length=80, blank=True, default="")
    their_number = models.CharField(max_length=80, blank=True, default="")  # of the office that sent it on
    their_due_on = models.DateField(null=True)  # the day that office set

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "external_id"], name="submission_once")]
        indexes = [
            models.Index(fields=["office", "received_on"]),
            models.Index(fields=["received_on"]),
            models.Index(fields=["query_hash"]),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def text(self) -> str:
        """The words as they may be read now: what may travel, else what is sealed."""
        return self.content or self.sealed_content

    @property
    def as_filed(self) -> str:
        """Title and words as they were filed, also where they have since moved behind the wall."""
        return self.sealed_content or f"{self.title}\n{self.content}"


class Party(models.Model):
    """A person in one submission. There is no table of persons: the same person is found by blind index only."""

    submission = models.ForeignKey(Submission, PROTECT, related_name="parties")
    role = models.CharField(max_length=16)
    name = EncryptedText(default=b"")
    name_index = models.CharField(max_length=32, blank=True, default="", db_index=True)
    phone = EncryptedText(default=b"")
    phone_index = models.CharField(max_length=32, blank=True, default="", db_index=True)
    id_number = EncryptedText(default=b"")
    id_index = models.CharField(max_length=32, blank=True, default="", db_index=True)
    address = EncryptedText(default=b"")
    email = EncryptedText(default=b"")
    electronic = models.BooleanField(default=False)  # agreed to electronic service
    left_on = models.DateField(null=True)

    def __str__(self) -> str:
        return f"{self.role}/{self.submission_id}"


class Request(models.Model):
    """One thing asked for (诉求), with its own legal class and outcome."""

    matter = models.ForeignKey(Matter, PROTECT, related_name="requests")
    submission = models.ForeignKey(Submission, PROTECT, related_name="requests")
    position = models.PositiveSmallIntegerField()
    text = EncryptedText(default=b"")
    legal_class = models.CharField(max_length=16, blank=True, default="")
    outcome = models.CharField(max_length=20, blank=True, default="")

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self.matter_id}#{self.position}"


class ComplainedOf(models.Model):
    """Who is complained of. In a sealed matter that organ and all below it are walled off."""

    matter = models.ForeignKey(Matter, PROTECT, related_name="complained_of")
    organ = models.ForeignKey(Organ, PROTECT, null=True, related_name="+")
    account = models.ForeignKey(Account, PROTECT, null=True, related_name="+")
    name = EncryptedText(default=b"")

    def __str__(self) -> str:
        return str(self.pk)


class Involvement(models.Model):
    """An organ that has or had a part in a matter; the base of every right to see it."""

    matter = models.ForeignKey(Matter, PROTECT, related_name="involvements")
    organ = models.ForeignKey(Organ, PROTECT, related_name="+")
    role = models.CharField(max_length=12)  # OFFICE OWNER CO_HANDLER REVIEWER

    class Meta:
        constraints = [models.UniqueConstraint(fields=["matter", "organ", "role"], name="involved_once")]
        indexes = [models.Index(fields=["organ", "matter"])]

    def __str__(self) -> str:
        return f"{self.matter_id}:{self.organ_id}"


class Recusal(models.Model):
    """A person who stands aside from a matter, and why (第二十八条)."""

    matter = models.ForeignKey(Matter, PROTECT, related_name="recusals")
    account = models.ForeignKey(Account, PROTECT, related_name="+")
    ground = EncryptedText(default=b"")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["matter", "account"], name="recused_once")]

    def __str__(self) -> str:
        return str(self.pk)


class Link(models.Model):
    """Why two matters are tied. Undone, never deleted; takes away nobody's number, clock, notice or right."""

    later = models.ForeignKey(Matter, PROTECT, related_name="links_back")
    earlier = models.ForeignKey(Matter, PROTECT, related_name="links_on")
    kind = models.CharField(max_length=20)
    relation = models.CharField(max_length=20, blank=True, default="")
    before = models.JSONField(default=dict)  # what to restore when undone
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(later=models.F("earlier")), name="link_two_matters"),
            models.UniqueConstraint(
                fields=["later", "earlier", "kind"], condition=models.Q(undone_at=None), name="linked_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.later_id}→{self.earlier_id}"
