"""An office begins with its own directory: whole or not at all, again without harm, each fault named."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from lianxin.models import Account, Organ, Posting, Region
from lianxin.queries.directory import tree_on
from tests.cast import moment

EXAMPLE = Path(__file__).resolve().parents[2] / "docs" / "directory.example.toml"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty")]


def take(path: Path) -> str:
    out = StringIO()
    call_command("directory", str(path), stdout=out)
    return out.getvalue()


def changed(tmp_path: Path, old: str, new: str) -> Path:
    text = EXAMPLE.read_text("utf-8")
    assert old in text
    path = tmp_path / "directory.toml"
    path.write_text(text.replace(old, new, 1), "utf-8")
    return path


def test_the_example_founds_an_office_once() -> None:
    said = take(EXAMPLE)
    assert (Region.objects.count(), Organ.objects.count(), Posting.objects.count()) == (2, 4, 5)
    password = next(line.split("\t")[1] for line in said.splitlines() if line.strip().startswith("window1"))
    assert Account.objects.get(username="window1").check_password(password)
    today = moment("2030-01-01").date()
    office, county = Organ.objects.get(code="37142701"), Organ.objects.get(code="37142700")
    assert tree_on(today)[office.pk] == county.pk
    again = take(EXAMPLE)
    assert "新增地区0个、机关0个、任职0项" in again
    assert "window1" not in again


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('superior = "37140000"', 'superior = "99999999"', "上级99999999还没有写"),
        ('kind = "ADMINISTRATIVE"', 'kind = "KING"', "kind应为下列之一"),
        ('roles = ["HANDLER"]', 'roles = ["SPY"]', "角色“SPY”不认识"),
        ('word = "某政"', "", "缺少：word"),
        ('region = "371427"', 'region = "1"', "地区1还没有写"),
        ('code = "37142702"', 'code = "民政"', "8位数字"),
        ('name = "某市"', 'name = "某市"\nscore = 3', "不认识的项：score"),
        ("[[region]]", "[[region", "读不出来"),
    ],
)
def test_a_fault_is_named_and_nothing_is_taken(tmp_path: Path, old: str, new: str, says: str) -> None:
    with pytest.raises(CommandError, match=says):
        take(changed(tmp_path, old, new))
    assert not Organ.objects.exists()
    assert not Region.objects.exists()
