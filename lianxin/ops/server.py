"""The web server: gunicorn with two processes of four threads, enough for a county on a small machine."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any

from gunicorn.app.base import BaseApplication

WORKERS, THREADS = 2, 4


def port_is_free(host: str, port: int) -> bool:
    """Whether nobody listens there."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        return probe.connect_ex((host, port)) != 0


class Server(BaseApplication):  # type: ignore[misc]  # the package has no types
    """Serves until it is told to stop, then calls `on_exit` once, in the parent process only."""

    def __init__(self, bind: str, *, on_exit: Callable[[], object] | None = None) -> None:
        self._bind, self._on_exit = bind, on_exit
        super().__init__()

    def load_config(self) -> None:
        chosen: dict[str, Any] = {
            "bind": self._bind, "worker_class": "gthread", "workers": WORKERS, "threads": THREADS,
            "timeout": 60, "graceful_timeout": 20, "loglevel": "warning", "control_socket_disable": True,
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
