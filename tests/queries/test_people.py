"""People are found by a whole number only, and uncovered field by field as the privacy rows say."""

from datetime import date

import pytest

from lianxin.models import Organ
from lianxin.queries.dossier import Dossier
from lianxin.queries.people import SEALED_NAME, card, desk_lists, earlier, revealable, sought
from lianxin.rules.codes import Purpose
from lianxin.rules.identity import BadEntry
from tests import make

pytestmark = pytest.mark.django_db
MON_AUG_3 = date(2026, 8, 3)


def shown(cast, who, matter, *, unsealed=False):
    file = Dossier(matter, MON_AUG_3)
    party = file.filed[0].parties.all()[0]
    return card(party, cast(who), file, sealed=matter.sealed, unsealed=unsealed)


def test_a_person_is_shown_masked(cast):
    found = shown(cast, "ziran", make.routed(cast))
    assert (found.name, found.may_reveal) == ("王**", True)
    assert all(masked for _question, _answer, masked in found.facts)


@pytest.mark.parametrize(
    ("who", "fields"),
    [
        ("dengji", {"name", "phone", "address", "email", "id_number", "credit_code"}),
        ("ziran", {"name", "phone", "address", "email", "credit_code"}),
        ("duban", set()), ("xianzhang", set()), ("renshe", set()), ("shenji", set()),
    ],
)  # fmt: skip
def test_who_may_uncover_which_field(cast, who, fields):
    file = Dossier(make.routed(cast), MON_AUG_3)
    found = revealable(cast(who), file, sealed=False, unsealed=False)
    assert {field.code for field in found} - {"credit_code"} == fields - {"credit_code"}


def test_a_sealed_name_opens_only_for_whom_the_custodian_named(cast):
    matter = make.file(purpose=Purpose.ACCUSATION).submission.matter
    found = shown(cast, "fenban", matter)
    assert (found.name, found.facts, found.may_reveal) == (SEALED_NAME, (), False)
    assert shown(cast, "fenban", matter, unsealed=True).may_reveal


@pytest.mark.parametrize("typed", ["138", "1381234", "王秀英", "", "11010519491231002Y"])
def test_a_part_of_a_number_finds_nobody(cast, typed):
    make.file()
    with pytest.raises(BadEntry):
        earlier(cast("dengji"), sought(typed), on=MON_AUG_3)


def test_a_whole_number_finds_what_the_reader_may_see(cast):
    number = make.file().submission.number
    assert [row.number for row in earlier(cast("dengji"), sought(" 138 1234 1234 "), on=MON_AUG_3)] == [
        number
    ]
    assert earlier(cast("zhenban"), sought("13812341234"), on=MON_AUG_3) == []
    make.file(purpose=Purpose.ACCUSATION)
    assert len(earlier(cast("fenban"), sought("13812341234"), on=MON_AUG_3)) == 1


def test_only_a_desk_that_registers_has_lists_to_pick_from(cast):
    assert [office.label for office in desk_lists(cast("dengji"), on=MON_AUG_3).offices] == ["临水县信访局"]
    for who in ("duban", "shenji", "xianzhang", "cunwei"):
        assert desk_lists(cast(who), on=MON_AUG_3).offices == []


def test_short_names_that_mean_one_organ_of_the_desks_place_are_known(cast):
    Organ.objects.filter(code="37142602").update(short_name="县自规局")
    county = desk_lists(cast("dengji"), on=cast.today).called
    assert (county["县自规局"], county["信访局"]) == ("临水县自然资源局", "临水县信访局")
    assert "自然资源局" not in county and "人民政府" not in county and "信访办" not in county
    Organ.objects.filter(code="37142603").update(short_name="信访局")
    assert "信访局" not in desk_lists(cast("dengji"), on=cast.today).called  # two are called so
    assert (
        "县自规局" not in desk_lists(cast("zhenban"), on=cast.today).called
    )  # a township: its own places only
