"""How many pages a file has on paper. A PDF is counted page by page: what it says of itself (/Count) anybody can write.

What was sent in is opened by a process of its own, which may take so much time and memory and knows no key of ours.
"""

from __future__ import annotations

import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import Any, cast

from pyhanko.pdf_utils.generic import DictionaryObject, IndirectObject
from pyhanko.pdf_utils.reader import PdfFileReader

from lianxin.documents.bounded import bound_memory, bound_time, without_secrets
from lianxin.rules.scans import SCANS

PICTURES = frozenset({".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp"})  # one page each
MOST = 100_000  # nodes
SECONDS = 30  # for one file


def pages_sent(name: str, data: bytes) -> int | None:
    """Of a file that was sent in: 0 for what has no pages, None where they could not be counted."""
    end = Path(name).suffix.lower()
    if end != ".pdf":
        return int(end in PICTURES)
    try:
        ran = subprocess.run(
            [sys.executable, "-m", "lianxin.documents.page_count"],
            input=data, capture_output=True, timeout=SECONDS, env=without_secrets(), check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return None
    return int(ran.stdout) if ran.returncode == 0 else None


def pages_of(data: bytes) -> int:
    """The pages of a PDF, each looked at. Raises ValueError, and what the reader raises, where it is broken."""
    waiting: list[Any] = [PdfFileReader(BytesIO(data), strict=False).root.raw_get("/Pages")]
    seen: set[object] = set()
    found = 0
    while waiting:
        node = waiting.pop()
        if isinstance(node, IndirectObject):
            if node.reference in seen or len(seen) > MOST:
                raise ValueError("pages in a circle, or without end")
            seen.add(node.reference)
            node = cast(Any, node).get_object()
        if not isinstance(node, DictionaryObject):
            raise ValueError("no page")
        if "/Kids" in node:
            kids = node["/Kids"]
            waiting += [kids.raw_get(place) for place in range(len(kids))]
        else:
            found += 1
    if not found:
        raise ValueError("no page at all")
    return found


if __name__ == "__main__":
    bound_memory(SCANS.memory_mb)
    bound_time(SECONDS)
    sys.stdout.write(str(pages_of(sys.stdin.buffer.read())))
