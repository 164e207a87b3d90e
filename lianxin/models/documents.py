"""Papers (文书), their service, and attachments."""

from django.db import models
from django.db.models import PROTECT

from lianxin.models.directory import Organ
from lianxin.models.events import Event
from lianxin.models.fields import EncryptedJSON, EncryptedText
from lianxin.models.matters import Matter, Submission
from lianxin.models.proceedings import Proceeding
from lianxin.models.scans import Scan
from lianxin.models.staff import Account
from lianxin.rules.attachments import NO_TEXT


class Document(models.Model):
    """One paper of the catalogue; frozen with its hash when issued."""

    DRAFT, CHECKED, RETURNED, ISSUED = "DRAFT", "CHECKED", "RETURNED", "ISSUED"
    ENDED = "ENDED"  # a letter of no matter that is not signed any more; kept with who ended it and why
    # None: a letter between organs, until it is signed.
    matter = models.ForeignKey(Matter, PROTECT, null=True, related_name="papers")
    proceeding = models.ForeignKey(Proceeding, PROTECT, null=True, related_name="papers")
    kind = models.CharField(max_length=4)
    number = models.CharField(max_length=40, blank=True, default="")
    organ = models.ForeignKey(Organ, PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=8)
    step = models.CharField(max_length=24, blank=True, default="")  # the decision that signing it takes
    body = EncryptedJSON(default=b"")
    digest = models.CharField(max_length=64, blank=True, default="")
    wording = models.CharField(
        max_length=32, blank=True, default=""
    )  # keyed hash of the words of its answers
    overridden = models.BooleanField(default=False)  # let through though the check found gaps
    drafted_by = models.ForeignKey(Account, PROTECT, null=True, related_name="+")
    checked_by = models.ForeignKey(Account, PROTECT, null=True, related_name="+")
    issued_by = models.ForeignKey(Account, PROTECT, null=True, related_name="+")
    issued_on = models.DateField(null=True)
    event = models.ForeignKey(Event, PROTECT, null=True, related_name="papers")

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["issued_on"]),
            models.Index(fields=["organ", "state"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["organ", "number"], condition=~models.Q(number=""), name="paper_number_once"
            ),
            models.CheckConstraint(
                condition=models.Q(matter__isnull=False) | ~models.Q(state="ISSUED"),
                name="issued_of_a_matter",
            ),
        ]

    def __str__(self) -> str:
        return self.number or f"{self.kind}/{self.matter_id}"

    @property
    def is_decision_draft(self) -> bool:
        """Whether it is a decision that has been drafted, perhaps checked or returned, and not signed."""
        return bool(self.step) and self.state != self.ISSUED


class PaperCopy(models.Model):
    """The PDF of an issued paper as it was first made for one reader, kept by its hash where attachments lie."""

    document = models.ForeignKey(Document, PROTECT, related_name="copies")
    reader = models.CharField(max_length=32)  # keyed hash of whose copy it is
    digest = models.CharField(max_length=64, db_index=True)
    made_at = models.DateTimeField()
    signed = models.CharField(max_length=8, blank=True, default="")  # otherwise than at issue: LATER, NONE

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "reader"], name="copied_once")]

    def __str__(self) -> str:
        return f"{self.document_id}/{self.pk}"


class PaperWording(models.Model):
    """One version of an organ's own words for a kind of paper; "" is the wording that came with the house again."""

    organ = models.ForeignKey(Organ, PROTECT, related_name="+")
    kind = models.CharField(max_length=4)
    version = models.PositiveSmallIntegerField()
    text = models.TextField(blank=True)
    since = models.DateField()
    reason = models.CharField(max_length=200)
    written_by = models.ForeignKey(Account, PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organ", "kind", "version"], name="paper_wording_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.organ_id}/{self.kind}/v{self.version}"


class Service(models.Model):
    """送达: how and when one paper reached one submission's people."""

    document = models.ForeignKey(Document, PROTECT, related_name="services")
    submission = models.ForeignKey(Submission, PROTECT, related_name="services")
    method = models.CharField(max_length=16)
    sent_on = models.DateField()
    effective_on = models.DateField()
    proof = EncryptedJSON(default=b"")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "submission"], name="served_once")]

    def __str__(self) -> str:
        return f"{self.document_id}→{self.submission_id}"


class Attachment(models.Model):
    """A file kept by its hash outside the database; until it is sent it lies in a tray, and is nobody's."""

    submission = models.ForeignKey(Submission, PROTECT, null=True, related_name="attachments")
    event = models.ForeignKey(
        Event, PROTECT, null=True, related_name="+"
    )  # the filing, or what was added later
    scan = models.ForeignKey(Scan, PROTECT, null=True, related_name="files")  # a page of a letter that waits
    tray = models.CharField(
        max_length=32, blank=True, default="", db_index=True
    )  # keyed hash of where it waits
    token = models.CharField(max_length=32, blank=True, default="")
    name = EncryptedText(default=b"")
    kind = models.CharField(max_length=60)
    size = models.PositiveIntegerField()  # bytes; of an upload under way, as announced
    digest = models.CharField(
        max_length=64, blank=True, default="", db_index=True
    )  # empty until all of it is here
    told_place = models.BooleanField(default=False)  # it said where it was made; that has been taken out
    text = EncryptedText(default=b"")  # what could be read of it
    unread = models.CharField(
        max_length=9, blank=True, default=""
    )  # why not, or not all: `rules.attachments`
    sure = models.PositiveSmallIntegerField(null=True)  # percent, where a machine read it from a picture
    tries = models.PositiveSmallIntegerField(default=0)  # at reading it after it had come
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["token"], condition=~models.Q(token=""), name="attachment_token_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}/{self.pk}"

    @property
    def has_text(self) -> bool:
        """Whether there is a text, which is fetched only where it is wanted."""
        return bool(self.digest) and self.unread not in NO_TEXT
