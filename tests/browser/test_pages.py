"""What holds of the main screens in every language and size, and with the keyboard alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta

import pytest
from django.test import Client

from lianxin.actions import agendas, councils
from lianxin.actions.calls import Asked, open_call
from lianxin.actions.hall import call_next, take_number
from lianxin.actions.sittings import Plan, plan, publish
from lianxin.models import Matter, Sitting, Submission
from lianxin.rules.sittings import KINDS
from lianxin.web.citizen.urls import pages as citizen_routes
from lianxin.web.staff.urls import urlpatterns as staff_routes
from tests import make, walk
from tests.browser.person import DESK, SMALL_PHONE, Person
from tests.browser.test_stories import STORY, today
from tests.cast import Cast, moment
from tests.web.citizen.conftest import fill

# Words of the product itself, as against what people wrote and what organs are called.
OURS = "main h2, main th, main label > span, main legend, main summary, main .button, .nav a, .hint, .tag, .foot p"
CITIZEN = (
    "/",
    "/petition/",
    "/petition/kind/",
    "/petition/what/",
    "/petition/files/",
    "/petition/door/what/",
    "/petition/door/court/",
    "/petition/paper/",
    "/petition/you/",
    "/follow/",
    "/law/",
    "/verify/",
)
STAFF = (
    "/staff/",
    "/staff/search/",
    "/staff/topics/",
    "/staff/register/",
    "/staff/phone/",
    "/staff/scans/",
    "/staff/imports/",
    "/staff/overview/",
)
CHINESE = re.compile(r"[\u4e00-\u9fff]+")
QUOTED = re.compile(r"《[^》]*》|连心信访")  # laws and the office go by their names
SIMPLIFIED = re.compile(r"[办诉访请这时见书记关个来为发长转处规门问题]")
LANGUAGES = (("en", CHINESE), ("zh-TW", SIMPLIFIED))
RING = """() => {
    const at = document.activeElement, style = getComputedStyle(at);
    const label = at.closest("label.choice"), shown = label ? getComputedStyle(label) : style;
    const place = at.getBoundingClientRect();
    return {name: at.innerText || at.name || at.id, ring: style.outlineStyle !== "none" || shown.outlineStyle !== "none",
            body: at === document.body, top: Math.round(place.top + scrollY)};
}"""


def screens(person: Callable[..., Person], cast: Cast, **how: object) -> Iterator[Person]:
    """Every main screen, one after another, as whoever sees it."""
    citizen = person(**how)
    for address in CITIZEN:
        yield citizen.open(address)
    file = f"/staff/matters/{make.routed(cast, on=today()).number}/"
    for username, addresses in (("fenban", STAFF), ("ziran", (file, f"{file}steps/accept/"))):
        officer = person(username, **how)
        for address in addresses:
            yield officer.open(address)


@pytest.mark.parametrize("screen", [SMALL_PHONE, DESK])
@pytest.mark.parametrize(("language", "left_over"), LANGUAGES)
def test_nothing_is_left_untranslated(person, cast, screen, language, left_over):
    for seen in screens(person, cast, screen=screen, language=language):
        ours = [QUOTED.sub("", text) for text in seen.page.locator(OURS).all_inner_texts()]
        assert (seen.page.url, [text for text in ours if left_over.search(text)]) == (seen.page.url, [])


def test_the_keyboard_reaches_everything_in_order_and_can_be_seen(person, cast):
    for seen in screens(person, cast, screen=DESK):
        where, keys = seen.page.url, seen.page.keyboard
        seen.page.locator("body").evaluate("body => { document.activeElement.blur(); }")
        keys.press("Tab")
        first = seen.page.evaluate(RING)
        assert (where, first["ring"]) == (where, True)
        reached = 0
        for _turn in range(60):
            at = seen.page.evaluate(RING)
            if at["body"]:
                break
            assert (where, at["name"], at["ring"]) == (where, at["name"], True)
            reached += 1
            keys.press("Tab")
        assert (where, reached > 5) == (where, True)


def test_the_first_key_leads_past_the_masthead(person):
    citizen = person(screen=DESK).open("/")
    citizen.page.keyboard.press("Tab")
    citizen.page.keyboard.press("Enter")
    citizen.page.keyboard.press("Tab")
    assert "反映问题" in citizen.page.evaluate("document.activeElement.innerText")
    assert citizen.page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_no_table_of_the_record_stands_out_of_its_column(person, cast):
    make.file(on=today())
    reader = person(screen=DESK, language="en")
    for address in ("/log/", f"/log/day/{today()}/"):
        reader.open(address)
        wide = reader.page.evaluate(
            "[...document.querySelectorAll('main table')].map(t => Math.round(t.getBoundingClientRect().right"
            " - t.closest('main').getBoundingClientRect().right))"
        )
        assert (address, len(wide), max(wide) <= 0) == (address, 1, True), wide


def test_two_clicks_on_submit_register_once(person):
    clerk = person("dengji").open("/staff/register/")
    clerk.write(
        {"姓名（名称）": "李守田", "电话": "13812341234", "反映的情况": STORY, "诉求1": "请发放补偿款"}
    )
    clerk.tick("口头提出的，已向来访（来电）人宣读记录并经其确认")
    with clerk.page.expect_navigation():
        clerk.main.get_by_role("button", name="登记并出凭证", exact=True).dblclick()
    clerk.look().sees("已经登记")
    clerk.open("/staff/?tab=ALL").sees("共 1 件")


# ---- every page, however it was added ----------------------------------------------------------------------


def places(cast: Cast) -> dict[str, str]:
    """Addresses with a gap, by the name of their route: everything that an officer can open by link."""
    today_ = today()
    filed = make.routed(cast, on=today_)
    at = moment(today_)
    call = open_call(
        cast("fenban"), Asked("37142600", "公交怎样开", "请说说", *[date.fromisoformat(today_)] * 2), at=at
    )
    day = date.fromisoformat(today_) + timedelta(days=7)
    plan(cast("fenban"), Plan("37142600", day, day, time(9), time(10), 20, "一号室", ("县长 贺某",)), at=at)
    sitting = Sitting.objects.get()
    publish(cast("fenban"), [sitting.pk], at=at)
    met = hold(cast, filed, at=at)
    take_number(cast("dengji"), "37142601", 2, at=at)
    call_next(cast("dengji"), "37142601", "2", at=at)
    return {
        "staff:call": f"/staff/calls/{call.pk}/",
        "staff:reception_day": f"/staff/calendar/{sitting.pk}/",
        "staff:sitting": f"/staff/sittings/{met.pk}/",
    }


def hold(cast: Cast, matter: Matter, *, at: datetime) -> Sitting:
    """A council with members, one item put to the vote and counted, one still open."""
    who, kind = cast("fenban2"), KINDS["TOWN_COUNCIL"]
    for name in ("甲", "乙", "丙"):
        elected = {"organ": "37142600", "name": name, "post": "MEMBER", "elected_on": "2025-05-01",
                   "term_ends": "2030-05-01", "votes": "8", "voters": "9"}  # fmt: skip
        councils.elect(who, kind, elected, at=at)
    day = f"{at:%Y-%m-%d}"
    row = agendas.plan(who, kind, {"organ": "37142600", "title": "评议", "held_from": day, "opens": "9:00",
                                   "closes": "10:00", "place": "三楼", "host": "会长"}, at=at)  # fmt: skip
    turns = [
        agendas.add_item(who, row.pk, typed, at=at)
        for typed in ({"number": matter.number}, {"topic": "路灯"})
    ]
    asked = {"question": "怎样修", "options": "甲案\n乙案", "seats": "1"}
    for turn in turns:
        ballot = councils.call(who, row.pk, turn.pk, asked, at=at)
    votes = {str(each.pk): ["0"] for each in row.people.all()}
    councils.count(who, row.pk, ballot.pk, tally=[], blank="", cast="", votes=votes, at=at)
    return row


def plain_addresses(space: str, prefix: str) -> list[str]:
    """Every address of this side without a gap in it."""
    routes = staff_routes if space == "staff" else citizen_routes
    return [f"{prefix}{r.pattern}" for r in routes if "<" not in str(r.pattern)]


@pytest.mark.parametrize("screen", [(320, 640), DESK])
def test_every_page_of_a_citizen_passes_axe_and_fits_full_or_empty_right_or_wrong(
    person, cast, screen, live_server, settings, tmp_path
):
    """Every page that links lead to, by `tests.walk`; then its form sent with nothing in it, for the page that says so."""
    settings.MEDIA_ROOT = tmp_path / "kept"
    citizen = person(screen=screen)
    for address in {*plain_addresses("citizen", "/"), "/no-such-page/", "/join/nosuchlink/"}:
        citizen.visit(address)
    pages = walked(citizen, cast, live_server.url)
    for kind, (address, _page) in pages.items():
        citizen.open(address, 404 if kind == "citizen:join" and "nosuch" in address else 200)
    answers = []
    for address, page in pages.values():
        if any(form.method == "post" and form.typed() for form in page.forms):
            citizen.visit(address)  # what needs no word was taken: a later form may be refused by now
            if citizen.page.locator("main form[method=post]").count():
                with citizen.page.expect_navigation() as moved:
                    citizen.page.evaluate("document.querySelector('main form[method=post]').submit()")
                answers.append(moved.value.status)
                citizen.look(moved.value.status)
    assert answers.count(422) > 5
    citizen.open(f"/follow/{Submission.objects.latest('pk').number}/apply_review/", 403)


def walked(citizen: Person, cast: Cast, address: str) -> dict[str, tuple[str, walk.Page]]:
    """Every kind of page, with this browser holding every slip and half-way through a petition."""
    hand = Client(headers={"host": address.removeprefix("http://")})
    hand.cookies["django_language"] = "zh-hans"
    codes = walk.settle(cast)
    walk.prove(hand, codes)
    fill(hand)
    session = {"name": "sessionid", "value": hand.cookies["sessionid"].value, "url": address}
    citizen.page.context.add_cookies([session])
    lead = Submission.objects.filter(matter__state="REGISTERED", matter__sealed=False).earliest("pk")
    return walk.walk(hand, f"/join/{walk.invitation(cast, lead.matter)}/")


@pytest.mark.parametrize("screen", [(320, 640), DESK])
def test_every_page_of_the_staff_passes_axe_and_fits(person, cast, screen):
    """`Person.look` judges each page: WCAG 2.2 AA, one heading, nothing wider than the screen."""
    found = places(cast)
    clerk = person("fenban2", screen=screen)
    for address in [
        *plain_addresses("staff", "/staff/"),
        *(a for n, a in found.items() if n.startswith("staff:")),
    ]:
        clerk.visit(address)
    person("shenji", screen=screen).visit("/staff/readings/")


def test_a_head_rewords_a_paper_and_is_told_what_it_lacks(person, cast: Cast) -> None:
    head = person("zirantou").open("/staff/wordings/").sees("0种用自己的文本")
    head.press("补充材料通知书").sees("必须有的内容项", "示例事项的样子").picture("wording-01-shipped")
    head.write({"文书文本": "# 请补充材料\n请于{by}前交来。", "为什么改": "说得更明白"})
    head.press("存为新的一版", status=422).sees("缺少的材料 {missing}").picture("wording-02-lacking")
    head.write({"文书文本": "# 请补充材料\n请于{by}前交来：\n{missing}"})
    head.press("看看样子").sees("请于2026年8月20日前交来")
    head.press("存为新的一版").sees("已存为第1版", "说得更明白").picture("wording-03-kept")
