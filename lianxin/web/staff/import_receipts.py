"""The receipts of what a table brought in, for who brought it: one ZIP of files, and A5 pages to print in parts."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from lianxin.documents.tables import as_csv
from lianxin.documents.zipped import zipped
from lianxin.queries import sheets as queries
from lianxin.queries.access import NotFound
from lianxin.web.auth import actor_for
from lianxin.web.log import handouts
from lianxin.web.staff.door import require, staff_page
from lianxin.web.words import say_moment

PAGES = 100  # of one PDF: drawn in seconds, and as much as a printer likes at a time


def parts(row: Any) -> list[tuple[int, int, int]]:
    """(part, first, last) of the receipts of a run that is done and whose rows are still kept."""
    if row.phase != "DONE" or not row.token:
        return []
    return [(n // PAGES, n + 1, min(n + PAGES, row.new)) for n in range(0, row.new, PAGES)]


def _done(request: HttpRequest, pk: int) -> Any:
    """The run, once it is done. Raises NotFound."""
    require(request, "register")
    row = queries.import_for(actor_for(request), pk)
    if row.phase != "DONE" or not row.new:
        raise NotFound(str(pk))
    return row


def _taken(row: Any) -> Iterator[tuple[int, str, str, str]]:
    for place in range(row.done):
        yield from queries.taken_rows(row, place)


@staff_page
def receipts(request: HttpRequest, pk: int) -> HttpResponseBase:
    """All receipts as files, with the list that says which row each belongs to; sent while it is packed."""
    row = _done(request, pk)
    try:
        queries.taken_rows(row, 0)
    except queries.RowsGone:
        return _gone(request)
    mark = _("%(name)s 的回执，%(when)s；查询码只在这里，交给本人以后请删除这个文件") % {
        "name": row.name, "when": say_moment(timezone.now()),
    }  # fmt: skip
    answer = StreamingHttpResponse(zipped(_packed(row, mark)), content_type="application/zip")
    return _private(answer, f"receipts-{row.pk}.zip")


def _packed(row: Any, mark: str) -> Iterator[tuple[str, bytes]]:
    lines = []
    for place in range(row.done):
        taken = queries.taken_rows(row, place)
        names = {}
        for number, name, text in handouts.files(number for _line, _mark, number, _code in taken):
            names[number] = name
            yield name, text.encode()
        lines += [
            (str(line), mark, number, code, names.get(number, "")) for line, mark, number, code in taken
        ]
    yield "receipts.csv", as_csv(mark, [_(heading) for heading in handouts.HEADINGS], lines)


@staff_page
def receipt_pages(request: HttpRequest, pk: int, part: int) -> HttpResponseBase:
    """Some of the receipts as A5 pages, in the order of the table."""
    row = _done(request, pk)
    try:
        taken = list(islice(_taken(row), part * PAGES, (part + 1) * PAGES))
    except queries.RowsGone:
        return _gone(request)
    made = handouts.pages({number: code for _line, _mark, number, code in taken})
    if made is None:
        raise NotFound(f"{pk}/{part}")
    first = part * PAGES + 1
    name = f"receipts-{row.pk}-{first}-{first + len(taken) - 1}.pdf"
    return _private(HttpResponse(made, content_type="application/pdf"), name)


def _gone(request: HttpRequest) -> HttpResponse:
    messages.warning(request, _("这份表的内容已经清除，回执可以凭编号和查询码在查询页上下载。"))
    return redirect("staff:imports")


def _private(answer: HttpResponseBase, name: str) -> HttpResponseBase:
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
