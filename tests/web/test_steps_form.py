"""The form of every step shows its row, keeps what was typed and leaves judging to the actions."""

from datetime import date

import pytest
from django.http import QueryDict

from lianxin.actions.given import Invalid, read
from lianxin.models import Matter
from lianxin.queries.dossier import Dossier
from lianxin.rules.steps import STEPS, Kind
from lianxin.rules.tasks import unasked
from lianxin.rules.wording import Said
from lianxin.web.steps_form import step_form, with_errors
from tests import make

pytestmark = pytest.mark.django_db
MON_AUG_3 = date(2026, 8, 3)


@pytest.fixture
def dossier(cast):
    matter = make.file(requests=("请发放补偿款", "请公开补偿标准")).submission.matter
    return Dossier(matter, MON_AUG_3)


@pytest.mark.parametrize("action", sorted(STEPS))
def test_every_step_has_a_form_that_shows_all_its_fields(cast, dossier, action):
    form = step_form(STEPS[action], dossier, cast("fenban"))
    shown = "".join(str(bound) for section in form.sections for bound in section.fields)
    spared = (
        unasked(()) if action in ("ANSWER_TASK", "DRAFT_ANSWER_LETTER") else frozenset()
    )  # no task waits that would ask for more
    for spec in STEPS[action].fields:
        if spec.kind is Kind.FILES:
            assert form.tray is not None
            continue
        if spec.name in spared:
            assert f'name="{spec.name}"' not in shown
            continue
        names = [f"requests-{n}-{part.name}" for n in (1, 2) for part in spec.each] or [spec.name]
        for name in names:
            assert f'name="{name}"' in shown or not form.fields[name].choices


def test_a_long_list_is_typed_by_name_and_understood_as_its_code(cast, dossier):
    typed = QueryDict(mutable=True)
    typed.update({"category": "农村农业/村务管理", "region": "371426101", "requests-1-legal_class": "APPEAL_6",
                  "requests-2-legal_class": "INQUIRY", "complained_organ": " 柳河镇人民政府 "})  # fmt: skip
    form = step_form(STEPS["CLASSIFY"], dossier, cast("fenban"), typed)
    given, keys = read(STEPS["CLASSIFY"].fields, form.facts(), dossier, cast("fenban"))
    assert (given["category"], given["complained_organ"]) == ("0101", "37142610")
    assert [line["legal_class"] for line in given["requests"]] == ["APPEAL_6", "INQUIRY"]
    assert keys["complained_organ"] == cast.organ("37142610").pk
    assert 'value="柳河镇人民政府"' in str(form["complained_organ"])


def test_what_is_not_in_the_list_is_kept_and_refused_by_the_action(cast, dossier):
    form = step_form(STEPS["CLASSIFY"], dossier, cast("fenban"), QueryDict("category=没有的分类"))
    with pytest.raises(Invalid) as refused:
        read(STEPS["CLASSIFY"].fields, form.facts(), dossier, cast("fenban"))
    with_errors(form, refused.value)
    assert "请从列出的选项中选择" in form.errors["category"][0]
    assert "第1项诉求：请填写“性质”" in form.errors["requests-1-legal_class"][0]
    assert 'value="没有的分类"' in str(form["category"])


def test_the_form_itself_finds_no_fault(cast, dossier):
    form = step_form(STEPS["CLASSIFY"], dossier, cast("fenban"), QueryDict("urgent=maybe"))
    assert not form.errors
    with_errors(form, Invalid({"": Said("整体不行"), "elsewhere": Said("别处不行")}))
    assert form.non_field_errors() == ["整体不行", "别处不行"]


def test_a_draft_fills_the_groups_of_its_requests(cast):
    matter = make.accepted(cast)
    dossier = Dossier(Matter.objects.get(pk=matter.pk), MON_AUG_3)
    form = step_form(STEPS["DRAFT_OPINION"], dossier, cast("ziran"), initial=make.OPINION | {
        "requests": [{"position": 1, **make.OPINION["requests"][0]}]})  # fmt: skip
    assert "应当发放。" in str(form["requests-1-answer"])
    assert form.sections[1].text == "请发放拖欠的征地补偿款"


def test_ticked_recipients_arrive_as_a_list(cast):
    dossier = Dossier(make.signed(cast), date(2026, 8, 21))
    number = dossier.filed[0].number
    typed = QueryDict(f"recipients={number}&method=MAIL&served_on=2026年8月21日")
    form = step_form(STEPS["SERVE"], dossier, cast("ziran"), typed)
    assert form.facts()["recipients"] == [number]
