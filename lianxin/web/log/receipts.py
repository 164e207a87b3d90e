"""The receipt for its holder: a file, one printed page, and the own copy of what was filed."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from lianxin.ledger.receipt import HistoryBroken
from lianxin.ledger.receipt_file import dumps, for_paper
from lianxin.queries import log
from lianxin.queries.access import NotFound
from lianxin.queries.variant import office_name
from lianxin.web.auth import has_posting
from lianxin.web.citizen.draft import Slip
from lianxin.web.citizen.proof import petitioner_for
from lianxin.web.log.handouts import file_name
from lianxin.web.words import china_today

JUST_NOW = timedelta(hours=12)  # how long the clerk who registered it may still print it


def as_file(request: HttpRequest, number: str) -> HttpResponse:
    """The receipt as JSON, with whatever proof there is by now. Raises NotFound for anyone else."""
    row = _held(request, number)
    try:
        receipt = log.receipt_for(row)
    except HistoryBroken as error:
        return render(request, "log/broken.html", {"why": str(error)}, status=409)
    if receipt is None:
        raise NotFound(number)
    return _download(dumps(receipt), file_name(receipt, row.number))


def own_copy(request: HttpRequest, number: str) -> HttpResponse:
    """What was filed, with the salt that opens its hash. Raises NotFound for anyone else."""
    row = _held(request, number)
    text = json.dumps(log.own_copy(row), ensure_ascii=False, indent=2) + "\n"
    return _download(text, f"content-{row.number}.json")


def paper(request: HttpRequest, number: str) -> HttpResponse:
    """One page of A5 to print. Raises NotFound for anyone else."""
    row = _held(request, number)
    given = log.promise_of(row)
    if given is None:
        raise NotFound(number)
    receipt = log.promised(given)
    picture = segno.make(for_paper(receipt), error="l", boost_error=False)
    slips = [Slip.of(request.session), *Slip.at_desk(request.session, china_today())]
    context = {
        "organ": office_name() if receipt.promise.sealed else row.office.name,
        "query_code": next((slip.code for slip in slips if slip and slip.number == number), ""),
        "row": row,
        "receipt": receipt,
        "code": receipt.code,
        "filed_at": datetime.fromisoformat(receipt.promise.filed_at),
        "include_by": given.include_by,
        "qr": picture.svg_data_uri(border=4, scale=2),
    }
    return _private(render(request, "log/paper.html", context))


def _held(request: HttpRequest, number: str) -> Any:
    account = request.user.pk if has_posting(request) else None
    mine = petitioner_for(request).submissions
    return log.held(number, submissions=mine, account=account, since=timezone.now() - JUST_NOW)


def _download(text: str, name: str) -> HttpResponse:
    answer = HttpResponse(text, content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return _private(answer)


def _private(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = "no-store"
    return answer


def panel(number: str) -> dict[str, object]:
    """What `log/_receipt_panel.html` shows of the promise for this submission; nothing where there is none."""
    given, head = log.promise_numbered(number), log.newest()
    if given is None:
        return {}
    index = given.leaf.index
    included = head is not None and index is not None and index < head.size
    return {
        "number": number,
        "code": given.code,
        "include_by": given.include_by,
        "sealed": log.promised(given).promise.sealed,
        "included": included,
        "size": head.size if head else 0,
    }
