"""The versions of each office's rules of routing."""

from django.db import models
from django.db.models import PROTECT, Q

from lianxin.models.directory import Organ
from lianxin.models.staff import Account


class RoutingTable(models.Model):
    """One version: written by one person, tried, switched on by another; the newest switched on is the one that suggests."""

    organ = models.ForeignKey(Organ, PROTECT, related_name="routing_tables")
    version = models.PositiveSmallIntegerField()
    rules = models.JSONField(default=list)  # rows of rules.routing.Rule
    written_by = models.ForeignKey(Account, PROTECT, related_name="+")
    written_at = models.DateTimeField()
    tried_by = models.ForeignKey(Account, PROTECT, null=True, related_name="+")
    tried_at = models.DateTimeField(null=True)
    trial = models.JSONField(default=dict)  # what came of it: queries.routing.stored
    switched_by = models.ForeignKey(Account, PROTECT, null=True, related_name="+")
    switched_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["organ", "version"], name="routing_version_once"),
            models.CheckConstraint(
                condition=Q(switched_by=None) | ~Q(switched_by=models.F("written_by")),
                name="routing_switched_by_two",
            ),
            models.CheckConstraint(
                condition=Q(switched_at=None) | Q(tried_at__isnull=False), name="routing_tried_first"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organ_id}/v{self.version}"
