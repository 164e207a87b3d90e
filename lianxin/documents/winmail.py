"""Open winmail.dat, the envelope in which Outlook hides the files of a mail from every other program.

Bytes only, standard library only: no library that reads it is kept up. Sources: MS-OXTNEF (the stream), MS-OXCDATA
(types of properties), MS-OXPROPS (their numbers). What is broken or cut short costs what stands behind it, never the mail.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from struct import error, unpack_from

SIGNATURE = 0x223E9F78
DEEPEST, MOST = 5, 5_000  # messages within messages; attributes and properties of one
# Attributes of the stream: type and number, as they stand there.
BODY, CODEPAGE, PROPERTIES = 0x0002800C, 0x00069007, 0x00069003
BEGINS, TITLE, DATA, FILE_PROPERTIES = 0x00069002, 0x00018010, 0x0006800F, 0x00069005
# Numbers of properties.
TEXT, PAGE, RICH = 0x1000, 0x1013, 0x1009
LONG_NAME, SHORT_NAME, SHOWN_NAME, CONTENT = 0x3707, 0x3704, 0x3001, 0x3701
# Types of properties: bytes of a value (each is padded to four), or None where its length is told before it.
OBJECT, WIDE, SEVERAL, NAMED = 0x000D, 0x001F, 0x1000, 0x8000
SIZES: dict[int, int | None] = {
    0x0000: 0, 0x0001: 0, 0x0002: 4, 0x0003: 4, 0x0004: 4, 0x0005: 8, 0x0006: 8, 0x0007: 8, 0x000A: 4, 0x000B: 4,
    0x0014: 8, 0x0040: 8, 0x0048: 16, OBJECT: None, 0x001E: None, WIDE: None, 0x0102: None,
}  # fmt: skip

Values = dict[int, tuple[int, bytes]]  # number of a property → its type and bytes
Decode = Callable[[bytes, str], str]


class BadWinmail(ValueError):
    """Not what its name says."""


@dataclass
class Winmail:
    """What was inside: words as plain text or as a page, files by name. `rich`: words in Outlook's own form only, which the
    mail says once more outside; `lost`: something could not be read.
    """

    text: str = ""
    page: str = ""
    files: list[tuple[str, bytes]] = field(default_factory=list)
    rich: bool = False
    lost: bool = False


def read_winmail(data: bytes, decode: Decode, depth: int = 0) -> Winmail:
    """The words and files of an envelope; `decode` turns bytes into text, by a charset that may be none.

    Raises BadWinmail where it is none.
    """
    if len(data) < 6 or unpack_from("<I", data)[0] != SIGNATURE:
        raise BadWinmail
    found, charset = Winmail(), ""
    parts: list[Values] = []
    try:
        for number, value in _attributes(data):
            if number == CODEPAGE:
                charset = f"cp{unpack_from('<I', value)[0]}"
            elif number == BODY:
                found.text = decode(value, charset).rstrip("\0")
            elif number == PROPERTIES:
                _words(found, _properties(value), charset, decode)
            elif number == BEGINS:
                parts.append({})
            elif number in (TITLE, DATA) and parts:
                parts[-1][SHORT_NAME if number == TITLE else CONTENT] = (0, value)
            elif number == FILE_PROPERTIES and parts:
                parts[-1] |= {
                    key: kept for key, kept in _properties(value).items() if key != CONTENT or kept[1]
                }
    except (error, KeyError, OverflowError):
        found.lost = True
    for values in parts:
        _file(found, values, charset, decode, depth)
    return found


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Number and bytes of each attribute. Raises struct.error where one is cut short."""
    at = 6
    for _turn in range(MOST):
        if at + 9 > len(data) or data[at] not in (1, 2):  # what follows is padding or somebody's footer
            return
        number, size = unpack_from("<II", data, at + 1)
        yield number, _taken(data, at + 9, size)
        at += 11 + size  # two bytes of a sum, which many programs write wrongly


def _taken(data: bytes, at: int, size: int) -> bytes:
    if at + size > len(data):
        raise error
    return data[at : at + size]


def _properties(data: bytes) -> Values:
    """The properties with a number of their own. Raises struct.error, KeyError where they cannot be read."""
    (count,), at, found = unpack_from("<I", data), 4, {}
    for _turn in range(min(count, MOST)):
        kind, number = unpack_from("<HH", data, at)
        at += 4
        if number >= NAMED:
            at = _past_name(data, at)
        size = SIZES[kind & ~SEVERAL]
        values = 1
        if kind & SEVERAL or size is None:
            (values,) = unpack_from("<I", data, at)
            at += 4
        value = b""
        if size == 0:
            values = 0  # what takes no bytes could be told four thousand million times
        for _value in range(values):
            long = size
            if long is None:
                (long,) = unpack_from("<I", data, at)
                at += 4
            part = _taken(data, at, long)
            value = value or part
            at += long + -long % 4
        found[number] = (kind, value)
    return found


def _past_name(data: bytes, at: int) -> int:
    """Where the value of a property begins that is called by a name."""
    named, long = unpack_from("<II", data, at + 16)
    return at + 24 + (long + -long % 4 if named else 0)


def _words(found: Winmail, values: Values, charset: str, decode: Decode) -> None:
    found.text = _said(values, TEXT, charset, decode) or found.text
    found.page = _said(values, PAGE, charset, decode)
    found.rich = RICH in values and not (found.text or found.page)


def _said(values: Mapping[int, tuple[int, bytes]], number: int, charset: str, decode: Decode) -> str:
    kind, value = values.get(number, (0, b""))
    return decode(value, "utf-16-le" if kind == WIDE else charset).rstrip("\0")


def _file(found: Winmail, values: Values, charset: str, decode: Decode, depth: int) -> None:
    names = (_said(values, number, charset, decode) for number in (LONG_NAME, SHORT_NAME, SHOWN_NAME))
    name = next(filter(None, names), "") or "attachment"
    kind, data = values.get(CONTENT, (0, b""))
    if kind != OBJECT:
        found.files.append((name, data))
        return
    try:  # a message in the message, behind the sixteen bytes of the interface that reads it
        if depth >= DEEPEST:
            raise BadWinmail
        inner = read_winmail(data[16:], decode, depth + 1)
    except BadWinmail:
        found.lost = True
        return
    found.text = "\n".join(filter(None, (found.text, f"—— {name} ——", inner.text or inner.page)))
    found.files += inner.files
    found.lost |= inner.lost or inner.rich
