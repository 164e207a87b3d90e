"""The ways a notice leaves: what goes over the wire, what is refused for good, what is tried again."""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from zoneinfo import ZoneInfo

import pytest
from django.conf import LazySettings

from lianxin.actions.outbox import Notice, NotSent, deliver
from lianxin.channels import sending
from lianxin.models import Outbox
from lianxin.ops import jobs
from lianxin.queries.outbox import MOST_ATTEMPTS
from lianxin.rules.office import Gateway, Office
from tests import make
from tests.cast import Cast, moment

AT = datetime(2026, 8, 3, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
TRICKY = Notice("n-1", "SMS", "13812341234", '他说"好"\n下一行 $text', "37142601-2026-00001-2")


class Provider:
    """A provider of SMS on this machine: keeps each call, answers as told."""

    def __init__(self) -> None:
        self.calls: list[tuple[dict[str, str], bytes]] = []
        self.status, self.answer = 200, b'{"code": 0}'
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                provider.calls.append((dict(self.headers), body))
                self.send_response(provider.status)
                if provider.status == 302:
                    self.send_header("Location", "/elsewhere")
                self.end_headers()
                self.wfile.write(provider.answer)

            def log_message(self, *args: object) -> None:
                return

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/send"
        Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def provider() -> Iterator[Provider]:
    made = Provider()
    yield made
    made.server.shutdown()
    made.server.server_close()


def gateway(provider: Provider, **more: object) -> Gateway:
    return Gateway(provider.url, '{"to": "$address", "words": "$text", "id": "$key"}', **more)  # type: ignore[arg-type]


def test_the_body_stays_json_whatever_was_written(provider: Provider) -> None:
    sending.to_gateway(gateway(provider), at=AT)(TRICKY)
    headers, body = provider.calls[0]
    assert json.loads(body) == {"to": "13812341234", "words": TRICKY.text, "id": "n-1"}
    assert headers["Idempotency-Key"] == "n-1"


def test_a_form_is_escaped_as_a_form(provider: Provider) -> None:
    form = Gateway(
        provider.url, "to=$address&words=$text", headers={"Content-Type": "application/x-www-form-urlencoded"}
    )
    sending.to_gateway(form, at=AT)(TRICKY)
    assert provider.calls[0][1].count(b"&") == 1 and b"%22" in provider.calls[0][1]


def test_a_call_is_signed_over_its_moment_and_body(provider: Provider) -> None:
    sending.to_gateway(gateway(provider, key="geheim"), at=AT)(TRICKY)
    headers, body = provider.calls[0]
    told = headers["X-Timestamp"].encode() + b"." + body
    assert headers["X-Signature"] == "sha256=" + hmac.new(b"geheim", told, sha256).hexdigest()
    sending.to_gateway(gateway(provider), at=AT)(TRICKY)
    assert "X-Signature" not in provider.calls[1][0]


@pytest.mark.parametrize(
    ("status", "answer", "accepted", "final"),
    [
        (500, b"", "", False),
        (429, b"", "", False),
        (400, b"", "", True),
        (404, b"", "", True),
        (302, b"", "", False),
        (200, b'{"code": 7}', '"code": 0', False),
    ],
)
def test_what_is_refused_and_whether_for_good(
    provider: Provider, status: int, answer: bytes, accepted: str, final: bool
) -> None:
    provider.status, provider.answer = status, answer
    with pytest.raises(NotSent) as fault:
        sending.to_gateway(gateway(provider, accepted=accepted), at=AT)(TRICKY)
    assert fault.value.final is final
    assert len(provider.calls) == 1  # nor is a number carried on to another address
    assert "13812341234" not in str(fault.value)


def test_a_provider_that_is_gone_is_tried_again(provider: Provider) -> None:
    gone = gateway(provider)
    provider.server.shutdown()
    provider.server.server_close()
    with pytest.raises(NotSent) as fault:
        sending.to_gateway(gone, at=AT)(TRICKY)
    assert not fault.value.final


# ---- with the outbox ---------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_refused_for_good_is_undeliverable_at_once(cast: Cast, provider: Provider) -> None:
    make.file()
    provider.status = 400
    send = sending.by(Office(sms=gateway(provider)), at=AT)
    assert deliver(send, at=AT).failed == 1
    assert Outbox.objects.get().attempts == MOST_ATTEMPTS
    assert deliver(send, at=AT + timedelta(days=1)).failed == 0


@pytest.mark.django_db
def test_at_night_a_message_waits_for_the_morning(
    cast: Cast, provider: Provider, settings: LazySettings, tmp_path: object
) -> None:
    path = settings.HOME / "office.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f'[sms]\nurl = \'{provider.url}\'\nbody = \'{{"to": "$address", "words": "$text"}}\'\n')
    settings.OFFICE_FILE = path
    make.file()
    outbox = [jobs.JOBS["outbox"]]
    list(jobs.run(outbox, now=lambda: moment("2026-08-03", 22)))
    assert provider.calls == []
    list(jobs.run(outbox, now=lambda: moment("2026-08-04", 8)))
    assert len(provider.calls) == 1
    list(jobs.run(outbox, now=lambda: moment("2026-08-04", 9)))
    assert len(provider.calls) == 1


@pytest.mark.django_db
def test_e_mail_carries_a_name_of_its_own(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.core import mail

    from lianxin.rules.office import Mailbox

    box = "django.core.mail.backends.locmem.EmailBackend"
    real = sending.get_connection
    monkeypatch.setattr(sending, "get_connection", lambda backend, **how: real(box))
    letter = Notice("n-2", "EMAIL", "wang@example.cn", "已受理", "37142601-2026-00001-2")
    sending.to_mailbox(Mailbox("mail.example.cn", "信访局 <xf@example.cn>"))(letter)
    (sent,) = mail.outbox
    name = sent.extra_headers["Message-ID"]  # the notice's key, and what an answer is known by
    assert sent.to == ["wang@example.cn"] and re.fullmatch(r"<n-2\.[0-9a-f]{16}@example\.cn>", name)
