"""What an office keeps to work by: law, rules, plans, cases and records, each version a row of its own."""

from django.db import models
from django.db.models import PROTECT, Q

from lianxin.models.directory import Organ, Region
from lianxin.models.matters import Matter
from lianxin.models.search import WordIndex, Words
from lianxin.models.staff import Account


class KnowledgeItem(models.Model):
    """One version of one item; kinds are rows of `rules.knowledge`. Versions of one item share `series`."""

    series = models.PositiveIntegerField()
    version = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=16)
    organ = models.ForeignKey(Organ, PROTECT, null=True, related_name="+")  # empty: everybody's
    title = models.CharField(max_length=200)
    plain = models.CharField(max_length=200, db_index=True)  # the title as citations are compared
    number = models.CharField(max_length=200, blank=True, default="")
    issuer = models.CharField(max_length=200, blank=True, default="")
    region = models.ForeignKey(Region, PROTECT, null=True, related_name="+")
    effective_on = models.DateField(null=True)
    expired_on = models.DateField(null=True)  # the first day on which it no longer counts
    review_on = models.DateField(null=True)
    public = models.BooleanField(default=False)
    whole = models.BooleanField(default=True)  # whether all articles of the text are here
    facts = models.JSONField(default=dict)  # the kind's own fields
    matter = models.ForeignKey(Matter, PROTECT, null=True, related_name="cases")  # of a case
    written_by = models.ForeignKey(Account, PROTECT, null=True, related_name="+")  # empty: by the command
    written_at = models.DateTimeField()
    approved_by = models.ForeignKey(Account, PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)  # empty: it does not count yet

    class Meta:
        ordering = ["-written_at", "-pk"]
        indexes = [models.Index(fields=["kind", "approved_at"])]
        constraints = [
            models.UniqueConstraint(fields=["series", "version"], name="knowledge_version_once"),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=models.F("written_by")),
                name="knowledge_by_two",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Passage(models.Model):
    """One article of an item, or the whole of one without articles. `text` and `words` are what the search compares."""

    item = models.ForeignKey(KnowledgeItem, PROTECT, related_name="passages")
    position = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=30, blank=True, default="")  # 第三十二条
    written = models.TextField(blank=True, default="")  # the words as they stand
    text = models.TextField()
    words = Words()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["item", "position"], name="passage_once")]
        indexes = [WordIndex(fields=["words"], name="lianxin_passage_words")]

    def __str__(self) -> str:
        return f"{self.item_id} {self.label}"
