"""What the law leaves open is a row with its grade: a local rule changes it, the code does not."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from django.conf import LazySettings

from lianxin.actions.standing_in import arrange
from lianxin.models import Clock, Posting, Task
from lianxin.rules.editions import EDITIONS
from lianxin.rules.periods import Grade
from tests import make
from tests.actions.lives import fresh, numbers, petitioner, reviewed
from tests.cast import Cast, moment

pytestmark = pytest.mark.django_db
HEAD = 'name = "试行"\nlevel = "province"\nsource = "某省办法"\ngrade = "C"\nvalid_from = 2022-05-01\n'
OPEN = ("most_returns", "rereview_open_to", "stand_in_consent", "unsolved_to")


@pytest.fixture
def local(settings: LazySettings, tmp_path: Path):
    def lay(code: str, value: object) -> None:
        said = json.dumps(value, ensure_ascii=False)
        row = f'[switches.{code}]\nvalue = {said}\narticle = "某省办法第一条"\npermitted_by = "某省条例"\n'
        path = tmp_path / f"{code}.toml"
        path.write_text(HEAD + row, "utf-8")
        settings.OVERLAYS = [path]

    return lay


@pytest.mark.parametrize("code", OPEN)
def test_each_is_graded_as_our_inference_in_every_edition(code: str) -> None:
    assert {edition.switch_rows[code].grade for edition in EDITIONS} == {Grade.INF}


def returned(cast: Cast, times: int) -> str:
    matter = make.routed(cast)
    for n in range(times):
        if n:
            make.act(
                cast, matter, "FORWARD", "fenban", "2026-08-03", to="37142602", mode="FORWARD", reason="再送"
            )
        make.act(cast, matter, "OBJECT", "ziran", "2026-08-03", reason="不归我局", basis="三定方案")
        make.act(cast, matter, "AGREE_OBJECTION", "fenban", "2026-08-03", reason="同意")
    return fresh(matter).state


def test_how_often_it_may_be_returned(cast: Cast, local) -> None:
    assert (returned(cast, 2), returned(cast, 3)) == ("REGISTERED", "DISPUTED")
    local("most_returns", 2)
    assert returned(cast, 2) == "DISPUTED"


def windows(matter) -> set[str]:
    rows = Clock.objects.filter(matter=matter, period="REREVIEW_APPLY", stopped_on=None)
    return set(rows.values_list("submission__number", flat=True))


@pytest.mark.parametrize(("rule", "count"), [("", 2), ("ASKED", 1)])
def test_who_may_ask_for_rereview_when_one_of_two_asked_for_review(
    cast: Cast, local, rule: str, count: int
) -> None:
    if rule:
        local("rereview_open_to", rule)
    lead, other = make.file().submission.matter, make.file().submission.matter
    make.act(cast, lead, "CLASSIFY", "fenban", "2026-08-03", **make.CLASSIFY)
    make.act(
        cast, other, "JOIN", "fenban", "2026-08-03", lead=lead.number, relation="DUPLICATE", reason="同一"
    )
    make.act(cast, lead, "FORWARD", "fenban", "2026-08-03", to="37142602", mode="FORWARD", reason="属地")
    make.act(cast, lead, "ACCEPT", "ziran", "2026-08-03", procedure="ORDINARY", method="MAIL")
    make.act(cast, lead, "DRAFT_OPINION", "ziran", "2026-08-20", **make.OPINION)
    make.act(cast, lead, "CHECK_OPINION", "ziran2", "2026-08-20")
    make.act(cast, lead, "SIGN_OPINION", "zirantou", "2026-08-20")
    make.act(
        cast,
        lead,
        "SERVE",
        "ziran",
        "2026-08-21",
        recipients=numbers(lead),
        method="MAIL",
        served_on="2026-08-21",
    )
    assert len(windows(reviewed(cast, fresh(lead)))) == count


@pytest.mark.parametrize(("rule", "organ"), [("", "37142602"), ("OWNER", "37142600")])
def test_whom_not_solved_presses(cast: Cast, local, rule: str, organ: str) -> None:
    if rule:
        local("unsolved_to", rule)
    matter = reviewed(cast, make.served(cast))
    make.act(cast, matter, "SAY_UNSOLVED", petitioner(matter.submissions.get()), "2026-09-22", reason="没有")
    assert Task.objects.get(kind="UNSOLVED").organ.code == organ


@pytest.mark.parametrize("waits", [True, False])
def test_whether_standing_in_waits_for_the_head(cast: Cast, local, waits: bool) -> None:
    local("stand_in_consent", waits)
    seat = Posting.objects.get(account__username="ziran", stands_for=None)
    day = date(2026, 8, 3)
    made = arrange(cast("ziran"), seat.pk, cast.account("ziran2").pk, day, day, at=moment(day))
    assert isinstance(made, Posting) is not waits
