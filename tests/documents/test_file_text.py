"""The text of enclosed files of every kind, and a plain reason where there is none; nothing a stranger sends stops anything."""

from __future__ import annotations

from base64 import b64encode

import pytest

from lianxin.documents.attachments import recognise
from lianxin.documents.file_text import FileText, text_of, unwrapped
from lianxin.rules.attachments import DEFAULT, NO_TEXT, PART_TEXT, TEXT, TextLimits
from lianxin.text import accusing
from tests import files, sheets

LETTER = ("尊敬的领导：", "柳河镇的镇长把征地补偿款揣进了自己腰包。", "附：土地证一份")
MAIL = (
    "From: wang@example.cn\r\nMessage-ID: <1@example.cn>\r\nMIME-Version: 1.0\r\nSubject: =?utf-8?b?6KGl5YWF?=\r\n"
    'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n'
    '<p>见附件</p><script>alert(1)</script>\r\n--b\r\nContent-Type: text/plain; name="a.txt"\r\n\r\n井水发黄\r\n--b--\r\n'
).encode()
_BASE64 = b'application/octet-stream; name="a.bin"\r\nContent-Transfer-Encoding: base64\r\n'


def read(data: bytes, limits: TextLimits = TEXT) -> FileText:
    return text_of(data, recognise(data), limits)


@pytest.mark.parametrize(
    ("data", "kind", "said"),
    [
        (files.letter_docx(*LETTER), "DOCX", LETTER),
        (files.odt(*LETTER), "ODT", LETTER),
        (files.ofd(LETTER[:2], LETTER[2:]), "OFD", LETTER),
        (files.letter_pdf("\n\n".join(LETTER)), "PDF", LETTER),
        (sheets.xlsx([("姓名", "欠薪"), ("王秀英", 4200)]), "XLSX", ("姓名\t欠薪", "王秀英\t4200")),
        ("\n".join(LETTER).encode("utf-8-sig"), "TEXT", LETTER),
        ("\n".join(LETTER).encode("gb18030"), "TEXT", LETTER),
        (
            "縣政府拖欠農民工的工資，請求發放。".encode("big5"),
            "TEXT",
            ("縣政府拖欠農民工的工資，請求發放。",),
        ),
        (MAIL, "EML", ("补充", "见附件", "井水发黄")),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_the_words_of_a_file_are_read_in_order(data: bytes, kind: str, said: tuple[str, ...]) -> None:
    assert recognise(data) == kind
    found = read(data)
    assert found.unread == ""
    places = [found.text.find(words) for words in said]
    assert -1 not in places and places == sorted(places), found.text


def test_an_old_document_gives_its_words_roughly_and_no_noise() -> None:
    found = read(files.old_doc("\r".join(LETTER)))
    assert (found.unread, found.text) == ("ROUGH", "\n".join(LETTER))
    locked = files.old_doc("") + "EncryptedPackage".encode("utf-16-le")
    assert read(locked) == FileText(unread="LOCKED")


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (files.plain_photo(), "PICTURE"),
        (files.SOUND, "SOUND"),
        (files.letter_pdf("", ""), "SCANNED"),
        (files.PDF, "DAMAGED"),
        (files.docx(), "EMPTY"),
        (files.docx(**{"word/document.xml": b"<w:document>"}), "DAMAGED"),
        (files.docx(**{"word/document.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}), "DAMAGED"),
        (files.odt("甲") and files.packed(mimetype=b"application/vnd.oasis.opendocument.text",
         **{"content.xml": b"<p/>", "META-INF/manifest.xml": b"<m:encryption-data/>"}), "LOCKED"),
        (files.packed(**{"xl/workbook.xml": b"<w/>"}), "DAMAGED"),
    ],
)  # fmt: skip
def test_what_has_no_text_says_why(data: bytes, why: str) -> None:
    assert read(data) == FileText(unread=why)
    assert why in NO_TEXT


def test_a_file_of_which_a_part_is_read_says_so() -> None:
    assert read(files.letter_pdf("第一页写着字", "")).unread == "PAGES"
    long = read(files.letter_docx("拖欠工资。" * 20_000, "末"))
    assert (long.unread, len(long.text)) == ("CUT", TEXT.characters)
    three = TextLimits(pages=2)
    assert read(files.letter_pdf("一二三", "四五六", "七八九"), three) == FileText("一二三\n四五六", "CUT")
    assert {"PAGES", "CUT", "ROUGH"} == set(PART_TEXT)


def test_white_space_takes_neither_time_nor_room() -> None:
    wide = f"甲{'　' * 59_000}乙"
    assert read(wide.encode(), TextLimits(cpu_seconds=4)) == FileText(wide)
    few = TextLimits(characters=20)
    assert read(files.letter_docx("开头", *[" "] * 50, "末尾"), few) == FileText("开头\n\n\t末尾")
    assert read(sheets.xlsx([("头", *[""] * 90, "尾"), ("甲", "", "乙")]), few) == FileText("头\t尾\n甲\t乙")
    assert read(("开头" + "\n" * 50 + "末尾").encode(), few) == FileText("开头\n\n末尾")


def test_what_is_cut_says_so_whatever_tidying_takes_away() -> None:
    few = TextLimits(characters=20)
    for data in (
        files.letter_docx("开头" + "\ufeff" * 20, "末尾" * 40),
        sheets.xlsx([("头" + "\ufeff" * 21,), ("甲",), ("乙",)]),
        ("开头" + "\ufeff" * 20 + "末尾" * 10).encode(),
    ):
        assert read(data, few).unread == "CUT"
    assert read(files.letter_docx("甲" * 9, "乙" * 5), few).unread == ""


def test_a_cell_far_to_the_right_is_read_beside_the_others() -> None:
    found = read(sheets.xlsx([("头", *[""] * 198, "第二百", "后一", "后二", "后三")]))
    assert found == FileText("头\t第二百\t后一\t后二\t后三")


def test_a_mail_says_when_something_within_it_is_not_read() -> None:
    def mail(inner: bytes) -> bytes:
        return MAIL.replace(b'text/plain; name="a.txt"\r\n', _BASE64).replace(
            "井水发黄".encode(), b64encode(inner)
        )

    assert read(mail(files.plain_photo())).unread == "PAGES"
    assert read(mail(files.old_doc("柳河镇的井水"))).unread == "ROUGH"
    found = read(mail(MAIL))
    assert (found.unread, found.text.count("见附件"), found.text.count("井水发黄")) == ("", 2, 1)


def test_an_old_document_is_read_as_far_as_is_bearable() -> None:
    found = read(files.old_doc("柳河镇的井水") + bytes(4_000_000) + files.old_doc("后面的文字"))
    assert found.unread == "ROUGH"
    found = read(files.old_doc("柳河镇的井水") + bytes(5_000_000) + files.old_doc("后面的文字"))
    assert found == FileText("柳河镇的井水", "CUT")


def test_what_unpacks_or_nests_without_end_is_given_up() -> None:
    bomb = files.docx(**{"word/document.xml": b"<w>" + b" " * 3_000_000 + b"</w>"})
    assert read(bomb, TextLimits(xml_mb=2)) == FileText(unread="OVERRUN")
    deep = files.docx(**{"word/document.xml": b"<t>" * 300_000 + "深".encode() + b"</t>" * 300_000})
    assert read(deep).text in ("深", "")
    assert read(files.letter_docx("甲", "乙"), TextLimits(seconds=0)) == FileText(unread="OVERRUN")
    slow = files.docx(**{"word/document.xml": b"<w>" + b"<a/>" * 8_000_000 + b"</w>"})
    assert read(slow, TextLimits(cpu_seconds=1)) == FileText(unread="OVERRUN")


def test_what_is_said_twice_for_old_programs_is_read_once_and_what_is_no_word_is_not() -> None:
    inner = (
        '<w:document xmlns:w="w" xmlns:mc="mc"><w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr>'
        "<mc:AlternateContent><mc:Choice><w:t>框里的字</w:t></mc:Choice><mc:Fallback><w:t>框里的字</w:t></mc:Fallback>"
        "</mc:AlternateContent><w:del><w:delText>删掉的</w:delText></w:del><w:instrText>PAGE</w:instrText></w:p></w:document>"
    ).encode()
    assert (
        read(files.docx(**{"word/document.xml": inner, "word/footnotes.xml": inner})).text
        == "框里的字\n\n框里的字"
    )


def test_a_page_whose_lines_end_with_the_paper_is_read_in_paragraphs() -> None:
    lines = "镇长把我们全村人的征地补偿款全部侵\n吞了，到现在一分钱也没有见到。\n一、请查处；\n二、请退还。"
    assert unwrapped(lines).split("\n")[:2] == [
        "镇长把我们全村人的征地补偿款全部侵吞了，到现在一分钱也没有见到。",
        "一、请查处；",
    ]
    assert unwrapped("张三\n李四") == "张三\n李四"


def test_all_that_is_kept_of_a_file_is_looked_at_for_accusations() -> None:
    assert TEXT.characters <= accusing.LONGEST


def test_every_kind_that_is_taken_is_read_or_says_why_not() -> None:
    for kind in DEFAULT.kinds:
        found = text_of(b"\x00\x01", kind)
        assert not found.text or not found.unread, kind
        assert found.unread in {"", *NO_TEXT, *PART_TEXT}
