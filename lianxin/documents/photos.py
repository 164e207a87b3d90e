"""Take out of a picture what it tells beside the picture: where it was taken, with which phone. Its pixels stay.

No decoding: a JPEG, PNG or WebP is walked piece by piece, so that a picture that claims a million lines costs
nothing, and what is kept is byte for byte what was sent. Of the notes, only the way up and the day stay.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from io import BytesIO

from PIL import Image

ORIENTATION, CHANGED, MAKER, TAKEN = 0x0112, 0x0132, 0x8769, 0x9003
_BARE_JPEG = frozenset({0x01, *range(0xD0, 0xD8)})  # markers without a length
_PNG_KEPT = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"pHYs",
                       b"sBIT", b"bKGD", b"acTL", b"fcTL", b"fdAT"})  # fmt: skip
_WEBP_KEPT = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"})
_EXIF_FLAG, _XMP_FLAG = 0x08, 0x04
# Only heads are read here. Who decodes asks for the size first and has a limit of its own, told in our words.
Image.MAX_IMAGE_PIXELS = None


class DamagedPicture(ValueError):
    """The file begins like a picture and does not go on like one."""


def size_of(data: bytes) -> tuple[int, int]:
    """Width and height as the header claims them; nothing is decoded. Raises DamagedPicture."""
    try:
        with Image.open(BytesIO(data), formats=("JPEG", "PNG", "WEBP", "GIF", "TIFF")) as picture:
            return picture.size
    except (
        Exception
    ) as error:  # Pillow raises many kinds for a broken header, none of which is ours to tell apart
        raise DamagedPicture(str(error)) from None


def bared(data: bytes) -> bytes:
    """The picture without notes and without what hangs on behind it. Raises DamagedPicture."""
    try:
        if data.startswith(b"\xff\xd8"):
            return _jpeg(data)
        if data.startswith(b"\x89PNG"):
            return _png(data)
        return _webp(data) if data.startswith(b"RIFF") else data
    except (IndexError, struct.error) as error:
        raise DamagedPicture(str(error)) from None


def tells_more(data: bytes) -> bool:
    """Whether the notes of a picture say where it was taken."""
    try:
        with Image.open(BytesIO(data), formats=("JPEG", "PNG", "WEBP", "TIFF")) as picture:
            return bool(_notes(picture, data).get_ifd(0x8825)) or b"GPSLatitude" in data
    except Exception:  # notes that cannot be read are taken out all the same
        return b"GPSLatitude" in data


def _notes(picture: Image.Image, data: bytes) -> Image.Exif:
    """The notes of an opened picture; of a PNG they are looked for piece by piece, as Pillow would decode it for them."""
    if picture.format != "PNG":
        return picture.getexif()
    notes = Image.Exif()
    notes.load(next((piece[8:-4] for name, piece in _png_pieces(data) if name == b"eXIf"), b""))
    return notes


def _exif(data: bytes) -> bytes:
    """Way up and day of taking as a fresh block of notes; empty where there are none."""
    try:
        with Image.open(BytesIO(data), formats=("JPEG", "PNG", "WEBP")) as picture:
            old = _notes(picture, data)
            day = old.get_ifd(MAKER).get(TAKEN) or old.get(CHANGED)
    except Exception:  # a crooked block of notes is worth nothing
        return b""
    new = Image.Exif()
    if old.get(ORIENTATION) in range(2, 9):
        new[ORIENTATION] = old[ORIENTATION]
    if isinstance(day, str) and len(day) == 19 and day.isascii():
        new[CHANGED] = day
    return new.tobytes() if len(new) else b""


def _jpeg(data: bytes) -> bytes:
    exif = _exif(data)
    out = [b"\xff\xd8"]
    if exif:
        out.append(b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif)
    at = 2
    while True:
        if data[at] != 0xFF:
            raise DamagedPicture("no marker")
        marker = data[at + 1]
        if marker == 0xFF:  # filling
            at += 1
        elif marker == 0xD9:
            return b"".join([*out, b"\xff\xd9"])
        elif marker in _BARE_JPEG:
            out.append(data[at : at + 2])
            at += 2
        else:
            end = at + 2 + struct.unpack_from(">H", data, at + 2)[0]
            if end > len(data):
                raise DamagedPicture("cut off")
            if _jpeg_keeps(marker, data[at + 4 : end]):
                out.append(data[at:end])
            at = end
            if marker == 0xDA:
                at = _scan_end(data, end)
                out.append(data[end:at])


def _jpeg_keeps(marker: int, body: bytes) -> bool:
    if marker == 0xE2:
        return body.startswith(b"ICC_PROFILE")
    return marker in (0xE0, 0xEE) or not (0xE0 <= marker <= 0xEF or marker == 0xFE)


def _scan_end(data: bytes, at: int) -> int:
    """Where the entropy-coded part ends: at the first marker that is neither stuffing nor a restart."""
    while True:
        at = data.find(b"\xff", at)
        if at < 0 or at + 1 >= len(data):
            raise DamagedPicture("cut off")
        if data[at + 1] != 0 and data[at + 1] not in _BARE_JPEG:
            return at
        at += 2


def _png_pieces(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The pieces up to the last: name, and the whole piece with its length and sum. Raises DamagedPicture, struct.error."""
    at, name = 8, b""
    while name != b"IEND":
        name, end = data[at + 4 : at + 8], at + 12 + struct.unpack_from(">I", data, at)[0]
        if end > len(data):
            raise DamagedPicture("cut off")
        yield name, data[at:end]
        at = end


def _png(data: bytes) -> bytes:
    exif, out = _exif(data).removeprefix(b"Exif\x00\x00"), [data[:8]]
    for name, piece in _png_pieces(data):
        if name in _PNG_KEPT:
            out.append(piece)
        if name == b"IHDR" and exif:
            body = b"eXIf" + exif
            out.append(struct.pack(">I", len(exif)) + body + struct.pack(">I", zlib.crc32(body)))
    return b"".join(out)


def _webp(data: bytes) -> bytes:
    stop = 8 + struct.unpack_from("<I", data, 4)[0]
    if stop > len(data):
        raise DamagedPicture("cut off")
    out, at = [], 12
    while at + 8 <= stop:
        name, length = data[at : at + 4], struct.unpack_from("<I", data, at + 4)[0]
        end = at + 8 + length + length % 2
        if name == b"VP8X":
            out.append(
                data[at : at + 8] + bytes([data[at + 8] & ~(_EXIF_FLAG | _XMP_FLAG)]) + data[at + 9 : end]
            )
        elif name in _WEBP_KEPT:
            out.append(data[at:end])
        at = end
    body = b"WEBP" + b"".join(out)
    return b"RIFF" + struct.pack("<I", len(body)) + body
