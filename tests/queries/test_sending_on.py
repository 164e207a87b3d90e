"""Before it is sent on: how many will see it, and whether it goes to whom it complains of."""

from __future__ import annotations

import pytest

from lianxin.models import Account, ComplainedOf, Matter
from lianxin.queries.access import visible
from lianxin.queries.dossier import Dossier
from lianxin.queries.sending_on import goes_to_the_accused, who_will_see
from lianxin.rules.steps import STEPS
from tests import make
from tests.cast import Cast

pytestmark = pytest.mark.django_db
BUREAU, FORWARD = "37142602", STEPS["FORWARD"]


def classified(cast: Cast, **more: object) -> Matter:
    matter = make.file(**more).submission.matter
    make.act(cast, matter, "CLASSIFY", "fenban", "2026-08-03", **make.CLASSIFY)
    return Matter.objects.get(pk=matter.pk)


def told(cast: Cast, matter: Matter, to: str = BUREAU) -> dict[str, object]:
    said = who_will_see(FORWARD, Dossier(matter, cast.today), to)
    return dict(said.values) if said else {}


def test_the_numbers_are_those_who_see_it_once_it_is_there(cast: Cast) -> None:
    matter = classified(cast)
    said = told(cast, matter)
    make.act(cast, matter, "FORWARD", "fenban", "2026-08-03", to=BUREAU, mode="FORWARD", reason="职能")
    staff = Account.objects.filter(postings__isnull=False).distinct()
    seers = {a for a in staff if visible(cast(a.username), on=cast.today).filter(pk=matter.pk).exists()}
    at = lambda code: {a for a in seers if a.postings.filter(organ__code=code).exists()}  # noqa: E731
    assert (said["count"], said["here"]) == (len(at(BUREAU)), len(at("37142601")))
    assert said["over"] == len(seers - at(BUREAU) - at("37142601"))
    assert all(str(a) in str(said["names"]) for a in at(BUREAU))


def test_who_must_stand_aside_is_not_counted(cast: Cast) -> None:
    matter = classified(cast)
    before = told(cast, matter)
    make.act(cast, matter, "RECUSE", "fenban", "2026-08-03", account="fenban2", reason="亲属")
    ComplainedOf.objects.create(matter=matter, account=cast.account("ziran"))
    after = told(cast, Matter.objects.get(pk=matter.pk))
    assert (after["count"], after["here"]) == (int(str(before["count"])) - 1, int(str(before["here"])) - 1)
    assert str(cast.account("ziran")) not in str(after["names"])


@pytest.mark.parametrize(
    ("title", "organ", "person", "warns"),
    [
        ("补偿款没有发放", BUREAU, "", "登记的被反映的机关"),
        ("补偿款没有发放", "", "ziran", "登记的被反映的工作人员"),
        ("自然资源局不发补偿款", "", "", "标题写到"),
        ("临水县自然资源局不发补偿款", "", "", "标题写到"),
        ("补偿款没有发放", "37142603", "renshe", ""),
        ("补偿款没有发放", "", "", ""),
    ],
)
def test_it_warns_where_the_receiver_is_complained_of(
    cast: Cast, title: str, organ: str, person: str, warns: str
) -> None:
    matter = classified(cast, title=title)
    if organ:
        ComplainedOf.objects.create(matter=matter, organ=cast.organ(organ))
    if person:
        ComplainedOf.objects.create(matter=matter, account=cast.account(person))
    said = goes_to_the_accused(FORWARD, Dossier(matter, cast.today), BUREAU)
    assert (said is not None) is bool(warns) and warns in str(said or "")


def test_nothing_is_said_at_other_steps_or_without_a_receiver(cast: Cast) -> None:
    matter = classified(cast, title="自然资源局不发补偿款")
    file = Dossier(matter, cast.today)
    assert who_will_see(STEPS["CLASSIFY"], file, "") is None
    assert goes_to_the_accused(FORWARD, file, "") is None
    assert goes_to_the_accused(STEPS["CLASSIFY"], file, BUREAU) is None
    assert "count" not in told(cast, matter, "")
