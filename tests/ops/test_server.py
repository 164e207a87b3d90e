"""The server that `lianxin serve` starts, over a real socket."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection

import pytest

SERVE = "from lianxin.ops.server import Server; Server('127.0.0.1:{port}').run()"


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        found = free.getsockname()[1]
    given = {**os.environ, "DJANGO_SETTINGS_MODULE": "lianxin.settings_test"}
    server = subprocess.Popen([sys.executable, "-c", SERVE.format(port=found)], env=given)
    try:
        for _try in range(150):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", found)) == 0:
                    break
            time.sleep(0.2)
        yield found
    finally:
        server.terminate()
        server.wait()


def ask(port: int, address: str) -> tuple[int, str]:
    to = HTTPConnection("127.0.0.1", port, timeout=60)
    to.request("GET", address)
    answer = to.getresponse()
    return answer.status, answer.read().decode()


@pytest.mark.parametrize("long", [8_300, 400_000])
def test_an_address_that_is_too_long_is_refused_in_our_words(port: int, long: int) -> None:
    """Red once: gunicorn answered in English, without a way back."""
    status, page = ask(port, "/about/?q=" + "x" * long)
    assert status == 414 and "地址太长" in page and "回到首页" in page


def test_an_address_as_long_as_a_filter_can_be_is_read(port: int) -> None:
    assert ask(port, "/healthz-none/?q=" + "x" * 7_000)[0] == 404
