"""The wall around accusations (第三十条、第四十六条第五项): whatever road one takes, a desk has it and the accused does not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lianxin.actions.filing import Person
from lianxin.actions.given import Invalid
from lianxin.models import Account, Attachment, Event, Matter, Outbox, Reading
from lianxin.queries.access import NotAllowed, NotFound, matter_for, visible
from lianxin.queries.directory import actor_of
from lianxin.queries.dossier import Dossier
from lianxin.queries.matter_file import matter_file
from lianxin.queries.sealed import history_for
from lianxin.rules.codes import Purpose
from tests import make
from tests.actions.lives import fresh, petitioner, running
from tests.cast import Cast, moment

pytestmark = pytest.mark.django_db
DAY = "2026-08-03"
WORDS = "局长收受贿赂"
ACCUSING = [{"legal_class": "ACCUSATION"}]


def accuse(cast: Cast, organ: str = "", **more: object) -> Matter:
    given = {"title": WORDS, "content": f"{WORDS}，有转账为证。", "requests": ("请查处",), **more}
    return make.file(purpose=Purpose.ACCUSATION, complained_organ=organ, **given).submission.matter


def classify(cast: Cast, matter: Matter, who: str, on: str = DAY, **more: object) -> Matter:
    given = {**make.CLASSIFY, "requests": ACCUSING, **more}
    make.act(cast, matter, "CLASSIFY", who, on, **given)
    return fresh(matter)


def seers(cast: Cast, matter: Matter) -> set[str]:
    """Who of all the staff may know of this matter."""
    people = Account.objects.filter(postings__isnull=False).distinct()
    actors = {a.username: actor_of(a, on=cast.today) for a in people}
    return {
        name for name, actor in actors.items() if visible(actor, on=cast.today).filter(pk=matter.pk).exists()
    }


def test_discipline_takes_and_concludes(cast: Cast) -> None:
    matter = accuse(cast, "37142602")
    assert seers(cast, matter) == {"fenban", "fenban2"}
    classify(cast, matter, "fenban")
    make.act(cast, matter, "REFER_DISCIPLINE", "fenban", DAY, to="37142609", reason="干部管理权限")
    assert (fresh(matter).state, running(matter), seers(cast, matter)) == (
        "REFERRED",
        {"DI_NOTICE", "DI_ROUTE"},
        {"xianji"},
    )
    assert fresh(matter).due_on.isoformat() == "2026-08-24"  # fifteen working days
    make.act(cast, matter, "DI_ACCEPT", "xianji", "2026-08-10")
    make.act(cast, matter, "ASK_ACCUSER", "xianji", "2026-08-11", question="转账记录在哪里")
    make.act(
        cast, matter, "SUPPLEMENT", petitioner(matter.submissions.get()), "2026-08-12", content="附上记录"
    )
    make.act(cast, matter, "DI_CONCLUDE", "xianji", "2026-09-10", conclusion="立案")
    assert (fresh(matter).state, running(matter)) == ("DISCIPLINE_DONE", {"DI_FEEDBACK"})
    assert (
        fresh(matter).due_on.isoformat() == "2026-10-08"
    )  # fifteen working days, one of them a Sunday, over two holidays
    make.act(cast, matter, "DI_FEEDBACK", "xianji", "2026-09-15", answer="已立案查处")
    assert (fresh(matter).state, running(matter)) == ("CLOSED", set())
    assert seers(cast, matter) == {"xianji"}


def test_an_accusation_against_the_own_government_goes_up(cast: Cast) -> None:
    matter = accuse(cast, "37142600")
    assert (matter.owner.code, seers(cast, matter)) == ("37140001", {"shifenban"})


def test_naming_the_own_government_later_moves_it_up(cast: Cast) -> None:
    matter = accuse(cast)
    assert seers(cast, matter) == {"fenban", "fenban2"}
    matter = classify(cast, matter, "fenban", complained_organ="37142600")
    assert (matter.owner.code, matter.state, seers(cast, matter)) == ("37140001", "REGISTERED", {"shifenban"})
    assert matter.due_on.isoformat() == "2026-08-18"  # the time to route runs on


def test_above_the_top_the_discipline_line_takes_it(cast: Cast) -> None:
    matter = accuse(cast, "37000000")
    assert (matter.owner.code, matter.state, running(matter)) == (
        "37000009",
        "REFERRED",
        {"DI_NOTICE", "DI_ROUTE"},
    )


def test_where_nobody_is_left_the_filer_is_told_where_to_go(cast: Cast) -> None:
    from lianxin.models import Organ

    Organ.objects.filter(line="DISCIPLINE").update(valid_to=cast.today - timedelta(days=1))
    with pytest.raises(Invalid) as fault:
        accuse(cast, "37000000")
    assert set(fault.value.errors) == {"complained_organ"}


@pytest.mark.parametrize("office", ["37142602", "37142603"])
def test_filed_at_a_department_it_goes_to_a_desk(cast: Cast, office: str) -> None:
    matter = accuse(cast, office=office)
    assert (matter.owner.code, seers(cast, matter)) == ("37142601", {"fenban", "fenban2"})


def test_filed_at_the_discipline_organ_it_stays(cast: Cast) -> None:
    matter = accuse(cast, "37142602", office="37142609")
    assert (matter.owner.code, matter.state, seers(cast, matter)) == ("37142609", "REFERRED", {"xianji"})


def test_discipline_passes_on_what_is_not_its_own(cast: Cast) -> None:
    matter = accuse(cast, office="37142609")
    classify(cast, matter, "xianji")
    make.act(cast, matter, "REFER_DISCIPLINE", "xianji", "2026-08-05", to="37140009", reason="市管干部")
    assert (fresh(matter).owner.code, seers(cast, matter)) == ("37140009", {"shiji", "baoguan"})
    with pytest.raises(Invalid, match="受理机关"):
        make.act(cast, matter, "REFER_DISCIPLINE", "shiji", "2026-08-05", to="37140009", reason="转给自己")


@pytest.mark.parametrize("stage", ["routed", "accepted"])
def test_found_at_a_department_it_goes_back_to_a_desk(cast: Cast, stage: str) -> None:
    matter = getattr(make, stage)(cast)
    matter = classify(cast, matter, "ziran")
    assert (matter.owner.code, matter.state, running(matter)) == ("37142601", "REGISTERED", {"REROUTE"})
    assert seers(cast, matter) == {"fenban", "fenban2"}
    make.act(cast, matter, "REFER_DISCIPLINE", "fenban", DAY, to="37142609", reason="权限")
    assert running(matter) == {"DI_NOTICE", "DI_ROUTE"}


def test_sealing_keeps_every_word(cast: Cast) -> None:
    matter = make.file(title="关于局长", content="他收了钱。").submission.matter
    matter = classify(cast, matter, "fenban")
    row = matter.submissions.get()
    assert (matter.title, row.title, row.content) == ("", "", "")
    assert row.text == "关于局长\n他收了钱。"


def test_the_accused_persons_own_organ_is_walled_off(cast: Cast) -> None:
    matter = classify(
        cast, accuse(cast), "fenban", complained_account="dengji"
    )  # a registrar of this very office
    assert (matter.owner.code, seers(cast, matter)) == ("37140001", {"shifenban"})
    other = classify(cast, accuse(cast, office="37142601"), "fenban", complained_account="ziran")
    make.act(cast, other, "REFER_DISCIPLINE", "fenban", DAY, to="37142609", reason="权限")
    assert seers(cast, other) == {"xianji"}


def test_identity_opens_by_a_custodian_with_a_reason(cast: Cast) -> None:
    matter = accuse(cast, office="37140009")
    with pytest.raises(NotAllowed):
        make.act(cast, matter, "OPEN_IDENTITY", "shiji", DAY, reason="核实", for_account="shiji")
    with pytest.raises(Invalid):
        make.act(cast, matter, "OPEN_IDENTITY", "baoguan", DAY, reason="", for_account="shiji")
    make.act(cast, matter, "OPEN_IDENTITY", "baoguan", DAY, reason="需当面核实", for_account="shiji")
    assert Reading.objects.get(what="UNSEALED").account == cast.account("shiji")


def test_notices_on_the_sealed_road_say_nothing(cast: Cast) -> None:
    matter = accuse(cast, "37142602")
    classify(cast, matter, "fenban")
    make.act(cast, matter, "REFER_DISCIPLINE", "fenban", DAY, to="37142609", reason="权限")
    texts = [row.text for row in Outbox.objects.filter(matter=matter)]
    assert len(texts) == 2
    assert not any(word in text for text in texts for word in (WORDS, "检举", "纪委", "自然资源"))


def test_no_ordinary_step_takes_a_sealed_matter(cast: Cast) -> None:
    matter = classify(cast, accuse(cast, "37142602"), "fenban")
    for action in ("FORWARD", "DRAFT_DECLINE", "DRAFT_GUIDE", "REPLY", "JOIN", "SPLIT"):
        with pytest.raises(NotAllowed, match=r"检举控告|求决"):
            make.act(cast, matter, action, "fenban", DAY)


def mixed(cast: Cast, **more: object) -> tuple[Matter, Matter]:
    """A demand and an accusation in one letter, split at the office; the demand then goes to the accused bureau."""
    text = f"补偿款没有发。{WORDS}，所以不发。"
    matter = make.file(
        title=f"{WORDS}不发补偿款", content=text, requests=("请发放补偿款", f"{WORDS}，请查处")
    ).submission.matter
    Attachment.objects.create(
        submission=matter.submissions.get(), name="转账.png", kind="image/png", size=1, digest="0" * 64,
        added_at=moment(DAY),
    )  # fmt: skip
    given = {"lines": ["2"], "redacted": "补偿款没有发。", "complained_organ": "37142602", **more}
    make.act(cast, matter, "SPLIT", "fenban", DAY, **given)
    make.act(cast, matter, "CLASSIFY", "fenban", DAY, **make.CLASSIFY)
    make.act(cast, matter, "FORWARD", "fenban", DAY, to="37142602", mode="FORWARD", reason="职能")
    return fresh(matter), Matter.objects.get(sealed=True)


def everything_said(matter: Matter, actor: object, cast: Cast) -> str:
    """All an ordinary reader of the file may read."""
    file = Dossier(matter, cast.today)
    rows = [matter.title]
    rows += [f"{row.title} {row.text}" for row in file.filed]
    rows += [request.text for request in file.requests]
    rows += [f"{event.action} {event.facts}" for event in history_for(actor, file)]  # type: ignore[arg-type]
    rows += [str(paper.body) for paper in file.papers]
    return "\n".join(rows)


def test_the_split_off_accusation_reaches_only_its_desk(cast: Cast) -> None:
    demand, accusation = mixed(cast)
    assert seers(cast, accusation) == {"fenban", "fenban2"}
    told = everything_said(demand, cast("ziran"), cast)
    assert WORDS not in told
    assert "SPLIT" not in told and accusation.number not in told
    assert "补偿款没有发" in told
    assert WORDS in accusation.submissions.get().text
    assert [r.text for r in accusation.requests.all()] == [f"{WORDS}，请查处"]


def test_the_whole_file_on_one_page_does_not_tell_the_accused_of_the_split(cast: Cast) -> None:
    demand, accusation = mixed(cast)

    def page(username: str) -> str:
        shown = matter_file(cast(username), demand.number, on=cast.today, at=moment(DAY))
        return " ".join(f"{told.title} {told.text}" for told in shown.told) + str(shown.linked)

    assert "检举控告" in page("fenban")
    for username in ("ziran", "zirantou"):
        assert "检举控告" not in page(username) and accusation.number not in page(username)


def test_the_split_is_told_to_those_who_made_it(cast: Cast) -> None:
    demand, _ = mixed(cast)
    events = history_for(cast("fenban"), Dossier(demand, cast.today))
    assert "SPLIT" in [event.action for event in events]


def test_a_split_that_names_nobody_is_told_to_no_other_organ(cast: Cast) -> None:
    demand, accusation = mixed(cast, complained_organ="")
    assert accusation.complained_of.count() == 0
    for who in ("ziran", "zirantou", "xianfu", "xianzhang"):
        assert "SPLIT" not in [
            event.action for event in history_for(cast(who), Dossier(demand, cast.today))
        ], who


def test_whom_the_writer_complained_of_counts_as_accused(cast: Cast) -> None:
    letter = make.file(requests=("请发放补偿款", WORDS), complained_organ="37142600").submission.matter
    make.act(cast, letter, "SPLIT", "shifenban", DAY, lines=["2"], redacted="补偿款没有发。")
    accusation = Matter.objects.get(sealed=True)
    assert [row.organ.code for row in accusation.complained_of.all()] == ["37142600"]
    assert not {"fenban", "xianji", "xianzhang"} & seers(cast, accusation)


def test_no_event_of_the_demand_names_the_accused(cast: Cast) -> None:
    demand, _ = mixed(cast, complained_account="ziran")
    split = Event.objects.get(matter=demand, action="SPLIT")
    assert not {"complained_organ", "complained_account"} & set(split.facts)


def test_enclosures_stay_behind_the_wall(cast: Cast) -> None:
    demand, accusation = mixed(cast)
    assert Attachment.objects.get().submission.matter == accusation
    assert not Attachment.objects.filter(submission__matter=demand).exists()


def test_a_split_against_the_own_government_goes_up(cast: Cast) -> None:
    demand, accusation = mixed(cast, complained_organ="37142600")
    assert (demand.owner.code, accusation.owner.code) == ("37142602", "37140001")
    assert accusation.due_on.isoformat() == "2026-08-18"


def test_all_lines_accusing_are_classified_not_split(cast: Cast) -> None:
    matter = make.file(requests=("请查处",)).submission.matter
    with pytest.raises(Invalid, match="分类为检举控告"):
        make.act(cast, matter, "SPLIT", "fenban", DAY, lines=["1"], redacted="无")


def test_a_mixed_petition_is_not_sealed_whole(cast: Cast) -> None:
    matter = make.file(requests=("请发放", "请查处")).submission.matter
    with pytest.raises(Invalid, match="分出检举控告部分"):
        classify(cast, matter, "fenban", requests=[{"legal_class": "APPEAL_6"}, *ACCUSING])


def test_nobody_joined_is_dragged_behind_the_wall(cast: Cast) -> None:
    lead = make.file().submission.matter
    other = make.file(on="2026-08-04", people=(Person(name="李有田"),)).submission.matter
    make.act(
        cast, other, "JOIN", "fenban", "2026-08-04", lead=lead.number, relation="DUPLICATE", reason="同一事项"
    )
    with pytest.raises(Invalid, match="撤销那些并案"):
        classify(cast, lead, "fenban", "2026-08-05")


@pytest.mark.parametrize("action", ["accused", "recused"])
def test_a_person_walled_off_finds_nothing(cast: Cast, action: str) -> None:
    matter = make.routed(cast)
    if action == "accused":
        make.act(cast, matter, "CLASSIFY", "ziran2", DAY, complained_account="ziran", **make.CLASSIFY)
    else:
        make.act(cast, matter, "RECUSE", "zirantou", DAY, account="ziran", reason="亲属")
    assert "ziran" not in seers(cast, matter) and "ziran2" in seers(cast, matter)
    with pytest.raises(NotAllowed, match="应当回避"):
        make.act(cast, matter, "ACCEPT", "ziran", DAY, procedure="ORDINARY", method="MAIL")
    with pytest.raises(Invalid, match="承办人"):
        make.act(cast, matter, "TAKE", "ziran2", DAY, handler="ziran", no_interest=True)


def test_when_all_stand_aside_the_next_higher_organ_handles(cast: Cast) -> None:
    matter = make.accepted(cast)
    for account in ("ziran", "ziran2"):
        make.act(cast, matter, "RECUSE", "zirantou", DAY, account=account, reason="亲属")
    assert fresh(matter).owner.code == "37142602"
    make.act(cast, matter, "RECUSE", "zirantou", DAY, account="zirantou", reason="亲属")
    matter = fresh(matter)
    assert (matter.owner.code, matter.state, running(matter)) == ("37142600", "HANDLING", {"HANDLE"})
    assert matter.proceedings.get().organ.code == "37142600"  # so the city reviews it


def test_when_the_only_desk_stands_aside_the_office_above_takes_the_accusation(cast: Cast) -> None:
    matter = accuse(cast)
    for account in ("fenban", "fenban2"):
        make.act(cast, matter, "RECUSE", "fenban2", DAY, account=account, reason="亲属")
    matter = fresh(matter)
    assert (matter.owner.code, matter.state, running(matter)) == ("37140001", "REGISTERED", {"ROUTE"})
    assert seers(cast, matter) == {"shifenban"}


def test_when_the_only_officer_is_complained_of_the_office_above_routes(cast: Cast) -> None:
    leaves(cast, "zhenxintou")
    matter = make.file(office="37142611").submission.matter
    make.act(cast, matter, "CLASSIFY", "zhenban", DAY, complained_account="zhenban", **make.CLASSIFY)
    matter = fresh(matter)
    assert (matter.owner.code, matter.state) == ("37142601", "REGISTERED")
    assert "zhenban" not in seers(cast, matter)


def test_an_accusation_of_the_triage_officer_by_name_goes_past_their_office(cast: Cast) -> None:
    named = Account.objects.get(username="fenban").name
    told = make.file(
        purpose=Purpose.ACCUSATION, complained_person=f"{named}（分办员）", content="他收钱压件。"
    )
    matter = told.submission.matter
    assert matter.owner.code != "37142601"
    with pytest.raises(NotFound):
        matter_for(cast("fenban"), matter.number, on=cast.today)
    assert matter_for(cast("shifenban"), matter.number, on=cast.today) == matter


def leaves(cast: Cast, username: str) -> None:
    """The post of this person is empty from now on."""
    cast.account(username).postings.all().delete()


def name_of(username: str) -> str:
    return str(Account.objects.get(username=username).name)


def test_an_accusation_goes_past_the_organ_where_the_accused_works_and_all_below_it(cast: Cast) -> None:
    told = make.file(purpose=Purpose.ACCUSATION, complained_person=name_of("xianzhang"), content="他收钱。")
    matter = told.submission.matter
    assert cast.organ("37142600").pk in Dossier(matter, cast.today).accused
    assert not {"fenban", "xianji", "xianzhang"} & seers(cast, matter)
    assert "shifenban" in seers(cast, matter)


def test_where_the_only_officer_is_named_an_ordinary_petition_begins_at_the_office_above(cast: Cast) -> None:
    leaves(cast, "zhenxintou")
    matter = make.file(office="37142611", complained_person=name_of("zhenban")).submission.matter
    assert (matter.owner.code, matter.state) == ("37142601", "REGISTERED")
    assert "zhenban" not in seers(cast, matter)


def test_whom_the_writer_named_stays_away_from_what_is_split_off_though_the_desk_names_another(
    cast: Cast,
) -> None:
    asked = ("请发放补偿款", WORDS)
    letter = make.file(requests=asked, complained_person=name_of("shifenban")).submission.matter
    given = {"lines": ["2"], "redacted": "补偿款没有发。", "complained_organ": "37142602"}
    make.act(cast, letter, "SPLIT", "fenban", DAY, **given)
    accusation = Matter.objects.get(sealed=True)
    assert cast("shifenban").account in Dossier(accusation, cast.today).accused_accounts


def test_the_window_renews_no_code_of_a_sealed_matter(cast: Cast) -> None:
    told = make.file(purpose=Purpose.ACCUSATION).submission
    with pytest.raises(Invalid, match="身份保管员"):
        make.act(cast, told.matter, "RENEW_CODE", "fenban", "2026-08-03", for_whom=told.number, identity="x")
