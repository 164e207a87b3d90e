"""Who asks: the holder of a key as their account, or a petitioner by number and query code."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from lianxin.actions.given import Invalid
from lianxin.actions.perform import local_day
from lianxin.actions.proof import WRONG, prove
from lianxin.api.errors import Refusal
from lianxin.queries.directory import actor_of
from lianxin.queries.keys import holder_of
from lianxin.queries.petitioner import petitioner
from lianxin.rules.facts import Actor
from lianxin.rules.wording import gettext_noop as _

HEADER = "X-Query-Code"


class Key(HttpBearer):
    """Authorization: Bearer lx_… acts as the key's account, with the posts it holds today."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        today = local_day(timezone.now())
        account = holder_of(token, on=today)
        return actor_of(account, on=today) if account else None


def proved(request: HttpRequest, number: str, code: str) -> tuple[Actor, str]:
    """The petitioner who knows the query code of this number, and the number as it is written.

    Raises Refusal, Invalid (a slip of the pen), TooMany.
    """
    if not code.strip():
        raise Refusal(401, _("请带上收件凭证上的查询码：X-Query-Code"))
    try:
        found = prove(number, code, client=client_of(request), at=timezone.now())
    except Invalid as fault:
        if "" in fault.errors:
            raise Refusal(404, WRONG) from None
        # Said by the name under which it was sent.
        raise Invalid(
            {HEADER if name == "code" else name: said for name, said in fault.errors.items()}
        ) from None
    own = frozenset() if found.mandate else frozenset({found.submission.pk})
    held = frozenset({found.mandate}) if found.mandate else frozenset()
    return petitioner(None, "", own, held, on=local_day(timezone.now())), found.number


def client_of(request: HttpRequest) -> str:
    """The address that asks, for the throttle only. Behind proxies: the one our outermost proxy saw."""
    hops = int(getattr(settings, "TRUSTED_PROXIES", 0))
    sent = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    return sent[-hops] if hops and len(sent) >= hops else request.META.get("REMOTE_ADDR", "")
