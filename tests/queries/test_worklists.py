"""Lists stand on what a person may see, count beyond a page, and say "more" instead of a wrong number."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lianxin.models import Document, Involvement, Matter, SearchText
from lianxin.queries import worklists
from lianxin.queries.access import NotAllowed
from lianxin.queries.directory import one_reading
from lianxin.queries.integrity_record import matter_dates
from lianxin.queries.worklists import CAP, MANY, PAGE, Narrow, Tab, page, search, soon_until
from lianxin.rules.codes import Purpose
from tests import make

pytestmark = pytest.mark.django_db
MON_AUG_3 = date(2026, 8, 3)


def numbers(found):
    return [row.matter.number for row in found.rows]


def listed(cast, who, tab, on=MON_AUG_3, **narrow):
    return numbers(page(cast(who), tab, Narrow(**narrow), on=on))


@pytest.fixture
def many(cast):
    """10,001 matters of the county office, each an open one due a day later than the last but one."""
    matter = make.file().submission.matter
    office = cast.organ("37142601")
    rows = [
        Matter(number=f"M{n:05d}", title=f"第{n}件", state="REGISTERED", owner=office, office=office,
               opened_on=MON_AUG_3 - timedelta(days=n % 40), purpose="REQUEST", next_action="FORWARD", changed_at=matter.changed_at,
               due_on=date.fromordinal(MON_AUG_3.toordinal() + n // 2), safe_on=MON_AUG_3)
        for n in range(CAP)
    ]  # fmt: skip
    rows = Matter.objects.bulk_create(rows)
    Involvement.objects.bulk_create(Involvement(matter=row, organ=office, role="OWNER") for row in rows)


def test_soon_means_five_working_days(cast):
    assert soon_until(MON_AUG_3) == date(2026, 8, 10)
    assert soon_until(date(2026, 9, 30)) == date(
        2026, 10, 13
    )  # 国庆 1–7 October; the 8th, 9th, 12th, 13th and Saturday the 10th are worked


def test_each_list_holds_what_its_name_says(cast):
    routed, filed = make.routed(cast), make.file().submission.matter
    assert listed(cast, "ziran", Tab.ORGAN) == [routed.number]
    assert listed(cast, "ziran", Tab.MINE) == []
    make.act(cast, routed, "TAKE", "ziran", "2026-08-03", handler="ziran", no_interest=True)
    assert listed(cast, "ziran", Tab.MINE) == [routed.number]
    assert listed(cast, "ziran2", Tab.MINE) == []
    assert listed(cast, "fenban", Tab.ORGAN) == [filed.number]
    assert set(listed(cast, "fenban", Tab.ALL)) == {routed.number, filed.number}
    assert listed(cast, "renshe", Tab.ALL) == []


def test_a_date_draws_near_and_passes(cast):
    number = make.accepted(cast).number  # sixty days from 3 August
    days = {date(2026, 9, 20): (0, 0), date(2026, 9, 28): (1, 0), date(2026, 10, 9): (0, 1)}
    for day, expected in days.items():
        counts = page(cast("ziran"), Tab.ALL, Narrow(), on=day).counts
        assert (counts[Tab.SOON], counts[Tab.LATE]) == expected, day
    assert listed(cast, "ziran", Tab.LATE, on=date(2026, 10, 9)) == [number]


def test_while_the_petitioner_may_still_ask_for_review_nothing_is_overdue(cast):
    matter = make.served(cast)
    assert matter.waits_until == date(2026, 9, 20)
    Matter.objects.filter(pk=matter.pk).update(due_on=date(2026, 9, 1), safe_on=date(2026, 9, 1))
    for tab in (Tab.SOON, Tab.LATE):
        assert listed(cast, "ziran", tab, on=date(2026, 9, 10)) == []
    assert listed(cast, "ziran", Tab.LATE, on=date(2026, 9, 21)) == [matter.number]


def test_what_came_back_is_a_list_of_its_own(cast):
    matter = make.routed(cast)
    make.act(cast, matter, "OBJECT", "ziran", "2026-08-04", reason="不是本局职权", basis="三定方案")
    assert listed(cast, "fenban", Tab.RETURNED) == [matter.number]
    make.act(cast, matter, "AGREE_OBJECTION", "fenban", "2026-08-05", reason="同意")
    assert listed(cast, "fenban", Tab.RETURNED) == [matter.number]


def test_filters_narrow_together(cast):
    matter = make.routed(cast)
    make.file(on="2026-08-01")
    yes = [
        {"state": "ROUTED"}, {"category": "01"}, {"category": "0102"}, {"organ": "37142602"}, {"organ": "37142600"},
        {"channel": "WEB", "since": date(2026, 8, 2)}, {"text": "三亩地"}, {"text": "征地", "state": "ROUTED"},
    ]  # fmt: skip
    no = [{"state": "HANDLING"}, {"category": "02"}, {"organ": "37142603"}, {"channel": "LETTER"}, {"urgent": True},
          {"until": date(2026, 7, 31)}, {"text": "拆迁"}]  # fmt: skip
    for narrow in yes:
        assert matter.number in listed(cast, "fenban", Tab.ALL, **narrow), narrow
    for narrow in no:
        assert listed(cast, "fenban", Tab.ALL, **narrow) == [], narrow


def test_counting_goes_on_past_the_page_and_stops_honestly(cast, many):
    assert Matter.objects.count() == CAP + 1
    whole = page(cast("fenban"), Tab.ORGAN, Narrow(), on=MON_AUG_3)
    assert (len(whole.rows), whole.total, whole.counts[Tab.ALL]) == (PAGE, None, MANY + 1)
    narrowed = page(cast("fenban"), Tab.ORGAN, Narrow(state="REGISTERED"), on=MON_AUG_3)
    assert (len(narrowed.rows), narrowed.total) == (PAGE, CAP + 1)


def test_the_number_beside_a_list_is_exact_up_to_a_thousand(cast, many):
    late = page(cast("fenban"), Tab.LATE, Narrow(), on=MON_AUG_3 + timedelta(days=499))
    assert (late.counts[Tab.LATE], late.total) == (MANY - 1, MANY - 1)
    later = page(cast("fenban"), Tab.LATE, Narrow(), on=MON_AUG_3 + timedelta(days=500))
    assert (later.counts[Tab.LATE], later.total) == (MANY + 1, None)


@pytest.mark.parametrize(
    ("tab", "narrow"),
    [(Tab.ORGAN, Narrow()), (Tab.ALL, Narrow()), (Tab.ALL, Narrow(since=MON_AUG_3 - timedelta(days=30)))],
)
def test_pages_follow_one_another_without_gap_or_repeat_and_back_again(cast, many, tab, narrow):
    first = page(cast("fenban"), tab, narrow, on=MON_AUG_3)
    second = page(cast("fenban"), tab, narrow, on=MON_AUG_3, after=first.after)
    third = page(cast("fenban"), tab, narrow, on=MON_AUG_3, after=second.after)
    back = page(cast("fenban"), tab, narrow, on=MON_AUG_3, before=third.before)
    assert numbers(back) == numbers(second)
    assert not first.before and len(set(numbers(first) + numbers(second) + numbers(third))) == 3 * PAGE
    spoilt = page(cast("fenban"), tab, narrow, on=MON_AUG_3, after="x'; DROP")
    assert numbers(spoilt) == numbers(first)


def test_narrowed_to_days_the_newest_day_stands_first(cast, many):
    rows = [Narrow(since=MON_AUG_3 - timedelta(days=3)), Narrow(until=MON_AUG_3 - timedelta(days=2))]
    for narrow in rows:
        shown = [row.matter for row in page(cast("fenban"), Tab.ALL, narrow, on=MON_AUG_3).rows]
        assert shown == sorted(shown, key=lambda one: (one.opened_on, one.pk), reverse=True)
    assert {one.opened_on for one in shown} == {MON_AUG_3 - timedelta(days=2)}


def test_names_are_masked_and_sealed_ones_absent(cast):
    make.file()
    make.file(purpose=Purpose.ACCUSATION, title="举报", complained_organ="37142602")
    rows = page(cast("fenban"), Tab.ALL, Narrow(), on=MON_AUG_3).rows
    assert sorted((row.matter.sealed, row.who) for row in rows) == [(False, "王**"), (True, "")]


@pytest.mark.parametrize("narrow", [Narrow(), Narrow(text="征地"), Narrow(organ="37142600", state="ROUTED")])
def test_a_list_takes_as_many_queries_for_a_hundred_rows_as_for_one(cast, narrow):
    counted = []
    for more in (1, 30):
        for _ in range(more):
            make.routed(cast)
        with one_reading(), CaptureQueriesContext(connection) as queries:
            page(cast("fenban"), Tab.ALL, narrow, on=MON_AUG_3)
        counted.append(len(queries))
    assert counted[0] == counted[1] <= 10


def test_what_is_named_in_the_title_is_found_first(cast):
    titled = make.file(title="村口路灯不亮", content="晚上看不见路。").submission.number
    newer = make.file(title="征地补偿", content="另外路灯也坏了。").submission.number
    both = make.file(title="路灯和征地", content="路灯坏了。").submission.number
    assert numbers(search(cast("fenban"), Narrow(text="路灯"), on=MON_AUG_3)) == [both, titled, newer]
    assert numbers(search(cast("fenban"), Narrow(text="路灯 征地"), on=MON_AUG_3)) == [both, newer, titled]
    assert numbers(search(cast("fenban"), Narrow(text="！"), on=MON_AUG_3)) == []


@pytest.mark.parametrize("asked", ["补偿", "補償", "ＡＢ 补偿", "ab"])
def test_the_title_counts_before_the_letter_and_the_letter_before_the_papers_in_any_script(cast, asked):
    named = make.file(title="ＡＢ公司的補償款", content="没有发。", requests=("请发钱",)).submission.matter
    told = make.file(
        title="征地的钱", content="AB公司的补偿款没有发。", requests=("请发钱",)
    ).submission.matter
    ruled = make.file(title="征地的钱", content="没有发。", requests=("请发钱",)).submission.matter
    make.act(cast, ruled, "CLASSIFY", "fenban", "2026-08-03", **make.CLASSIFY)
    make.act(
        cast,
        ruled,
        "FORWARD",
        "fenban",
        "2026-08-03",
        to="37142602",
        mode="FORWARD",
        reason="AB公司的补偿归它管",
    )
    found = search(cast("fenban"), Narrow(text=asked), on=MON_AUG_3)
    assert numbers(found) == [named.number, told.number, ruled.number]


@pytest.mark.parametrize("last", [6, 8, 9])  # of nine entries looked through first; five are put in order
def test_the_pages_of_a_search_lose_and_repeat_nothing_and_go_on_beyond_the_cap(cast, monkeypatch, last):
    monkeypatch.setattr(worklists, "PAGE", 2)
    monkeypatch.setattr(worklists, "CAP", 4)
    monkeypatch.setattr(worklists, "NEAR", 5)
    monkeypatch.setattr(
        "lianxin.queries.search._lately", lambda: SearchText.objects.order_by("-pk")[last - 1].pk
    )
    monkeypatch.setattr("lianxin.queries.search.COMMON", 0)
    made = [make.file(title="三亩地" if place in (1, 4) else "别的").submission.number for place in range(9)]
    found, pages, after = [], [], ""
    while not pages or after:
        pages.append(search(cast("fenban"), Narrow(text="三亩"), on=MON_AUG_3, after=after))
        found += numbers(pages[-1])
        after = pages[-1].after
    # The newest five are put in order, the one of them with the title first; then by age.
    assert found == [made[4], *made[:4:-1], *made[3::-1]]
    assert pages[0].total == 5 and not pages[0].before
    back = search(cast("fenban"), Narrow(text="三亩"), on=MON_AUG_3, before=pages[1].before)
    assert numbers(back) == found[:2]
    spoilt = search(cast("fenban"), Narrow(text="三亩"), on=MON_AUG_3, after="x'; DROP")
    assert numbers(spoilt) == found[:2]


@pytest.mark.parametrize("who", ["ziran", "fenban"])  # one sees little, and one nearly all
def test_what_others_see_newer_hides_nothing_of_a_search(cast, monkeypatch, who):
    monkeypatch.setattr(worklists, "PAGE", 2)
    monkeypatch.setattr(worklists, "CAP", 3)
    monkeypatch.setattr(worklists, "NEAR", 4)
    monkeypatch.setattr("lianxin.queries.search.COMMON", 0)
    theirs = [make.routed(cast).number for _ in range(6)]  # at the bureau
    for _ in range(5):
        make.file()  # newer, and not yet there
    found, after, pages = [], "", []
    while not pages or after:
        pages.append(search(cast(who), Narrow(text="三亩", state="ROUTED"), on=MON_AUG_3, after=after))
        found += numbers(pages[-1])
        after = pages[-1].after
    assert (found, pages[0].total) == (theirs[::-1], 4)
    few = search(cast(who), Narrow(text="三亩", state="CLOSED"), on=MON_AUG_3)
    assert (numbers(few), few.total) == ([], 0)


def test_a_search_goes_through_its_pages(cast, monkeypatch):
    monkeypatch.setattr(worklists, "PAGE", 2)
    expected = [make.file().submission.number for _ in range(5)][::-1]
    found, seen, after = [], 0, ""
    while True:
        step = search(cast("fenban"), Narrow(text="三亩"), on=MON_AUG_3, after=after)
        found += numbers(step)
        seen += 1
        if not (after := step.after):
            break
    assert (found, seen) == (expected, 3)


def test_a_search_without_words_lists_the_newest_first(cast):
    older, newer = (make.file().submission.matter for _ in range(2))
    found = search(cast("fenban"), Narrow(state="REGISTERED"), on=MON_AUG_3)
    assert (numbers(found), found.total) == ([newer.number, older.number], 2)


def test_what_a_colleague_asks_for_waits_for_whoever_must_decide_it_and_comes_next(cast):
    """Red once: a request for extension stood in no list of the head's, and the next step was the handler's."""
    number = make.accepted(cast).number
    asked = lambda who: listed(cast, who, Tab.DECIDE)  # noqa: E731
    next_ = lambda: Matter.objects.get(number=number).next_action  # noqa: E731
    assert next_() == "DRAFT_OPINION"  # once read "sign the opinion" where nobody had drafted one
    make.act(cast, number, "ASK_EXTENSION", "ziran", "2026-08-04", days=10, reason="需要测绘")
    assert (asked("zirantou"), asked("ziran"), asked("renshetou"), next_()) == ([number], [], [], "EXTEND")
    make.act(cast, number, "EVIDENCE", "ziran", "2026-08-04", title="卷宗", source="档案馆", content="账册")
    make.act(cast, number, "DRAFT_OPINION", "ziran", "2026-08-04", **make.OPINION)
    assert (asked("zirantou"), asked("ziran2"), next_()) == (
        [number],
        [number],
        "EXTEND",
    )  # each what is theirs
    Matter.objects.filter(number=number).update(handler=None)
    assert asked("ziran") == []  # drafted it
    make.act(cast, number, "REFUSE_EXTENSION", "zirantou", "2026-08-05", reason="不复杂")
    assert (asked("ziran2"), next_()) == ([number], "CHECK_OPINION")
    make.act(cast, number, "CHECK_OPINION", "ziran2", "2026-08-05")
    assert (asked("zirantou"), asked("ziran2"), next_()) == ([number], [], "SIGN_OPINION")
    make.act(cast, number, "DRAFT_OPINION", "ziran", "2026-08-06", **make.OPINION)  # once more from the start
    assert next_() == "CHECK_OPINION"
    make.act(cast, number, "CHECK_OPINION", "ziran2", "2026-08-06")
    make.act(cast, number, "SIGN_OPINION", "zirantou", "2026-08-06")
    assert (asked("zirantou"), next_()) == ([], "SERVE")


def test_an_extension_that_is_given_waits_for_nobody(cast):
    number, usual = (matter := make.accepted(cast)).number, matter.next_action
    assert listed(cast, "zirantou", Tab.DECIDE) == []
    make.act(cast, number, "ASK_EXTENSION", "ziran", "2026-08-04", days=10, reason="需要测绘")
    assert listed(cast, "zirantou", Tab.DECIDE) == [number]
    make.act(cast, number, "EXTEND", "zirantou", "2026-08-05", days=10, reason="需要测绘")
    assert listed(cast, "zirantou", Tab.DECIDE) == []
    assert Matter.objects.get(number=number).next_action == usual
    with pytest.raises(NotAllowed, match="没有等批准的延期申请"):
        make.act(cast, number, "REFUSE_EXTENSION", "zirantou", "2026-08-05", reason="不复杂")
    assert not list(matter_dates(MON_AUG_3))
    assert page(cast("dengji"), Tab.ALL, Narrow(), on=MON_AUG_3).counts[Tab.DECIDE] == 0  # whom nobody asks


def test_a_paper_to_check_or_to_sign_waits_for_whoever_may_and_no_longer_once_it_is_issued(cast):
    """Red once: only opinions and requests for more time stood in the list."""
    number = make.accepted(cast).number
    asked = lambda *who: [listed(cast, each, Tab.DECIDE) for each in who]  # noqa: E731
    text = "【收到日期】\n2026年8月3日\n【是否在期限内】\n在期限内\n【决定】\n予以受理"
    make.act(cast, number, "DRAFT_PAPER", "ziran", "2026-08-10", kind="D24", text=text)
    paper = str(Document.objects.get(kind="D24").pk)
    assert asked("ziran2", "ziran", "renshetou", "fenban") == [
        [number],
        [],
        [],
        [],
    ]  # another's draft, at one's own organ
    make.act(cast, number, "CHECK_PAPER", "ziran2", "2026-08-10", paper=paper)
    assert asked("zirantou", "ziran2", "renshetou") == [[number], [], []]  # a decision is signed by the head
    make.act(cast, number, "ISSUE_PAPER", "zirantou", "2026-08-10", paper=paper)
    assert asked("zirantou", "ziran2", "ziran") == [[], [], []]
