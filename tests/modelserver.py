"""A language model on this machine that answers as told, well or badly: a real server on a real socket."""

from __future__ import annotations

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

from lianxin.rules.office import LanguageModel


class ModelServer:
    """`answer` is what it says; `how` is how: well, redirect, error, rubbish, empty, flood, silence or drip."""

    def __init__(self) -> None:
        self.asked: list[dict[str, object]] = []
        self.headers: list[dict[str, str]] = []
        self.paths: list[str] = []
        self.answer, self.how, self.over = "机器说的话", "well", Event()
        mine = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                mine.paths.append(self.path)
                mine.headers.append(dict(self.headers))
                mine.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                try:
                    mine.speak(self)
                except OSError:  # the other side has hung up, as it should
                    return

            def log_message(self, *args: object) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_port
        Thread(target=self.server.serve_forever, daemon=True).start()

    def speak(self, to: BaseHTTPRequestHandler) -> None:
        if self.how == "silence":
            self.over.wait(20)
            return
        to.send_response({"redirect": 302, "error": 500}.get(self.how, 200))
        if self.how == "redirect":
            to.send_header("Location", f"http://127.0.0.1:{self.port}/elsewhere")
        to.end_headers()
        if self.how == "drip":
            while not self.over.wait(0.05):
                to.wfile.write(b" ")
        body = json.dumps({"choices": [{"message": {"content": self.answer}}]}).encode()
        to.wfile.write(
            {"rubbish": b"<html>", "empty": b'{"choices": []}', "flood": b"x" * 300_000}.get(self.how, body)
        )

    def model(self, **more: object) -> LanguageModel:
        return LanguageModel(f"http://127.0.0.1:{self.port}/v1", "small", **{"seconds": 5, **more})  # type: ignore[arg-type]

    def close(self) -> None:
        self.over.set()
        self.server.shutdown()
        self.server.server_close()
