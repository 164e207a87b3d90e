"""Regions and organs, and the tree as it stood on any date."""

from django.db import models
from django.db.models import PROTECT


class Region(models.Model):
    """An administrative division: 6 digits to the county, 9 to the township, 12 to the village."""

    code = models.CharField(max_length=12, primary_key=True)
    name = models.CharField(max_length=60)
    parent = models.ForeignKey("self", PROTECT, null=True, related_name="children")
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Organ(models.Model):
    """A body that can own a matter. Merged or abolished, it names its successor (第二十四条)."""

    code = models.CharField(max_length=8, unique=True)
    name = models.CharField(max_length=80)
    short_name = models.CharField(max_length=30)
    word = models.CharField(max_length=10)  # 发文机关代字
    kind = models.CharField(max_length=24)
    duty = models.CharField(max_length=24)
    level = models.CharField(max_length=12)
    line = models.CharField(max_length=24, blank=True, default="")  # DISCIPLINE, JUSTICE, TAX …
    region = models.ForeignKey(Region, PROTECT)
    address = models.CharField(max_length=200, blank=True, default="")
    phone = models.CharField(max_length=40, blank=True, default="")
    hours = models.CharField(max_length=100, blank=True, default="")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    successor = models.ForeignKey("self", PROTECT, null=True, related_name="predecessors")

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Tie(models.Model):
    """Who stands above whom, and from when to when. REVIEW adds a reviewing organ beside the superior."""

    SUPERIOR, REVIEW = "SUPERIOR", "REVIEW"
    organ = models.ForeignKey(Organ, PROTECT, related_name="ties_up")
    above = models.ForeignKey(Organ, PROTECT, related_name="ties_down")
    kind = models.CharField(max_length=10, default=SUPERIOR)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organ", "above", "kind", "valid_from"], name="tie_once"),
            models.CheckConstraint(condition=~models.Q(organ=models.F("above")), name="tie_not_to_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.organ_id}→{self.above_id}"
