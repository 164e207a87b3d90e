"""The transparency log: one leaf per event, and every checkpoint ever signed."""

from django.db import models
from django.db.models import PROTECT

from lianxin.models.events import Event


class Leaf(models.Model):
    """A commitment to one event. Written with the event; its place in the tree is given later by a job."""

    event = models.OneToOneField(Event, PROTECT, related_name="leaf")
    commitment = models.BinaryField(max_length=32)
    link = models.BinaryField(max_length=32)
    hour = models.BigIntegerField()
    index = models.BigIntegerField(null=True, unique=True)

    def __str__(self) -> str:
        return str(self.index)


class Checkpoint(models.Model):
    """A signed tree head, as published."""

    size = models.BigIntegerField(unique=True)
    root = models.BinaryField(max_length=32)
    note = models.TextField()
    signed_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.size)
