"""E-mails as they really come: charsets, pages only, nesting, bounces, machines, noise."""

from __future__ import annotations

from email.charset import BASE64, QP, Charset
from email.header import Header, decode_header
from email.message import EmailMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

import pytest

from lianxin.documents.mail import AUTOMATIC, BOUNCE, BULK, PERSON, BadMail, new_words, plain_of, read_mail
from lianxin.rules.mail import MAIL

WORDS = "楼上漏水，物业不管。請政府督促維修。"
HEAD = b"From: wang@example.cn\nMessage-ID: <1@example.cn>\n"


@pytest.mark.parametrize("charset", ["utf-8", "gb18030", "gbk", "gb2312", "big5"])
@pytest.mark.parametrize("encoding", ["base64", "8bit"])
def test_every_charset(charset: str, encoding: str) -> None:
    words = {"gb2312": "楼上漏水，物业不管。", "big5": "樓上漏水，請政府督促維修。"}.get(charset, WORDS)
    body = words.encode(charset)
    if encoding == "base64":
        from base64 import encodebytes

        body = encodebytes(body)
    raw = HEAD + f"Subject: {Header(words, charset).encode()}\n".encode()
    raw += (
        f"Content-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: {encoding}\n\n".encode()
        + body
    )
    found = read_mail(raw)
    assert (found.text.strip(), found.subject, found.sender) == (words, words, "wang@example.cn")


@pytest.mark.parametrize("claimed", ["", "; charset=utf-8"])
def test_one_broken_character_does_not_break_the_others(claimed: str) -> None:
    words = "请修好村口的路，等了".encode() + b"\xe5\xbe" + "没有人管。".encode()
    raw = HEAD + f"Content-Type: text/plain{claimed}\n\n".encode() + words
    assert read_mail(raw).text == "请修好村口的路，等了\ufffd没有人管。"


@pytest.mark.parametrize("claimed", ["", "; charset=nonsense", "; charset=utf-8", '; charset="gb2312"'])
def test_a_charset_that_is_missing_or_wrong_is_found_out(claimed: str) -> None:
    raw = HEAD + "Subject: 喆家漏水\n".encode("gb18030") + f"Content-Type: text/plain{claimed}\n\n".encode()
    found = read_mail(raw + "喆先生家漏水".encode("gb18030"))
    assert (found.text, found.subject) == ("喆先生家漏水", "喆家漏水")


@pytest.mark.parametrize(
    "claimed", ["iso-8859-1", "ISO_8859-1", "latin1", "us-ascii", "windows-1252", "iso-8859-15"]
)
@pytest.mark.parametrize("meant", ["utf-8", "gb18030", "big5"])
def test_a_western_label_on_a_chinese_mail_is_not_believed(claimed: str, meant: str) -> None:
    words = "楼上漏水，物业不管。" if meant == "gb18030" else "樓上漏水，請政府督促維修。"
    subject = Header(words.encode(meant).decode("latin-1"), "latin-1").encode().replace("iso-8859-1", claimed)
    raw = HEAD + f"Subject: {subject}\nContent-Type: text/plain; charset={claimed}\n\n".encode()
    found = read_mail(raw + words.encode(meant))
    assert (found.text, found.subject) == (words, words)


@pytest.mark.parametrize("charset", ["iso-8859-1", "windows-1252", "iso-8859-15"])
def test_a_western_mail_is_read_as_it_says(charset: str) -> None:
    words = "Fräulein Weiß wohnt im Café Zürich, à bientôt, señora."
    raw = HEAD + f"Content-Type: text/plain; charset={charset}\n\n".encode()
    assert read_mail(raw + words.encode(charset)).text == words


def test_the_charset_of_a_long_mail_is_told_by_a_part_of_it() -> None:
    words = "<p>" * 50 + "樓上漏水，請政府督促維修。" * 8000
    raw = HEAD + b"Content-Type: text/plain; charset=gb2312\n\n" + words.encode("big5")
    assert read_mail(raw).text == words


def test_a_page_only_is_read_without_its_scripts() -> None:
    page = "<html><head><style>p{}</style><title>x</title></head><body><p>漏水&nbsp;了</p><script>1</script>请<b>维修</b><br>谢谢"
    assert plain_of(page) == "漏水 了\n请维修\n谢谢"
    raw = HEAD + b"Content-Type: text/html; charset=utf-8\n\n" + page.encode()
    assert read_mail(raw).text == "漏水 了\n请维修\n谢谢"


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ('<P class="a>b">一</P ><br/>二', "一\n\n二"),
        ("<head><meta x>没有结束的头<body>三", "没有结束的头三"),
        ("<!--[if mso]><p>x</p><![endif]--><![if !mso]>四<![endif]><o:p>&nbsp;</o:p>", "四"),
        ("五 < 六，a <b 没有结束", "五 < 六，a <b 没有结束"),
        ('<a title="没有结束>七', "七"),
        ("<pre>八</pre>&lt;br&gt;", "八<br>"),
    ],
)
def test_pages_as_they_come(page: str, words: str) -> None:
    assert plain_of(page) == words


@pytest.mark.parametrize(
    "piece", ["<a ", "<!--", "<a '", '<a "', "<script", "<![", "</", "&#", "<title>", "<a b=\"'"]
)
def test_a_page_of_beginnings_is_read_to_its_end(piece: str) -> None:
    assert len(plain_of(piece * (MAIL.characters // len(piece)))) <= MAIL.characters


def page_mail(page: str) -> bytes:
    return HEAD + b"Content-Type: text/html; charset=utf-8\n\n" + page.encode()


def test_words_behind_a_picture_that_stands_in_the_page_itself_are_read() -> None:
    drawn = '<img src="data:image/jpeg;base64,' + "A" * (2 * MAIL.characters) + '">'
    assert read_mail(page_mail(f"<p>漏水</p>{drawn}<p>请维修</p>")).text == "漏水\n\n请维修"


def test_a_page_of_which_only_the_beginning_is_read_says_so() -> None:
    mail = read_mail(page_mail("<p>漏水</p>" + "<b>" * MAIL.page + "请维修"))
    assert mail.text == "漏水" and any("太长" in str(said) for said in mail.notes)


def test_what_no_reader_foresaw_is_no_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("email.message.Message.get_content_type", lambda self: 1 / 0)
    with pytest.raises(BadMail, match="读不出来"):
        read_mail(HEAD + b"\nx")


def test_the_plain_words_stand_where_both_are_sent() -> None:
    both = MIMEMultipart("alternative")
    both["From"] = "王秀英 <WANG@example.cn>"
    both.attach(MIMEText("平文", "plain", "utf-8"))
    both.attach(MIMEText("<p>页面</p>", "html", "utf-8"))
    found = read_mail(both.as_bytes())
    assert (found.text, found.sender, found.sender_name) == ("平文", "wang@example.cn", "王秀英")


def enclosing(data: bytes, kind: str = "application/octet-stream", name: str = "证据.pdf") -> bytes:
    made = EmailMessage()
    made["From"], made["Subject"] = "wang@example.cn", "附件"
    made.set_content("见附件")
    main, sub = kind.split("/")
    made.add_attachment(data, maintype=main, subtype=sub, filename=name)
    return bytes(made)


@pytest.mark.parametrize("charset", ["gbk", "utf-8", "big5"])
def test_a_name_in_bare_bytes_is_read(charset: str) -> None:
    named = 'Content-Disposition: attachment; filename="證明材料.pdf"'.encode(charset)
    mail = read_mail(b"From: a@example.cn\nContent-Type: application/pdf\n" + named + b"\n\nx")
    assert mail.enclosed == (("證明材料.pdf", b"x"),)


def test_enclosed_files_keep_their_chinese_names() -> None:
    assert read_mail(enclosing(b"%PDF-1.4")).enclosed == (("证据.pdf", b"%PDF-1.4"),)


def test_a_winmail_that_is_none_is_told_plainly() -> None:
    found = read_mail(enclosing(b"\x78\x9f\x3e\x22", "application/ms-tnef", "winmail.dat"))
    assert found.enclosed == () and "winmail.dat" in str(found.notes[0])


def test_a_mail_in_a_mail_is_part_of_what_is_said() -> None:
    outer = EmailMessage()
    outer["From"], outer["Subject"] = "wang@example.cn", "转发"
    outer.set_content("请看下面")
    inner = EmailMessage()
    inner["From"], inner["Subject"] = "li@example.cn", "答复"
    inner.set_content("已经修好")
    outer.add_attachment(inner)
    assert "请看下面" in read_mail(bytes(outer)).text and "—— 答复 ——" in read_mail(bytes(outer)).text


@pytest.mark.parametrize("depth", [50, 3000])
def test_nesting_is_bounded_and_the_first_words_stay(depth: int) -> None:
    body = "\n".join(
        f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\nContent-Type: text/plain\n\nlevel {n}\n--b{n}"
        for n in range(depth)
    )
    found = read_mail(HEAD + b"Subject: deep\n" + body.encode() + b"\nContent-Type: text/plain\n\nend\n")
    assert found.subject == "deep" and len(found.notes) == 1
    assert "level 0" in found.text or depth > MAIL.parts


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"", PERSON),
        (b"Auto-Submitted: no\n", PERSON),
        (b"Auto-Submitted: auto-replied\n", AUTOMATIC),
        (b"X-Autoreply: yes\n", AUTOMATIC),
        (b"In-Reply-To: <a@b>\nSubject: =?utf-8?b?6Ieq5Yqo5Zue5aSN?=\n", AUTOMATIC),
        ("Subject: 自动回复：您的来信".encode() + b"\n", AUTOMATIC),
        ("Subject: 休假工资一直不发".encode() + b"\n", PERSON),
        (b"Return-Path: <>\n", BOUNCE),
        (b"Content-Type: multipart/report; boundary=x\n", BOUNCE),
        (b"Precedence: bulk\n", BULK),
        (b"List-Unsubscribe: <mailto:x@y>\n", BULK),
    ],
)
def test_what_a_machine_sent_is_known(head: bytes, kind: str) -> None:
    assert read_mail(HEAD + head + b"\nwords").kind == kind


def test_an_answer_without_what_it_quotes() -> None:
    assert new_words("补充一张照片。\n\n在 2026年8月3日，信访局 写道：\n> 已收到") == "补充一张照片。"
    assert new_words("好\n------------------ 原始邮件 ------------------\n旧") == "好"


def test_threads_are_named_by_what_they_answer() -> None:
    found = read_mail(HEAD + b"In-Reply-To: <b@x>\nReferences: <a@x> <b@x>\n\nwords")
    assert (found.id, found.answers) == ("1@example.cn", ("b@x", "a@x"))


@pytest.mark.parametrize(
    "raw", [b"", b"\x00\xff" * 1000, b"Subject: x\n\nno sender", b"From: nobody\n\nx", b"\n\n\n"]
)
def test_noise_is_no_mail(raw: bytes) -> None:
    with pytest.raises(BadMail):
        read_mail(raw)


@pytest.mark.parametrize(
    "part",
    [
        b"Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n!!!!====",
        b"Content-Type: multipart/mixed\n\nno boundary",
        b'Content-Type: multipart/mixed; boundary=""\n\nx',
        b"Content-Type: message/rfc822\n\n",
        b"Content-Disposition: attachment; filename*=bad''%ff\n\nx",
        b"Subject: =?nonsense?q?=ff?=\n\nx",
        b"Subject: =?utf-8?b?@@@?=\n\nx",
        b"Subject: =?utf-8?B?5L2g5aW95ZWK5?=\n\nx",
        b"Content-Type: text/html\n\n<![ ]>x",
        b"Content-Type: text/html\n\n<![foo[x",
        b"Content-Type: text/html\n\n&#" + b"9" * 5000 + b";",
        b"Content-Type: text/plain; charset=idna\n\n\xff.x",
        b"Content-Type: text/plain; charset=undefined\n\nx",
        b"Content-Type: text/plain; charset=punycode\n\n-\xff!",
        b'Content-Type: text/plain; charset="a\x00b"\n\nx',
        b'Content-Type: text/plain; charset*0="utf"\n\n\xff\xfe',
    ],
)
def test_broken_parts_break_nothing(part: bytes) -> None:
    assert read_mail(HEAD + part).sender == "wang@example.cn"


@pytest.mark.parametrize(
    "nickname", ["张三,李四", "张三; 李四", "王(小", "a<b", "@幸运儿", "x@y.cn, boss@gov.cn"]
)
def test_what_a_nickname_says_is_no_address(nickname: str) -> None:
    """Red once: the name was decoded before it was parsed, and its commas and signs made addresses."""
    for how in ("B", "Q"):
        coded = Charset("utf-8")
        coded.header_encoding = BASE64 if how == "B" else QP
        mail = read_mail(f"From: {Header(nickname, coded).encode()} <a@b.cn>\nSubject: x\n\n路坏了".encode())
        assert (mail.sender, mail.sender_name) == ("a@b.cn", nickname)


@pytest.mark.parametrize(
    "written", ["张三,李四 <a@b.cn>", "@幸运儿 <a@b.cn>", "=?utf-8?q?a=2C?= b, c <a@b.cn>"]
)
def test_the_address_is_found_behind_a_raw_name_with_commas_and_signs(written: str) -> None:
    assert read_mail(f"From: {written}\nSubject: x\n\n路坏了".encode()).sender == "a@b.cn"


def test_what_no_database_keeps_is_left_out() -> None:
    """Red once: half a character or a NUL came out and failed where it was saved."""
    head = b"From: a@b.cn\nSubject: =?utf-8?q?a=00b?=\nContent-Type: text/plain; charset=utf-7\n\n+2AA-x"
    found = read_mail(head)
    assert (found.subject, found.text) == ("ab", "?x")


def test_of_an_endless_header_only_the_beginning_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []
    whole = decode_header
    monkeypatch.setattr(
        "lianxin.documents.mail.decode_header", lambda raw: read.append(len(raw)) or whole(raw)
    )
    read_mail(b"From: a@b.cn\nSubject: " + b"=?a?q?x" * 20_000 + b"\n\nx")
    assert max(read) <= 2_000


@pytest.mark.parametrize("label", ["", "us-ascii", "gb2312", "big5", "utf-8"])
@pytest.mark.parametrize(
    ("text", "charset"),
    [("加強道路照明，請求處理。村口路燈壞了。", "big5"), ("請求處理", "big5"), ("村口的路灯坏了，请求处理。", "gbk"),
     ("加強道路照明，請求處理。", "gbk"), ("请求处理", "gb2312")],
)  # fmt: skip
def test_either_chinese_charset_is_read_whatever_the_label(text: str, charset: str, label: str) -> None:
    """Red once: gb18030 takes nearly all of Big5, as noise."""
    kind = f"Content-Type: text/plain; charset={label}\n" if label else ""
    assert read_mail(f"From: a@b.cn\n{kind}\n".encode() + text.encode(charset)).text == text
