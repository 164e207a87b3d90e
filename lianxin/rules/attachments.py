"""What may be enclosed with a submission (附件): kinds, sizes and numbers as rows that an office's file may change.

No law sets these; they are this system's own (grade INF). What a file is, its content says and never its name.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from lianxin.rules.notice import toml_fault
from lianxin.rules.wording import SaidError, gettext_noop

MB = 1024 * 1024
_ = gettext_noop


@dataclass(frozen=True)
class FileKind:
    """One kind of file: the endings its name may have, and the most it may weigh in MB; 0 is not taken at all."""

    code: str
    label: str
    media: str
    endings: tuple[str, ...]
    most_mb: int
    grade: str = "INF"

    @property
    def most(self) -> int:
        """The most bytes a file of this kind may have."""
        return self.most_mb * MB


@dataclass(frozen=True)
class Limits:
    """How much altogether. Sizes in MB, but a piece of an upload in kB; `keep_hours` for what was never sent."""

    files: int = 20
    total_mb: int = 100
    megapixels: int = 120
    unpacked_mb: int = 200
    piece_kb: int = 512
    keep_hours: int = 24


@dataclass(frozen=True)
class AttachmentRules:
    """The rows that hold here."""

    kinds: Mapping[str, FileKind]
    limits: Limits

    @property
    def taken(self) -> tuple[FileKind, ...]:
        """The kinds that are taken."""
        return tuple(kind for kind in self.kinds.values() if kind.most_mb)

    @property
    def accept(self) -> str:
        """The endings for a file field, so that a phone offers camera and documents."""
        return ",".join(f".{ending}" for kind in self.taken for ending in kind.endings)


_PHOTO = _("照片、图片")
_SOUND = _("录音")
_PAPER = _("文档")
_SHEET = _("表格")
_KINDS = (
    FileKind("JPEG", _PHOTO, "image/jpeg", ("jpg", "jpeg"), 20),
    FileKind("PNG", _PHOTO, "image/png", ("png",), 20),
    FileKind("WEBP", _PHOTO, "image/webp", ("webp",), 20),
    FileKind("GIF", _PHOTO, "image/gif", ("gif",), 10),
    FileKind("TIFF", _PHOTO, "image/tiff", ("tif", "tiff"), 30),
    FileKind("PDF", "PDF", "application/pdf", ("pdf",), 30),
    FileKind("OFD", "OFD", "application/ofd", ("ofd",), 30),
    FileKind("MP3", _SOUND, "audio/mpeg", ("mp3",), 50),
    FileKind("M4A", _SOUND, "audio/mp4", ("m4a", "mp4", "aac", "3gp"), 50),
    FileKind("AAC", _SOUND, "audio/aac", ("aac",), 50),
    FileKind("WAV", _SOUND, "audio/wav", ("wav",), 50),
    FileKind("OGG", _SOUND, "audio/ogg", ("ogg", "oga", "opus"), 50),
    FileKind("AMR", _SOUND, "audio/amr", ("amr",), 50),
    FileKind(
        "DOCX", _PAPER,
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ("docx",), 20,
    ),
    FileKind(
        "XLSX", _SHEET, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ("xlsx",), 20
    ),
    FileKind("ODT", _PAPER, "application/vnd.oasis.opendocument.text", ("odt",), 20),
    FileKind("OLE", _PAPER, "application/x-ole-storage", ("doc", "xls", "wps", "et"), 20),
    FileKind("EML", _("电子邮件"), "message/rfc822", ("eml",), 30),
    FileKind("TEXT", _PAPER, "text/plain", ("txt",), 2),
)  # fmt: skip
DEFAULT = AttachmentRules(MappingProxyType({kind.code: kind for kind in _KINDS}), Limits())

# Known for what they are, so that the refusal can say what to do instead.
NOT_TAKEN: Mapping[str, str] = {
    "VIDEO": _("“{name}”是录像，网上收不了。请截几张关键的画面，或者带到窗口、刻成光盘寄来"),
    "HEIC": _("“{name}”是苹果手机的 HEIC 格式。请在手机“设置—相机—格式”里选“兼容性最佳”，或者截图后再传"),
    "ZIP": _("“{name}”是压缩包，不能收。请把里面的文件一个一个传上来"),
    "PROGRAM": _("“{name}”是电脑程序，不能收"),
    "PAGE": _("“{name}”是网页代码，不能收。请打印成 PDF，或者截图"),
    "MACRO": _("“{name}”里有宏程序，不能收。请另存为不带宏的文档，或者打印成 PDF"),
    "": _("看不出“{name}”是什么文件。可以传照片、PDF、录音、Word 和 Excel 文档"),
}


@dataclass(frozen=True)
class TextLimits:
    """How much of a file's text is read, and what reading it may take; `indexed` characters of all files of a matter."""

    characters: int = 60_000
    indexed: int = 60_000
    pages: int = 300
    xml_mb: int = 64
    cpu_seconds: int = 10
    seconds: int = 20
    memory_mb: int = 1024
    readers: int = 2  # at one time on a machine
    wait: float = 2  # seconds for one of them to be free, then the file is read later


TEXT = TextLimits()

WAITS = "WAITING"
# Why the text of a file cannot be read: then there is none.
NO_TEXT: Mapping[str, str] = {
    WAITS: _("还没有读：系统空下来就识别里面的文字，在这以前请打开看"),
    "PICTURE": _("这是图片，没有认出文字"),
    "SOUND": _("这是录音，没有转成文字"),
    "SCANNED": _("这个 PDF 是扫描的，没有认出文字"),
    "EMPTY": _("里面没有文字（可能只有图片）"),
    "LOCKED": _("这个文件有密码，文字没有读出来"),
    "DAMAGED": _("这个文件的文字读不出来"),
    "OVERRUN": _("这个文件太大、太复杂，文字没有读出来"),
    "NO_READER": _("没有安装文字识别（lianxin[ocr]），文字没有读出来"),
    "LETTER": _("来信的原件，正文已经录在件里"),
}
# What is missing from a text that could be read.
PART_TEXT: Mapping[str, str] = {
    "CUT": _("文件太长，文字只读了开头的部分"),
    "PAGES": _("有的页或者里面的文件没有读出文字（多半是扫描件、照片、录音）"),
    "ROUGH": _("旧格式的文件，文字是粗略取出的，可能有缺漏和多余的字"),
}


class AttachmentRuleError(SaidError):
    """A file of an office that cannot be used. `said` is the sentence for who wrote it."""


def changed(text: str) -> AttachmentRules:
    """The rows with an office's TOML over them: `[limits] files = 10`, `[kinds.PDF] most_mb = 50`. Raises AttachmentRuleError."""
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise AttachmentRuleError(_("附件规则文件{fault}"), fault=toml_fault(error)) from None
    _only(found, {"limits", "kinds"})
    limits = _numbers(found.get("limits", {}), set(vars(DEFAULT.limits)), least=1)
    kinds = dict(DEFAULT.kinds)
    for code, fields in found.get("kinds", {}).items():
        if code not in kinds:
            raise AttachmentRuleError(_("附件规则里没有“{code}”这种文件"), code=code)
        most = _numbers(fields, {"most_mb"}, least=0).get("most_mb", kinds[code].most_mb)
        kinds[code] = replace(kinds[code], most_mb=most)
    return AttachmentRules(MappingProxyType(kinds), replace(DEFAULT.limits, **limits))


def _numbers(fields: Any, allowed: set[str], *, least: int) -> dict[str, int]:
    if not isinstance(fields, Mapping):
        raise AttachmentRuleError(_("附件规则应当写成 [limits] 和 [kinds.种类] 一节一节的样子"))
    _only(fields, allowed)
    for name, value in fields.items():
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= 100_000:
            raise AttachmentRuleError(_("附件规则的 {name} 应是不小于{least}的整数"), name=name, least=least)
    return dict(fields)


def _only(fields: Mapping[str, Any], allowed: set[str]) -> None:
    for name in fields:
        if name not in allowed:
            raise AttachmentRuleError(
                _("附件规则里的“{name}”不认识，可写的有：{allowed}"),
                name=name,
                allowed="、".join(sorted(allowed)),
            )
