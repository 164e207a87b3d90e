"""Mistakes other casework systems made with people, queues and doors; each stays a test here."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from datetime import timezone as zone

import pytest
from django.apps import apps
from django.db import connection, models

from lianxin.actions.filing import Person
from lianxin.actions.given import Invalid
from lianxin.actions.perform import local_day
from lianxin.actions.readings import Entry, look_up
from lianxin.models import Clock, Matter
from lianxin.queries import integrity
from lianxin.queries.access import visible
from lianxin.queries.worklists import Narrow, Tab, page
from lianxin.rules.codes import Channel, Purpose
from tests import make
from tests.actions.lives import fresh, petitioner
from tests.cast import Cast, moment

pytestmark = pytest.mark.django_db
MON_AUG_3, LATE = date(2026, 8, 3), date(2026, 11, 30)


def dates(matter: Matter) -> list[tuple[object, ...]]:
    clocks = Clock.objects.filter(matter=matter, stopped_on=None).order_by("pk")
    return list(clocks.values_list("period", "start_on", "nominal_on", "lawful_on", "safe_on"))


def overdue(who: str) -> list[str]:
    return [row.matter.number for row in page(Cast(LATE)(who), Tab.LATE, Narrow(), on=LATE).rows]


def test_a_comment_moves_no_date(cast: Cast) -> None:
    """Where the clock runs from the last change, whoever adds a line puts the day off."""
    matter = make.accepted(cast)
    before, due = dates(matter), matter.due_on
    make.act(
        cast, matter, "SUPPLEMENT", petitioner(matter.submissions.get()), "2026-08-20", content="再补一张"
    )
    make.act(cast, matter, "EVIDENCE", "ziran", "2026-08-21", **EVIDENCE)
    make.act(cast, matter, "TAKE", "ziran", "2026-08-24", handler="ziran", no_interest=True)
    assert (dates(matter), fresh(matter).due_on) == (before, due)


EVIDENCE = {"title": "现场照片", "source": "现场查看", "content": "墙有裂缝"}


def test_what_nobody_took_is_overdue_at_every_desk_that_answers_for_it(cast: Cast) -> None:
    """Where escalation goes by the person it is assigned to, an unassigned case stays silent for ever."""
    matter = make.accepted(cast)
    assert matter.handler is None
    for who in ("zirantou", "fenban", "duban", "xianzhang"):  # organ, registering office, supervisor, leader
        assert matter.number in overdue(who), who
    rules = {rule.code: [f.where for f in rule.find(LATE)] for rule in integrity.RULES}
    assert matter.number in rules["FORGOTTEN"] and matter.owner.name in rules["OVERDUE"]


def test_a_case_in_a_village_is_found_from_the_county(cast: Cast) -> None:
    """Where the sweep looks at the top tenant only, what lies below is never late."""
    deep = make.file(office="37142611").submission.matter
    assert deep.owner.code == "37142611" and len(cast("zhenfu").posts[0].above) >= 1
    assert deep.number in overdue("duban")
    assert any(
        deep.owner.name == f.where
        for rule in integrity.RULES
        if rule.code == "OVERDUE"
        for f in rule.find(LATE)
    )


def test_who_wrote_a_letter_is_found_by_phone(cast: Cast) -> None:
    """Where the phone filter joins on the e-mail address, who gave none is not found."""
    letter = make.file(
        cast("dengji"), channel=Channel.LETTER, people=(Person(name="钱有余", phone="13900005555"),)
    )
    entry = Entry("w2", "又来信")
    found = look_up(cast("dengji"), ["13900005555"], entry, purpose="核对是否重复", at=moment("2026-08-03"))
    assert [row.number for row in found] == [letter.submission.number]


@pytest.mark.parametrize("channel", list(Channel))
def test_every_channel_goes_through_the_same_checks(cast: Cast, channel: Channel) -> None:
    """Where the phone form has checks of its own, what it lets in has no section to go to."""
    six = tuple(Person(name="王秀英", phone="13812341234", role="REPRESENTATIVE") for _ in range(6))
    by = cast("dengji") if channel not in (Channel.WEB, Channel.APP, Channel.WECHAT) else None
    with pytest.raises(Invalid) as refused:
        make.file(by, channel=channel, people=six, content="", region="999999")
    assert {"people", "content"} <= set(refused.value.errors)
    assert Matter.objects.count() == 0


@pytest.mark.parametrize("name", ["王**", "王＊英", "**"])
def test_a_mask_is_never_written_back_as_a_name(cast: Cast, name: str) -> None:
    with pytest.raises(Invalid, match="遮盖"):
        make.file(people=(Person(name=name, phone="13812341234"),))
    assert make.file(anonymous=True, people=(Person(name=name),)).submission  # a pen name is nobody's


def test_every_foreign_key_is_indexed() -> None:
    """A missing index on a foreign key scans the whole table for one file, a million rows later."""
    bare = [
        f"{table.__name__}.{field.name}"
        for table in apps.get_app_config("lianxin").get_models()
        for field in table._meta.concrete_fields
        if isinstance(field, models.ForeignKey)
        and not (field.db_index or field.unique or _leads(table, field.name))
    ]
    assert bare == []


def _leads(table: type[models.Model], name: str) -> bool:
    """Whether the field comes first in an index or a constraint of several columns."""
    groups = [tuple(index.fields) for index in table._meta.indexes]
    groups += [tuple(c.fields) for c in table._meta.constraints if isinstance(c, models.UniqueConstraint)]
    return any(group and group[0].lstrip("-") == name for group in groups)


def test_a_number_is_looked_up_by_its_index(cast: Cast) -> None:
    """`LIKE '%id%'` reads every row: the plan of a file's look-up names an index and scans no matters."""
    matter = make.routed(cast)
    plan = visible(cast("fenban"), on=MON_AUG_3).filter(number=matter.number).explain()
    if connection.vendor == "sqlite":
        assert "SCAN lianxin_matter" not in plan and "INDEX" in plan
    else:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
        plan = visible(cast("fenban"), on=MON_AUG_3).filter(number=matter.number).explain()
        assert "Index Scan" in plan and "Seq Scan on lianxin_matter" not in plan


@pytest.mark.parametrize("hour", [0, 7, 8, 15, 16, 23])
def test_the_day_is_the_venues_wherever_the_server_stands(hour: int) -> None:
    """A scheduler in another time zone puts what happens in the morning on the day before."""
    in_utc = datetime(2026, 8, 2, hour, 30, tzinfo=UTC)
    elsewhere = in_utc.astimezone(zone(timedelta(hours=-8)))
    assert local_day(in_utc) == local_day(elsewhere) == (MON_AUG_3 if hour >= 16 else date(2026, 8, 2))


def test_one_message_is_one_case_and_another_is_another(cast: Cast) -> None:
    """Two cases from one mail, or a stranger's mail joined to a case because a subject was alike."""
    first = make.file(external_id="mail-1", source="mail")
    again = make.file(external_id="mail-1", source="mail")
    other = make.file(
        external_id="mail-2", source="mail", people=(Person(name="钱有余", phone="13900005555"),)
    )
    assert first.submission.pk == again.submission.pk and again.query_code == ""
    assert other.submission.matter_id != first.submission.matter_id
    assert make.file(purpose=Purpose.REQUEST).submission.matter_id != first.submission.matter_id
