"""People who sign in: staff hold postings, citizens none. Deactivated, never deleted."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import PROTECT, Q

from lianxin.models.directory import Organ


class Account(AbstractBaseUser):
    """One person's way in."""

    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=60, blank=True, default="")
    email = models.EmailField(blank=True, default="")
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = BaseUserManager()
    is_staff = False
    is_superuser = False

    def __str__(self) -> str:
        return self.name or self.username


class Posting(models.Model):
    """A role held at an organ from one day to another; `stands_for` names a colleague in whose place it is held."""

    account = models.ForeignKey(Account, PROTECT, related_name="postings")
    organ = models.ForeignKey(Organ, PROTECT, related_name="postings")
    role = models.CharField(max_length=24)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    stands_for = models.ForeignKey(Account, PROTECT, null=True, related_name="stood_in_by")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "organ", "role", "valid_from"],
                condition=Q(stands_for=None),
                name="posting_once",
            ),
            models.UniqueConstraint(
                fields=["account", "organ", "role", "valid_from", "stands_for"], name="stand_in_once"
            ),
            models.CheckConstraint(
                condition=Q(stands_for=None) | ~Q(stands_for=models.F("account")) & Q(valid_to__isnull=False),
                name="stand_in_for_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id}:{self.role}@{self.organ_id}"


class StandInRequest(models.Model):
    """Somebody asks that a colleague hold a post for some days; the post stays as it is until the head consents."""

    posting = models.ForeignKey(Posting, PROTECT, related_name="+")
    colleague = models.ForeignKey(Account, PROTECT, related_name="+")
    first = models.DateField()
    last = models.DateField()
    asked_by = models.ForeignKey(Account, PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    judged_by = models.ForeignKey(
        Account, PROTECT, null=True, related_name="+"
    )  # or who asked, taking it back
    judged_at = models.DateTimeField(null=True)
    granted = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.posting_id}:{self.colleague_id}"


class ApiToken(models.Model):
    """A key for machines, acting as one account; only its hash is kept."""

    account = models.ForeignKey(Account, PROTECT, related_name="tokens")
    label = models.CharField(max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    expires_on = models.DateField()
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.label
