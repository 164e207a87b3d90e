"""A ZIP file of any length, written out while its content is still being made."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator


class _Sink:
    """What was written since it was last emptied; it cannot be sought in, so nothing is held back."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def write(self, data: bytes) -> int:
        self.pieces.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing waits below this."""

    def emptied(self) -> bytes:
        data, self.pieces = b"".join(self.pieces), []
        return data


def zipped(files: Iterable[tuple[str, bytes]]) -> Iterator[bytes]:
    """The bytes of a ZIP with these (name, content), one file in memory at a time."""
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as box:  # type: ignore[call-overload]
        for name, data in files:
            box.writestr(name, data)
            yield sink.emptied()
    yield sink.emptied()
