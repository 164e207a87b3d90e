"""Which script a text is written in."""

from __future__ import annotations

import pytest

from lianxin.text.script import Script, written_in


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
        ("12345！？ 🙏", Script.NONE),
        ("小区APP打不开，工作人员不管。", Script.SIMPLIFIED),
    ],
)
def test_script(text: str, script: Script) -> None:
    assert written_in(text).script is script
