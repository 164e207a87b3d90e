"""Which script a text is written in."""

from __future__ import annotations

import pytest

from lianxin.text.script import TRADITIONAL, Script, foreign, simplified, written_in


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
    ("text", "told"),
    [
        ("路灯坏了，请修。", ()),
        ("我的手机是iPhone 15 Pro Max，App打不开，WiFi也不行。", ()),
        ("請求盡快修復路燈，这里的问题們", ()),
        ("Please repair the street lamp.", ("拉丁字母的文字（如英文）",)),
        (
            "您好，我在工地干活，يول بۇزۇلۇپ كەتتى، مائاشىم بېرىلمىدى، ياردەم قىلىڭلار。谢谢。",
            ("阿拉伯字母的文字（如维吾尔文、哈萨克文）",),
        ),
        (
            "您好 ལམ་ཁ་བཟོ་རོགས་ལམ་ཁ་བཟོ་རོགས། يول بۇزۇلۇپ كەتتى، ياردەم قىلىڭلار",
            ("阿拉伯字母的文字（如维吾尔文、哈萨克文）", "藏文"),
        ),
        ("路灯坏了，请尽快派人来修。" * 20 + "ལམ་ཁ་བཟོ་རོགས་ལམ་ཁ་བཟོ་རོགས།", ("藏文",)),
        ("您好，单位名称写的是 ཁ 字牌子，灯不亮，请派人来修一修吧。", ()),
    ],
)
def test_what_a_reader_of_chinese_cannot_read_is_named_also_where_it_is_a_part(
    text: str, told: tuple[str, ...]
) -> None:
    assert foreign(text) == told


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
