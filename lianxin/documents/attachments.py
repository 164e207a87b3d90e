"""What a file is, by its content, and whether it may be taken. Knows bytes only: no database, no disk, no network."""

from __future__ import annotations

import re
import unicodedata
import zipfile
from dataclasses import dataclass
from io import BytesIO

from lianxin.documents.photos import DamagedPicture, bared, size_of, tells_more
from lianxin.rules.attachments import MB, NOT_TAKEN, AttachmentRules, FileKind
from lianxin.rules.wording import Said, SaidError
from lianxin.rules.wording import gettext_noop as _

PICTURES = frozenset({"JPEG", "PNG", "WEBP", "GIF", "TIFF"})
LONGEST_NAME, MOST_PARTS = 100, 5000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BEGINS = (
    (b"\xff\xd8\xff", "JPEG"), (b"\x89PNG\r\n\x1a\n", "PNG"), (b"GIF87a", "GIF"), (b"GIF89a", "GIF"),
    (b"II*\x00", "TIFF"), (b"MM\x00*", "TIFF"),
    (b"ID3", "MP3"), (b"OggS", "OGG"), (b"#!AMR", "AMR"), (_OLE, "OLE"), (b"MZ", "PROGRAM"), (b"\x7fELF", "PROGRAM"),
    (b"Rar!", "ZIP"), (b"7z\xbc\xaf\x27\x1c", "ZIP"), (b"\x1f\x8b", "ZIP"), (b"BZh", "ZIP"), (b"\xfd7zXZ", "ZIP"),
    (b"\x1aE\xdf\xa3", "VIDEO"), (b"FLV", "VIDEO"), (b"#!/", "PROGRAM"),
)  # fmt: skip
_HEIC = frozenset({b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif"})
_PAGE = re.compile(rb"^\s*(<!doctype|<html|<head|<body|<script|<svg|<\?xml|<\?php|<!--)", re.IGNORECASE)
_FORBIDDEN = re.compile(r'[\\/:*?"<>|]')


class Unfit(SaidError):
    """A file that is not taken. `said` is the sentence for who sent it."""


@dataclass(frozen=True)
class Enclosed:
    """A file as it will be kept; `told` says that it told where it was made, and that this has been taken out."""

    name: str
    kind: FileKind
    data: bytes
    told: bool = False


def enclosed(name: str, data: bytes, rules: AttachmentRules) -> Enclosed:
    """The file as it may be kept: known, of the kind its name says, not too big, and bare of places. Raises Unfit."""
    name = plain_name(name)
    if not data:
        raise Unfit(_("“{name}”是空的，里面什么也没有"), name=name)
    code = recognise(data)
    kind = rules.kinds.get(code)
    if kind is None or not kind.most_mb:
        template = NOT_TAKEN.get(code) or _("“{name}”这种文件这里不收")
        raise Unfit(template, name=name)
    name = _rightly_named(name, kind)
    if len(data) > kind.most:
        raise Unfit(
            _("“{name}”有{size:.1f}MB，{label}最多{most}MB"),
            name=name, size=len(data) / MB, label=Said(kind.label), most=kind.most_mb,
        )  # fmt: skip
    if code in PICTURES:
        return _picture(name, kind, data, rules)
    if code in ("DOCX", "XLSX", "ODT", "OFD"):
        _check_parts(name, data, rules)
    if code == "OLE" and "_VBA_PROJECT".encode("utf-16-le") in data:
        raise Unfit(NOT_TAKEN["MACRO"], name=name)
    return Enclosed(name, kind, data)


def plain_name(name: str) -> str:
    """The name as it may be shown and saved again: no folders, no signs a disk refuses, not too long."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1][:1000]
    # Not printable: controls, and the marks that let a name read backwards.
    shown = unicodedata.normalize("NFC", "".join(char for char in last if char.isprintable()))
    bare = _FORBIDDEN.sub("_", shown).strip(". ") or "文件"
    stem, dot, ending = bare.rpartition(".")
    if len(bare) > LONGEST_NAME:
        bare = f"{stem[: LONGEST_NAME - 12]}{dot}{ending[:11]}" if dot else bare[:LONGEST_NAME]
    return bare


def _rightly_named(name: str, kind: FileKind) -> str:
    _stem, dot, ending = name.rpartition(".")
    if not dot or not ending.isascii() or len(ending) > 5:
        return f"{name}.{kind.endings[0]}"
    if ending.lower() not in kind.endings:
        raise Unfit(
            _("“{name}”的名字和里面的内容对不上：里面其实是{label}（.{right}）。请改对名字，或者另存一份再传"),
            name=name, label=Said(kind.label), right=kind.endings[0],
        )  # fmt: skip
    return name


def _picture(name: str, kind: FileKind, data: bytes, rules: AttachmentRules) -> Enclosed:
    try:
        width, height = size_of(data)
        if width * height > rules.limits.megapixels * 1_000_000:
            raise Unfit(
                _("“{name}”有{width}×{height}点，太大了，最多{most}百万点。请缩小再传"),
                name=name, width=width, height=height, most=rules.limits.megapixels,
            )  # fmt: skip
        told = tells_more(data)
        if told and kind.code == "TIFF":  # its notes lie among its dots and cannot be cut out of it
            raise Unfit(_("“{name}”里记着拍摄的地点，去不掉。请另存为 JPEG 或者 PNG 再传"), name=name)
        return Enclosed(name, kind, bared(data), told=told)
    except DamagedPicture:
        raise Unfit(
            _("“{name}”这张图片不完整或者坏了，打不开。请重新拍一张，或者再传一次"), name=name
        ) from None


def _check_parts(name: str, data: bytes, rules: AttachmentRules) -> None:
    """A document is a packed folder: not more in it than can be opened safely, and no programs."""
    with zipfile.ZipFile(BytesIO(data)) as packed:
        parts = packed.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > rules.limits.unpacked_mb * MB:
        raise Unfit(_("“{name}”展开以后大得不正常，不能收。请打印成 PDF 再传"), name=name)
    if any(part.filename.lower().endswith(("vbaproject.bin", ".exe", ".dll")) for part in parts):
        raise Unfit(NOT_TAKEN["MACRO"], name=name)


def recognise(data: bytes) -> str:
    """The code of the kind, by content alone; "" for what nobody knows."""
    for begin, code in _BEGINS:
        if data.startswith(begin):
            return code
    if data[:4] == b"RIFF":
        return {b"WEBP": "WEBP", b"WAVE": "WAV", b"AVI ": "VIDEO"}.get(data[8:12], "")
    if data[4:8] == b"ftyp":
        return _boxed(data)
    if data.startswith(b"PK\x03\x04"):
        return _packed(data)
    if b"%PDF-" in data[:1024]:
        return "PDF"
    if len(data) > 2 and data[0] == 0xFF and data[1] & 0xE0 == 0xE0:
        return "AAC" if data[1] & 0xF6 == 0xF0 else "MP3" if data[1] & 0x06 else ""
    return _written(data)


def _boxed(data: bytes) -> str:
    """Sound or film: the tracks say which, not the brand."""
    if data[8:12] in _HEIC:
        return "HEIC"
    tracks = {data[found.end() + 8 : found.end() + 12] for found in re.finditer(b"hdlr", data)}
    return "VIDEO" if b"vide" in tracks or b"soun" not in tracks else "M4A"


def _packed(data: bytes) -> str:
    try:
        with zipfile.ZipFile(BytesIO(data)) as packed:
            names = set(packed.namelist())
            if "mimetype" in names and packed.getinfo("mimetype").file_size < 200:
                kind = packed.read("mimetype").strip()
                return "ODT" if kind == b"application/vnd.oasis.opendocument.text" else "ZIP"
    except Exception:  # a broken or hostile package is a package that is not taken
        return "ZIP"
    known = {"word/document.xml": "DOCX", "xl/workbook.xml": "XLSX", "OFD.xml": "OFD"}
    return next((code for part, code in known.items() if part in names), "ZIP")


_MAIL = re.compile(rb"(?:^|\n)From:", re.IGNORECASE)
_OF_MAIL = re.compile(
    rb"^(?:Date|Subject|Message-ID|MIME-Version|Received|Return-Path):", re.IGNORECASE | re.MULTILINE
)
_POSTMARK = re.compile(rb"\A>?From [^\n]*\n")  # of a mailbox file that the mail was taken from
_HEADER = re.compile(rb"[A-Za-z][A-Za-z0-9-]{1,60}:")


def _is_mail(data: bytes) -> bool:
    """Headers from the first line on, a sender among them and what only a mail has."""
    head = re.split(rb"\r?\n\r?\n", _POSTMARK.sub(b"", data[:100_000]), maxsplit=1)[0]
    return bool(_HEADER.match(head) and _MAIL.search(head) and _OF_MAIL.search(head))


def _written(data: bytes) -> str:
    if _is_mail(data):
        return "EML"
    if _PAGE.match(data[:200].removeprefix(b"\xef\xbb\xbf")):
        return "PAGE"
    if b"\x00" in data:
        return ""
    for coding in ("utf-8", "gb18030"):
        try:
            data.decode(coding)
        except UnicodeDecodeError:
            continue
        return "TEXT"
    return ""
