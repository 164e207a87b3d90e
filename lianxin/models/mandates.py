"""Who may join a petition, and who may act for a petitioner: only hashes of what they were handed are kept."""

from django.db import models
from django.db.models import PROTECT

from lianxin.models.matters import Matter, Party, Submission
from lianxin.models.staff import Account


class Invitation(models.Model):
    """A link by which others join a petition until a day; used as often as it is passed on."""

    matter = models.ForeignKey(Matter, PROTECT, related_name="invitations")
    submission = models.ForeignKey(Submission, PROTECT, related_name="+")  # who invites
    digest = models.CharField(max_length=64, unique=True)
    expires_on = models.DateField()

    def __str__(self) -> str:
        return str(self.pk)


class Mandate(models.Model):
    """A written mandate (授权委托书): scope and period within which an agent acts. Revoked, never deleted."""

    submission = models.ForeignKey(Submission, PROTECT, related_name="mandates")
    party = models.OneToOneField(Party, PROTECT, related_name="+")  # the agent
    kind = models.CharField(max_length=16)
    scope = models.JSONField(default=list)  # codes of rules.mandates.AgentScope
    from_on = models.DateField()
    until = models.DateField()  # both inclusive
    revoked_on = models.DateField(null=True)
    code_hash = models.CharField(max_length=64)
    account = models.ForeignKey(Account, PROTECT, null=True, related_name="mandates")

    def __str__(self) -> str:
        return str(self.pk)
