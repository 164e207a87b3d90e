"""Small files of every sort, made here: a photo with a place in it, a package, a document, sound, and liars."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from pathlib import Path

import typst
from docx import Document as docx_document
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


def letter_docx(*paragraphs: str) -> bytes:
    """A letter as an office program writes it, its last paragraph in a table."""
    made = docx_document()
    for text in paragraphs[:-1]:
        made.add_paragraph(text)
    made.add_table(1, 2).rows[0].cells[1].text = paragraphs[-1]
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def odt(*paragraphs: str) -> bytes:
    said = "".join(f"<text:p>{text}</text:p>" for text in paragraphs)
    names = 'xmlns:office="urn:office" xmlns:text="urn:text"'
    content = f"<office:document {names}><office:body>{said}</office:body></office:document>"
    kind = b"application/vnd.oasis.opendocument.text"
    return packed(**{"mimetype": kind, "content.xml": content.encode()})


def ofd(*pages: tuple[str, ...]) -> bytes:
    """A document whose lines stand one below the other on each page."""
    parts = {"OFD.xml": b"<ofd/>"}
    for number, lines in enumerate(pages):
        said = "".join(
            f'<ofd:TextObject Boundary="10 {20 + 8 * place} 180 6"><ofd:TextCode>{line}</ofd:TextCode></ofd:TextObject>'
            for place, line in enumerate(lines)
        )
        page = f'<ofd:Page xmlns:ofd="http://www.ofdspec.org/2016">{said}</ofd:Page>'
        parts[f"Doc_0/Pages/Page_{number}/Content.xml"] = page.encode()
    return packed(**parts)


def letter_pdf(*pages: str) -> bytes:
    """Pages with a text layer; an empty text is a page that has none."""
    source = "#set page(width: 120mm, height: 120mm)\n" + "\n#pagebreak()\n".join(
        page or "#rect()" for page in pages
    )
    fonts = Path(__file__).resolve().parents[1] / "lianxin" / "documents" / "built"
    return bytes(typst.compile(source.encode(), font_paths=[str(fonts)], ignore_system_fonts=True))


def old_doc(text: str) -> bytes:
    """What an old word processor leaves: its mark, noise, and the text in two bytes a character."""
    noise = bytes((7 * place * place + 31 * place) % 256 for place in range(2048))
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + noise + text.encode("utf-16-le") + noise
