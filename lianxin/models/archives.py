"""What is kept of finished matters."""

from django.db import models
from django.db.models import PROTECT

from lianxin.models.matters import Matter
from lianxin.models.staff import Account


class ArchivePackage(models.Model):
    """One packing of a finished matter: where its bytes lie locked, and what stands for every file in it."""

    matter = models.ForeignKey(Matter, PROTECT, related_name="packages")
    seq = models.PositiveIntegerField()  # the newest event it holds
    digest = models.CharField(max_length=64)  # SHA-256 of the ZIP
    manifest = models.CharField(max_length=64)  # SHA-256 of its list of files
    size = models.PositiveBigIntegerField()
    files = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Account, PROTECT, null=True, related_name="+")  # empty: by the job
    gone_at = models.DateTimeField(null=True)  # its bytes were replaced by a newer packing, or disposed of

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.matter_id}/{self.seq}"
