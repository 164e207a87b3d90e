"""Which script a text is written in."""

from __future__ import annotations

import pytest

from lianxin.text.script import TRADITIONAL, Script, simplified, written_in


@pytest.mark.parametrize(
    "text, script",
    [
        ("请求尽快修复路灯，电话已经打过。", Script.SIMPLIFIED),
        ("請求盡快修復路燈，電話已經打過。", Script.TRADITIONAL),
        ("山水人口", Script.CHINESE),
        ("我们这里的问题，請領導處理這個問題們", Script.MIXED),
        ("Please repair the street lamp.", Script.LATIN),
        ("路灯坏了 please repair it soon", Script.MIXED),
        ("도로를 수리해 주세요", Script.KOREAN),
        ("道路を直してください", Script.JAPANESE),
        ("يول بۇزۇلۇپ كەتتى", Script.UYGHUR),
        ("ལམ་ཁ་བཟོ་རོགས", Script.TIBETAN),
        ("乾隆，覆于山", Script.CHINESE),
        ("12345！？ 🙏", Script.NONE),
        ("小区APP打不开，工作人员不管。", Script.SIMPLIFIED),
    ],
)
def test_script(text: str, script: Script) -> None:
    assert written_in(text).script is script


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
