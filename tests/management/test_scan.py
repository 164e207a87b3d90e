"""`lianxin scan`: a folder of letters, some of one file and some of several, taken in once."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from lianxin.models import Scan
from lianxin.queries.scans import originals
from tests.actions.test_scans import OFFICE, page
from tests.cast import Cast
from tests.drawn import letter, saved

pytestmark = pytest.mark.django_db


@pytest.fixture
def unread(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a machine without the reader."""
    monkeypatch.setitem(sys.modules, "rapidocr", None)


def test_the_command_takes_a_folder_goes_on_where_it_was_and_tells_what_it_refused(
    cast: Cast, unread: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "1.jpg").write_bytes(page("一"))
    (tmp_path / "一封两页").mkdir()
    for name in ("1.png", "2.png"):
        (tmp_path / "一封两页" / name).write_bytes(saved(letter(name), "PNG"))
    (tmp_path / "空.pdf").write_bytes(b"")
    with pytest.raises(CommandError):
        call_command("scan", str(tmp_path), office=OFFICE)
    assert "3 封 = 新收下 2 + 以前收过 0 + 没有收下 1" in capsys.readouterr().out
    (tmp_path / "空.pdf").unlink()
    call_command("scan", str(tmp_path), office=OFFICE)
    assert "2 封 = 新收下 0 + 以前收过 2 + 没有收下 0" in capsys.readouterr().out
    assert Scan.objects.count() == 2


def test_the_command_takes_pages_in_the_order_of_their_numbers_and_passes_nothing_over_unsaid(
    cast: Cast, unread: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("长信", "缺页", "套着的/里面"):
        (tmp_path / name).mkdir(parents=True)
    for number in (10, 9, 1, 2):
        (tmp_path / "长信" / f"第{number}页.jpg").write_bytes(page(str(number)))
    (tmp_path / "缺页" / "1.jpg").write_bytes(page("缺"))
    (tmp_path / "缺页" / "2.heic").write_bytes(b"\0\0\0\x18ftypheic" + b"\0" * 40)
    (tmp_path / "材料.txt").write_text("不是扫描的信")
    for name in ("Thumbs.db", ".DS_Store"):  # what systems lay into folders by themselves
        (tmp_path / name).write_bytes(b"\0")
    with pytest.raises(CommandError):
        call_command("scan", str(tmp_path), office=OFFICE)
    out, err = capsys.readouterr()
    assert "4 封 = 新收下 1 + 以前收过 0 + 没有收下 3" in out
    assert all(name in err for name in ("HEIC", "材料.txt", "套着的"))
    names = [file.name for file in originals(Scan.objects.get())]
    assert names == ["第1页.jpg", "第2页.jpg", "第9页.jpg", "第10页.jpg"]


def test_the_command_asks_for_an_office(cast: Cast, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="37142601"):
        call_command("scan", str(tmp_path))
