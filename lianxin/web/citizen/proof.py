"""Who a citizen is on these pages: what they have proved by query code, and what their account filed."""

from __future__ import annotations

import time

from django.conf import settings
from django.http import HttpRequest

from lianxin.queries.petitioner import petitioner
from lianxin.rules.facts import Actor
from lianxin.web.words import china_today

PROOFS, AGENT = "proofs", "agent-"
SECONDS = 30 * 60  # of use; then the code is asked again


def remember(request: HttpRequest, submission: int, mandate: int | None = None) -> None:
    """This browser has proved the submission, by its code or by filing it; or the mandate of its agent."""
    key = str(submission) if mandate is None else f"{AGENT}{mandate}"
    request.session[PROOFS] = {**_alive(request), key: int(time.time())}


def forget(request: HttpRequest) -> None:
    """Nothing is proved any more in this browser."""
    request.session.pop(PROOFS, None)


def petitioner_for(request: HttpRequest) -> Actor:
    """The petitioner who asks. Without account and proof an actor who may see nothing; staff act here as citizens."""
    alive = _alive(request)
    if alive != request.session.get(PROOFS, {}):
        request.session[PROOFS] = alive
    account = request.user.pk if request.user.is_authenticated else None
    own = frozenset(int(key) for key in alive if not key.startswith(AGENT))
    held = frozenset(int(key.removeprefix(AGENT)) for key in alive if key.startswith(AGENT))
    return petitioner(account, str(request.user) if account else "", own, held, on=china_today())


def in_use(request: HttpRequest, actor: Actor) -> None:
    """The person is at work on these: their half hour begins anew."""
    alive = _alive(request)
    now = int(time.time())
    used = {str(pk) for pk in actor.submissions} | {f"{AGENT}{each.mandate}" for each in actor.authorities}
    fresh = {key: now if key in used else at for key, at in alive.items()}
    if any(now - alive[key] > 60 for key in fresh if fresh[key] == now):
        request.session[PROOFS] = fresh


def _alive(request: HttpRequest) -> dict[str, int]:
    limit = time.time() - SECONDS
    return {key: at for key, at in request.session.get(PROOFS, {}).items() if at > limit}


def client_of(request: HttpRequest) -> str:
    """The address that asks, for the throttle only. Behind proxies: the one our outermost proxy saw."""
    hops = int(getattr(settings, "TRUSTED_PROXIES", 0))
    sent = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    if hops and len(sent) >= hops:
        return sent[-hops]
    return request.META.get("REMOTE_ADDR", "")
