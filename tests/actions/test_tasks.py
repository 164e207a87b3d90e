"""Tasks: who may clear what, and where what a step asks of another organ is written down."""

from __future__ import annotations

from datetime import date

import pytest

from lianxin.actions import screening, tasks
from lianxin.actions.given import Invalid
from lianxin.models import Matter, Posting, Task
from lianxin.queries.access import NotAllowed
from lianxin.queries.dossier import Dossier
from lianxin.queries.fund import account
from lianxin.queries.tasks import sponsored, task_for, told_of
from lianxin.rules.codes import Role
from lianxin.rules.office import OfficeError
from lianxin.rules.office import read as read_office
from lianxin.rules.permissions import may
from lianxin.rules.tasks import TASKS
from tests import make
from tests.cast import Cast, moment

pytestmark = pytest.mark.django_db
DAY = "2026-08-03"
ASK = {"to": "37142602", "requirement": "整改", "due_on": "2026-09-02"}


def answered(cast: Cast, who: str = "xianzhang") -> Task:
    row = tasks.issue(cast(who), TASKS["DISPATCHED"], ASK, at=moment(DAY))
    return tasks.answer(cast("ziran"), row, {"answer": "已补"}, at=moment(DAY))


@pytest.mark.parametrize(("who", "may"), [
    ("xianzhang", True),  # issued it
    ("duban", True),  # at the petition office, which speaks for that government
    ("shifenban", True),  # above it
    ("zirantou", False),  # the organ that answered
    ("renshetou", False),  # a head elsewhere
])  # fmt: skip
def test_only_the_issuers_line_clears(cast: Cast, who: str, may: bool) -> None:
    row = answered(cast)
    if may:
        assert tasks.clear(cast(who), row, {"evidence": "核对过"}, at=moment(DAY)).cleared_on == date(
            2026, 8, 3
        )
    else:
        with pytest.raises(NotAllowed):
            tasks.clear(cast(who), row, {"evidence": "核对过"}, at=moment(DAY))


def test_a_supervisor_below_who_sees_it_does_not_clear_it(cast: Cast) -> None:
    row = answered(cast)
    Posting.objects.create(
        account=cast.account("ziran2"), organ=cast.organ("37142602"), role=Role.SUPERVISOR, valid_from=date(2026, 1, 1)
    )  # fmt: skip
    with pytest.raises(NotAllowed):
        tasks.clear(cast("ziran2"), row, {"evidence": "自己看过"}, at=moment(DAY))


def test_what_a_step_asks_of_an_organ_says_who_asked_and_when(cast: Cast) -> None:
    matter = make.accepted(cast)
    make.act(
        cast, matter, "ASK_CO_HANDLER", "ziran", DAY, to="37142604", ask="请提供台账", due_on="2026-08-20"
    )
    make.act(cast, matter, "REMIND", "duban", DAY, requirement="请抓紧", due_on="2026-08-20")
    for row in Task.objects.filter(matter=matter):
        assert (
            row.made_by and row.made_at == moment(DAY) and row.issued_by and row.issued_on == date(2026, 8, 3)
        )
    make.act(cast, matter, "CO_ANSWER", "nongye", DAY, answer="台账附后")
    row = Task.objects.get(kind="CO_HANDLE")
    assert (row.answer, str(row.answered_by), row.answered_on) == ("台账附后", "农业春", date(2026, 8, 3))


# ---- the kinds with rows of their own ----------------------------------------------------------------------
def test_a_grant_stays_within_cap_and_budget_and_is_cleared_by_a_third(
    cast: Cast, settings, tmp_path
) -> None:
    settings.OFFICE_FILE = tmp_path / "office.toml"
    settings.OFFICE_FILE.write_text("[fund]\nbudget = 12000\ncap = 10000\n", "utf-8")
    ask = {
        "to": "37142600",
        "amount": "9000",
        "purpose": "过渡安置",
        "requirement": "请批准",
        "due_on": "2026-09-02",
    }
    matter = make.accepted(cast)
    with pytest.raises(Invalid, match="每件最多10000元"):
        make.act(cast, matter, "ASK_FUND", "ziran", DAY, **{**ask, "amount": "10001"})
    for _n in range(2):
        make.act(cast, matter, "ASK_FUND", "ziran", DAY, **ask)
    first, second = Task.objects.filter(kind="SPECIAL_FUND").order_by("pk")
    for granted, said in (("", "批准的金额"), ("9001", "不能多于申请的")):
        with pytest.raises(Invalid, match=said):
            make.act(
                cast,
                matter,
                "ANSWER_TASK",
                "xianzhang",
                DAY,
                task=str(first.pk),
                answer="同意",
                granted=granted,
            )
    make.act(cast, matter, "ANSWER_TASK", "xianzhang", DAY, task=str(first.pk), answer="同意", granted="9000")
    with pytest.raises(Invalid, match="还剩3000元"):
        make.act(
            cast, matter, "ANSWER_TASK", "xianzhang", DAY, task=str(second.pk), answer="同意", granted="3001"
        )
    make.act(
        cast, matter, "ANSWER_TASK", "xianzhang", DAY, task=str(second.pk), answer="部分同意", granted="3000"
    )
    with pytest.raises(Invalid, match="答复的人不能自己销号"):
        make.act(cast, matter, "CLEAR_TASK", "xianzhang", DAY, task=str(first.pk), evidence="票据")
    make.act(cast, matter, "CLEAR_TASK", "duban", DAY, task=str(first.pk), evidence="票据三张")
    found = account(cast("ziran"), 2026, on=date(2026, 8, 3))
    assert (found.asked, found.granted, found.used, found.left, len(found.rows)) == (18000, 12000, 9000, 0, 2)
    assert account(cast("renshe"), 2026, on=date(2026, 8, 3)).rows == []
    assert len(account(cast("shenji"), 2026, on=date(2026, 8, 3)).rows) == 2


def test_a_sponsored_case_is_entered_every_month_and_followed_to_the_end(cast: Cast) -> None:
    matter = make.accepted(cast)
    facts = {
        "leader": "副县长",
        "team": "自然资源局",
        "plan": "先核账",
        "requirement": "每月报",
        "due_on": "2026-09-02",
    }
    make.act(cast, matter, "SPONSOR", "duban", DAY, **facts)
    assert not sponsored(cast("duban"), on=date(2026, 8, 20))[0].silent
    assert sponsored(cast("duban"), on=date(2026, 9, 1))[0].silent
    make.act(cast, matter, "ENTER_PROGRESS", "ziran", "2026-09-01", progress="账已核对")
    row = sponsored(cast("duban"), on=date(2026, 9, 1))[0]
    assert (row.silent, row.last["text"], row.last["by"]) == (False, "账已核对", "紫冉")
    make.act(cast, matter, "ANSWER_TASK", "ziran", "2026-09-02", answer="办结")
    with pytest.raises(Invalid, match="一抓到底"):
        make.act(cast, matter, "CLEAR_TASK", "duban", "2026-09-02", evidence="看过")
    assert sponsored(cast("renshe"), on=date(2026, 9, 1)) == []


URGENT = {"to": "37142601", "stage": "FIRST", "informed": ["OWN_GOVERNMENT"], "held_at": "上午九点", "place": "镇政府门前",
          "persons": "30", "demand": "补偿款", "cause": "迟发", "measures": "镇长到场", "next": "核账", "requirement": "即报",
          "due_on": "2026-08-04", "recipients": ["37142600"]}  # fmt: skip


def test_an_urgent_report_says_who_read_it_and_when(cast: Cast) -> None:
    row = tasks.issue(cast("zhenban"), TASKS["URGENT_REPORT"], URGENT, at=moment(DAY))
    assert {each.organ.code for each in told_of(row)} == {"37142601", "37142600"}
    for who, hour in (("zhenban", 11), ("xianzhang", 12), ("xianzhang", 13)):
        tasks.mark_read(cast(who), task_for(cast(who), row.pk, on=date(2026, 8, 3)), at=moment(DAY, hour))
    read = {each.organ.code: (each.read_at, str(each.read_by or "")) for each in told_of(row)}
    assert read == {"37142601": (None, ""), "37142600": (moment(DAY, 12), "贺守正")}
    more = {**URGENT, "stage": "FOLLOW_UP", "follows": str(row.pk)}
    again = tasks.issue(cast("zhenban"), TASKS["URGENT_REPORT"], more, at=moment(DAY))
    assert again.facts["follows"] == str(row.pk)
    with pytest.raises(Invalid):
        tasks.issue(
            cast("zhenban"), TASKS["URGENT_REPORT"], {**more, "recipients": ["37142602"]}, at=moment(DAY)
        )


def test_a_problem_is_handed_to_the_organ_that_can_solve_it(cast: Cast) -> None:
    item = {"problem": "灌渠漏水", "business": "GENERAL", "region": "371426101201", "place": "二组"}
    row = screening.report(cast("cunwei"), item, mark="0" * 36, at=moment(DAY))
    assert row.organ.code == "37142610"
    hand = {"to": "37142604", "leader": "副县长", "due_on": "2026-08-20"}
    with pytest.raises(NotAllowed):
        tasks.pass_on(cast("cunwei"), row, hand, at=moment(DAY))
    moved = tasks.pass_on(cast("zhenfu"), row, hand, at=moment(DAY))
    assert (moved.organ.code, moved.issuer.code, moved.due_on) == ("37142604", "37142610", date(2026, 8, 20))
    assert moved.facts["handed"] == [{"from": "柳河镇人民政府", "leader": "副县长", "on": DAY}]
    with pytest.raises(NotAllowed):
        tasks.pass_on(cast("zhenfu"), row, hand, at=moment(DAY))
    tasks.answer(cast("nongye"), moved, {"answer": "已修"}, at=moment(DAY))
    assert tasks.clear(cast("zhentou"), moved, {"evidence": "到现场看过"}, at=moment(DAY)).cleared_on


def test_an_office_sets_its_own_rounds_of_screening() -> None:
    assert read_office("").screening["VILLAGE"].value == "WEEK"
    assert read_office('[screening]\nVILLAGE = "HALF_MONTH"').screening["VILLAGE"].value == "HALF_MONTH"
    for wrong in (
        '[screening]\nVILLAGE = "DAILY"',
        '[screening]\nHAMLET = "WEEK"',
        "[fund]\ncap = -1",
        '[fund]\ncap = "1"',
    ):
        with pytest.raises(OfficeError):
            read_office(wrong)


def test_what_another_organ_owes_is_not_offered_to_the_owner(cast: Cast) -> None:
    matter = make.accepted(cast)
    asked = {"requirement": "核账", "due_on": "2026-09-02"}
    make.act(cast, matter, "DISPATCH", "duban", DAY, to="37142604", **asked)
    make.decided(cast, matter, "ADVISE_WORK", "duban", DAY, to="37142604", finding="不清", evidence="三件",
                 advice="统一台账", **asked)  # fmt: skip
    file = Dossier(Matter.objects.get(pk=matter.pk), date(2026, 8, 3))
    for action in ("ANSWER_TASK", "DRAFT_ANSWER_LETTER"):
        assert may(cast("nongye"), action, file)
        assert "本机关没有待答复" in str(may(cast("ziran"), action, file).because)
