"""Numbers printed in advance on blank receipts, for the hours without power."""

from django.db import models
from django.db.models import PROTECT, Q

from lianxin.models.directory import Organ
from lianxin.models.matters import Submission
from lianxin.models.staff import Account


class ReservedNumber(models.Model):
    """A number given out of its turn for a paper receipt. It stays: unused, used by one submission, or voided.

    Of the query code printed beside it only the keyed hash is kept, as of every other.
    """

    office = models.ForeignKey(Organ, PROTECT, related_name="+")
    number = models.CharField(max_length=40, unique=True)
    query_hash = models.CharField(max_length=64)
    reserved_at = models.DateTimeField()
    reserved_by = models.ForeignKey(Account, PROTECT, related_name="+")
    submission = models.OneToOneField(Submission, PROTECT, null=True, related_name="reserved")
    voided_at = models.DateTimeField(null=True)
    voided_by = models.ForeignKey(Account, PROTECT, null=True, related_name="+")
    void_reason = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(submission=None) | Q(voided_at=None), name="number_used_or_voided"
            ),
            models.CheckConstraint(
                condition=Q(voided_at=None, void_reason="", voided_by=None)
                | Q(voided_at__isnull=False, voided_by__isnull=False) & ~Q(void_reason=""),
                name="number_voided_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.number
