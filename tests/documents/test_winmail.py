"""Outlook's envelope, built here from its specification (MS-OXTNEF): files and words come out, nothing ever breaks."""

from email.message import EmailMessage
from struct import pack

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianxin.documents import winmail
from lianxin.documents.mail import read_mail
from lianxin.documents.winmail import BadWinmail, Winmail, read_winmail


def decode(data: bytes, charset: str) -> str:
    return data.decode(charset if charset in ("cp936", "utf-16-le") else "ascii", "replace")


def attribute(level: int, number: int, value: bytes) -> bytes:
    return pack("<BII", level, number, len(value)) + value + pack("<H", sum(value) % 65536)


def padded(value: bytes) -> bytes:
    return pack("<I", len(value)) + value + b"\0" * (-len(value) % 4)


def prop(kind: int, number: int, value: bytes, name: bytes = b"") -> bytes:
    called = bytes(16) + pack("<I", 1) + padded(name) if name else b""
    counted = pack("<I", 1) + padded(value) if kind in (0x1E, 0x1F, 0x102, 0x0D) else value
    return pack("<HH", kind, number) + called + counted


def props(*rows: bytes) -> bytes:
    return pack("<I", len(rows)) + b"".join(rows)


def wide(text: str) -> bytes:
    return (text + "\0").encode("utf-16-le")


def envelope(*attributes: bytes) -> bytes:
    page = attribute(1, 0x00069007, pack("<II", 936, 0))
    return pack("<IH", 0x223E9F78, 7) + page + b"".join(attributes)


def one_file(name: bytes, data: bytes, *more: bytes) -> tuple[bytes, ...]:
    told = (attribute(2, 0x00069005, props(*more)),) if more else ()
    return (
        attribute(2, 0x00069002, bytes(14)),
        attribute(2, 0x00018010, name + b"\0"),
        attribute(2, 0x0006800F, data),
        *told,
    )


LONG = prop(0x1F, 0x3707, wide("信访材料（补充）.docx"))
# Before what is looked for stand values of other types: a number, several texts, one called by a name.
OTHERS = (
    prop(0x03, 0x0E20, pack("<I", 5)),
    pack("<HHI", 0x101E, 0x0010, 2) + padded(b"one\0") + padded(b"two22\0"),
    prop(0x1F, 0x8001, wide("x"), wide("名")),
)
FULL = envelope(
    attribute(1, 0x00069003, props(*OTHERS, prop(0x1F, 0x1000, wide("请看附件")))),
    *one_file("照片.jpg".encode("gb18030"), b"\xff\xd8picture"),
    *one_file(b"XINFAN~1.DOC", b"PK letter", *OTHERS, LONG),
)


def test_words_and_files_come_out_with_their_chinese_names() -> None:
    assert read_winmail(FULL, decode) == Winmail(
        "请看附件", files=[("照片.jpg", b"\xff\xd8picture"), ("信访材料（补充）.docx", b"PK letter")]
    )


def test_a_message_in_the_message_gives_its_files_too() -> None:
    inner = bytes(16) + FULL
    outer = envelope(
        attribute(2, 0x00069002, bytes(14)),
        attribute(2, 0x00069005, props(prop(0x1F, 0x3001, wide("转来的信")), prop(0x0D, 0x3701, inner))),
    )
    found = read_winmail(outer, decode)
    assert [name for name, _data in found.files] == ["照片.jpg", "信访材料（补充）.docx"]
    assert found.text == "—— 转来的信 ——\n请看附件" and not found.lost


def test_an_object_of_another_program_is_told_as_lost() -> None:
    part = attribute(2, 0x00069005, props(prop(0x0D, 0x3701, bytes(16) + b"\xd0\xcf\x11\xe0")))
    assert read_winmail(envelope(attribute(2, 0x00069002, bytes(14)), part), decode) == Winmail(lost=True)


def test_words_in_outlooks_own_form_are_told() -> None:
    found = read_winmail(envelope(attribute(1, 0x00069003, props(prop(0x102, 0x1009, b"LZFu...")))), decode)
    assert found.rich and not found.lost


@pytest.mark.parametrize("data", [b"", b"\x78\x9f\x3e", b"PK\3\4 something else"])
def test_what_is_none_is_refused(data: bytes) -> None:
    with pytest.raises(BadWinmail):
        read_winmail(data, decode)


def test_envelopes_in_envelopes_end() -> None:
    deep = FULL
    for _turn in range(40):
        part = attribute(2, 0x00069005, props(prop(0x0D, 0x3701, bytes(16) + deep)))
        deep = envelope(attribute(2, 0x00069002, bytes(14)), part)
    assert read_winmail(deep, decode).lost


@pytest.mark.parametrize("kind", [0x1001, 0x1003, 0x101E, 0x1102])
def test_values_that_are_only_counted_cost_nothing(kind: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Red once: values of no bytes were walked through by their count, five thousand for eight bytes."""
    taken: list[int] = []
    take = winmail._taken
    monkeypatch.setattr(winmail, "_taken", lambda *given: taken.append(given[1]) or take(*given))
    data = envelope(attribute(1, 0x00069003, pack("<I", 500) + pack("<HHI", kind, 0x0010, 0xFFFFFFFF) * 500))
    read_winmail(data, decode)
    assert len(taken) <= len(data) // 4


def test_cut_anywhere_it_loses_only_what_stands_behind() -> None:
    for end in range(6, len(FULL)):
        files = read_winmail(FULL[:end], decode).files
        assert [data for _name, data in files if data] in (
            [], [b"\xff\xd8picture"], [b"\xff\xd8picture", b"PK letter"],
        )  # fmt: skip


@given(st.lists(st.tuples(st.integers(6, len(FULL) - 1), st.integers(0, 255)), max_size=8))
def test_wrong_bytes_break_nothing(changes: list[tuple[int, int]]) -> None:
    data = bytearray(FULL)
    for at, byte in changes:
        data[at] = byte
    assert sum(len(content) for _name, content in read_winmail(bytes(data), decode).files) <= 2 * len(FULL)


def mail(said: str, data: bytes) -> bytes:
    made = EmailMessage()
    made["From"], made["Subject"] = "wang@example.cn", "附件"
    made.set_content(said)
    made.add_attachment(data, maintype="application", subtype="ms-tnef", filename="winmail.dat")
    return bytes(made)


def test_a_mail_from_outlook_reads_like_any_other() -> None:
    found = read_mail(mail("见附件", FULL))
    assert found.text == "见附件" and found.notes == ()
    assert [name for name, _data in found.enclosed] == ["照片.jpg", "信访材料（补充）.docx"]


def test_its_words_are_taken_where_the_mail_says_none() -> None:
    assert read_mail(mail("", FULL)).text == "请看附件"


@pytest.mark.parametrize(("said", "notes"), [("", 1), ("见附件", 0)])
def test_words_that_stay_unread_are_told_where_there_are_no_others(said: str, notes: int) -> None:
    rich = envelope(attribute(1, 0x00069003, props(prop(0x102, 0x1009, b"LZFu..."))))
    assert len(read_mail(mail(said, rich)).notes) == notes
