"""The web server: gunicorn with two processes of four threads, enough for a county on a small machine."""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from gunicorn.app.base import BaseApplication
from gunicorn.http.errors import LimitRequestLine
from gunicorn.workers.gthread import ThreadWorker

WORKERS, THREADS = 2, 4
LONGEST_ADDRESS = 8190  # bytes of a request's first line, the most that gunicorn takes
REST, PATIENCE = 1_000_000, 2  # bytes of a longer one read away, and seconds waited for them


def port_is_free(host: str, port: int) -> bool:
    """Whether nobody listens there."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        return probe.connect_ex((host, port)) != 0


class Worker(ThreadWorker):  # type: ignore[misc]  # the package has no types
    """Threads as gunicorn has them; what cannot be read because its address is too long is told so in our words."""

    def handle_error(self, req: Any, client: socket.socket, addr: Any, exc: Exception) -> None:
        if not isinstance(exc, LimitRequestLine):
            super().handle_error(req, client, addr, exc)
            return
        from lianxin.web.pages import address_too_long  # once Django is there

        page = address_too_long().encode()
        head = (
            f"HTTP/1.1 414 URI Too Long\r\nContent-Type: text/html; charset=utf-8\r\n"
            f"Content-Length: {len(page)}\r\nConnection: close\r\n\r\n"
        )
        client.settimeout(PATIENCE)
        with suppress(OSError):
            client.sendall(head.encode() + page)
            client.shutdown(socket.SHUT_WR)
            left = REST  # a connection closed with bytes unread would take the page back
            while left > 0 and (read := client.recv(65_536)):
                left -= len(read)


class Server(BaseApplication):  # type: ignore[misc]  # the package has no types
    """Serves until it is told to stop, then calls `on_exit` once, in the parent process only."""

    def __init__(self, bind: str, *, on_exit: Callable[[], object] | None = None) -> None:
        self._bind, self._on_exit = bind, on_exit
        super().__init__()

    def load_config(self) -> None:
        chosen: dict[str, Any] = {
            "bind": self._bind, "worker_class": "lianxin.ops.server.Worker", "workers": WORKERS, "threads": THREADS,
            "timeout": 60, "graceful_timeout": 20, "loglevel": "warning", "control_socket_disable": True,
            "limit_request_line": LONGEST_ADDRESS,
        }  # fmt: skip
        if self._on_exit is not None:
            stop = self._on_exit
            chosen["on_exit"] = lambda server: stop()
        for name, value in chosen.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Any:
        from lianxin.wsgi import application  # in the worker, when the files it serves have been collected

        return application
