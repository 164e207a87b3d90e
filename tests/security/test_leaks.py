"""The leak matrix: who finds, counts, opens or is offered what (architecture §4, 第二十八条、第三十条、第四十六条)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import product

import pytest
from django.test import Client

from lianxin.actions import readings, search_index
from lianxin.actions.attachments import add, attach
from lianxin.actions.repeats_index import group_topics
from lianxin.models import (
    Account,
    Attachment,
    Attendance,
    Document,
    Event,
    Export,
    Matter,
    Reading,
    Sitting,
    Submission,
    Task,
    Turn,
)
from lianxin.queries import agendas, exports
from lianxin.queries.access import NotAllowed, NotFound, buttons, matter_for, visible
from lianxin.queries.attachments import own_attachment
from lianxin.queries.dossier import Dossier
from lianxin.queries.options import options
from lianxin.queries.precedents import precedents
from lianxin.queries.repeats import Draft, alike
from lianxin.queries.tasks import board, flow, visible_tasks
from lianxin.queries.topics import hot_topics
from lianxin.queries.worklists import Narrow, Tab, count_each, search
from lianxin.reports import minutes
from lianxin.rules.codes import Purpose
from lianxin.rules.facts import Actor
from lianxin.rules.permissions import may
from lianxin.rules.steps import STEPS
from tests import make
from tests.actions.lives import FOUR, petitioner
from tests.cast import CORE, Cast, moment
from tests.files import PDF

pytestmark = pytest.mark.django_db
DAY = "2026-08-03"
EVERYBODY = {row.username for row in CORE.staff}
OVERSIGHT = {"fenban", "fenban2", "xinfangtou", "dengji", "duban", "shifenban", "shizhang", "xianzhang"}
BUREAU = {"ziran", "ziran2", "zirantou"}


def ordinary(cast: Cast) -> Matter:
    """With the bureau of natural resources; the county's office and government oversee it, the city's office too."""
    return make.routed(cast)


def sealed(cast: Cast) -> Matter:
    """An accusation against the bureau, still at the county's petition office."""
    return make.file(purpose=Purpose.ACCUSATION, complained_organ="37142602").submission.matter


def suspected(cast: Cast) -> Matter:
    """A request whose words accuse somebody in office: nobody has said yet what it is."""
    return make.file(
        content=f"补偿款没有发到手。{make.ACCUSING}", complained_organ="37142602"
    ).submission.matter


def sealed_above(cast: Cast) -> Matter:
    """An accusation against the county government: its office stands below it."""
    return make.file(purpose=Purpose.ACCUSATION, complained_organ="37142600").submission.matter


def referred(cast: Cast) -> Matter:
    """With the county's discipline organ."""
    matter = sealed(cast)
    make.act(
        cast,
        matter,
        "CLASSIFY",
        "fenban",
        DAY,
        **{**make.CLASSIFY, "requests": [{"legal_class": "ACCUSATION"}]},
    )
    make.act(cast, matter, "REFER_DISCIPLINE", "fenban", DAY, to="37142609", reason="权限")
    return Matter.objects.get(pk=matter.pk)


def recused(cast: Cast) -> Matter:
    matter = ordinary(cast)
    make.act(cast, matter, "RECUSE", "zirantou", DAY, account="ziran", reason="亲属")
    return Matter.objects.get(pk=matter.pk)


def accused(cast: Cast) -> Matter:
    """An ordinary demand that complains of one handler."""
    matter = ordinary(cast)
    make.act(cast, matter, "CLASSIFY", "ziran2", DAY, complained_account="ziran", **make.CLASSIFY)
    return Matter.objects.get(pk=matter.pk)


def named(cast: Cast) -> Matter:
    """An ordinary demand in which the writer names one handler as the one complained of."""
    return make.routed(cast, complained_person=f"自然资源局 {Account.objects.get(username='ziran').name}")


def reviewing(cast: Cast) -> Matter:
    """In review at the county government: its reviewer sees it now."""
    matter = make.served(cast)
    make.act(cast, matter, "APPLY_REVIEW", "fenban2", "2026-09-01", reason="不同意")
    return Matter.objects.get(pk=matter.pk)


ROWS: list[tuple[Callable[[Cast], Matter], set[str]]] = [
    (ordinary, OVERSIGHT | BUREAU),
    (sealed, {"fenban", "fenban2"}),
    (suspected, {"fenban", "fenban2"}),
    (sealed_above, {"shifenban"}),
    (referred, {"xianji"}),
    (recused, OVERSIGHT | BUREAU - {"ziran"}),
    (accused, OVERSIGHT | BUREAU - {"ziran"}),
    (named, OVERSIGHT | BUREAU - {"ziran"}),
    (reviewing, OVERSIGHT | BUREAU | {"xianfu"}),
]


@pytest.mark.parametrize(("build", "readers"), ROWS, ids=[build.__name__ for build, _ in ROWS])
def test_every_reading_route_agrees_on_who_reads(
    cast: Cast, build: Callable[[Cast], Matter], readers: set[str]
) -> None:
    matter = build(cast)
    make.file(office="37000001")  # another matter, so that a count of nothing is not mistaken for a wall
    found, opened, offered = set(), set(), set()
    for username in EVERYBODY:
        actor = cast(username)
        rows = visible(actor, on=cast.today)
        if rows.filter(pk=matter.pk).exists():
            found.add(username)
        try:
            matter_for(actor, matter.number, on=cast.today)
            opened.add(username)
        except NotFound:
            pass
        assert rows.filter(pk=matter.pk).count() == (username in readers)
        if any(verdict for _, verdict in buttons(actor, Dossier(matter, cast.today))):
            offered.add(username)
    assert found == opened == readers
    assert offered <= readers


def test_an_enclosed_file_is_opened_by_who_reads_the_matter_and_each_opening_is_noted(
    cast: Cast, settings, tmp_path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    for state, readers in ROWS:
        matter = state(cast)
        row = enclose(matter)
        opened = set()
        for username in EVERYBODY:
            try:
                _row, data = readings.open_attachment(cast(username), matter.number, row.pk, at=moment(DAY))
            except NotFound:
                continue
            assert data == PDF
            opened.add(username)
        noted = Reading.objects.filter(matter=matter, what="ATTACHMENT")
        assert opened == readers == set(noted.values_list("account__username", flat=True)), state.__name__


def test_the_text_of_an_enclosed_file_is_read_by_who_opens_the_file_and_each_reading_is_noted(
    cast: Cast, settings, tmp_path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    for state, readers in ROWS:
        matter = state(cast)
        row = enclose(matter, "信.txt", "写着鹦鹉".encode())
        opened = set()
        for username in EVERYBODY:
            try:
                _matter, read = readings.open_text(cast(username), matter.number, row.pk, at=moment(DAY))
            except NotFound:
                continue
            assert read.text == "写着鹦鹉"
            opened.add(username)
        noted = Reading.objects.filter(matter=matter, what="ATTACHMENT")
        assert opened == readers == set(noted.values_list("account__username", flat=True)), state.__name__
        with pytest.raises(NotFound):  # of what has no text there is nothing to open
            readings.open_text(cast(min(readers)), matter.number, enclose(matter).pk, at=moment(DAY))


def test_an_enclosed_file_is_not_reached_through_another_matter(cast: Cast, settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path
    hidden = enclose(sealed(cast))
    for number in (ordinary(cast).number, hidden.submission.number):
        with pytest.raises(NotFound):
            readings.open_attachment(cast("ziran"), number, hidden.pk, at=moment(DAY))
    stranger = petitioner(make.file().submission)
    for number in (hidden.submission.number, Submission.objects.get(pk=min(stranger.submissions)).number):
        with pytest.raises(NotFound):
            own_attachment(stranger, number, hidden.pk)
    assert own_attachment(petitioner(hidden.submission), hidden.submission.number, hidden.pk) == hidden


@pytest.mark.parametrize(("build", "readers"), ROWS, ids=[build.__name__ for build, _ in ROWS])
def test_kept_filters_count_and_exports_take_only_what_each_reads(
    cast: Cast, build: Callable[[Cast], Matter], readers: set[str]
) -> None:
    matter = build(cast)
    counted, taken = set(), set()
    for username in EVERYBODY:
        actor, narrow = cast(username), Narrow(state=matter.state)
        if count_each(actor, [(Tab.ALL, narrow)], on=cast.today) == [1]:
            counted.add(username)
        if matter.pk in exports.found(actor, Tab.ALL, narrow, on=cast.today):
            taken.add(username)
        wanted = Export(account_id=actor.account, matters=[matter.pk])  # whatever was asked for once
        assert exports.taken(actor, wanted, on=cast.today).exists() == (username in taken)
    assert counted == readers
    assert taken == (set() if matter.sealed else readers)


SOURCES: dict[str, Callable[[Matter], None]] = {
    "letter": lambda matter: search_index.add(matter, "写着鹦鹉"),
    "paper": lambda matter: search_index.add_paper(
        matter,
        Document(
            matter=matter, kind="D17", body={"as_issued": {"facts": {"found": "写着鹦鹉"}, "answers": []}}
        ),
    ),
    "answer": lambda matter: search_index.add_answer(
        Event(matter=matter, action="CO_ANSWER", facts={"answer": "写着鹦鹉"})
    ),
    "file": lambda matter: search_index.add_files(matter, [Attachment(text="写着鹦鹉")]),
}


@pytest.mark.parametrize("common", [0, 1_000])  # entries from which on a search sets out from one's parts
@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize(("build", "readers"), ROWS, ids=[build.__name__ for build, _ in ROWS])
def test_a_search_finds_each_kind_of_words_for_who_reads_the_matter_only(
    cast: Cast,
    monkeypatch: pytest.MonkeyPatch,
    build: Callable[[Cast], Matter],
    readers: set[str],
    source: str,
    common: int,
) -> None:
    """Nobody finds what is sealed, not even who reads it: it has no words."""
    monkeypatch.setattr("lianxin.queries.search.COMMON", common)
    matter = build(cast)
    SOURCES[source](matter)
    found, counted = set(), set()
    for username in EVERYBODY:
        actor = cast(username)
        [*rows] = search(actor, Narrow(text="鹦鹉"), on=cast.today).rows
        assert [row.matter.pk for row in rows] in ([], [matter.pk])
        if rows:
            found.add(username)
            assert rows[0].excerpt is not None and rows[0].excerpt.found == "鹦鹉"
        if count_each(actor, [(Tab.ALL, Narrow(text="写着鹦鹉"))], on=cast.today) == [1]:
            counted.add(username)
    assert found == counted == (set() if matter.sealed else readers)


def enclose(matter: Matter, name: str = "证据.pdf", data: bytes = PDF) -> Attachment:
    """A paper on file of a matter, whatever its state."""
    row = add("test", f"{matter.pk}{name}", data, at=moment(DAY))
    submission = matter.submissions.order_by("pk")[0]
    attach([row], submission, submission.matter.history.order_by("seq")[0])
    return Attachment.objects.get(pk=row.pk)


@pytest.mark.parametrize("build", [ordinary, sealed, suspected, referred], ids=lambda build: build.__name__)
def test_a_step_tried_by_number_looks_like_absence(cast: Cast, build: Callable[[Cast], Matter]) -> None:
    matter = build(cast)
    for action in STEPS:
        with pytest.raises(NotFound) as real:
            matter_for(cast("renshe"), matter.number, on=cast.today, to=action)
        with pytest.raises(NotFound) as made_up:
            matter_for(cast("renshe"), "37142601-2026-99999-9", on=cast.today, to=action)
        assert type(real.value) is type(made_up.value)


@pytest.mark.parametrize(("build", "readers"), ROWS, ids=[build.__name__ for build, _ in ROWS])
def test_looking_for_the_same_matter_finds_it_for_its_readers_only(
    cast: Cast, build: Callable[[Cast], Matter], readers: set[str]
) -> None:
    matter = build(cast)
    draft = Draft("征地补偿款没有发放", "2019年征了我家三亩地，补偿款至今没有发到手。", cast.today)
    found = {
        username
        for username in EVERYBODY
        if matter.number in {match.matter for match in alike(cast(username), draft, on=cast.today)}
    }
    assert found == readers


def test_a_finished_matter_is_a_precedent_for_its_readers_only(cast: Cast) -> None:
    done, day = make.served(cast), moment("2026-11-20").date()
    make.act(cast, done, "CLOSE", "ziran", "2026-10-19", **FOUR)
    beside = Dossier(make.accepted(cast, on="2026-11-02"), day)
    told = {name for name in EVERYBODY if precedents(Cast(day)(name), beside)}
    assert told == OVERSIGHT | BUREAU
    Matter.objects.filter(pk=done.pk).update(sealed=True)
    assert not any(precedents(Cast(day)(name), beside) for name in EVERYBODY)


def test_hot_topics_hold_no_letter_behind_a_wall(cast: Cast) -> None:
    people = [replace(make.WANG, phone=f"1380000000{n}") for n in range(4)]
    walled = [
        make.file(purpose=Purpose.ACCUSATION, complained_organ="37142602", people=(one,)).submission.matter
        for one in people
    ]
    group_topics(at=moment(DAY))
    assert all(hot_topics(cast(username), on=cast.today) == [] for username in EVERYBODY)
    open_ones = [make.file(people=(one,)).submission.matter.number for one in people]
    group_topics(at=moment(DAY))
    found = {
        username: {
            each.number for topic in hot_topics(cast(username), on=cast.today) for each in topic.matters
        }
        for username in EVERYBODY
    }
    assert {username for username, numbers in found.items() if numbers} == OVERSIGHT
    assert not set().union(*found.values()) & {matter.number for matter in walled}
    assert found["fenban"] == set(open_ones)


def test_the_petitioner_and_only_they(cast: Cast) -> None:
    mine, other = make.file().submission, make.file().submission
    assert list(visible(petitioner(mine), on=cast.today)) == [mine.matter]
    with pytest.raises(NotFound):
        matter_for(petitioner(other), mine.matter.number, on=cast.today)
    assert not visible(Actor(), on=cast.today).exists()


def test_a_petitioners_pages_open_to_nobody_else(cast: Cast, client: Client) -> None:
    """Every address below a number answers a stranger, and another petitioner of the matter, as if it were not there."""
    made, joined = make.file(), make.file()
    make.act(cast, joined.submission.matter, "JOIN", "fenban", DAY, lead=made.submission.number, relation="DUPLICATE",
             reason="同一事项")  # fmt: skip
    number, nobody = made.submission.number, "37142601-2026-99999-9"
    client.post("/follow/", {"number": joined.submission.number, "code": joined.query_code})
    for page in (
        "",
        "copy/",
        "retaliation/",
        "sheet/",
        "mandate/",
        "invite/",
        "files/1/",
        "papers/1/",
        "supplement/",
    ):
        for browser in (client, Client()):
            real, made_up = (browser.get(f"/follow/{which}/{page}") for which in (number, nobody))
            assert real.status_code == made_up.status_code and real.status_code in (302, 404), page
            assert real.content.decode().count(number) == made_up.content.decode().count(nobody)


def test_an_accuser_follows_their_own_accusation(cast: Cast) -> None:
    row = referred(cast).submissions.get()
    assert matter_for(petitioner(row), row.matter.number, on=cast.today) == row.matter


@pytest.mark.parametrize("username", ["shenji", "tongji", "guanli", "cunwei"])
def test_other_roles_read_no_content(cast: Cast, username: str) -> None:
    ordinary(cast), sealed(cast), make.file(office="37142610")
    assert not visible(cast(username), on=cast.today).exists()


def test_seeing_is_not_acting(cast: Cast) -> None:
    matter = ordinary(cast)
    with pytest.raises(NotAllowed, match="现在负责的机关"):
        matter_for(cast("fenban"), matter.number, on=cast.today, to="ACCEPT")
    assert matter_for(cast("ziran"), matter.number, on=cast.today, to="ACCEPT") == matter


def test_no_list_offers_the_accused_a_part(cast: Cast) -> None:
    matter = sealed(cast)
    barred = {"37142602"}
    for name in ("discipline_organs", "forwardable"):
        assert not barred & {
            option.value for option in options(name, Dossier(matter, cast.today), cast("fenban"))
        }


def test_no_list_offers_who_stands_aside(cast: Cast) -> None:
    for matter in (recused(cast), accused(cast)):
        assert "ziran" not in {
            o.value for o in options("staff_here", Dossier(matter, cast.today), cast("zirantou"))
        }


def test_no_step_at_all_for_who_must_not_know(cast: Cast) -> None:
    for matter, username in product((sealed(cast), suspected(cast)), (*BUREAU, "renshe", "guanli")):
        dossier = Dossier(matter, cast.today)
        assert not [action for action in STEPS if may(cast(username), action, dossier)]


def test_a_reorganised_organ_does_not_shake_off_the_accusation(cast: Cast) -> None:
    """The town leaves the county; whoever stood over it when accused stays walled off, and so does it."""
    from lianxin.actions.directory import tie

    matter = sealed_above(cast)
    tie("37142610", "37140000", valid_from=cast.today)
    assert not visible(cast("zhenban"), on=cast.today).filter(pk=matter.pk).exists()
    assert cast.organ("37142600").pk in cast("zhenfu").lineage


def test_an_ended_posting_ends_the_reading(cast: Cast) -> None:
    from datetime import timedelta

    from lianxin.actions.directory import end_posting
    from lianxin.models import Posting

    matter = ordinary(cast)
    end_posting(Posting.objects.get(account__username="ziran"), on=cast.today - timedelta(days=1))
    assert not visible(cast("ziran"), on=cast.today).filter(pk=matter.pk).exists()


@pytest.mark.parametrize(("build", "readers"), ROWS, ids=[build.__name__ for build, _ in ROWS])
def test_a_task_is_known_to_who_reads_its_matter_and_to_nobody_else(
    cast: Cast, build: Callable[[Cast], Matter], readers: set[str]
) -> None:
    """Even one given to the accused themselves: an old task does not tell of what was sealed since."""
    matter = build(cast)
    made = {"kind": "SUPERVISION", "issued_on": cast.today, "due_on": cast.today}
    county, bureau = cast.organ("37142601"), cast.organ("37142602")
    row = Task.objects.create(matter=matter, issuer=county, organ=bureau, **made)
    knows = set()
    for username in EVERYBODY:
        actor = cast(username)
        if visible_tasks(actor, on=cast.today).filter(pk=row.pk).exists():
            knows.add(username)
        counted = board(actor, "open", on=cast.today).counts["open"]
        assert counted == sum(month.issued for month in flow(actor, on=cast.today)) == (username in knows)
    assert knows == readers


@pytest.mark.parametrize(("build", "readers"), ROWS, ids=[build.__name__ for build, _ in ROWS])
def test_an_agenda_shows_a_matter_to_its_readers_only(
    cast: Cast, build: Callable[[Cast], Matter], readers: set[str]
) -> None:
    """Everybody is seated, so all see the sitting; the item, its minutes and the count of items follow the wall."""
    matter = build(cast)
    row = Sitting.objects.create(
        kind="DISPATCH", organ=cast.organ("37142600"), held_from=cast.today, held_to=cast.today
    )
    Turn.objects.create(sitting=row, matter=matter, position=1, reference="YC1-1", booked_at=moment(DAY))
    for username in EVERYBODY:
        Attendance.objects.create(sitting=row, account=cast.account(username), name=username, part="MEMBER")
    shown, printed = set(), set()
    for username in EVERYBODY:
        page = agendas.page(cast(username), row.pk, on=cast.today)
        if page.items:
            shown.add(username)
        if matter.number in minutes.sheet(page).text:
            printed.add(username)
        offered = agendas.at_hand(cast(username), page, on=cast.today)
        assert username in readers or matter not in offered
    assert shown == printed == readers


@pytest.mark.parametrize(("build", "readers"), ROWS, ids=[build.__name__ for build, _ in ROWS])
def test_a_sitting_about_one_matter_is_known_to_its_readers_only(
    cast: Cast, build: Callable[[Cast], Matter], readers: set[str]
) -> None:
    matter = build(cast)
    made = {
        "kind": "HEARING",
        "organ": cast.organ("37142600"),
        "held_from": cast.today,
        "held_to": cast.today,
    }
    row = Sitting.objects.create(matter=matter, **made)
    for username in EVERYBODY:
        Attendance.objects.create(sitting=row, account=cast.account(username), name=username, part="MEMBER")
    found = {
        username
        for username in EVERYBODY
        if row
        in [
            each
            for _day, rows in agendas.month(cast(username), cast.today, on=cast.today).days
            for each in rows
        ]
    }
    assert found == readers
