"""What a process of ours that opens strangers' files may take, and what it may not know."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, process_time, sleep
from typing import BinaryIO

SECRETS = ("LIANXIN_", "DATABASE_", "DJANGO_")


def without_secrets() -> dict[str, str]:
    """The environment for such a process: no key of ours is in it."""
    return {name: value for name, value in os.environ.items() if not name.startswith(SECRETS)}


@contextmanager
def turn(folder: Path, most: int, *, wait: float = 0.0) -> Iterator[bool]:
    """One of `most` turns at a time on this machine; false where none is free within so many seconds.

    Whoever dies lets go of it.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    until = monotonic() + wait
    held = _free(folder, most)
    while held is None and monotonic() < until:
        sleep(0.1)
        held = _free(folder, most)
    try:
        yield held is not None
    finally:
        if held is not None:
            held.close()


def _free(folder: Path, most: int) -> BinaryIO | None:
    from fcntl import LOCK_EX, LOCK_NB, flock

    for number in range(most):
        held = (folder / f"turn-{number}").open("wb")
        try:
            flock(held, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            held.close()
        else:
            return held
    return None


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
