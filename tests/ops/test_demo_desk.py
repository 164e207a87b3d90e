"""The demo's own desk: whatever the day is, it takes in every case."""

from datetime import date

import pytest

from lianxin.actions.filing import Person
from lianxin.models import Submission
from lianxin.ops.demo_county import CORE
from lianxin.ops.demo_desk import Case, Desk
from lianxin.ops.demo_knowledge import stock
from lianxin.ops.demo_more import COUNTY
from lianxin.ops.demo_texts import THEMES
from lianxin.queries.knowledge import judge_on
from lianxin.rules.codes import Channel
from lianxin.rules.knowledge import Standing, citations
from tests.cast import Cast, moment
from tests.rules.sign_off import ROUTE_PLACES


@pytest.mark.django_db
def test_two_cases_of_one_minute_and_one_title_are_two(cast: Cast) -> None:
    desk = Desk(CORE, date(2026, 8, 3), moment("2026-08-03"))
    for name in ("赵满仓", "钱有余"):
        case = Case(THEMES[0], 1, "路坏了", f"{name}家门口的路坏了", ("请修路",), (Person(name=name, phone="13812341234"),),
                    Channel.WEB, "371426101", "37142602")  # fmt: skip
        desk.file(case)
    assert Submission.objects.filter(title="路坏了").count() == 2


@pytest.mark.django_db
def test_the_library_knows_every_law_the_county_works_by(cast: Cast) -> None:
    """Else whoever tries the demo is told that 《土地管理法》 is no law."""
    stock(Desk(CORE, date(2026, 8, 3), moment("2026-08-03")))
    judge = judge_on(date(2026, 8, 3))
    cited = [pair for theme in THEMES for pair in citations(theme.law)]
    assert judge and cited
    assert [title for title, labels in cited if judge(title, labels) is not Standing.KNOWN] == []


def test_the_signed_table_of_routes_has_every_place_of_the_county() -> None:
    assert set(ROUTE_PLACES) == {region.code for region in COUNTY.regions}
