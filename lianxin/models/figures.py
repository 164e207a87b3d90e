"""Figures as they were published, and as they were counted when a time was over."""

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


class CountedTime(models.Model):
    """Every figure of a time that is over, as first counted for a report over the same matters by the same rules."""

    reach = models.CharField(
        max_length=32
    )  # which matters: a hash of the organs, and of what is closed to the reader
    rules = models.CharField(max_length=32)  # a hash of the definitions and of how they are counted
    first_on = models.DateField()
    last_on = models.DateField()
    submissions = models.PositiveIntegerField()  # received in these days; another number now: counted again
    figures = models.JSONField()  # code: [numerator, denominator]
    counted_on = models.DateField()

    class Meta:
        ordering = ["first_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["reach", "rules", "first_on", "last_on"], name="time_counted_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.first_on}–{self.last_on}"
