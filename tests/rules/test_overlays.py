"""Local rules: they may only tighten, in the order province, system, organ, on the days they are in force."""

from datetime import date
from pathlib import Path

import pytest

from lianxin.rules.editions import edition
from lianxin.rules.overlays import OverlayError, apply, load
from lianxin.rules.periods import Grade, Unit

R05, R22 = edition("cn-2005"), edition("cn-2022")
TODAY = date(2026, 8, 3)
EXAMPLES = sorted((Path(__file__).parents[2] / "docs" / "overlays").glob("*.toml"))

HEADER = """
name = "某省规定"
level = "province"
source = "某省信访规定"
grade = "C"
valid_from = 2020-01-01
"""


def local(rows, header=HEADER):
    return load(f"{header}\n{rows}")


def row(code, **fields):
    written = {"article": '"某省规定第一条"'} | fields
    return f"[periods.{code}]\n" + "\n".join(f"{key} = {value}" for key, value in written.items())


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
@pytest.mark.parametrize("rules", [R05, R22], ids=lambda rules: rules.code)
def test_every_example_loads_and_applies(path, rules):
    overlay = load(path)
    assert apply(rules, [overlay], on=date(2021, 1, 4)).overlays == (overlay.name,)


def test_there_are_examples():
    assert {path.stem for path in EXAMPLES} >= {
        "zhejiang-2016",
        "beijing-2006",
        "shandong-2015",
        "discipline",
    }


@pytest.mark.parametrize(
    "fields",
    [
        ("HANDLE", {"days": 30}),
        ("HANDLE", {"days": 60}),
        ("HANDLE", {"max_extension": 0}),
        ("NOTICE_FWD", {"days": 5, "unit": '"working"'}),
        ("OBJECTION", {"days": 5, "unit": '"calendar"'}),
        ("REVIEW_APPLY", {"days": 60}),
        ("REREVIEW", {"pausable": "[]"}),
        ("REVIEW", {"rolls": "false"}),
        ("ASSIGN_REPORT", {"days": 30}),
    ],
)
def test_stricter_rows_are_taken(fields):
    code, values = fields
    changed = apply(R22, [local(row(code, **values))], on=TODAY).period(code)
    assert changed.article == "某省规定第一条" and changed.grade is Grade.C
    assert changed.label == R22.period(code).label


@pytest.mark.parametrize(
    ("code", "fields", "complaint"),
    [
        ("HANDLE", {"days": 61}, "把期限由60日放宽为61日"),
        ("HANDLE", {"days": 30, "max_extension": 60}, "延长期限由最多30日放宽到60日"),
        ("HANDLE", {"unit": '"working"'}, "把期限由60日放宽为60个工作日"),
        ("HANDLE", {"pausable": '["HEARING"]'}, "增加了期限停止计算的情形"),
        ("HANDLE", {"side": '"petitioner"'}, "改变了期限约束的一方"),
        ("REVIEW_APPLY", {"days": 15}, "把信访人的期限由30日缩短为15日"),
        ("REVIEW_APPLY", {"rolls": "false"}, "把信访人的期限由30日缩短为30日"),
        ("OBJECTION", {"days": 9, "unit": '"calendar"'}, "放宽为9日"),
        ("NOTICE_FWD", {"days": 11, "unit": '"working"'}, "由15日放宽为11个工作日"),
    ],
)
def test_looser_rows_are_refused_by_name(code, fields, complaint):
    with pytest.raises(OverlayError, match=f"“某省规定”的 periods.{code}（.*{complaint}"):
        apply(R22, [local(row(code, **fields))], on=TODAY)


def test_a_looser_row_that_cites_a_law_is_taken():
    text = row("REVIEW", max_extension=30, permitted_by='"某省条例第五十条"')
    assert apply(R22, [local(text)], on=TODAY).period("REVIEW").max_extension == 30
    assert apply(R22, [local(text)], on=TODAY).period("REVIEW").extension_article == "某省规定第一条"


def test_the_organ_is_held_to_what_its_province_allows():
    province = local(row("HANDLE", days=45))
    organ = local(row("HANDLE", days=50), HEADER.replace("province", "organ").replace("某省", "某局"))
    assert apply(R22, [organ], on=TODAY).period("HANDLE").days == 50
    with pytest.raises(OverlayError, match=r"“某局规定”的 periods.HANDLE.*由45日放宽为50日"):
        apply(R22, [organ, province], on=TODAY)


def test_an_overlay_counts_only_on_its_days():
    overlay = local(row("HANDLE", days=30), HEADER + "valid_to = 2021-12-31\n")
    lengths = {
        day: apply(R05, [overlay], on=day).period("HANDLE").days
        for day in (date(2019, 12, 31), date(2020, 1, 1))
    }
    assert list(lengths.values()) == [60, 30]
    assert apply(R05, [overlay], on=date(2021, 12, 31)).period("HANDLE").days == 30
    assert apply(R22, [overlay], on=date(2022, 5, 1)) is R22


def test_a_new_period_needs_every_field():
    with pytest.raises(OverlayError, match=r"periods\.SITE_VISIT 是国家规则没有的期限，还要写明 label、days"):
        apply(R22, [local(row("SITE_VISIT"))], on=TODAY)
    text = row(
        "SITE_VISIT",
        label='"现场核查"',
        days=7,
        unit='"working"',
        starts='"受理"',
        ends='"核查"',
        grade='"C"',
    )
    added = apply(R22, [local(text)], on=TODAY).period("SITE_VISIT")
    assert (added.days, added.unit, added.article) == (7, Unit.WORKING, "某省规定第一条")
    assert "SITE_VISIT" not in R22.periods


def switch(code, value):
    return local(f'[switches.{code}]\nvalue = {value}\narticle = "某省规定第二条"')


def test_switches_tighten_too():
    changed = apply(R22, [switch("max_representatives", 3)], on=TODAY)
    assert changed.switches["max_representatives"] == 3
    assert changed.switch_rows["max_representatives"].article == "某省规定第二条"
    assert apply(R22, [switch("hearing_public_default", "true")], on=TODAY).switches["hearing_public_default"]


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("max_representatives", 6),
        ("max_representatives", 0),
        ("max_representatives", "true"),
        ("max_representatives", '"3"'),
        ("handle_clock_scope", '"NONE"'),
        ("post_finality_care", "false"),
    ],
)
def test_a_looser_switch_is_refused(code, value):
    with pytest.raises(OverlayError, match=f"switches.{code} 由“.*不是从严"):
        apply(R22, [switch(code, value)], on=TODAY)


def test_a_place_may_rule_that_nothing_moves_off_rest_days_but_not_against_petitioners():
    changed = apply(R22, [switch("roll", "false")], on=TODAY)
    assert not changed.period("HANDLE").rolls and changed.period("REVIEW_APPLY").rolls


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("x = = 1\n", "第1行第"),
        ('name = "甲\n"', "第1行第"),
        (
            HEADER.replace('level = "province"', 'level = "city"'),
            "level 写的是“city”，只能是 province、system、organ",
        ),
        (HEADER.replace('grade = "C"', 'grade = "Z"'), "grade 写的是“Z”"),
        (HEADER.replace("valid_from = 2020-01-01", ""), "没有写施行日期"),
        (HEADER.replace("2020-01-01", '"2020年"'), "valid_from 应是日期"),
        (HEADER.replace('name = "某省规定"', ""), "没有写 name"),
        (HEADER + "priods = 1\n", "“priods”不认识"),
        (HEADER + "[periods.HANDLE]\ndasy = 30\n", "periods.HANDLE 里的“dasy”不认识"),
        (HEADER + "[periods]\nHANDLE = 30\n", "periods 应当写成"),
    ],
)
def test_a_faulty_file_says_what_is_wrong(text, complaint):
    with pytest.raises(OverlayError, match=complaint):
        load(text)


@pytest.mark.parametrize(
    ("rows", "complaint"),
    [
        ("[periods.HANDLE]\ndays = 30\n", "periods.HANDLE 没有写依据 article"),
        (row("HANDLE", days='"三十"'), "periods.HANDLE 的 days 应是不小于0的整数"),
        (row("HANDLE", days=-1), "periods.HANDLE 的 days 应是不小于0的整数"),
        (row("HANDLE", unit='"week"'), "periods.HANDLE 的 unit 写的是“week”，只能是 calendar、working"),
        (row("HANDLE", rolls='"no"'), "rolls 只能是 true 或 false"),
        (row("HANDLE", pausable='["ILLNESS"]'), "pausable 只能包含 HEARING"),
        (row("HANDLE", label=3), "label 应是加引号的文字"),
        ('[switches.colour]\nvalue = 1\narticle = "一"\n', "switches.colour 不是规则开关"),
        ("[switches.roll]\nvalue = false\n", "要写明 value 和 article"),
    ],
)
def test_a_faulty_row_is_named(rows, complaint):
    with pytest.raises(OverlayError, match=complaint):
        apply(R22, [local(rows)], on=TODAY)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(OverlayError, match="读不到地方规则文件"):
        load(tmp_path / "no.toml")


def test_an_unfinished_file_is_said_once():
    with pytest.raises(OverlayError, match=r"^地方规则文件没有写完整"):
        load('name = "某县规定"\nlevel = ')
