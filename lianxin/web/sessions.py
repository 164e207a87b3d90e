"""Sessions in the database, asked for by keys that can be one: PostgreSQL breaks off at a NUL in a forged cookie."""

from __future__ import annotations

import re

from django.contrib.sessions.backends.db import SessionStore as InDatabase
from django.contrib.sessions.models import Session
from django.utils import timezone

from lianxin.queries.prepared import Prepared

KEY = re.compile(r"[a-z0-9]{8,40}")
_KEPT = Prepared(lambda key: Session.objects.filter(session_key=key), str)


class SessionStore(InDatabase):
    """Django's own, and whatever else a cookie holds is no key: its bearer begins anew."""

    def _validate_session_key(self, key: str | None) -> bool:
        return bool(key and KEY.fullmatch(key))

    def _get_session_from_db(self) -> Session | None:
        """Asked on every page, so compiled once; one that has run out is none."""
        found = next((row for row in _KEPT(self.session_key) if row.expire_date > timezone.now()), None)
        if found is None:
            self._session_key = None
        return found
