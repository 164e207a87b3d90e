"""A believable county to try everything on: the same people and texts each time, the days counted back from today."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from unicodedata import east_asian_width

from django.conf import settings
from django.db import transaction

from lianxin.actions.directory import add_account
from lianxin.ops import demo_lives as on
from lianxin.ops import demo_open, demo_sittings, jobs
from lianxin.ops import demo_other as other
from lianxin.ops import demo_texts as texts
from lianxin.ops import demo_together as together
from lianxin.ops.demo_county import found
from lianxin.ops.demo_desk import SOURCE, Case, Desk, Life
from lianxin.ops.demo_knowledge import stock
from lianxin.ops.demo_more import COUNTY
from lianxin.ops.demo_people import Draw
from lianxin.ops.demo_routing import switch_rules_on
from lianxin.ops.demo_signins import CITIZENS, SIGN_INS
from lianxin.queries.holdings import came_from, is_empty
from lianxin.rules.codes import Channel
from lianxin.rules.wording import Said
from lianxin.rules.wording import gettext_noop as _

SEED = 20220501
OFFICE = "[fund]  # 信访专项资金，以元计\nbudget = 2000000\ncap = 50000\n"
PASSWORD = "lianxin-demo-2026"
Way = Callable[[Desk, Case], Life]
Lives = list[tuple[Case, Life]]

# Each way, and how many days ago its cases came; the last of some rows are overdue on purpose.
WAYS: tuple[tuple[Way, tuple[int, ...]], ...] = (
    (on.registered, (1, 2, 3, 5, 19)),
    (on.classified, (3, 4, 6, 9)),
    (on.received, (4, 7, 11)),
    (on.routed, (4, 6, 8, 10, 12, 52)),
    (on.objected, (5, 6, 9)),
    (on.returned, (10, 14)),
    (on.disputed, (7, 11)),
    (on.handling, (9, 16, 22, 33, 40, 47, 55, 62, 75, 110)),
    (on.investigated, (18, 29, 44, 58)),
    (on.extended, (58, 70)),
    (on.reminded, (36, 45)),
    (on.cleared, (44, 52)),
    (on.simple, (4, 6)),
    (on.simple_closed, (25, 39, 61, 84)),
    (on.converted, (12,)),
    (on.settled, (24, 33)),
    (on.withdrawn, (20, 27)),
    (on.issued, (40, 42)),
    (other.announced, (44,)),
    (on.served, (45, 52, 58, 66, 71)),
    (on.review, (62, 70, 78)),
    (on.reviewed, (78, 82)),
    (on.review_served, (84, 90, 98)),
    (on.redone, (88, 101)),
    (on.rereview, (94, 99)),
    (on.heard, (108, 115)),
    (on.rereviewed, (109, 112)),
    (on.final, (113, 120)),
    (on.closed, (100, 118, 131, 150)),
    (on.rated, (104, 125, 139, 162, 188)),
    (on.followed, (130, 171)),
    (on.unsolved, (112,)),
    (other.declined, (21, 48)),
    (other.declining, (6,)),
    (other.sent_back, (35,)),
    (demo_open.published, (115, 142)),
    (other.assigned, (20, 39)),
    (other.petition_of_many, (26,)),
    (other.split, (9,)),
    (together.by_invitation, (17,)),
    (together.with_agent, (21,)),
)
WORDED: tuple[tuple[Way, tuple[tuple[int, texts.Theme], ...]], ...] = (
    (other.guided, ((6, texts.LABOUR),)),
    (other.guided_closed, ((33, texts.LABOUR),)),
    (other.suggested, tuple(zip((22, 31, 64), texts.SUGGESTIONS, strict=True))),
    (other.thanked, ((15, texts.THANKS),)),
    (other.litigation, ((9, texts.JUDGED),)),
    (other.accused, ((2, texts.ACCUSATIONS[1]),)),
    (other.referred, ((8, texts.ACCUSATIONS[0]),)),
    (other.in_discipline, ((24, texts.ACCUSATIONS[2]), (40, texts.ACCUSATIONS[0]))),
    (together.asked_and_answered, ((23, texts.ACCUSATIONS[1]),)),
    (other.found_out, ((67, texts.ACCUSATIONS[2]),)),
    (other.concluded, ((90, texts.ACCUSATIONS[1]),)),
    (other.against_county, ((5, texts.AGAINST_COUNTY),)),
    (other.against_county_referred, ((12, texts.AGAINST_COUNTY),)),
    (on.received, ((8, texts.TAX),)),
    (on.asking, ((51, texts.THEMES[2]),)),
)


# What the citizens who can sign in have filed: one of each of these ways.
OWN: dict[str, tuple[Way, ...]] = {
    "wangxiuying": (on.routed, on.handling, on.served, on.closed),
    "yusufu": (on.objected, on.issued, on.review),
    "zhangxiang": (on.registered, on.extended, on.final),
}


class NotEmpty(Exception):
    """The database holds something that is not the demo; nothing was loaded."""

    said = Said(
        _("数据库里已有别的数据，演示数据没有载入。请换一个空的数据库：设置 LIANXIN_HOME 或 DATABASE_URL")
    )


@dataclass(frozen=True)
class Loaded:
    """How many submissions there are, and numbers with their query codes to follow them by."""

    submissions: int
    codes: tuple[tuple[str, str, str], ...] = ()
    troubles: tuple[str, ...] = ()  # periodic jobs that failed on it


def load(today: date, *, step: Callable[[int], None] = lambda total: None) -> Loaded:
    """Build the county and let its cases live up to `today`, all or nothing. Once loaded it does nothing.

    `step` is told the number of cases after each of them. Raises NotEmpty.
    """
    if known := came_from(SOURCE):
        return Loaded(known)
    if not is_empty():
        raise NotEmpty
    with transaction.atomic():
        found(COUNTY, password=PASSWORD)
        for username, name, _hint in CITIZENS:
            add_account(username, name=name, password=PASSWORD)
        desk, draw = Desk(COUNTY, today), Draw(SEED)
        lives = _lives(desk, draw)
        desk.run(lives, lambda: step(len(lives)), demo_open.post_letters)
        demo_open.after(desk)
        demo_sittings.after(desk)
        switch_rules_on(desk)
        stock(desk)
    troubles = tuple(f"{job.name}: {said}" for job, said, well in jobs.run(jobs.JOBS.values()) if not well)
    return Loaded(came_from(SOURCE), (*_codes([case for case, _life in lives]), *desk.slips), troubles)


def _lives(desk: Desk, draw: Draw) -> Lives:
    cases = [(way, draw.case(age)) for way, ages in WAYS for age in ages]
    cases += [(way, draw.case(age, theme=theme)) for way, rows in WORDED for age, theme in rows]
    _give_to_citizens(cases)
    lives = [(case, way(desk, case)) for way, case in cases]
    return [*lives, *_in_pairs(desk, draw)]


def _give_to_citizens(cases: list[tuple[Way, Case]]) -> None:
    """Some of what came by web belongs to people who can sign in and see it."""
    for username, name, _hint in CITIZENS:
        for wanted in OWN[username]:
            case = next(case for way, case in cases if way is wanted and not case.account)
            first = case.people[0]
            case.account, case.channel = username, Channel.WEB
            case.people = (type(first)(**{**vars(first), "name": name}),)


def _in_pairs(desk: Desk, draw: Draw) -> Lives:
    """Two submissions of one matter by another person and by the same one, and one after the end with new facts."""
    lives: Lives = []
    for age, relation in ((20, "DUPLICATE"), (41, "REPEAT")):
        first = draw.case(age, theme=texts.THEMES[0])
        later = draw.case(age, theme=texts.THEMES[0])
        if relation == "REPEAT":
            later.people = first.people
        lives.append((first, other.lead_and_joined(desk, first, later, relation)))
    first, later = draw.case(118, theme=texts.THEMES[5]), draw.case(118, theme=texts.THEMES[5])
    later.people, later.region = first.people, first.region
    return [*lives, (first, other.new_facts(desk, first, later))]


def _codes(cases: list[Case]) -> tuple[tuple[str, str, str], ...]:
    """One matter in each of a few states, for whoever follows with number and query code."""
    wanted = {"办理中": 16, "可申请复查": 66, "复核终结": 120}
    return tuple(
        (case.number, case.query_code, label)
        for label, age in wanted.items()
        for case in [next(case for case in cases if case.age == age)]
    )


def sheet(loaded: Loaded) -> str:
    """Who may sign in and what to try, as plain text; kept under HOME so that a later start can show it again."""
    path = settings.HOME / "demo.txt"
    if not loaded.codes:
        return path.read_text(encoding="utf-8") if path.exists() else ""
    rows = [f"  {_wide(username, 13)}{_wide(role, 20)}{hint}" for username, role, hint in SIGN_INS]
    codes = [f"  {number}  {code}  {label}" for number, code, label in loaded.codes]
    text = "\n".join([f"登录名（口令都是 {PASSWORD}）", *rows, "", "不登录，凭编号和查询码查看", *codes, ""])
    path.write_text(text, encoding="utf-8")
    return text


def set_office() -> None:
    """The county's own settings, for the next start; what stands there already is left as it is."""
    path = settings.HOME / "office.toml"
    if not path.exists():
        path.write_text(OFFICE, encoding="utf-8")


def _wide(text: str, columns: int) -> str:
    """Padded to so many columns of a terminal, where a Chinese character takes two."""
    return text + " " * (columns - sum(1 + (east_asian_width(char) in "WF") for char in text))
