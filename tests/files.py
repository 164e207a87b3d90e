"""Small files of every sort, made here: a photo with a place in it, a package, a document, sound, and liars."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from PIL import Image

PLACE = "GPSLatitude"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
SOUND = b"#!AMR\n" + bytes(range(64))


def photo(kind: str = "JPEG", size: tuple[int, int] = (60, 40)) -> bytes:
    """A picture lying on its side, that says where, when and with what it was taken, with something hung on behind."""
    exif = Image.Exif()
    exif[0x0112], exif[0x0110], exif[0x0132] = 6, "PHONE-OF-WANG", "2026:08:01 09:00:00"
    exif.get_ifd(0x8825).update({1: "N", 2: (36.0, 5.0, 7.0), 3: "E", 4: (115.0, 1.0, 2.0)})
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, kind, exif=exif.tobytes())
    return out.getvalue() + b"MOTION-PHOTO"


def plain_photo() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "blue").save(out, "JPEG")
    return out.getvalue()


def huge_png(width: int = 60_000, height: int = 60_000) -> bytes:
    """A few bytes that claim three and a half thousand million points."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"0"))
        + chunk(b"IEND", b"")
    )


def packed(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, body in parts.items():
            package.writestr(name, body)
    return out.getvalue()


def docx(**more: bytes) -> bytes:
    return packed(**{"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>", **more})


def film() -> bytes:
    return (
        struct.pack(">I", 20) + b"ftypisom" + b"\0" * 8 + b"\0\0\0\x20hdlr" + b"\0" * 8 + b"vide" + b"\0" * 20
    )
