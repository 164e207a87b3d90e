"""Keep watch over a log from elsewhere: `lianxin ledger witness`. Needs no database and trusts no one.

The state is one folder: `seen` (the newest head that was checked), `keys` (the log's keys, taken on first sight
or given), `key` (the witness's own), and for every contradiction a file of evidence that anybody can check.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from lianxin.ledger.checkpoint import (
    Checkpoint,
    LogForked,
    NotACheckpoint,
    check_extends,
    cosign,
    open_checkpoint,
    read_checkpoint,
)
from lianxin.ledger.note import COSIGNATURE, NotAKey, NotANote, NoteRefused, Signer, Verifier, open_note
from lianxin.ledger.tiles import DirectoryStore, TileDamaged, TiledTree, TileMissing, TileStore
from lianxin.ledger.tree import ProofRefused
from lianxin.ledger.verify import WebStore, fetch
from lianxin.rules.wording import gettext_noop as _

WHY: dict[type[Exception], str] = {
    NotANote: _("校验点的写法不对"),
    NotACheckpoint: _("校验点的写法不对"),
    NoteRefused: _("校验点不是已知的公钥签的，或者签名是假的"),
    ProofRefused: _("现在的记录不包含上次见到的那一份"),
    TileDamaged: _("公布的文件与签过名的校验点不符"),
}
SEEN, KEYS, COSIGNED = "seen", "keys", "cosigned"


class Unreachable(Exception):
    """The log could not be read, so nothing can be said of it; what was seen before still stands."""


class Contradiction(Exception):
    """The log contradicts itself, or was signed by nobody known. `evidence` is the file that shows it."""

    def __init__(self, why: str, evidence: Path) -> None:
        super().__init__(why)
        self.evidence = evidence


@dataclass(frozen=True)
class Witnessed:
    """A head that holds all of the one before, and the note with the witness's cosignature."""

    before: int | None
    size: int
    note: str


class Remote:
    """A log behind a web address or in a folder, to read only."""

    def __init__(self, place: str) -> None:
        self.web = "://" in place
        self.place = place.rstrip("/") + "/" if self.web else place
        self.store: TileStore = WebStore(self.place) if self.web else DirectoryStore(Path(place))

    def read(self, name: str) -> str:
        """A text of the log. Raises Unreachable."""
        try:
            data = fetch(self.place + name) if self.web else (Path(self.place) / name).read_bytes()
            return data.decode()
        except (OSError, ValueError) as error:
            raise Unreachable(f"{self.place}: {error}") from error


def own_key(path: Path, name: str) -> Signer:
    """The witness's key, made under that name if the file is not there. Raises NotAKey, OSError."""
    if path.exists():
        signer = Signer.parse(path.read_text().strip())
        if signer.algorithm != COSIGNATURE:
            raise NotAKey("a witness has a key of its own kind")
        return signer
    signer = Signer.generate(name, COSIGNATURE)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_text(signer.skey + "\n")
    return signer


def watch(remote: Remote, state: Path, *, key: Signer, log_keys: list[Verifier], at: datetime) -> Witnessed:
    """Check the newest head against the last one seen, keep it, cosign it.

    `log_keys`: the log's keys if the witness has them from elsewhere. Raises Unreachable, Contradiction.
    """
    state.mkdir(parents=True, exist_ok=True)
    note = remote.read("checkpoint")
    known = log_keys or _kept_keys(state) or _published_keys(remote)
    old = _seen(state)
    try:
        claimed = read_checkpoint(note)
        origin = old.origin if old else claimed.origin
        new = open_checkpoint(note, known, origin=origin).checkpoint
        check_extends(old, new, _proof(remote, old, new))
    except (LogForked, *WHY) as error:
        why = str(error) if isinstance(error, LogForked) else WHY[type(error)]
        raise Contradiction(why, _evidence(state, note, why, at)) from error
    _write(state / SEEN, note)  # kept before anything is handed out
    _write(state / KEYS, "".join(f"{one.vkey}\n" for one in _with_heirs(note, known, remote)))
    cosigned = cosign(note, key, at=int(at.timestamp()))
    _write(state / COSIGNED, cosigned)
    return Witnessed(old.size if old else None, new.size, cosigned)


def _proof(remote: Remote, old: Checkpoint | None, new: Checkpoint) -> list[bytes]:
    """The consistency proof, read from the log's own tiles. Raises Unreachable, TileDamaged."""
    if old is None or not old.size < new.size or not old.size:
        return []
    try:
        return TiledTree(remote.store, new.size).consistency(old.size)
    except (TileMissing, OSError) as error:
        raise Unreachable(f"{remote.place}: {error}") from error


def _seen(state: Path) -> Checkpoint | None:
    path = state / SEEN
    return read_checkpoint(path.read_text()) if path.exists() else None


def _kept_keys(state: Path) -> list[Verifier]:
    path = state / KEYS
    return [Verifier.parse(line) for line in path.read_text().split()] if path.exists() else []


def _published_keys(remote: Remote) -> list[Verifier]:
    try:
        return [Verifier.parse(line) for line in remote.read("keys").split()]
    except NotAKey as error:
        raise Unreachable(f"{remote.place}keys: {error}") from error


def _with_heirs(note: str, known: list[Verifier], remote: Remote) -> list[Verifier]:
    """The known keys and those that signed beside one of them: that is how a key is handed on."""
    try:
        fresh = [key for key in _published_keys(remote) if key not in known]
        signed = {one.verifier for one in open_note(note, [*known, *fresh]).signatures}
    except (Unreachable, NoteRefused):
        return known
    return [*known, *(key for key in fresh if key in signed)]


def _evidence(state: Path, note: str, why: str, at: datetime) -> Path:
    """Both heads in one file, named by what it holds, so that none overwrites another."""
    seen = state / SEEN
    told = {
        "found_at": at.isoformat(timespec="seconds"),
        "why": why,
        "seen_before": seen.read_text() if seen.exists() else None,
        "shown_now": note,
        "log_keys": [key.vkey for key in _kept_keys(state)],
    }
    text = json.dumps(told, ensure_ascii=False, indent=2) + "\n"
    path = state / f"evidence-{sha256(note.encode()).hexdigest()[:16]}.json"
    if not path.exists():
        _write(path, text)
    return path


def _write(path: Path, text: str) -> None:
    fresh = path.with_name(f".new-{path.name}")
    fresh.write_text(text)
    fresh.replace(path)
