"""The log's own keys: made once, exchanged with overlap, never made anew behind anybody's back."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings

from lianxin.ledger.note import Signer, Verifier
from lianxin.queries.log import PUBLIC_KEYS, origin, verifiers
from lianxin.rules.wording import Said
from lianxin.rules.wording import gettext_noop as _

PRIVATE_KEYS = "log.keys"


class LogKeyLost(Exception):
    """The private key is gone, unreadable, or of another log: nothing can be signed until a person decides."""


def signers() -> list[Signer]:
    """The keys that sign now, newest first; makes the first one of a new installation. Raises LogKeyLost."""
    path: Path = settings.LOG_KEYS / PRIVATE_KEYS
    if not path.exists():
        if verifiers():
            raise LogKeyLost(Said(_("没有私钥文件 {path}，而这份记录以前签过名"), {"path": path}))
        _make_first(path)
    known = _read(path, path.stat().st_mtime_ns)
    if any(key.name != origin() for key in known) or not known:
        raise LogKeyLost(Said(_("{path} 里没有 {origin} 的私钥"), {"path": path, "origin": origin()}))
    if {key.verifier for key in known} - set(verifiers()):
        _publish([key.verifier for key in known])
    return list(known)


@lru_cache(maxsize=4)
def _read(path: Path, changed: int) -> tuple[Signer, ...]:
    try:
        return tuple(Signer.parse(line) for line in path.read_text().split())
    except (OSError, ValueError) as error:
        raise LogKeyLost(Said(_("读不出私钥文件 {path}"), {"path": path})) from error


def _make_first(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = _written(path.parent, Signer.generate(origin()).skey + "\n", mode=0o600)
    try:
        os.link(fresh, path)  # all or nothing; a sister process that was faster has made the key
    except FileExistsError:
        pass
    finally:
        fresh.unlink()


def rotate() -> Verifier:
    """Add a new key that signs first, beside the old ones. Returns its public half. Raises LogKeyLost."""
    fresh = Signer.generate(origin())
    _keep([fresh, *signers()])
    _publish([fresh.verifier])
    return fresh.verifier


def retire() -> list[Verifier]:
    """End the overlap: forget every private key but the newest. Their public halves stay published."""
    first, *old = signers()
    _keep([first])
    return [key.verifier for key in old]


def _keep(keys: list[Signer]) -> None:
    text = "".join(f"{key.skey}\n" for key in keys)
    _written(settings.LOG_KEYS, text, mode=0o600).replace(settings.LOG_KEYS / PRIVATE_KEYS)


def _publish(fresh: list[Verifier]) -> None:
    known = verifiers()
    text = "".join(f"{key.vkey}\n" for key in [*(key for key in fresh if key not in known), *known])
    _written(settings.LOG_KEYS, text, mode=0o644).replace(settings.LOG_KEYS / PUBLIC_KEYS)


def _written(folder: Path, text: str, *, mode: int) -> Path:
    with NamedTemporaryFile("w", dir=folder, prefix=".new-", delete=False) as new:
        new.write(text)
        new.flush()
        os.fsync(new.fileno())
    path = Path(new.name)
    path.chmod(mode)
    return path
