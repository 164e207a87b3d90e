"""What people enclose in the demo: the photograph of a slip of paper, with the place in it that is taken out."""

from __future__ import annotations

import io

from PIL import Image

from lianxin.actions.attachments import add
from lianxin.documents.pdf import pdf, png
from lianxin.documents.sheet import Block, Kind, Sheet
from lianxin.ops.demo_desk import Desk
from lianxin.rules.papers import Format

PLACE, MODEL, TAKEN = 0x8825, 0x0110, 0x0132
SLIP = Sheet(
    "收条", Format.FORM, "柳河镇前柳村村民委员会",
    (Block(Kind.PARAGRAPH, "今收到马秀兰危房鉴定申请一份、照片四张。"), Block(Kind.PARAGRAPH, "经手人：马会计")),
)  # fmt: skip
CONTRACT = Sheet(
    "征地补偿协议书（复印件）", Format.FORM, "柳河镇人民政府",
    (Block(Kind.PARAGRAPH, "甲方征用乙方承包地三亩一分，补偿款于签字之日起三十日内付清。"),),
)  # fmt: skip


def photograph() -> bytes:
    """A slip on a table, as a phone saves it: it says where, when and with what it was taken."""
    paper = Image.open(io.BytesIO(png(SLIP, dots=60)[0])).convert("RGB")
    table = Image.new("RGB", (paper.width + 80, paper.height // 2 + 80), "#8a6d52")
    table.paste(paper.crop((0, 0, paper.width, paper.height // 2)), (40, 40))
    told = Image.Exif()
    told[MODEL], told[TAKEN] = "DEMO-PHONE", "2026:07:30 09:00:00"
    told.get_ifd(PLACE).update({1: "N", 2: (37.0, 2.0, 3.0), 3: "E", 4: (116.0, 5.0, 6.0)})
    out = io.BytesIO()
    image = table.rotate(2, expand=True, fillcolor="#8a6d52")
    image.save(out, "JPEG", quality=70, exif=told.tobytes())
    return out.getvalue()


def enclosed(desk: Desk, tray: str, *names: str) -> tuple[str, ...]:
    """Tokens of files that wait in a tray of the demo: photographs by the name of `.jpg`, else a contract as PDF."""
    made = {".jpg": photograph, ".pdf": lambda: pdf(CONTRACT)}
    return tuple(add(f"demo-{tray}", name, made[name[-4:]](), at=desk.at).token for name in names)
