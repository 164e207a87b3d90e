"""The ways a notice leaves the house: a file for whoever carries it on, an SMTP server, an SMS provider by HTTP.

Each raises NotSent with a sentence for the clerk; each may be asked to send the same notice twice.
"""

from __future__ import annotations

import hmac
import json
import os
import re
import smtplib
from collections.abc import Callable, Mapping
from datetime import datetime
from hashlib import sha256
from http.client import HTTPException
from pathlib import Path
from string import Template
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote_plus
from urllib.request import HTTPErrorProcessor, Request, build_opener

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from lianxin.actions.mail import token
from lianxin.actions.outbox import Notice, NotSent, Send
from lianxin.queries.variant import office_name
from lianxin.rules.office import Gateway, Mailbox, Office
from lianxin.rules.wording import gettext_noop as _

SECONDS = 10
ANSWER = 10_000  # bytes of an answer that are read
AGAIN = frozenset({408, 425, 429})


def by(office: Office, *, at: datetime) -> Send:
    """The sender of this office: each channel by the way its file names, else as a file."""
    ways: dict[str, Send] = {}
    if office.sms:
        ways["SMS"] = to_gateway(office.sms, at=at)
    if office.mail:
        ways["EMAIL"] = to_mailbox(office.mail)

    def send(notice: Notice) -> None:
        ways.get(notice.channel, to_file)(notice)

    return send


def to_file(notice: Notice) -> None:
    """Write the notice once; its key is the file's name, so a second attempt finds it there and writes nothing."""
    folder = Path(settings.EMAIL_FILE_PATH)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    target, draft = folder / f"{notice.key}.txt", folder / f".{notice.key}.{os.getpid()}"
    with os.fdopen(
        os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8"
    ) as file:
        file.write(f"{notice.channel} {notice.address}\n{notice.number}\n\n{notice.text}\n")
    draft.replace(target)  # whole or not at all, and the same file however often it is tried


# ---- e-mail -----------------------------------------------------------------------------------------------
def to_mailbox(box: Mailbox) -> Send:
    """By SMTP. The message's id is made of the notice's key, so that a second copy is known as one."""

    def send(notice: Notice) -> None:
        domain = box.sender.rpartition("@")[2].strip("> ")
        message = EmailMessage(
            f"{office_name()} {notice.number}", notice.text, box.sender, [notice.address],
            headers={"Message-ID": f"<{notice.key}.{token(notice.number, notice.address)}@{domain}>",
                     "Auto-Submitted": "auto-generated"}, connection=server_of(box),
        )  # fmt: skip
        try:
            message.send()
        except smtplib.SMTPRecipientsRefused:
            raise NotSent(_("邮件服务器不接受这个地址"), final=True) from None
        except (smtplib.SMTPException, OSError) as fault:
            raise NotSent(_("邮件服务器没有收下"), detail=type(fault).__name__) from None

    return send


def server_of(box: Mailbox) -> Any:
    """The connection to this server, opened when something is sent."""
    return get_connection(
        "django.core.mail.backends.smtp.EmailBackend", host=box.host, port=box.port, username=box.user,
        password=box.password, use_ssl=box.security == "tls", use_tls=box.security == "starttls", timeout=SECONDS,
    )  # fmt: skip


# ---- SMS --------------------------------------------------------------------------------------------------
class _NoRedirect(HTTPErrorProcessor):
    """An answer is an answer: numbers are never carried on to another host."""

    def http_response(self, request: Request, response: object) -> object:  # type: ignore[override]
        return response

    https_response = http_response


def to_gateway(gateway: Gateway, *, at: datetime) -> Send:
    """By one HTTP call per notice, as the office's file words it; signed if a key is given."""
    opener = build_opener(_NoRedirect)

    def send(notice: Notice) -> None:
        request = call(gateway, notice, at=at)
        try:
            with opener.open(request, timeout=SECONDS) as answer:
                status, text = answer.status, answer.read(ANSWER).decode("utf-8", "replace")
        except (HTTPError, URLError, HTTPException, OSError) as fault:
            raise NotSent(_("短信网关没有应答"), detail=type(fault).__name__) from None
        _judge(gateway, status, text)

    return send


def _judge(gateway: Gateway, status: int, text: str) -> None:
    if 200 <= status < 300 and re.search(gateway.accepted, text):
        return
    final = 400 <= status < 500 and status not in AGAIN
    raise NotSent(_("短信网关没有收下"), detail=str(status), final=final)


def call(gateway: Gateway, notice: Notice, *, at: datetime) -> Request:
    """The call for one notice: body with its gaps filled, the key that makes it safe to repeat, the signature."""
    headers = {"Content-Type": "application/json; charset=utf-8", **gateway.headers}
    escape = _escape(headers)
    gaps = {name: escape(getattr(notice, name)) for name in ("address", "text", "key", "number")}
    body = Template(gateway.body).substitute(gaps).encode()
    headers["Idempotency-Key"] = notice.key
    if gateway.key:
        moment = str(int(at.timestamp()))
        signed = hmac.new(gateway.key.encode(), moment.encode() + b"." + body, sha256)
        headers |= {"X-Timestamp": moment, "X-Signature": f"sha256={signed.hexdigest()}"}
    return Request(gateway.url, data=body, headers=headers, method=gateway.method)  # noqa: S310 - https, checked


def _escape(headers: Mapping[str, str]) -> Callable[[str], str]:
    kind = next((value for name, value in headers.items() if name.lower() == "content-type"), "")
    return quote_plus if "form" in kind else lambda text: json.dumps(text, ensure_ascii=False)[1:-1]
