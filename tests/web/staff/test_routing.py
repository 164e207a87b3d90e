"""Rules of routing: written by one, tried on what was sent, switched on by another, kept beside each decision."""

import pytest

from lianxin.models import Event, Involvement, Matter, Recusal, RoutingTable, Suggestion
from lianxin.rules.codes import Purpose
from tests import make

pytestmark = pytest.mark.django_db
DAY = "2026-08-03"


def body(answer):
    return answer.content.decode()


def sheet(*rows):
    """The table as a browser sends it; organs and subjects by name, as people type them."""
    sent = {"count": str(len(rows) + 1)}
    for place, row in enumerate(rows):
        sent |= {f"{place}-{column}": text for column, text in row.items()}
    return sent


def test_two_people_and_a_trial_before_a_table_suggests(cast, enter):
    sent = make.routed(cast)  # land contracts, sent to the bureau of natural resources
    waits = make.file().submission.matter
    make.act(cast, waits, "CLASSIFY", "fenban", DAY, **make.CLASSIFY)
    one, other = enter("fenban"), enter("fenban2")
    wrong = one.post("/staff/routing/", sheet({"subject": "0102", "organ": "没有的局", "place": "临水县"}))
    assert (
        wrong.status_code == 422
        and "请填写一个本机关可以转送的现有机关" in body(wrong)
        and "没有的局" in body(wrong)
    )
    above = one.post(
        "/staff/routing/", sheet({"subject": "0102", "organ": "德安市信访局", "place": "临水县"})
    )
    assert above.status_code == 422 and not RoutingTable.objects.exists()  # the step does not forward upward
    one.post("/staff/routing/", sheet({"subject": "0102", "organ": "临水县农业农村局", "place": "临水县"}))
    row = RoutingTable.objects.get()
    assert (row.version, row.rules[0]["id"], row.rules[0]["organ"]) == (1, "R001", "37142604")
    step = f"/staff/matters/{waits.number}/steps/FORWARD/"
    assert "建议转到" not in body(one.get(step))
    assert one.post("/staff/routing/1/on/").status_code == 403
    assert "还没有人试算" in body(other.get("/staff/routing/1/"))
    for who in (other, enter("guanli")):  # nobody has tried it yet
        assert who.post("/staff/routing/1/on/").status_code == 403
    assert enter("guanli").post("/staff/routing/1/try/").status_code == 403
    assert RoutingTable.objects.get().tried_at is None
    assert "方正平" in body(one.post("/staff/routing/1/try/", follow=True))
    make.routed(cast)  # what is sent later changes nothing that was tried
    tried = body(other.get("/staff/routing/1/"))
    assert "已经转送的 1 件里，0 件和人的决定一样，1 件不一样" in tried and sent.number in tried
    assert "已经转送的 2 件里" in body(other.post("/staff/routing/1/try/", follow=True))
    other.post("/staff/routing/1/on/")
    assert other.post("/staff/routing/1/on/").status_code == 403
    assert one.post("/staff/routing/1/try/").status_code == 403  # what it was switched on for stays as it was
    asked = body(one.get(step))
    assert "第1版规则 R001" in asked and "routing v" not in asked and "临水县农业农村局" in asked
    make.act(cast, waits, "FORWARD", "fenban", DAY, to="37142602", mode="FORWARD", reason="职能")
    kept = Suggestion.objects.get(matter=waits, field="to")
    assert (kept.value, kept.chosen, kept.engine, kept.reasons) == (
        "37142604",
        "37142602",
        "routing v1",
        ["R001"],
    )


@pytest.mark.parametrize(
    ("who", "status"), [("fenban", 200), ("guanli", 200), ("ziran", 403), ("shenji", 403)]
)
def test_only_who_keeps_the_rules_opens_them(cast, enter, who, status):
    assert enter(who).get("/staff/routing/").status_code == status


def test_a_trial_shows_no_matter_that_its_reader_may_not_open(cast, enter):
    sent = make.routed(cast)
    make.file(purpose=Purpose.ACCUSATION, complained_organ="37142602")
    enter("fenban").post("/staff/routing/", sheet({"subject": "01", "organ": "临水县农业农村局"}))
    assert sent.number in body(enter("fenban2").post("/staff/routing/1/try/", follow=True))
    blind = body(enter("guanli").get("/staff/routing/1/"))
    assert sent.number not in blind and sent.title not in blind and "已经转送的 1 件里" in blind
    assert sent.title not in str(RoutingTable.objects.get().trial)
    Recusal.objects.create(matter=sent, account=cast.account("fenban2"))
    assert sent.number not in body(enter("fenban2").get("/staff/routing/1/"))
    assert sent.number in body(enter("fenban").get("/staff/routing/1/"))


def test_a_matter_across_boundaries_has_a_lead_and_co_handlers_named_by_the_sender(cast):
    plain, wide = make.routed(cast), make.file().submission.matter
    facts = {"to": "37142604", "ask": "核对承包合同", "due_on": "2026-08-20"}
    with pytest.raises(Exception, match="三跨三分离"):
        make.act(cast, plain, "NAME_CO_HANDLER", "fenban", DAY, **facts)
    make.act(cast, wide, "CLASSIFY", "fenban", DAY, **make.CLASSIFY, spanning=True)
    make.act(cast, wide, "FORWARD", "fenban", DAY, to="37142602", mode="FORWARD", reason="牵头")
    make.act(cast, wide, "NAME_CO_HANDLER", "fenban", DAY, **facts)
    make.act(cast, wide, "NAME_CO_HANDLER", "fenban", DAY, **{**facts, "to": "37142603"})
    helping = Involvement.objects.filter(matter=wide, role="CO_HANDLER").values_list("organ__code", flat=True)
    assert set(helping) == {"37142604", "37142603"}
    assert Matter.objects.get(pk=wide.pk).owner.code == "37142602"
    told = Event.objects.filter(matter=wide, action="NAME_CO_HANDLER").first()
    assert told.facts["shown"]["lead"] == "临水县自然资源局"
