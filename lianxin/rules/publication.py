"""What must not stand in a text that is open to all: whoever is known from the file, and numbers that name a person.

A machine only finds what is certain; two people answer for the rest.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

# A mobile number, a landline with area code, an 18-digit identity number; spaces and hyphens do not hide them.
_NUMBERS = (
    re.compile(r"(?<!\d)1[3-9]\d(?:[ -]?\d{4}){2}(?!\d)"),
    re.compile(r"(?<!\d)0\d{2,3}[ -]?\d{7,8}(?!\d)"),
    re.compile(r"(?<!\d)\d{6}(?:19|20)\d{9}[\dXx](?!\d)"),
)
SHORTEST = 2  # a name of one character would be found everywhere


def left_over(text: str, known: Iterable[str]) -> list[str]:
    """What in `text` would show who it is, in the order found; `known` are names, numbers and addresses on file."""
    plain = unicodedata.normalize("NFKC", text)
    bare = re.sub(r"[\s-]", "", plain)
    found = [match[0] for pattern in _NUMBERS for match in pattern.finditer(plain)]
    for value in known:
        wanted = unicodedata.normalize("NFKC", value).strip()
        if len(wanted) >= SHORTEST and (wanted in plain or re.sub(r"[\s-]", "", wanted) in bare):
            found.append(wanted)
    return list(dict.fromkeys(found))
