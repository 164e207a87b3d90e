"""Figures as they were published: of years before the system, and of reports that were given out."""

from django.db import models


class PublishedFigure(models.Model):
    """One figure for exactly these days. What was published is compared with as published, never counted anew."""

    code = models.CharField(max_length=24)  # of rules.figure_rows
    first_on = models.DateField()
    last_on = models.DateField()
    numerator = models.PositiveBigIntegerField()
    denominator = models.PositiveBigIntegerField(default=0)
    source = models.CharField(max_length=120)  # the yearbook, bulletin or report it stood in

    class Meta:
        ordering = ["code", "first_on"]
        constraints = [
            models.UniqueConstraint(fields=["code", "first_on", "last_on"], name="figure_published_once")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.first_on}–{self.last_on}"
