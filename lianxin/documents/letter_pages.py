"""The pages of a scanned letter as pictures, from JPEG, PNG, WebP, TIFF or PDF; what would not fit is refused before decoding."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import islice
from typing import Any

from PIL import Image, ImageOps, ImageSequence

from lianxin.documents.photos import DamagedPicture, size_of
from lianxin.rules.scans import SCANS, ScanLimits
from lianxin.rules.wording import SaidError
from lianxin.rules.wording import gettext_noop as _

PAGED = frozenset({"PDF", "TIFF"})
SHRINKS = frozenset({"L", "LA", "RGB", "RGBA"})  # kinds of dots that are shrunk as they are
READ = frozenset({"JPEG", "PNG", "WEBP", *PAGED})  # kinds of attachment that can be a letter


class NoPages(SaidError):
    """Nothing can be read here. `said` is the sentence for the clerk, who still has the original."""


@dataclass(frozen=True)
class Sheet:
    """One page: its picture, upright as the file says, no side longer than the limit."""

    picture: Image.Image
    number: int
    of: int


def page_order(name: str) -> list[str | int]:
    """A key that sorts files of one letter as people number them: 第2页 before 第10页."""
    return [int(part) if place % 2 else part for place, part in enumerate(re.split("([0-9]+)", name))]


def sheets(data: bytes, kind: str, limits: ScanLimits = SCANS, *, after: int = 0) -> Iterator[Sheet]:
    """The pages after so many, one after the other, up to `limits.pages`; one is held in memory at a time. Raises NoPages."""
    if kind == "PDF":
        return _pdf(data, limits, after)
    if kind in READ:
        return _pictures(data, limits, after)
    raise NoPages(_("这种文件不能识别文字，请照原件录入"))


def jpeg(picture: Image.Image, limits: ScanLimits = SCANS) -> bytes:
    """The page as a JPEG to be shown."""
    out = BytesIO()
    image = picture.convert("RGB")
    image.save(out, "JPEG", quality=limits.picture_quality)
    return out.getvalue()


def _pictures(data: bytes, limits: ScanLimits, after: int) -> Iterator[Sheet]:
    _check_size(*_size(data), limits)
    try:
        with Image.open(BytesIO(data), formats=("JPEG", "PNG", "WEBP", "TIFF")) as file:
            of = getattr(file, "n_frames", 1) if file.format == "TIFF" else 1
            # A JPEG is decoded small at once, so that a large one costs no more memory than a small one.
            file.draft("RGB", (limits.longest_side, limits.longest_side))
            for number, frame in enumerate(ImageSequence.Iterator(file), 1):
                if number > min(of, limits.pages):
                    return
                if number <= after:
                    continue
                _check_size(*frame.size, limits)
                if frame.mode in SHRINKS:  # before it is copied: a large one is held once only
                    _fitted(frame, limits)
                yield Sheet(_fitted(_on_white(ImageOps.exif_transpose(frame)), limits), number, of)
    except NoPages:
        raise
    except Exception:  # Pillow raises many kinds for a broken picture, none of which is ours to tell apart
        raise NoPages(_("这张图片不完整或者坏了，打不开。请重新扫描，或者照原件录入")) from None


def _size(data: bytes) -> tuple[int, int]:
    try:
        return size_of(data)
    except DamagedPicture:
        raise NoPages(_("这张图片不完整或者坏了，打不开。请重新扫描，或者照原件录入")) from None


def _check_size(width: int, height: int, limits: ScanLimits) -> None:
    if width * height > limits.megapixels * 1_000_000:
        raise NoPages(
            _("这张图有{width}×{height}点，太大了，识别最多{most}百万点。请缩小再扫描，或者照原件录入"),
            width=width, height=height, most=limits.megapixels,
        )  # fmt: skip


def _on_white(picture: Image.Image) -> Image.Image:
    """Without transparency: ink on a see-through ground would come out black on black."""
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        ground = Image.new("RGBA", picture.size, "white")
        ground.alpha_composite(picture.convert("RGBA"))
        return ground.convert("RGB")
    if picture.mode.startswith("I;16"):
        picture = picture.point(lambda value: value / 256).convert("L")
    return picture.convert("RGB")


def _fitted(picture: Image.Image, limits: ScanLimits) -> Image.Image:
    picture.thumbnail((limits.longest_side, limits.longest_side))
    return picture


def _pdf(data: bytes, limits: ScanLimits, after: int) -> Iterator[Sheet]:
    if importlib.util.find_spec("pypdfium2") is None:
        raise NoPages(_("没有安装打开 PDF 的部分（lianxin[ocr]），请照原件录入"))
    import pypdfium2

    file = _opened(pypdfium2, data)
    try:
        of = len(file)
        if not of:
            raise NoPages(_("这个 PDF 里一页也没有"))
        wanted = (at for at in range(after, of) if not (limits.bare and _has_text(file, at)))
        for number in islice(wanted, max(limits.pages - after, 0)):
            yield Sheet(_rendered(file, number, limits), number + 1, of)
    finally:
        file.close()


def _has_text(file: Any, number: int) -> bool:
    return bool(file[number].get_textpage().get_text_range().strip())


def _opened(pypdfium2: Any, data: bytes) -> Any:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as fault:
        if "assword" in str(fault) or "security" in str(fault).lower():
            raise NoPages(_("这个 PDF 有密码，打不开。请照原件录入，或者请来信人另寄一份")) from None
        raise NoPages(_("这个 PDF 不完整或者坏了，打不开。请重新扫描，或者照原件录入")) from None


def _rendered(file: Any, number: int, limits: ScanLimits) -> Image.Image:
    """The page drawn so that its longer side has the size that is read best, however large it says it is."""
    try:
        page = file[number]
        longest = max(page.get_size())
        picture: Image.Image = page.render(
            scale=limits.longest_side / max(longest, 1), may_draw_forms=False
        ).to_pil()
        page.close()
    except Exception:  # one broken page does not take the others with it
        return Image.new("RGB", (limits.longest_side // 2, limits.longest_side // 2), "white")
    return _fitted(picture.convert("RGB"), limits)
