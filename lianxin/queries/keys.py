"""Keys for machines, and the accounts they act for. Only a key's hash is kept, so only its hash is looked up."""

from __future__ import annotations

from datetime import date
from hashlib import sha256

from lianxin.models import Account, ApiToken


def account_named(username: str) -> Account | None:
    """The active account with this name."""
    return Account.objects.filter(username=username, is_active=True).first()


def holder_of(key: str, *, on: date) -> Account | None:
    """Whose key this is, if it still opens anything on that day."""
    digest = sha256(key.encode()).hexdigest()
    row = ApiToken.objects.filter(digest=digest, revoked_at=None, expires_on__gte=on, account__is_active=True)
    found = row.select_related("account").first()
    return found.account if found else None


def keys() -> list[ApiToken]:
    """Every key ever issued, oldest first."""
    return list(ApiToken.objects.select_related("account").order_by("pk"))


def key_numbered(number: int) -> ApiToken | None:
    """The key with this number in the list."""
    return ApiToken.objects.filter(pk=number).select_related("account").first()
