"""One switch makes the county another house: its categories, its words, its checklists and its stricter periods."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from lianxin.queries.law import law_on
from lianxin.queries.options import category_tree
from lianxin.queries.variant import variant
from lianxin.rules.editions import edition_on
from lianxin.rules.overlays import OverlayError
from lianxin.rules.screening import CHECKLISTS, Business
from lianxin.rules.variants import SHIPPED, Variant, VariantError, load
from lianxin.web.words import say_code, translate_said

TODAY = date(2026, 8, 3)
KNOWN = {
    "tax": ("征收/退税", "0102", "村、社区", "税务所", 45),
    "police": ("受案立案/不立案", "0102", "乡镇、街道", "派出所", 45),
    "discipline": ("廉洁纪律/违规吃喝", "0202", "信访部门", "信访室", 45),
    "university": ("教学/学位", "0103", "村、社区", "系、班级", 30),
}


@pytest.mark.parametrize("code", SHIPPED)
def test_the_switch_changes_categories_words_and_periods(settings, code: str) -> None:
    name, category, word, said, days = KNOWN[code]
    assert (category_tree().full_name(category), say_code(word)) != (name, said)
    settings.VARIANT = code
    assert category_tree().full_name(category) == name
    assert (say_code(word), translate_said(word)) == (said, said)
    assert law_on(TODAY).period("HANDLE").days == days < edition_on(TODAY).period("HANDLE").days
    assert law_on(TODAY).period("REVIEW") == edition_on(TODAY).period("REVIEW")
    assert variant().checklists[Business.GENERAL] != CHECKLISTS[Business.GENERAL]
    assert (Business.LEVY in variant().checklists) is (code == "tax")  # no other house screens taxes
    settings.VARIANT = ""
    assert law_on(TODAY) == edition_on(TODAY) and say_code(word) == word


@pytest.mark.parametrize("code", SHIPPED)
def test_each_variant_is_whole(code: str) -> None:
    found = load(code)
    assert found.name and found.office and found.words and found.overlay
    assert all(
        any(row.name == "其他" for row in found.categories.under(top.code)) for top in found.categories.top
    )


def test_the_county_differs_in_nothing() -> None:
    assert load("") == Variant()


def own(tmp_path: Path, text: str = 'name = "甲"\noffice = "乙"\n', overlay: str = "") -> str:
    (tmp_path / "variant.toml").write_text(text, "utf-8")
    (tmp_path / "categories.csv").write_text("code,name,grade\n01,甲,INF\n0101,乙,INF\n", "utf-8")
    if overlay:
        (tmp_path / "overlay.toml").write_text(overlay, "utf-8")
    return str(tmp_path)


def test_an_office_may_bring_its_own(tmp_path: Path, settings) -> None:
    settings.VARIANT = own(tmp_path)
    assert category_tree().full_name("0101") == "甲/乙" and law_on(TODAY) == edition_on(TODAY)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name = ", "写"),
        ('office = "乙"', "name"),
        ('name = "甲"\noffice = "乙"\nwords = 1', "words"),
        ('name = "甲"\noffice = "乙"\n[checklists]\nFISH = ["鱼"]', "FISH"),
    ],
)
def test_each_mistake_is_named(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(VariantError) as fault:
        load(own(tmp_path, text))
    assert said in str(fault.value.said)
    with pytest.raises(VariantError, match="tax、police"):
        load("nowhere")


def test_a_variant_may_not_loosen_the_law(tmp_path: Path, settings) -> None:
    settings.VARIANT = own(tmp_path, overlay='name = "松"\nlevel = "organ"\nsource = "本单位"\ngrade = "INF"\n'
                           "valid_from = 2022-05-01\n[periods.HANDLE]\ndays = 90\nunit = \"calendar\"\narticle = \"无\"\n")  # fmt: skip
    with pytest.raises(OverlayError):
        law_on(TODAY)
