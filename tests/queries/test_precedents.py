"""Finished matters beside a draft: only what the reader may see, never a sealed one, without persons, with reasons."""

import pytest

from lianxin.actions.given import Invalid
from lianxin.actions.knowledge import approve, propose_case
from lianxin.models import Matter, Recusal
from lianxin.queries.access import NotAllowed, NotFound
from lianxin.queries.dossier import Dossier
from lianxin.queries.knowledge import item_for, listed
from lianxin.queries.precedents import as_case, cases_like, precedents
from tests import make
from tests.actions.lives import FOUR
from tests.cast import Cast, moment

pytestmark = pytest.mark.django_db
AT = moment("2026-11-20")
DAY = AT.date()
CASE = {
    "title": "征地补偿款漏发",
    "lesson": "先核对名册再答复",
    "text": "某村漏发一笔补偿款，核对名册后补发。",
}


def finished(cast: Cast, **more: object) -> Matter:
    """Supported, executed, and closed once nobody could ask for review any more."""
    matter = make.served(cast, **more)
    make.act(cast, matter, "CLOSE", "ziran", "2026-10-19", **FOUR)
    return Matter.objects.get(pk=matter.pk)


def like(cast, who, matter):
    return precedents(Cast(DAY)(who), Dossier(matter, DAY))


def test_a_finished_matter_of_the_same_kind_is_shown_with_its_reasons_and_without_names(cast):
    done = finished(cast)
    other = make.routed(cast, on="2026-11-02", title="路灯不亮", content="村口路灯坏了半年没人修。")
    now = make.accepted(cast, on="2026-11-02", content="2020年修路占地，王秀英也在场，补偿款一直拖欠不给。")
    [found] = like(cast, "ziran", now)
    assert found.number == done.number
    assert str(found.reasons[0]) == "内容分类相同" and any("都反映" in str(r) for r in found.reasons)
    assert found.answers[0].law == "《土地管理法》第四十八条" and found.answers[0].outcome == "SUPPORT"
    assert like(cast, "ziran", other) == []


def test_the_same_category_stands_before_its_neighbours(cast):
    near, same = finished(cast), finished(cast)
    Matter.objects.filter(pk=near.pk).update(category="0103")
    far = finished(cast)
    Matter.objects.filter(pk=far.pk).update(category="0405")
    found = like(cast, "ziran", make.accepted(cast, on="2026-11-02"))
    assert [each.number for each in found] == [same.number, near.number]
    assert [str(each.reasons[0]) for each in found] == ["内容分类相同", "同一大类"]


def test_what_the_reader_may_not_see_is_no_precedent(cast):
    done, now = finished(cast), make.accepted(cast, on="2026-11-02")
    for barred in ("renshe",):
        assert like(cast, barred, now) == []
    Recusal.objects.create(matter=done, account=cast.account("ziran"), ground="亲属")
    assert like(cast, "ziran", now) == [] and len(like(cast, "ziran2", now)) == 1
    Matter.objects.filter(pk=done.pk).update(sealed=True)
    assert like(cast, "ziran2", now) == []


def test_nothing_is_shown_beside_a_sealed_matter(cast):
    finished(cast)
    now = make.accepted(cast, on="2026-11-02")
    now.sealed = True
    assert precedents(Cast(DAY)("ziran"), Dossier(now, DAY)) == []


def test_a_case_is_begun_without_persons_and_approved_by_another(cast):
    done = finished(cast)
    begun = as_case(Dossier(done, DAY))
    assert "补偿款" in begun["text"] and "王秀英" not in begun["text"] and "13812341234" not in begun["text"]
    who = Cast(DAY)("ziran")
    for text in ("王秀英来访", "电话13812341234"):
        with pytest.raises(Invalid) as fault:
            propose_case(who, done.number, CASE | {"text": text}, at=AT)
        assert list(fault.value.errors) == ["text"]
    row = propose_case(who, done.number, CASE, at=AT)
    assert listed(Cast(DAY)("fenban"), ["CASE"], "", on=DAY).rows == []
    with pytest.raises(NotAllowed):
        propose_case(who, done.number, CASE, at=AT)
    approve(Cast(DAY)("zirantou"), row.series, 1, at=AT)
    assert listed(Cast(DAY)("fenban"), ["CASE"], "名册", on=DAY).rows == [row]
    now = make.accepted(cast, on="2026-11-02")
    assert cases_like(Cast(DAY)("ziran"), Dossier(now, DAY)) == [row]


def test_a_case_goes_behind_the_wall_with_its_matter(cast):
    done = finished(cast)
    row = propose_case(Cast(DAY)("ziran"), done.number, CASE, at=AT)
    approve(Cast(DAY)("zirantou"), row.series, 1, at=AT)
    Recusal.objects.create(matter=done, account=cast.account("fenban2"), ground="亲属")
    for unseen in ("fenban2", "shenji", "tongji"):
        with pytest.raises(NotFound):
            item_for(Cast(DAY)(unseen), row.series)
    Matter.objects.filter(pk=done.pk).update(sealed=True)
    with pytest.raises(NotFound):
        item_for(Cast(DAY)("fenban"), row.series)


def test_an_open_matter_is_no_case(cast):
    now = make.served(cast)
    with pytest.raises(NotAllowed, match="已经办结"):
        propose_case(Cast(DAY)("ziran"), now.number, CASE, at=AT)
    with pytest.raises(NotFound):
        propose_case(Cast(DAY)("renshe"), now.number, CASE, at=AT)
