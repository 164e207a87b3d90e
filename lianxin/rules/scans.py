"""How much of a scanned letter is read, and how well. No law sets these; they are this system's own (grade INF)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ScanLimits:
    """Sizes in millions of dots and in dots; `unsure` is the share of certainty below which a line is marked."""

    megapixels: int = 80
    pages: int = 40
    longest_side: int = 2000
    picture_quality: int = 80
    unsure: float = 0.9
    lost: float = 0.35  # what is read with less certainty than this is no text
    tries: int = 3
    at_once: int = 20
    listed: int = 200
    requests: int = 10
    page_seconds: float = 90
    cpu_seconds: int = 900  # of decoding a whole letter, or reading a page, on all processors together
    memory_mb: int = 4096  # of addresses; the models take about a quarter of it
    bare: bool = False  # of a PDF only the pages that have no text of their own
    reader_pages: int = 200  # after which the process that reads is replaced


SCANS = ScanLimits()
# Of files enclosed with what is registered already: shorter, for all that came in a day wait behind each other.
ENCLOSED = ScanLimits(pages=10, page_seconds=30, cpu_seconds=60, bare=True)
TURN_SECONDS = 60  # after which no further file is begun, so that the other jobs have their turn
