"""Settings of the test suite: fixed keys, a fresh home, fast password hashes."""

import os
import tempfile

os.environ.setdefault("LIANXIN_HOME", tempfile.mkdtemp(prefix="lianxin-test-"))
for _name in ("SESSION", "FIELD", "INDEX"):
    os.environ.setdefault(f"LIANXIN_{_name}_KEY", "00" * 32)

from lianxin.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
ALLOWED_HOSTS = ["*"]
