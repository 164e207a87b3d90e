"""Staff whom a letter names are put before whoever classifies; nobody is walled off before that person says so."""

from __future__ import annotations

import re
from html import unescape

import pytest

from lianxin.actions.given import Invalid
from lianxin.models import ComplainedOf, Matter
from lianxin.queries.access import visible
from lianxin.rules.codes import LegalClass
from tests import make

pytestmark = pytest.mark.django_db
ASKS = "被反映的是不是这些人？"


def page_of(client, matter, query=""):
    return unescape(client.get(f"/staff/matters/{matter.number}/steps/CLASSIFY/{query}").content.decode())


@pytest.mark.parametrize(
    ("title", "content", "why"),
    [
        ("自然资源局紫冉不办证", "跑了三趟。", "信里也写到临水县自然资源局"),
        ("办证难", "县自然资源局的工作人员 紫 冉 让我回去等。", "信里也写到临水县自然资源局"),
        ("办证难", "副局长祖仁厚说不归他管。", "姓名前后写着职务"),
        ("办证难", "祖仁厚局长说不归他管。", "姓名前后写着职务"),
        ("方正平收了材料没有给回执", "跑了三趟。", "是本机关的工作人员"),
        ("紫冉不办证", "跑了三趟。", ""),  # of another organ, and nothing tells that it is no namesake
        ("办证难", "小区管理员不在。", ""),  # an account with the name of a trade
    ],
)
def test_a_name_is_asked_about_with_what_tells_that_it_is_no_namesake(cast, enter, title, content, why):
    matter = make.file(title=title, content=content).submission.matter
    page = page_of(enter("fenban"), matter)
    assert (ASKS in page) is bool(why) and why in page


def test_the_petitioner_who_has_the_same_name_is_not_asked_about(cast, enter):
    matter = make.file(
        title="方正平的补偿款没有发", people=(make.Person(name="方正平", phone="13812341234", address="前柳村12号"),)
    ).submission.matter  # fmt: skip
    assert ASKS not in page_of(enter("fenban"), matter)


def test_one_press_puts_the_name_into_the_field_and_a_person_decides(cast, enter):
    matter = make.file(title="自然资源局紫冉不办证", content="跑了三趟。").submission.matter
    client = enter("fenban")
    page = page_of(client, matter)
    assert 'name="fill" value="complained_account=ziran"' in page
    typed = {"version": matter.version, "category": "自然资源/土地征收", "urgent": "on", "requests-1-legal_class": "APPEAL_6",
             "fill": "complained_account=ziran"}  # fmt: skip
    taken = unescape(client.post(f"/staff/matters/{matter.number}/steps/CLASSIFY/", typed).content.decode())
    assert 'name="complained_account" value="紫冉"' in taken and 'value="自然资源/土地征收"' in taken
    assert re.search(r'<input[^>]*name="urgent"[^>]*checked', taken)
    assert 'value="APPEAL_6" selected' in taken
    assert Matter.objects.get(pk=matter.pk).version == matter.version
    assert not ComplainedOf.objects.exists()  # nothing is decided by the press
    make.act(cast, matter, "CLASSIFY", "fenban", "2026-08-03", complained_account="ziran", **make.CLASSIFY)
    assert [(row.value, row.chosen) for row in matter.suggestions.filter(field="complained_account")] == [
        ("ziran", "ziran")
    ]
    assert ComplainedOf.objects.get().account == cast.account("ziran")
    assert ASKS not in page_of(client, matter)


def test_what_the_person_left_out_is_kept_and_walls_nobody_off(cast, enter):
    matter = make.file(title="自然资源局紫冉不办证", content="跑了三趟。").submission.matter
    make.act(cast, matter, "CLASSIFY", "fenban", "2026-08-03", **make.CLASSIFY)
    assert matter.suggestions.get(field="complained_account").chosen == "-"
    make.act(cast, matter, "FORWARD", "fenban", "2026-08-03", to="37142602", mode="FORWARD", reason="职能")
    ziran = cast("ziran")
    assert visible(ziran, on=cast.today).filter(pk=matter.pk).exists()


def test_an_accusation_and_a_part_split_off_keep_it_too(cast, enter):
    sealed = make.file(title="自然资源局紫冉收钱", content="收了三万。").submission.matter
    accusing = {**make.CLASSIFY, "requests": [{"legal_class": LegalClass.ACCUSATION}]}
    make.act(cast, sealed, "CLASSIFY", "fenban", "2026-08-03", complained_account="ziran", **accusing)
    assert sealed.suggestions.get(field="complained_account").chosen == "ziran"
    both = make.file(
        title="自然资源局紫冉收钱", content="收了三万。", requests=("请查收钱", "请修路"), external_id="two"
    ).submission.matter
    make.act(cast, both, "SPLIT", "fenban", "2026-08-03", lines=["1"], redacted="请修路")
    part = Matter.objects.get(sealed=True, title="", submissions__source="split")
    assert part.suggestions.get(field="complained_account").value == "ziran"
    assert not both.suggestions.filter(field="complained_account").exists()


def test_whom_it_names_is_not_asked_about_themselves_nor_says_what_it_is(cast, enter):
    matter = make.file(title="方正平收了材料没有给回执", content="跑了三趟。").submission.matter
    assert "这是您本人" in page_of(enter("fenban"), matter)
    assert 'value="complained_account=fenban"' not in page_of(enter("fenban"), matter)
    with pytest.raises(Invalid, match="来件写到了您"):
        make.act(cast, matter, "CLASSIFY", "fenban", "2026-08-03", **make.CLASSIFY)
    assert not matter.suggestions.exists()
    assert 'value="complained_account=fenban"' in page_of(enter("fenban2"), matter)
    make.act(cast, matter, "CLASSIFY", "fenban2", "2026-08-03", **make.CLASSIFY)
