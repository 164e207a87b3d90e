"""The receipts of many submissions taken in at once, for whoever took them in: files, pages to print, a list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings

from lianxin.documents.receipts import ReceiptPage, receipts_pdf
from lianxin.ledger.receipt import HistoryBroken, Receipt
from lianxin.ledger.receipt_file import dumps, for_paper
from lianxin.queries import log
from lianxin.queries.paper_text import fonts_in_use
from lianxin.queries.variant import office_name
from lianxin.rules.wording import gettext_noop
from lianxin.web.words import say_moment, say_received

HEADINGS = (
    gettext_noop("行"), gettext_noop("来源编号"), gettext_noop("信访件编号"), gettext_noop("查询码"), gettext_noop("回执文件"),
)  # fmt: skip


def file_name(receipt: Receipt, number: str) -> str:
    """What the receipt's file is called; on the sealed road not even that says a number."""
    return f"receipt-{receipt.code if receipt.promise.sealed else number}.json"


def files(numbers: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """(number, file name, JSON text) of each submission that has a promise by now."""
    head = log.newest()
    for row in log.promises_numbered(numbers):
        try:
            receipt = log.receipt_at_filing(row, head)
        except HistoryBroken:  # the rows were changed; what was signed still stands
            receipt = log.promised(row)
        yield row.submission.number, file_name(receipt, row.submission.number), dumps(receipt)


def pages(codes: Mapping[str, str]) -> bytes | None:
    """An A5 page for each number with its query code, as PDF; None where nothing was promised yet. Raises NoGlyph."""
    found = [page_of(row, codes[row.submission.number]) for row in log.promises_numbered(codes)]
    return receipts_pdf(found, site=settings.PUBLIC_URL.rstrip("/"), own=fonts_in_use()) if found else None


def page_of(row: Any, code: str) -> ReceiptPage:
    """One signed promise in words; when it came stands beside when it was registered, where these differ."""
    receipt = log.promised(row)
    promise, filed_at = receipt.promise, say_moment(datetime.fromisoformat(receipt.promise.filed_at))
    received = "" if promise.sealed else say_received(row.submission)
    return ReceiptPage(
        organ=office_name() if promise.sealed else row.submission.matter.office.name,
        number=promise.number or "",
        query_code="" if promise.sealed else code,
        received="" if received == filed_at else received,
        filed_at=filed_at,
        include_by=say_moment(datetime.fromisoformat(promise.include_by)),
        code=receipt.code,
        signed=for_paper(receipt),
    )
