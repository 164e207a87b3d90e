"""Handling, review and re-review: each with its organ and edition of the law."""

from django.db import models
from django.db.models import PROTECT

from lianxin.models.directory import Organ
from lianxin.models.matters import Matter


class Proceeding(models.Model):
    """One stage of a matter before one organ."""

    HANDLE, REVIEW, REREVIEW = "HANDLE", "REVIEW", "REREVIEW"
    matter = models.ForeignKey(Matter, PROTECT, related_name="proceedings")
    kind = models.CharField(max_length=10)
    organ = models.ForeignKey(Organ, PROTECT, related_name="+")
    edition = models.CharField(max_length=20)
    opened_on = models.DateField()
    concluded_on = models.DateField(null=True)
    outcome = models.CharField(max_length=20, blank=True, default="")

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(
                fields=["concluded_on"],
                condition=models.Q(kind__in=("REVIEW", "REREVIEW")),
                name="review_concluded",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}/{self.matter_id}"
