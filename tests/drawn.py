"""Letters drawn with the built fonts, for the reader of scans: skewed, upside down, in columns, vertical, noisy."""

from __future__ import annotations

import io
import random
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

from lianxin.rules.identity import citizen_id

FONTS = Path(__file__).resolve().parents[1] / "lianxin" / "documents" / "built"
ID = citizen_id("371426650312001")
LETTER = f"""尊敬的县信访局领导：
我叫王秀英，是临水县柳河镇前柳村村民，身份证号{ID}，电话13812341234。2019年3月镇政府征收我家三亩地修路，至今还差42000元没有发到手。
我的诉求如下：
一、请发放拖欠的征地补偿款42000元；
二、请公开征地补偿的账目。
信访人：王秀英
住址：临水县柳河镇前柳村12号
二〇二六年八月三日"""
SIZE, MARGIN, INK = (1240, 1754), 110, (40, 40, 70)


def letter(
    text: str = LETTER, *, font: str = "Kai", size: int = 30, columns: int = 1, vertical: bool = False,
    skew: float = 0, turn: int = 0, noise: bool = False, seed: int = 1,
) -> Image.Image:  # fmt: skip
    """A page of A4 at 150 dots an inch. `turn` in degrees turns the whole page, `skew` only its writing."""
    page = Image.new("RGB", SIZE, "white")
    pen, face = ImageDraw.Draw(page), ImageFont.truetype(str(FONTS / f"Lianxin{font}.ttf"), size)
    (_down if vertical else _across)(pen, face, text, size, columns)
    if skew:
        page = page.rotate(skew, fillcolor="white", resample=Image.Resampling.BICUBIC)
    if noise:
        page = _noisy(page, random.Random(seed))
    return page.rotate(turn, expand=True) if turn else page


def _across(
    pen: ImageDraw.ImageDraw, face: ImageFont.FreeTypeFont, text: str, size: int, columns: int
) -> None:
    gap = 70
    wide = (SIZE[0] - 2 * MARGIN - gap * (columns - 1)) // columns
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = "\u3000\u3000"
        for character in paragraph:
            if face.getlength(line + character) > wide:
                lines.append(line)
                line = ""
            line += character
        lines.append(line)
    each = -(-len(lines) // columns)
    for place, line in enumerate(lines):
        column, row = divmod(place, each)
        pen.text((MARGIN + column * (wide + gap), MARGIN + row * int(size * 1.8)), line, font=face, fill=INK)


def _down(pen: ImageDraw.ImageDraw, face: ImageFont.FreeTypeFont, text: str, size: int, columns: int) -> None:
    x = SIZE[0] - MARGIN - size
    for paragraph in text.split("\n"):
        y = MARGIN + 2 * size
        for character in paragraph:
            if y + size > SIZE[1] - MARGIN:
                x, y = x - int(size * 1.8), MARGIN
            pen.text((x, y), character, font=face, fill=INK)
            y += int(size * 1.15)
        x -= int(size * 1.8)


def _noisy(page: Image.Image, chance: random.Random) -> Image.Image:
    """A poor copy: grey ground, specks, a soft lens."""
    page = Image.blend(page, Image.new("RGB", page.size, (200, 195, 180)), 0.25)
    dots = page.load()
    for _speck in range(20_000):
        shade = chance.randrange(256)
        dots[chance.randrange(page.width), chance.randrange(page.height)] = (shade, shade, shade)
    return page.filter(ImageFilter.GaussianBlur(0.8))


def on_a_screen(page: Image.Image) -> Image.Image:
    """A photograph of a monitor that shows the page: stripes of its dots, a lamp's glare, a dark frame, from one side."""
    wide, high = page.size
    stripes = Image.new("RGB", (3, 1))
    for place, tint in enumerate(((255, 190, 190), (190, 255, 190), (190, 190, 255))):
        stripes.putpixel((place, 0), tint)
    dots = Image.new("RGB", page.size)
    for left in range(0, wide, 3):
        dots.paste(stripes.resize((3, high), Image.Resampling.NEAREST), (left, 0))
    lit = ImageChops.multiply(page, dots)
    glare = Image.radial_gradient("L").resize(page.size).point(lambda shade: max(0, 110 - shade))
    lit = ImageChops.add(lit, Image.merge("RGB", (glare, glare, glare)))
    seen = Image.new("RGB", (wide + 300, high + 240), (18, 18, 22))
    seen.paste(lit, (150, 120))
    far = seen.transform(
        seen.size, Image.Transform.QUAD, (30, 0, 0, seen.height, seen.width, seen.height - 60, seen.width - 20, 50),
        resample=Image.Resampling.BICUBIC, fillcolor=(18, 18, 22),
    )  # fmt: skip
    return far.resize((far.width * 3 // 4, far.height * 3 // 4), Image.Resampling.BILINEAR)


def saved(page: Image.Image, kind: str = "JPEG", **how: object) -> bytes:
    out = io.BytesIO()
    page.save(out, kind, **how)
    return out.getvalue()


def pdf(pages: int, page: Image.Image | None = None) -> bytes:
    """A PDF of so many pages of the same picture."""
    first = page or Image.new("RGB", (120, 170), "white")
    return saved(first, "PDF", save_all=True, append_images=[first] * (pages - 1))
