"""The demo county: every state, nothing broken, the same each time, and never on top of somebody's data."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.db.models import Q

from lianxin.models import Account, Attachment, Event, Mandate, Matter, Organ, Party, Rating, Submission
from lianxin.ops import demo
from lianxin.queries.attachments import content
from lianxin.queries.dossier import Dossier
from lianxin.queries.options import category_tree
from lianxin.rules.facts import Actor
from lianxin.rules.permissions import may
from lianxin.rules.states import State
from lianxin.rules.steps import STEPS
from tests import cast as people
from tests import make
from tests.cast import Cast

pytestmark = pytest.mark.django_db
MON_AUG_3 = date(2026, 8, 3)


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, settings: LazySettings) -> None:
    settings.MEDIA_ROOT = tmp_path / "attachments"
    settings.HOME, settings.LOG_DIR, settings.EMAIL_FILE_PATH = tmp_path, tmp_path / "log", tmp_path / "mail"


def load(on: str = "2026-08-03") -> str:
    out = StringIO()
    call_command("demo", "--today", on, stdout=out)
    return out.getvalue()


def test_the_county_is_whole_and_in_order(empty: None) -> None:
    said = load()
    assert demo.PASSWORD in said
    assert set(Matter.objects.values_list("state", flat=True)) == set(State)
    out = StringIO()
    call_command("check", "--json", "--deep", "--today", "2026-08-03", stdout=out)
    assert json.loads(out.getvalue())["violations"] == 0
    assert Event.objects.filter(action="ANNOUNCE").count() == 1
    _holds_every_kind()
    _encloses_files()
    _keeps_what_the_sheet_promises()
    before = Submission.objects.count()
    loaded = Submission.objects.filter(source="demo").count()
    assert f"{loaded}件" in load()  # a second start adds nothing
    assert Submission.objects.count() == before


def _holds_every_kind() -> None:
    assert not Organ.objects.filter(
        Q(address="") | Q(phone="") | Q(hours="")
    ).exists()  # papers say where to go
    assert Organ.objects.values("phone").distinct().count() == Organ.objects.count()
    assert Submission.objects.count() >= 115
    assert Matter.objects.filter(due_on__lt=MON_AUG_3).count() >= 3
    assert Matter.objects.filter(sealed=True, owner__code="37140001").exists()  # it accuses the county itself
    assert Matter.objects.filter(joint=True).exists()
    assert Rating.objects.count() >= 8
    assert Mandate.objects.exists() and Party.objects.filter(
        role="REPRESENTATIVE", submission__matter__state="JOINED"
    )
    asked = Event.objects.filter(action="ASK_PETITIONER", matter__sealed=True)
    assert {event.matter.history.filter(action="ANSWER_QUESTION").exists() for event in asked} == {True}
    names = {party.name for party in Party.objects.all()}
    assert all(any(rare in name for name in names) for rare in ("㐂", "𠮷", "䶮", "·"))
    assert all(Account.objects.filter(username=row.username).exists() for row in people.CORE.staff)
    channels = Counter(Submission.objects.values_list("channel", flat=True))
    assert min(channels[c] for c in ("WEB", "LETTER", "VISIT", "PHONE")) >= 5
    assert not Submission.objects.filter(registered_at__date__gte=MON_AUG_3).exists()
    rows = Submission.objects.filter(office__code="37142601", number__contains="-2026-").order_by("number")
    # What comes to a call for suggestions is filed after all the cases, with days before the last of them.
    days = list(rows.exclude(channel="WEB_SUGGESTION").values_list("registered_at", flat=True))
    assert days == sorted(days)  # numbers stand in the order of time


def _encloses_files() -> None:
    kept = {row.name: row for row in Attachment.objects.exclude(submission=None)}
    assert set(kept) == {"补偿协议书.pdf", "收条照片.jpg"} and kept["收条照片.jpg"].told_place
    assert b"DEMO-PHONE" not in content(kept["收条照片.jpg"])


def _keeps_what_the_sheet_promises() -> None:
    """“本人的几件事项：进度、补充、申请复查、评价”: each can be tried on a matter of one's own."""
    mine = Submission.objects.filter(account__username="wangxiuying").select_related("matter")
    may_do = set()
    for row in mine:
        file = Dossier(row.matter, MON_AUG_3)
        actor = Actor(submissions=frozenset({row.pk}))
        may_do |= {action for action in STEPS if may(actor, action, file)}
    assert {"SUPPLEMENT", "APPLY_REVIEW", "RATE"} <= may_do


def test_somebodys_own_data_is_left_alone(cast: Cast) -> None:
    make.file()
    with pytest.raises(CommandError, match="已有别的数据"):
        load()
    assert Submission.objects.count() == 1


def test_every_sign_in_of_the_sheet_exists() -> None:
    usernames = {row.username for row in demo.COUNTY.staff} | {username for username, *_ in demo.CITIZENS}
    assert {username for username, *_ in demo.SIGN_INS} <= usernames


def test_a_small_tax_bureau(empty: None, settings: LazySettings) -> None:
    settings.VARIANT = "tax"
    out = StringIO()
    call_command("demo", stdout=out)
    assert "共有演示信访件4件" in out.getvalue() and "juzhang" in out.getvalue()
    assert Matter.objects.filter(state="ROUTED").count() == 3
    assert all(
        code in category_tree()
        for code in Matter.objects.exclude(category="").values_list("category", flat=True)
    )
    settings.VARIANT = "own"
    with pytest.raises(CommandError, match=r"这个版本没有演示数据，有的是：县和 .*tax"):
        call_command("demo")
