"""What has come and is not registered yet: letters as pictures, calls half written down."""

from django.db import models
from django.db.models import PROTECT

from lianxin.models.directory import Organ
from lianxin.models.fields import EncryptedJSON
from lianxin.models.matters import Submission
from lianxin.models.staff import Account


class Scan(models.Model):
    """A scanned letter on its way to a submission; what was read of it goes when it is registered or set aside."""

    organ = models.ForeignKey(Organ, PROTECT, related_name="+")
    digest = models.CharField(max_length=64)  # of all its files in order: the same letter is taken once
    state = models.CharField(max_length=12)  # WAITING READ REGISTERED SET_ASIDE
    pages = EncryptedJSON(default=b"")  # the lines of each page, their boxes, and how sure they are
    desk = models.ForeignKey(Organ, PROTECT, related_name="+")  # takes what accuses, as for a sealed matter
    unread = models.BooleanField(default=True)  # not, or not wholly, or badly read: it may accuse
    held = models.BooleanField(default=False)  # reads like an accusation: for that desk's mail room only
    fault = EncryptedJSON(default=b"")  # why nothing, or not all, could be read
    reason = models.CharField(max_length=200, blank=True, default="")  # why it was set aside
    tries = models.PositiveSmallIntegerField(default=0)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(Account, PROTECT, null=True, related_name="+")
    done_by = models.ForeignKey(Account, PROTECT, null=True, related_name="+")
    submission = models.OneToOneField(Submission, PROTECT, null=True, related_name="scan")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organ", "digest"], name="scan_once")]
        indexes = [models.Index(fields=["organ", "state", "id"])]

    def __str__(self) -> str:
        return f"{self.state}/{self.pk}"


class PhoneDraft(models.Model):
    """What a clerk has typed of a call so far; it goes when the call is registered, or dropped for a reason that stays."""

    organ = models.ForeignKey(Organ, PROTECT, related_name="+")
    account = models.ForeignKey(Account, PROTECT, related_name="+")
    mark = models.CharField(max_length=32, unique=True)  # the submission's own mark, once there is one
    typed = EncryptedJSON(default=b"")
    held = models.BooleanField(
        default=False
    )  # accuses: its clerk's and the mail room's, not the whole desk's
    begun_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    dropped_at = models.DateTimeField(null=True)
    dropped_by = models.ForeignKey(Account, PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=200, blank=True, default="")  # why it was dropped

    class Meta:
        indexes = [models.Index(fields=["organ", "saved_at"])]

    def __str__(self) -> str:
        return self.mark
