"""The transparency log: one leaf per event, every promise given, and every checkpoint ever signed."""

from django.db import models
from django.db.models import PROTECT

from lianxin.models.events import Event
from lianxin.models.matters import Submission


class Leaf(models.Model):
    """A commitment to one event. Written with the event; its place in the tree is given later by a job.

    `link_key` outlives the event's erased salt: the order of the matter's leaves can still be shown.
    """

    event = models.OneToOneField(Event, PROTECT, primary_key=True, related_name="leaf")
    commitment = models.BinaryField(max_length=32)
    link = models.BinaryField(max_length=32)
    link_key = models.BinaryField(max_length=32)
    hour = models.BigIntegerField()
    index = models.BigIntegerField(null=True, unique=True)

    def __str__(self) -> str:
        return str(self.index)


class Promise(models.Model):
    """What the office signed at filing: this leaf will be in the log by `include_by`. Found again by `code`."""

    submission = models.OneToOneField(Submission, PROTECT, related_name="promise")
    leaf = models.OneToOneField(Leaf, PROTECT, related_name="promise")
    code = models.CharField(max_length=19, db_index=True)  # 14 digits of a hash: two may meet, so not unique
    note = models.TextField()  # the promise as a signed note
    include_by = models.DateTimeField()

    def __str__(self) -> str:
        return self.code


class Checkpoint(models.Model):
    """A signed tree head, as published."""

    size = models.BigIntegerField(unique=True)
    root = models.BinaryField(max_length=32)
    note = models.TextField()
    signed_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.size)
