"""Ties between matters are no hole in a wall: neither a number nor a reader gets through (第二十八条、第三十条)."""

from __future__ import annotations

import pytest

from lianxin.actions.given import Invalid
from lianxin.models import Event, Link, Matter
from lianxin.queries.access import NotAllowed, buttons, visible
from lianxin.queries.dossier import Dossier
from lianxin.queries.matter_file import matter_file
from lianxin.rules.codes import Purpose
from tests import make
from tests.actions.lives import fresh
from tests.cast import Cast, moment

pytestmark = pytest.mark.django_db
DAY = "2026-08-04"


def accusation(organ: str = "37142602") -> Matter:
    return make.file(purpose=Purpose.ACCUSATION, complained_organ=organ).submission.matter


def tie(cast: Cast, later: Matter, earlier: Matter) -> Event:
    facts = {"lead": earlier.number, "relation": "RELATED", "reason": f"与{earlier.number}同一事"}
    return make.act(cast, later, "RELATE", "fenban", DAY, **facts)


def test_an_open_file_never_names_a_sealed_matter(cast: Cast) -> None:
    demand, sealed = make.file().submission.matter, accusation()
    with pytest.raises(Invalid, match="从它关联"):
        tie(cast, demand, sealed)
    tie(cast, sealed, demand)
    assert Link.objects.get().earlier == demand
    assert not Event.objects.filter(matter=demand, action="RELATE").exists()


def test_a_sealed_file_does_not_name_another_to_who_must_not_know_it(cast: Cast) -> None:
    one, two = accusation("37142602"), accusation("37142603")
    event = tie(cast, one, two)
    assert two.number not in str(event.facts)
    event = make.act(cast, one, "UNRELATE", "fenban", DAY, lead=two.number, reason=f"与{two.number}无关")
    assert two.number not in str(event.facts) and not Link.objects.filter(undone_at=None).exists()


def test_what_was_split_off_stays_tied(cast: Cast) -> None:
    matter = make.file(requests=("请发放", "请查处")).submission.matter
    make.act(
        cast, matter, "SPLIT", "fenban", DAY, lines=["2"], redacted="没有发。", complained_organ="37142602"
    )
    sealed = Matter.objects.get(sealed=True)
    with pytest.raises(NotAllowed, match="没有可以撤销的关联"):
        make.act(cast, sealed, "UNRELATE", "fenban", DAY, lead=matter.number, reason="无关")


def test_untying_is_offered_only_where_something_is_tied(cast: Cast) -> None:
    one, two = make.file().submission.matter, make.file().submission.matter

    def offered(matter: Matter) -> bool:
        steps = {step.action for step, yes in buttons(cast("fenban"), Dossier(matter, cast.today)) if yes}
        page = matter_file(cast("fenban"), matter.number, at=moment(DAY), on=cast.today)
        assert ("UNRELATE" in {step.action for step, yes in page.buttons if yes}) is ("UNRELATE" in steps)
        return "UNRELATE" in steps

    assert not offered(one) and not offered(two)
    tie(cast, two, one)
    assert offered(two) and not offered(one)
    make.act(cast, two, "UNRELATE", "fenban", DAY, lead=one.number, reason="无关")
    assert not offered(two)


@pytest.mark.parametrize("why", ["accused", "recused"])
def test_joining_opens_no_letter_to_whom_it_is_closed(cast: Cast, why: str) -> None:
    """李有田 complains of the very handler of the lead: joined, that handler would read it."""
    lead, other = make.routed(cast), make.routed(cast, on=DAY)
    if why == "accused":
        make.act(cast, other, "CLASSIFY", "ziran2", DAY, complained_account="ziran", **make.CLASSIFY)
    else:
        make.act(cast, other, "RECUSE", "zirantou", DAY, account="ziran", reason="亲属")
    join = {"lead": lead.number, "relation": "DUPLICATE", "reason": "同一事项"}
    with pytest.raises(Invalid, match="应当回避"):
        make.act(cast, other, "JOIN", "ziran2", DAY, **join)
    make.act(cast, lead, "RECUSE", "zirantou", DAY, account="ziran", reason="被反映")
    make.act(cast, other, "JOIN", "ziran2", DAY, **join)
    assert fresh(other).state == "JOINED"
    assert not visible(cast("ziran"), on=cast.today).filter(pk__in=[lead.pk, other.pk]).exists()
