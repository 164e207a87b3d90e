"""What people keep of a work list: a filter under a name, and a list taken out of the house."""

from django.db import models
from django.db.models import PROTECT

from lianxin.models.directory import Organ
from lianxin.models.staff import Account


class SavedList(models.Model):
    """A filter kept by one person, or for everybody posted at an organ."""

    account = models.ForeignKey(Account, PROTECT, related_name="saved_lists")
    organ = models.ForeignKey(Organ, PROTECT, null=True, related_name="saved_lists")  # shared with
    name = models.CharField(max_length=20)
    asked = models.CharField(max_length=600)  # the filter as it stands in the address
    withdrawn_by = models.ForeignKey(Account, PROTECT, null=True, related_name="+")  # who ended the sharing
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["account", "name"], name="saved_list_once")]

    def __str__(self) -> str:
        return self.name


class Export(models.Model):
    """A list asked for as a file: who, what for, which matters; with names only after another person's consent."""

    account = models.ForeignKey(Account, PROTECT, related_name="+")
    organ = models.ForeignKey(Organ, PROTECT, related_name="+")  # where somebody else consents
    purpose = models.CharField(max_length=200)
    form = models.CharField(max_length=4)  # csv xlsx
    named = models.BooleanField(default=False)
    matters = models.JSONField(default=list)  # the keys that were found when it was asked for
    asked_at = models.DateTimeField()
    judged_by = models.ForeignKey(Account, PROTECT, null=True, related_name="+")
    judged_at = models.DateTimeField(null=True)
    granted = models.BooleanField(default=False)
    taken_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.form}/{self.pk}"
