"""What an installation holds at all: asked before anything is loaded into it."""

from __future__ import annotations

from lianxin.models import Account, Organ, Submission


def is_empty() -> bool:
    """No organ, no account, no submission."""
    return not any(model._default_manager.exists() for model in (Organ, Account, Submission))


def came_from(source: str) -> int:
    """How many submissions came in from this source."""
    return Submission.objects.filter(source=source).count()


def account_of(username: str) -> Account:
    """The account of this name. Raises Account.DoesNotExist."""
    return Account.objects.get(username=username)
