"""Files on their way in: a tray on a page, pieces sent by script, whole files sent by a plain form.

The page carries its tray's name signed, so that pieces need no session and two tabs cannot undo each other.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from django.core import signing
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from lianxin.actions import attachments
from lianxin.actions.given import Invalid
from lianxin.actions.throttle import TooMany, spend
from lianxin.queries.attachments import in_tray, received, rules
from lianxin.rules.attachments import MB, AttachmentRules
from lianxin.rules.facts import Actor
from lianxin.rules.wording import Said, gettext_noop
from lianxin.web.citizen.proof import client_of
from lianxin.web.words import translate_said

SALT, A_DAY = "tray", 24 * 3600
MOST_BEGUN = 300  # uploads in a quarter of an hour from one address
ENVELOPE = 4 * MB  # what a form weighs beside its files


@dataclass
class Tray:
    """The files that wait on one page; `faults` are the sentences about those that were not taken."""

    key: str
    faults: list[Said] = field(default_factory=list)
    name = attachments.FIELD

    @classmethod
    def of_step(cls, actor: Actor, number: str) -> Tray:
        """Of a step: a clerk's own, or the petitioner's, whom their submissions name."""
        who = f"account:{actor.account}" if actor.posts else f"submissions:{sorted(actor.submissions)}"
        return cls(f"step:{who}:{number}")

    @property
    def rows(self) -> list[dict[str, Any]]:
        """What lies in it, as the page shows it."""
        return [
            {"token": row.token, "name": row.name, "size": row.size, "done": bool(row.digest),
             "here": row.size if row.digest else received(row.token), "told": row.told_place,
             "kind": rules().kinds[row.kind].label if row.digest else ""}
            for row in in_tray(self.key)
        ]  # fmt: skip

    @property
    def signed(self) -> str:
        return signing.dumps(self.key, salt=SALT)

    @property
    def rules(self) -> AttachmentRules:
        return rules()

    def tokens(self) -> list[str]:
        """Tokens of all that lies here. One that is not finished is among them, so that it is not forgotten."""
        return [row.token for row in in_tray(self.key)]

    def take(self, request: HttpRequest) -> bool:
        """Take in what a plain form sent: chosen files, or "delete this one". True where the page is to be shown again."""
        for sent in request.FILES.getlist(self.name):
            try:
                attachments.add(self.key, sent.name or "", read_sent(sent), at=timezone.now())
            except Invalid as fault:
                self.faults += fault.errors.values()
        if token := request.POST.get("drop", ""):
            with suppress(attachments.NoSuchUpload):  # deleted a moment ago, in another tab
                attachments.remove(self.key, token)
        return bool(self.faults or token or "upload" in request.POST)


def read_sent(sent: Any) -> bytes:
    """The bytes of a file sent by a plain form. Raises Invalid for one that is too large, before it is read."""
    most = max(kind.most for kind in rules().taken)
    if sent.size > most:
        template = gettext_noop("“{name}”有{size:.1f}MB，一个文件最多{most}MB")
        said = Said(template, {"name": sent.name, "size": sent.size / MB, "most": most // MB})
        raise Invalid({Tray.name: said})
    return bytes(sent.read())


class Bounded(FileUploadHandler):
    """Refuses a form that says it weighs more than all files together may: nothing of it is read."""

    def handle_raw_input(self, input_data: Any, META: Any, content_length: int, *_: Any, **__: Any) -> None:
        if content_length > rules().limits.total_mb * MB + ENVELOPE:
            raise RequestDataTooBig

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None


def enclosed(row: Any, url: str) -> dict[str, Any]:
    """One file for `_enclosed.html`."""
    kind = rules().kinds.get(row.kind)
    return {
        "name": row.name, "size": row.size, "url": url, "label": kind.label if kind else row.kind,
        "added": row.added_at, "told": row.told_place,
    }  # fmt: skip


def sent_back(row: Any, data: bytes) -> HttpResponse:
    """An attachment for who may have it: pictures and sound open in the browser, with nothing they could run."""
    kind = rules().kinds[row.kind]
    seen = kind.media.startswith(("image/", "audio/"))
    answer = HttpResponse(data, content_type=kind.media)
    answer["Content-Disposition"] = content_disposition_header(not seen, row.name)
    answer["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; media-src 'self'; sandbox"
    )
    answer["Cache-Control"] = "no-store, private"
    return answer


# ---- pieces -----------------------------------------------------------------------------------------------
@never_cache
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Announce a file: `tray`, `name`, `size`. Told: its token and where to begin, more than 0 after a lost line."""
    tray = _tray(request)
    try:
        spend((f"upload:client:{client_of(request)}",), at=timezone.now(), most=MOST_BEGUN)
        size = request.POST.get("size", "")
        row = attachments.begin(
            tray.key, request.POST.get("name", ""), int(size) if size.isdecimal() and len(size) < 15 else 0,
            at=timezone.now(),
        )  # fmt: skip
    except TooMany:
        return JsonResponse({"said": _("这个网络地址传的文件太多了，请过几分钟再传")}, status=429)
    except Invalid as fault:
        return _refused(fault)
    return JsonResponse({"token": row.token, "at": received(row.token)})


@never_cache
@require_POST
def piece(request: HttpRequest, token: str) -> HttpResponse:
    """The next bytes, as they are; header Upload-Offset says where they begin. The list again once all are here."""
    tray, start = _tray(request), request.headers.get("Upload-Offset", "")
    try:
        row = attachments.add_piece(
            tray.key, token, int(start) if start.isdecimal() and len(start) < 15 else -1, request.body
        )
    except attachments.NoSuchUpload:
        return JsonResponse({"said": _("这个文件已经删掉或者过期，请重新选")}, status=404)
    except attachments.OutOfStep as fault:
        return JsonResponse({"at": fault.at}, status=409)
    except Invalid as fault:
        return _refused(fault)
    if not row.digest:
        return JsonResponse({"at": received(token)})
    return render(request, "shared/parts/_files_list.html", {"tray": tray})


@never_cache
@require_POST
def drop(request: HttpRequest, token: str) -> HttpResponse:
    """Forget one file; the list again."""
    tray = _tray(request)
    with suppress(attachments.NoSuchUpload):  # it is gone, as wished
        attachments.remove(tray.key, token)
    return render(request, "shared/parts/_files_list.html", {"tray": tray})


@never_cache
@require_POST
def listed(request: HttpRequest) -> HttpResponse:
    """What lies in the tray."""
    return render(request, "shared/parts/_files_list.html", {"tray": _tray(request)})


def _tray(request: HttpRequest) -> Tray:
    signed = request.headers.get("X-Tray", "")
    try:
        return Tray(signing.loads(signed, salt=SALT, max_age=A_DAY))
    except signing.BadSignature:
        raise SuspiciousOperation("no tray of ours") from None


def _refused(fault: Invalid) -> JsonResponse:
    said = " ".join(translate_said(each) for each in fault.errors.values())
    return JsonResponse({"said": said}, status=422)
