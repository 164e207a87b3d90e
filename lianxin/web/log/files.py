"""The log's own files, byte for byte as tools expect them; a web server may serve the folder instead."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from lianxin.ledger.checkpoint import read_checkpoint
from lianxin.ledger.tiles import HEIGHT, WIDTH, Tile, TileMissing, read_tile
from lianxin.queries import log

A_YEAR = "public, max-age=31536000, immutable"
BRIEFLY = "public, max-age=10"


def checkpoint(request: HttpRequest) -> HttpResponse:
    """The newest signed head."""
    text = _published()
    return _plain(text) if text else _absent()


def keys(request: HttpRequest) -> HttpResponse:
    """Every key the log ever signed with, newest first, a line each."""
    return _plain("".join(f"{key.vkey}\n" for key in log.verifiers()))


def tile(request: HttpRequest, name: str) -> HttpResponse:
    """One tile or bundle of entries. What no head covers yet may still change, so it is not there yet."""
    try:
        asked = Tile.parse(name)
    except ValueError:
        return _absent()
    text = _published()
    size = read_checkpoint(text).size if text else 0
    if asked.index * WIDTH + asked.width > size >> HEIGHT * (asked.level or 0):
        return _absent()
    try:
        answer = HttpResponse(read_tile(log.store(), asked), content_type="application/octet-stream")
    except TileMissing:
        return _absent()
    answer["Cache-Control"] = A_YEAR
    return _for_all(answer)


def _published() -> str:
    path = log.store().root / log.CHECKPOINT
    return path.read_text() if path.exists() else ""


def _plain(text: str) -> HttpResponse:
    answer = HttpResponse(text, content_type="text/plain; charset=utf-8")
    answer["Cache-Control"] = BRIEFLY
    return _for_all(answer)


def _absent() -> HttpResponse:
    return _for_all(HttpResponse("not found\n", status=404, content_type="text/plain; charset=utf-8"))


def _for_all(answer: HttpResponse) -> HttpResponse:
    answer["Access-Control-Allow-Origin"] = "*"  # anybody's page may check this log
    answer["X-Robots-Tag"] = "noindex"
    return answer
