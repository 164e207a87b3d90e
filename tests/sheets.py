"""Tables to bring in, as bytes."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from io import BytesIO

from openpyxl import Workbook

HEAD = ("工单编号", "来电时间", "来电人", "联系电话", "诉求类型", "诉求内容", "办理时限")
TICKETS = [
    ("G001", "2026-08-01 09:30", "王秀英", "13812341234", "投诉", "村口的路灯三个月不亮", "2026-08-10"),
    ("G002", "2026-08-02", "李建国", "13912341234", "咨询", "异地就医怎样备案", ""),
    ("G003", "2026-08-02", "赵敏", "13712341234", "举报", "自然资源局有人收钱办证", "2026-08-20"),
]


def csv(rows: Sequence[Sequence[str]], encoding: str = "utf-8-sig") -> bytes:
    return "".join(",".join(row) + "\r\n" for row in rows).encode(encoding)


def xlsx(rows: Sequence[Sequence[object]], *merged: str) -> bytes:
    book = Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(list(row))
    for area in merged:
        sheet.merge_cells(area)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def with_part(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """The workbook with `old` replaced in one of its parts."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as packed, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in packed.namelist():
            content = packed.read(name)
            if name == part:
                assert old in content
                content = content.replace(old, new)
            made.writestr(name, content)
    return out.getvalue()
