"""Sessions in the database, asked for by keys that can be one: PostgreSQL breaks off at a NUL in a forged cookie."""

from __future__ import annotations

import re

from django.contrib.sessions.backends.db import SessionStore as InDatabase

KEY = re.compile(r"[a-z0-9]{8,40}")


class SessionStore(InDatabase):
    """Django's own, and whatever else a cookie holds is no key: its bearer begins anew."""

    def _validate_session_key(self, key: str | None) -> bool:
        return bool(key and KEY.fullmatch(key))
