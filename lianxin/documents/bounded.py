"""What a process of ours that opens strangers' files may take, and what it may not know."""

from __future__ import annotations

import os
from time import process_time

SECRETS = ("LIANXIN_", "DATABASE_", "DJANGO_")


def without_secrets() -> dict[str, str]:
    """The environment for such a process: no key of ours is in it."""
    return {name: value for name, value in os.environ.items() if not name.startswith(SECRETS)}


def bound_memory(megabytes: int) -> None:
    """So much memory from now on, and no file can be written. Raises ImportError where a system has no limits."""
    import resource

    memory = megabytes * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def bound_time(seconds: int) -> None:
    """From now on so many seconds of processor time."""
    import resource

    most = int(process_time()) + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (most, resource.getrlimit(resource.RLIMIT_CPU)[1]))
