"""Ask ClamAV's daemon about a file (clamd, INSTREAM). Where it is configured and cannot answer, nothing is taken."""

from __future__ import annotations

import socket
import struct
from contextlib import closing

from django.conf import settings

SECONDS, PIECE = 60, 64 * 1024


class ScannerFailed(Exception):
    """The scanner did not answer, or not clearly."""


class Infected(Exception):
    """The scanner knows this file for what it is; its name is the text."""


def scan(data: bytes) -> None:
    """Return where nothing is found or no scanner is configured. Raises Infected, ScannerFailed."""
    if not settings.CLAMD:
        return
    try:
        answer = _ask(settings.CLAMD, data)
    except OSError as fault:
        raise ScannerFailed(str(fault)) from fault
    if answer.endswith("FOUND"):
        raise Infected(answer.removeprefix("stream:").removesuffix("FOUND").strip())
    if answer != "stream: OK":
        raise ScannerFailed(answer)


def _ask(address: str, data: bytes) -> str:
    with closing(_connect(address)) as line:
        line.sendall(b"zINSTREAM\0")
        for start in range(0, len(data), PIECE):
            piece = data[start : start + PIECE]
            line.sendall(struct.pack(">I", len(piece)) + piece)
        line.sendall(struct.pack(">I", 0))
        answer = b""
        while part := line.recv(4096):
            answer += part
    return answer.rstrip(b"\0").decode("utf-8", "replace").strip()


def _connect(address: str) -> socket.socket:
    host, colon, port = address.rpartition(":")
    if colon and port.isdecimal():
        return socket.create_connection((host, int(port)), timeout=SECONDS)
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    line.settimeout(SECONDS)
    line.connect(address)
    return line
