"""Cleaning keeps every character that means something and drops those that only do harm."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianxin.documents.mail import UNOPENED
from lianxin.rules.wording import Said
from lianxin.text.clean import POINTER, TooLong, clean

ANY = st.text(st.characters(exclude_categories=()))
NASTY = st.text(
    st.sampled_from(
        "a王=\u0338\u0301\u2192\u2329👩👧🏽🏴\u200d\u200c\u200b\ufe0f\u202e\ud842\x00\r\n\t \u3000ا\U000e0067\U000e007f"
    )
)


def cleaned(text: str) -> str:
    return clean(text, max_length=10_000, multiline=True)


@pytest.mark.parametrize(
    "text",
    [
        "𠮷㐂䶮〇",
        "葛\U000e0100城",
        "①②③　全角，标点。",
        "一\n\n　　二",
        "\u3000\u3000尊敬的领导：",
        "👨‍👩‍👧‍👦👩🏽‍⚕️🏳️‍🌈🇨🇳1️⃣❤️",
        "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "می‌خواهم",
        "ق‍",
        "བསྟན་འཛིན ᠮᠣᠩᠭᠣᠯ ئابدۇرېھىم",
        "a\tb",
        "<b>不是标签</b> {x} %s '; --",
    ],
)
def test_what_means_something_stays(text: str) -> None:
    assert cleaned(text) == text


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("e\u0301", "é"),
        ("e\u200b\u0301", "é"),
        ("一\r\n二\r三\u2028四\v五\x85六", "一\n二\n三\n四\n五\n六"),
        ("拆\x00迁\x07", "拆迁"),
        ("\ufeff正\u202e文\u200b\u2066", "正文"),
        ("吉\ud842\udfb7", "吉"),
        ("王\u200d五\u200c", "王五"),
        ("👩\u200d", "👩"),
        ("好\U000e0068\U000e0069", "好"),
        ("\n 一  \n二\u3000\n\n", " 一\n二"),
    ],
)
def test_what_does_harm_goes(text: str, result: str) -> None:
    assert cleaned(text) == result


def test_one_line_gets_a_space_for_a_break() -> None:
    assert clean(" 标题\r\n  第二行\t末 ", max_length=50, multiline=False) == "标题 第二行 末"
    assert clean("张　三  丰", max_length=50, multiline=False) == "张　三  丰"


def test_too_long_says_by_how_much_and_cuts_nothing() -> None:
    assert clean("𠮷" * 5 + "\n", max_length=5, multiline=True) == "𠮷" * 5
    with pytest.raises(TooLong) as refusal:
        clean("𠮷" * 6, max_length=5, multiline=True)
    assert str(refusal.value.said) == "最多5字，现在有6字"
    assert isinstance(refusal.value.said, Said)


@given(ANY | NASTY, st.booleans())
def test_cleaning_twice_changes_nothing_more(text: str, multiline: bool) -> None:
    once = clean(text, max_length=10_000, multiline=multiline)
    assert clean(once, max_length=10_000, multiline=multiline) == once


@given(ANY | NASTY, st.booleans())
def test_the_result_can_be_stored_and_printed(text: str, multiline: bool) -> None:
    result = clean(text, max_length=10_000, multiline=multiline)
    result.encode("utf-8")
    assert unicodedata.is_normalized("NFC", result)
    allowed = "\t\n" if multiline else ""
    assert not [c for c in result if unicodedata.category(c) in ("Cc", "Cs") and c not in allowed]
    assert not set(result) & set(
        "\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
    )


@given(st.text(st.characters(categories=("Lo", "Nd", "Po", "So"))))
def test_no_letter_digit_mark_or_picture_is_lost(text: str) -> None:
    assert cleaned(text) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize(
    "line",
    ["（邮件没有正文，见附件）", "（附件没有单独存，在邮件原件里：这是旧的XLS格式（或者加了密码），请另存）", f"（{UNOPENED}）", "（见附件）"],
)  # fmt: skip
def test_what_only_points_to_what_is_enclosed_is_told_from_what_somebody_says(line: str) -> None:
    assert POINTER.sub("", f"路灯坏了。\n{line}\n请修好") == "路灯坏了。\n\n请修好"
    said = "（房产证原件被村主任拿走不还，附件是照片，请派人工联系）"
    assert POINTER.sub("", said) == said
