"""Tables that an office brings in from elsewhere, and how it reads the tables of each source."""

from django.db import models
from django.db.models import PROTECT

from lianxin.models.directory import Organ
from lianxin.models.staff import Account


class SheetMapping(models.Model):
    """How an office reads the tables of one source: which field from which column, and what is the same in all rows."""

    organ = models.ForeignKey(Organ, PROTECT, related_name="sheet_mappings")
    source = models.CharField(max_length=23)
    form = models.CharField(max_length=12, blank=True, default="")  # a known form of rules.imports
    columns = models.JSONField(default=dict)
    fixed = models.JSONField(default=dict)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["source"]
        constraints = [models.UniqueConstraint(fields=["organ", "source"], name="sheet_mapping_once")]

    def __str__(self) -> str:
        return self.source


class SheetImport(models.Model):
    """One table under way; its rows lie locked on disk in batches, and how far it has come stands here."""

    MAPPING, TRYING, TRIED, RUNNING, DONE = "MAPPING", "TRYING", "TRIED", "RUNNING", "DONE"

    account = models.ForeignKey(Account, PROTECT, related_name="+")
    organ = models.ForeignKey(Organ, PROTECT, related_name="+")
    name = models.CharField(max_length=100)
    token = models.CharField(
        max_length=32, blank=True, default=""
    )  # of its folder; empty once that is cleared
    heading = models.JSONField(default=list)
    rows = models.PositiveIntegerField()
    batches = models.PositiveIntegerField()
    phase = models.CharField(max_length=8, default=MAPPING)
    source = models.CharField(max_length=23, blank=True, default="")
    form = models.CharField(max_length=12, blank=True, default="")
    columns = models.JSONField(default=dict)
    fixed = models.JSONField(default=dict)
    done = models.PositiveIntegerField(default=0)  # batches of this phase
    new = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    unnamed = models.PositiveIntegerField(default=0)
    held = models.PositiveIntegerField(default=0)  # of the new, behind the wall until a person has read them
    reasons = models.JSONField(default=list)
    twice = models.JSONField(
        default=dict
    )  # marks that stand in several rows, and where a rehearsal met the first
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["phase", "changed_at"])]

    def __str__(self) -> str:
        return self.name
