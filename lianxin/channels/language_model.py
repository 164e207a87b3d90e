"""A language model of this network, asked by HTTP (the OpenAI protocol): bounded in time and size, led nowhere else."""

from __future__ import annotations

import json
import socket
import ssl
from collections.abc import Sequence
from contextlib import suppress
from http.client import HTTPConnection, HTTPException, HTTPResponse
from threading import Event, Timer
from typing import Any
from urllib.parse import urlsplit

from lianxin.rules.office import LanguageModel, is_local
from lianxin.rules.wording import SaidError
from lianxin.rules.wording import gettext_noop as _

ANSWER = 200_000  # bytes of an answer that are read
TOKENS = 1000


class NoAnswer(SaidError):
    """The model said nothing that can be used. `said` tells why."""


def ask(model: LanguageModel, messages: Sequence[dict[str, str]]) -> str:
    """What the model answers, within its time whatever it does. Raises NoAnswer."""
    place = urlsplit(model.url)
    port = place.port or (443 if place.scheme == "https" else 80)
    address = _address(str(place.hostname), port, model)
    over, lines = Event(), []
    call = HTTPConnection(str(place.hostname), port)
    clock = Timer(
        model.seconds, _cut, (lines, over)
    )  # a server that drips is cut off as well as a silent one
    clock.daemon = True
    clock.start()
    try:
        call.sock = _connected(address, place.scheme == "https", str(place.hostname), lines)
        path = f"{place.path.rstrip('/')}/chat/completions"
        call.request("POST", path, _body(model, messages), _headers(model))
        answer = _answer(call.getresponse())
    except NoAnswer:
        if over.is_set():  # cut off in the middle, so that the rest made no sense
            raise _too_late(model) from None
        raise
    except (OSError, HTTPException, ValueError):
        if over.is_set():
            raise _too_late(model) from None
        raise NoAnswer(_("连不上语言模型，可能没有启动，或者中途断开")) from None
    finally:
        clock.cancel()
        call.close()
        _close(lines)
    return answer


def _too_late(model: LanguageModel) -> NoAnswer:
    return NoAnswer(_("语言模型超过{seconds}秒没有答完"), seconds=model.seconds)


def _address(host: str, port: int, model: LanguageModel) -> tuple[Any, ...]:
    """Where to call, looked up once and called there: a name may not lead outside after it was looked at."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NoAnswer(_("找不到语言模型的地址")) from None
    if not model.outside and not all(is_local(str(each[4][0]).partition("%")[0]) for each in found):
        raise NoAnswer(_("语言模型的地址不在本地网络，没有发出"))
    return (found[0][0], found[0][4])


def _connected(
    address: tuple[Any, ...], secure: bool, host: str, lines: list[socket.socket]
) -> socket.socket:
    """The open line; every socket it is made of stands in `lines`, where the clock finds it."""
    family, where = address
    lines.append(socket.socket(family, socket.SOCK_STREAM))
    lines[0].connect(where)
    if secure:
        lines.append(
            ssl.create_default_context().wrap_socket(
                lines[0], server_hostname=host, do_handshake_on_connect=False
            )
        )
        lines[1].do_handshake()  # type: ignore[attr-defined]
    return lines[-1]


def _cut(lines: list[socket.socket], over: Event) -> None:
    over.set()
    for line in list(lines):
        with suppress(OSError):
            line.shutdown(socket.SHUT_RDWR)


def _close(lines: list[socket.socket]) -> None:
    for line in lines:
        with suppress(OSError):
            line.close()


def _body(model: LanguageModel, messages: Sequence[dict[str, str]]) -> bytes:
    asked = {
        "model": model.name,
        "messages": list(messages),
        "max_tokens": TOKENS,
        "temperature": 0,
        "stream": False,
    }
    return json.dumps(asked, ensure_ascii=False).encode()


def _headers(model: LanguageModel) -> dict[str, str]:
    key = {"Authorization": f"Bearer {model.key}"} if model.key else {}
    return {"Content-Type": "application/json", "Accept-Encoding": "identity", "Connection": "close", **key}


def _answer(response: HTTPResponse) -> str:
    """Raises NoAnswer for anything but one answer in the protocol's form; a redirect is no answer."""
    if response.status != 200:
        raise NoAnswer(_("语言模型回答了错误 {status}"), status=response.status)
    data = response.read(ANSWER + 1)
    if len(data) > ANSWER:
        raise NoAnswer(_("语言模型的回答太长，没有收"))
    try:
        text = json.loads(data)["choices"][0]["message"]["content"]
    except (ValueError, KeyError, IndexError, TypeError, RecursionError):
        raise NoAnswer(_("看不懂语言模型的回答")) from None
    if not isinstance(text, str) or not any(mark.isprintable() and not mark.isspace() for mark in text):
        raise NoAnswer(_("语言模型没有写什么"))
    return text
