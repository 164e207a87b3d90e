"""What a file is, its content says; what it tells beside its pixels is taken out; what could do harm is refused kindly."""

from __future__ import annotations

import io
import warnings

import pytest
from PIL import Image, ImageFile

from lianxin.documents.attachments import Unfit, enclosed, plain_name
from lianxin.documents.photos import tells_more
from lianxin.rules.attachments import DEFAULT
from tests import files


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.jpg", files.photo(), "JPEG"),
        ("a.JPEG", files.plain_photo(), "JPEG"),
        ("a.png", files.photo("PNG"), "PNG"),
        ("a.webp", files.photo("WEBP").removesuffix(b"MOTION-PHOTO"), "WEBP"),
        ("合同.pdf", files.PDF, "PDF"),
        ("录音.amr", files.SOUND, "AMR"),
        ("录音.m4a", files.film().replace(b"vide", b"soun"), "M4A"),
        ("a.docx", files.docx(), "DOCX"),
        ("说明.txt", "补偿款没有发".encode("gb18030"), "TEXT"),
        ("没有尾巴", files.PDF, "PDF"),
    ],
)
def test_good_files_are_known_by_content(name, data, code):
    taken = enclosed(name, data, DEFAULT)
    assert taken.kind.code == code
    assert taken.name.rpartition(".")[2].lower() in taken.kind.endings


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("工资.pdf", files.photo(), "对不上：里面其实是照片、图片（.jpg）"),
        ("a.jpg", files.PDF, "里面其实是PDF"),
        ("a.txt", b"<html><script>alert(1)</script>", "网页代码"),
        ("a.svg", b"<svg onload=alert(1)>", "网页代码"),
        ("a.jpg", b"MZ\x90\x00", "电脑程序"),
        ("a.zip", files.packed(x=b"0" * 1000), "压缩包"),
        ("a.mp4", files.film(), "录像"),
        ("a.docx", files.docx(**{"word/vbaProject.bin": b"x"}), "宏"),
        ("a.docx", files.docx(**{"word/media/x.bin": b"\0" * 210 * 1024 * 1024}), "展开以后大得不正常"),
        ("a.png", files.huge_png(), "60000×60000"),
        ("a.jpg", files.plain_photo()[:200], "不完整"),
        ("a.jpg", b"\xff\xd8\xff\xff\xff", "不完整"),
        ("a.bin", b"\x00\x01\x02", "看不出"),
        ("a.pdf", b"", "是空的"),
        ("a.pdf", files.PDF + b"0" * 31 * 1024 * 1024, "最多30MB"),
    ],
)
def test_what_is_not_taken_is_refused_with_a_sentence(name, data, said):
    with pytest.raises(Unfit) as refused:
        enclosed(name, data, DEFAULT)
    assert said in str(refused.value)
    assert name in str(refused.value)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_keeps_its_pixels_its_way_up_and_its_day_and_nothing_else(kind):
    sent = files.photo(kind)
    if kind == "WEBP":
        sent = sent.removesuffix(b"MOTION-PHOTO")
    taken = enclosed(f"a.{kind.lower()}", sent, DEFAULT)
    assert taken.told
    for secret in (b"PHONE-OF-WANG", b"MOTION-PHOTO"):
        assert secret not in taken.data
    before, after = Image.open(io.BytesIO(sent)), Image.open(io.BytesIO(taken.data))
    assert after.tobytes() == before.tobytes()
    notes = after.getexif()
    assert not notes.get_ifd(0x8825)
    if kind != "WEBP":
        assert (notes[0x0112], notes[0x0132]) == (6, "2026:08:01 09:00:00")
    assert not enclosed(f"a.{kind.lower()}", taken.data, DEFAULT).told


def test_a_name_is_only_a_name():
    assert plain_name("C:\\fake\\..\\工资.pdf") == "工资.pdf"
    assert plain_name("../../etc/passwd") == "passwd"
    assert plain_name('a\u202efdp."exe\x00') == "afdp._exe"
    assert len(plain_name("长" * 300 + ".pdf")) <= 100
    assert plain_name("长" * 300 + ".pdf").endswith(".pdf")
    assert plain_name("...") == "文件"


def test_a_large_picture_is_judged_by_our_limit_alone() -> None:
    with warnings.catch_warnings(record=True) as heard:  # the library's own limit is lower
        warnings.simplefilter("always")
        assert not tells_more(files.huge_png(10_000, 10_001))
    assert not heard


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_no_picture_is_decoded_where_strangers_files_come_in(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A few bytes may be a hundred million points: only a process that has limits of its own makes dots of them."""
    decoded: list[object] = []
    data = files.photo(kind) if kind != "WEBP" else files.photo(kind).removesuffix(b"MOTION-PHOTO")
    bare = io.BytesIO()
    Image.new("RGB", (60, 40), "red").save(bare, kind)
    monkeypatch.setattr(ImageFile.ImageFile, "load", lambda self: decoded.append(self))
    monkeypatch.setattr(
        "PIL.PngImagePlugin.PngImageFile.load", lambda self: decoded.append(self), raising=False
    )
    taken = enclosed(f"a.{kind.lower()}", data, DEFAULT)
    assert taken.told and not enclosed(f"a.{kind.lower()}", bare.getvalue(), DEFAULT).told
    assert decoded == []
