"""How much of an e-mail is taken apart. No law sets these; they are this system's own (grade INF)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class MailLimits:
    """`depth` of parts in parts, `parts` that say they hold others, `files` kept beside the original."""

    depth: int = 12
    parts: int = 300
    files: int = 15
    references: int = 50
    line: int = 200
    characters: int = 200_000
    page: int = 2_000_000  # of one written as a page, whose tags may hold whole pictures
    content: int = 18_000
    most_mb: int = 30
    at_once: int = 200
    answers: int = 10  # to one address in a day; more is two machines that write to each other (RFC 3834)


MAIL = MailLimits()
