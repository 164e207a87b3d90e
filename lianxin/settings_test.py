"""Settings of the test suite: fixed keys, a fresh home, fast password hashes."""

import os
import tempfile
from pathlib import Path

_home = Path(os.environ.setdefault("LIANXIN_HOME", tempfile.mkdtemp(prefix="lianxin-test-")))
_worker = os.environ.get("PYTEST_XDIST_WORKER", "")
if _worker and _home.name != _worker:  # tests side by side would wait for each other's locks in one home
    os.environ["LIANXIN_HOME"] = str(_home / _worker)
for _name in ("SESSION", "FIELD", "INDEX"):
    os.environ.setdefault(f"LIANXIN_{_name}_KEY", "00" * 32)

from lianxin.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405
ALLOWED_HOSTS = ["*"]
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    # A file, as in production: there writers wait for one another, in shared memory they fail.
    DATABASES["default"]["TEST"] = {"NAME": HOME / "test.sqlite3"}  # noqa: F405
