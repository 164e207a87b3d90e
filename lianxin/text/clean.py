"""Clean what people type or paste, without losing a character that means something.

NFC and never NFKC: a rare name, a circled number or a full-width sentence stays what its writer chose.
"""

from __future__ import annotations

import re
import unicodedata

from lianxin.rules.wording import Said
from lianxin.rules.wording import gettext_noop as _

LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
# Controls but tab and line feed, lone surrogates, bidi marks and overrides, zero-width spaces, noncharacters.
UNWANTED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\ud800-\udfff\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff]"
)
# Tag characters can hide a whole sentence; the only honest ones spell a flag after the black flag.
TAGS = re.compile(
    "(\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{2,6}\U000e007f)|[\U000e0000-\U000e007f]"
)
EMOJI = "\u00a9\u00ae\u2190-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001fbff"
JOINING_SCRIPTS = "\u0600-\u08ff\u0900-\u0dff\u1800-\u18af"
# A joiner means something after a letter of a joining script or between two emoji, and nowhere else.
STRAY_JOINER = re.compile(
    f"\u200c(?<![{JOINING_SCRIPTS}].)|\u200d(?<![{JOINING_SCRIPTS}].)(?!(?<=[{EMOJI}\ufe0f].)[{EMOJI}])",
    re.DOTALL,
)
BLANK = " \t\u00a0\u3000"
BLANK_TAIL = re.compile(f"[{BLANK}]+(?=\n|\\Z)")
LINE_BREAKS = re.compile(f"[{BLANK}]*[\n\t][{BLANK}\n]*")
# What the mail channel writes in a line of its own where something of a letter stands elsewhere; what people write so short.
POINTER = re.compile(
    "^（(?:邮件没有正文|邮件套了太多层|邮件里的附件套得太深|邮件正文太长|附件太多，多出的|附件没有单独存|正文太长，这里是开头"
    "|这个地址一天里已经自动|有 Outlook 专用的附件|(?:请看|详?见)(?:附件|原件)(?=）$))[^\n]*）$",
    re.MULTILINE,
)
LITTLE = 40  # letters and figures; with fewer, what is meant stands in what is enclosed


class TooLong(ValueError):
    """The text is longer than the field takes; `said` tells the writer by how much."""

    def __init__(self, length: int, max_length: int) -> None:
        self.said = Said(
            _("最多{max_length}字，现在有{length}字"), {"max_length": max_length, "length": length}
        )
        super().__init__(str(self.said))


def clean(text: str, *, max_length: int, multiline: bool) -> str:
    """The text in NFC, with LF line ends and without control, override and zero-width characters.

    Emoji and rare characters stay. A single line gets a space for each break. `max_length` counts code points,
    as a column does. Raises TooLong; nothing is ever cut off.
    """
    text = unicodedata.normalize("NFC", LINE_ENDS.sub("\n", text))
    text = TAGS.sub(r"\1", UNWANTED.sub("", text))
    text = unicodedata.normalize("NFC", STRAY_JOINER.sub("", text))
    text = _paragraphs(text) if multiline else LINE_BREAKS.sub(" ", text).strip(BLANK + "\n")
    if len(text) > max_length:
        raise TooLong(len(text), max_length)
    return text


def _paragraphs(text: str) -> str:
    """Line breaks and the indent of the first line are the writer's; blank ends are nobody's."""
    return BLANK_TAIL.sub("", text).strip("\n")


def says_little(text: str) -> bool:
    """Whether a letter is hardly more than “please see what is enclosed”."""
    return sum(character.isalnum() for character in text) < LITTLE
