"""An office begins with its own directory: whole or not at all, again without harm, each fault named."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from lianxin.models import Account, Organ, Posting, Region
from lianxin.queries.directory import tree_on
from tests import make
from tests.cast import Cast, moment

EXAMPLE = Path(__file__).resolve().parents[2] / "docs" / "directory.example.toml"
pytestmark = pytest.mark.django_db


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


@pytest.mark.usefixtures("empty")
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


@pytest.mark.usefixtures("empty")
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
        ('username = "mzj1"', 'username = "mzj1"\nvalid_from = "去年"', "valid_from 应写成日期"),
        ('username = "mzj1"', 'username = "mzj1"\nvalid_to = 2026', "valid_to 应写成日期"),
        ("[[region]]", "[[region", "读不出来"),
    ],
)
def test_a_fault_is_named_and_nothing_is_taken(tmp_path: Path, old: str, new: str, says: str) -> None:
    with pytest.raises(CommandError, match=says):
        take(changed(tmp_path, old, new))
    assert not Organ.objects.exists()
    assert not Region.objects.exists()


MERGED = """
[[organ]]
code = "37142703"
name = "某县社会事务局"
word = "某社"
kind = "ADMINISTRATIVE"
duty = "RESPONSIBLE"
level = "COUNTY"
region = "371427"
superior = "37142700"

[[person]]
username = "mzj2"
name = "民政负责"
organ = "37142703"
roles = ["HANDLER", "ORGAN_HEAD"]
"""
BUREAU = 'code = "37142702"'
LAST_DAY = timezone.localdate()


def merged(tmp_path: Path, ending: str) -> Path:
    path = changed(tmp_path, BUREAU, f"{BUREAU}\n{ending}")
    path.write_text(path.read_text("utf-8") + MERGED, "utf-8")
    return path


@pytest.mark.usefixtures("empty")
def test_an_organ_is_merged_by_its_row_once(tmp_path: Path) -> None:
    take(EXAMPLE)
    path = merged(tmp_path, f'valid_to = {LAST_DAY}\nsuccessor = "37142703"')
    assert "某县民政局已终止，0件交给承继机关" in take(path)
    bureau = Organ.objects.get(code="37142702")
    assert (bureau.valid_to, bureau.successor and bureau.successor.code) == (LAST_DAY, "37142703")
    assert set(Posting.objects.filter(organ=bureau).values_list("valid_to", flat=True)) == {LAST_DAY}
    assert Posting.objects.filter(organ__code="37142703", valid_to=None).count() == 2
    again = take(path)
    assert "任职0项" in again and "已终止" not in again


@pytest.mark.usefixtures("empty")
@pytest.mark.parametrize(
    ("ending", "says"),
    [
        (f"valid_to = {LAST_DAY}", "应在 successor 写明承继机关"),
        (f'valid_to = {LAST_DAY}\nsuccessor = "37142701"', "承继的应当是同类机关"),
        ('valid_to = 2100-01-01\nsuccessor = "37142703"', "最后一天应在"),
        ('valid_to = "2026-08-31"\nsuccessor = "37142703"', "应写成日期"),
    ],
)
def test_an_end_that_makes_no_sense_is_refused_whole(tmp_path: Path, ending: str, says: str) -> None:
    take(EXAMPLE)
    with pytest.raises(CommandError, match=says):
        take(merged(tmp_path, ending))
    assert not Organ.objects.exclude(valid_to=None).exists()
    assert not Organ.objects.filter(code="37142703").exists()


def test_who_leaves_is_named_with_what_they_have_in_hand(cast: Cast, tmp_path: Path) -> None:
    matter = make.routed(cast)
    make.act(cast, matter, "TAKE", "ziran", "2026-08-03", handler="ziran", no_interest=True)
    path = tmp_path / "leaving.toml"
    row = (
        '[[person]]\nusername = "ziran"\nname = "某某"\norgan = "37142602"\nroles = ["HANDLER"]\nvalid_to = '
    )
    path.write_text(f"{row}{LAST_DAY}\n", "utf-8")
    said = take(path)
    assert "某某离岗" in said and matter.number in said and "任职0项" in said
    assert not Posting.objects.filter(
        account__username="ziran", organ__code="37142602", valid_to=None
    ).exists()
    assert "离岗" not in take(path)


LEAVER = '[[person]]\nusername = "ziran"\nname = "某某"\norgan = "37142602"\nroles = ["HANDLER"]\n'
HELD = Posting.objects.filter(account__username="ziran", organ__code="37142602", role="HANDLER")


def leaving(tmp_path: Path, more: str) -> str:
    path = tmp_path / "leaving.toml"
    path.write_text(LEAVER + more, "utf-8")
    return take(path)


@pytest.mark.parametrize("first", [0, 30])
def test_a_last_day_is_corrected_on_the_post_that_ended(cast: Cast, tmp_path: Path, first: int) -> None:
    """Also one still ahead, and one that names the day the post began; nobody gets a post by leaving."""
    held = HELD.get()
    for day in (LAST_DAY + timedelta(first), LAST_DAY - timedelta(1)):
        said = leaving(tmp_path, f"valid_from = {held.valid_from}\nvalid_to = {day}\n")
        assert "任职0项" in said
        assert list(HELD.all().values_list("pk", "valid_to")) == [(held.pk, day)]
    never = LEAVER.replace("HANDLER", "REGISTRAR")
    (tmp_path / "never.toml").write_text(f"{never}valid_to = {LAST_DAY - timedelta(1)}\n", "utf-8")
    assert "任职0项" in take(tmp_path / "never.toml")


@pytest.mark.parametrize("ahead", [True, False])
def test_a_last_day_taken_back_leaves_one_post_or_is_told(cast: Cast, tmp_path: Path, ahead: bool) -> None:
    held = HELD.get()
    leaving(tmp_path, f"valid_to = {LAST_DAY + timedelta(5 if ahead else -5)}\n")
    if ahead:
        leaving(tmp_path, "")
        assert HELD.get().valid_to is None
    else:
        with pytest.raises(CommandError, match="已经任过"):
            leaving(tmp_path, f"valid_from = {held.valid_from}\n")


def test_a_last_day_before_the_first_is_refused(cast: Cast, tmp_path: Path) -> None:
    held = HELD.get()
    with pytest.raises(CommandError, match="早于任职开始"):
        leaving(tmp_path, f"valid_to = {held.valid_from - timedelta(1)}\n")
    assert HELD.get().valid_to is None
