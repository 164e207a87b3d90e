"""Which script a text is written in."""

from __future__ import annotations

import pytest

from lianxin.text.script import TRADITIONAL, simplified


@pytest.mark.parametrize(
    "written, read",
    [
        ("後來村裡幹部說，徵地補償款乾脆不發了", "后来村里干部说，征地补偿款干脆不发了"),
        ("瞭解情況，書面答覆，藉口，看著", "了解情况，书面答复，借口，看着"),
        ("臺灣、台北、颱風、窗檯", "台湾、台北、台风、窗台"),
        ("沈先生、喆、堃、像片、𠮷村 ABC 12", "沈先生、喆、堃、像片、𠮷村 ABC 12"),  # names stay
    ],
)
def test_traditional_is_read_as_simplified_character_by_character(written: str, read: str) -> None:
    assert simplified(written) == simplified(read) == read


def test_what_was_read_as_simplified_holds_no_traditional_character() -> None:
    every = "".join(map(chr, range(0x3400, 0x2A6E0)))
    once = simplified(every)
    kept = TRADITIONAL & set(once)
    assert not kept and len(once) == len(every)
