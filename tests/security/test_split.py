"""What is split off stays split off: no word, gap, line or number of it is left on the open side (第三十条)."""

from __future__ import annotations

from datetime import date

import pytest

from lianxin.actions.directory import add_account, post
from lianxin.actions.filing import Person
from lianxin.api import shapes
from lianxin.models import Event, Matter
from lianxin.queries.access import NotFound
from lianxin.queries.archives import about, record_of
from lianxin.queries.directory import organ
from lianxin.queries.dossier import Dossier
from lianxin.queries.matter_file import matter_file, paper_page
from lianxin.queries.oversight import outline
from lianxin.queries.sealed import reads_like
from lianxin.queries.search import found
from lianxin.rules.codes import Channel, Role
from tests import make
from tests.actions.lives import petitioner
from tests.cast import Cast, moment

pytestmark = pytest.mark.django_db
DAY = "2026-08-03"
WORDS = "局长收受贿赂"


def split(cast: Cast, matter: Matter, line: str = "2", on: str = DAY, by: str = "fenban") -> Matter:
    given = {"lines": [line], "redacted": "补偿款没有发。", "complained_organ": "37142602"}
    make.act(cast, matter, "SPLIT", by, on, **given)
    return Matter.objects.get(sealed=True)


def demand(**more: object) -> Matter:
    asked = ("请发放补偿款", f"{WORDS}，请查处", "请公开账目")
    return make.file(requests=asked, content=f"补偿款没有发。{WORDS}。", **more).submission.matter


def page(cast: Cast, matter: Matter, username: str = "fenban") -> str:
    """All the words of the timeline that this person reads."""
    file = matter_file(cast(username), matter.number, at=moment(DAY), on=cast.today)
    return " ".join(f"{told.title} {told.text}" for told in file.told)


def test_what_was_added_before_goes_behind_the_wall_too(cast: Cast) -> None:
    matter = demand()
    owner = petitioner(matter.submissions.get())
    make.act(cast, matter, "SUPPLEMENT", owner, DAY, content=f"补充：{WORDS}的转账记录")
    accusation = split(cast, matter)
    make.act(cast, matter, "SUPPLEMENT", owner, DAY, content="补充：土地证")
    assert "转账记录" in accusation.submissions.get().text
    assert "转账记录" not in page(cast, matter) and "土地证" in page(cast, matter)
    assert not found("转账记录").exists() and found("土地证").exists()
    assert "转账记录" in str(
        Event.objects.filter(action="SUPPLEMENT").first().facts
    )  # what happened stays written


def test_no_gap_in_the_requests_tells_of_it(cast: Cast) -> None:
    matter = demand()
    split(cast, matter)
    assert [line.position for line in Dossier(matter, cast.today).requests] == [1, 2]


def test_of_a_matter_with_others_joined_its_own_letter_is_split(cast: Cast) -> None:
    """The lead's letter was received first and registered last."""
    li = Person(name="李有田", phone="13912345678", address="前柳村30号")
    other = make.file(on="2026-08-04", people=(li,), content="我家的补偿款也没有发。").submission.matter
    lead = demand(on="2026-08-05", channel=Channel.LETTER, received_on=cast.today, held=False)
    make.act(
        cast, other, "JOIN", "fenban", "2026-08-05", lead=lead.number, relation="DUPLICATE", reason="同一"
    )
    accusation = split(cast, lead, on="2026-08-05").submissions.get()
    assert WORDS in accusation.text
    assert [party.name for party in accusation.parties.all()] == ["王秀英"]
    assert "我家的" in other.submissions.get().content


def test_a_second_split_does_not_carry_the_first_accusation(cast: Cast) -> None:
    matter = demand()
    first = split(cast, matter)
    given = {"lines": ["2"], "redacted": "补偿款没有发。", "complained_organ": "37142603"}
    make.act(cast, matter, "SPLIT", "fenban", DAY, **given)
    second = Matter.objects.filter(sealed=True).exclude(pk=first.pk).get()
    assert WORDS not in second.submissions.get().text


def test_the_accused_organs_auditor_does_not_read_of_it(cast: Cast) -> None:
    add_account("zijian", name="自检")
    post("zijian", "37142602", Role.AUDITOR, valid_from=date(2000, 1, 1))
    matter = demand()
    split(cast, matter, "2")
    make.act(
        cast,
        matter,
        "CLASSIFY",
        "fenban",
        DAY,
        **{**make.CLASSIFY, "requests": [{"legal_class": "APPEAL_6"}] * 2},
    )
    make.act(cast, matter, "FORWARD", "fenban", DAY, to="37142602", mode="FORWARD", reason="职能")
    acts = [look.what for look in outline(cast("zijian"), matter.number, on=cast.today)]
    assert "FORWARD" in acts and "SPLIT" not in acts
    assert "SPLIT" in [look.what for look in outline(cast("shenji"), matter.number, on=cast.today)]


def test_the_api_tells_no_more_than_the_page(cast: Cast) -> None:
    matter = demand()
    split(cast, matter)
    told = {
        who: str(shapes.file(Dossier(matter, cast.today), cast(who))["timeline"])
        for who in ("ziran", "fenban")
    }
    assert "SPLIT" in told["fenban"] and "SPLIT" not in told["ziran"]


def test_papers_issued_before_stay_with_whoever_issued_them_and_not_with_the_accused(cast: Cast) -> None:
    matter = demand(held=False)
    lines = {"requests": [{"legal_class": "APPEAL_6"}] * 3}
    make.act(cast, matter, "CLASSIFY", "fenban", DAY, **{**make.CLASSIFY, **lines})
    make.act(cast, matter, "FORWARD", "fenban", DAY, to="37142602", mode="FORWARD", reason=f"反映{WORDS}")
    letter = matter.papers.get(kind="D04")
    split(cast, matter, by="ziran")
    make.act(cast, matter, "ACCEPT", "ziran", DAY, procedure="ORDINARY", method="IN_PERSON")
    notice = matter.papers.get(kind="D09")
    dossier = Dossier(Matter.objects.get(pk=matter.pk), cast.today)
    for who, sees in (("fenban", True), ("ziran", False), ("zirantou", False)):
        file = matter_file(cast(who), matter.number, at=moment(DAY), on=cast.today)
        assert (letter in file.papers, notice in file.papers) == (sees, True), who
        assert (letter.pk in {told.paper for told in file.told}) == sees
        listed = str(shapes.file(dossier, cast(who))["papers"])
        assert ("D04" in listed, "D09" in listed) == (sees, True), who
    assert reads_like(dossier) is None
    assert paper_page(cast("fenban"), matter.number, letter.pk, on=cast.today).paper == letter
    with pytest.raises(NotFound):
        paper_page(cast("ziran"), matter.number, letter.pk, on=cast.today)
    assert paper_page(cast("ziran"), matter.number, notice.pk, on=cast.today).paper == notice


def test_words_that_were_split_off_no_longer_ask_what_the_rest_is(cast: Cast) -> None:
    matter = demand()
    today = cast.today
    assert "收受" in "".join(reads_like(Dossier(matter, today)).words)
    accusation = split(cast, matter)
    assert reads_like(Dossier(Matter.objects.get(pk=matter.pk), today)) is None
    assert reads_like(Dossier(accusation, today)) is not None


def test_the_volume_of_the_rest_holds_nothing_from_behind_the_wall(cast: Cast) -> None:
    matter = demand()
    owner = petitioner(matter.submissions.get())
    make.act(cast, matter, "SUPPLEMENT", owner, DAY, content=f"补充：{WORDS}的转账记录")
    split(cast, matter)
    make.act(cast, matter, "SUPPLEMENT", owner, DAY, content="补充：土地证")
    Matter.objects.filter(pk=matter.pk).update(owner=organ("37142602"))
    dossier = Dossier(Matter.objects.get(pk=matter.pk), cast.today)
    packed = str(record_of(dossier)) + str(about(dossier, on=cast.today))
    assert "土地证" in packed and WORDS not in packed and "SPLIT" not in packed


def test_the_volume_of_what_it_was_joined_to_holds_nothing_of_what_was_split_off_before(cast: Cast) -> None:
    lead, matter = make.file().submission.matter, demand(on="2026-08-04", held=False)
    split(cast, matter, on="2026-08-04")
    row = matter.submissions.get()
    given = {"lead": lead.number, "relation": "DUPLICATE", "reason": "同一"}
    make.act(cast, Matter.objects.get(pk=matter.pk), "JOIN", "fenban", "2026-08-04", **given)
    record = record_of(Dossier(Matter.objects.get(pk=lead.pk), cast.today))
    [own] = [each for each in record["submissions"] if each["number"] == row.number]
    assert WORDS not in str(record) and own["words"] == "补偿款没有发。"
    assert own["requests"] == ["请发放补偿款", "请公开账目"]
