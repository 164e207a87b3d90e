"""Where a matter may be sent: by place, level and line, never upward."""

from __future__ import annotations

import pytest

from lianxin.actions.directory import add_organ
from lianxin.models import Matter
from lianxin.queries.dossier import Dossier
from lianxin.queries.options import options
from lianxin.rules.codes import OrganDuty, OrganLevel, OrganType
from tests import make
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def reach(cast: Cast, matter: Matter) -> set[str]:
    return {o.value for o in options("forwardable", Dossier(matter, cast.today), cast("fenban"))}


def test_a_county_office_sends_to_departments_towns_and_villages(cast: Cast) -> None:
    found = reach(cast, make.file().submission.matter)
    assert {"37142602", "37142610", "37142611", "37142612"} <= found
    assert not {"37142601", "37140000", "37140001", "37000000"} & found


def test_a_vertical_organ_of_the_county_is_within_reach(cast: Cast) -> None:
    add_organ(code="37142620", name="国家税务总局临水县税务局", word="临税", kind=OrganType.ADMINISTRATIVE,
              duty=OrganDuty.RESPONSIBLE, level=OrganLevel.COUNTY, region="371426", superior="37140000",
              line="TAX", valid_from=cast.today)  # fmt: skip
    assert "37142620" in reach(cast, make.file().submission.matter)


def test_a_department_sends_only_to_its_subordinates(cast: Cast) -> None:
    assert reach(cast, make.routed(cast)) == set()
