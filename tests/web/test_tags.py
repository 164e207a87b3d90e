"""Dates, remaining time, codes and sentences in words; icons, links and fields."""

import datetime as dt

import pytest
from django import forms
from django.template import Context, Template
from django.utils import translation
from django.utils.safestring import SafeString

from lianxin.rules.codes import Channel
from lianxin.rules.wording import Said
from lianxin.web import words
from lianxin.web.fields import DayField

THU_OCT_8 = dt.date(2026, 10, 8)


def draw(source: str, **context: object) -> str:
    return Template(source).render(Context(context)).strip()


def test_a_day_is_said_in_full_with_its_weekday():
    assert draw("{{ d|day }}", d=THU_OCT_8) == "2026年10月8日（周四）"
    assert draw("{{ d|day }}", d=None) == ""


def test_every_weekday_has_its_own_name():
    monday = dt.date(2026, 10, 5)
    said = [words.say_day(monday + dt.timedelta(days=n))[-4:] for n in range(7)]
    assert said == ["（周一）", "（周二）", "（周三）", "（周四）", "（周五）", "（周六）", "（周日）"]


def test_a_moment_is_said_in_china_time_whatever_its_zone():
    just_before_midnight_utc = dt.datetime(2026, 10, 7, 16, 30, tzinfo=dt.UTC)
    assert draw("{{ m|moment }}", m=just_before_midnight_utc) == "2026年10月8日（周四）00:30"
    assert draw("{{ m|day }}", m=just_before_midnight_utc) == "2026年10月8日（周四）"


@pytest.mark.parametrize(
    ("today", "said", "tone"),
    [
        ("2026-10-01", "还剩 7 日", "calm"),
        ("2026-10-04", "还剩 4 日", "calm"),
        ("2026-10-05", "还剩 3 日", "soon"),
        ("2026-10-08", "今天到期", "soon"),
        ("2026-10-10", "已超 2 日", "late"),
    ],
)
def test_the_days_left_are_said_and_only_near_dates_are_loud(today, said, tone):
    day = dt.date.fromisoformat(today)
    assert draw("{{ d|left:t }}/{{ d|tone:t }}", d=THU_OCT_8, t=day) == f"{said}/{tone}"


def test_a_short_day_names_the_year_only_when_it_differs():
    assert words.say_short_day(THU_OCT_8, dt.date(2026, 1, 1)) == "10月8日"
    assert words.say_short_day(THU_OCT_8, dt.date(2025, 12, 31)) == "2026年10月8日"


def test_a_code_is_said_by_its_label_with_or_without_its_list():
    assert draw("{{ c|label }}", c=Channel.LETTER) == "来信"
    assert draw('{{ "LETTER"|label:"Channel" }}') == "来信"
    assert draw("{{ c|label }}", c=None) == ""


def test_an_unknown_code_is_an_error_not_a_guess():
    with pytest.raises(ValueError, match="NOSUCH"):
        words.say_code("NOSUCH", "Channel")


def test_what_is_safe_in_html_and_what_is_not_are_kept_apart():
    for first, second in ((SafeString("<b>"), "<b>"), ("<i>", SafeString("<i>"))):
        assert draw("{{ s|said }}{{ s|label }}", s=first) != draw("{{ s|said }}{{ s|label }}", s=second)
    assert draw("{{ s|said }}{{ s|label }}", s="<b>") == "&lt;b&gt;&lt;b&gt;"


def test_a_sentence_kept_in_one_language_is_said_anew_in_the_next():
    source = '{% translate "待办" %} {{ "待办"|said }} {{ c|label }}'
    chinese = draw(source, c=Channel.LETTER)
    with translation.override("en"):
        english = draw(source, c=Channel.LETTER)
    assert chinese == "待办 待办 来信"
    assert english.isascii()


def test_a_translated_sentence_may_still_be_named_or_filtered():
    assert draw('{% translate "待办" as t %}[{{ t }}]') == "[待办]"
    assert draw('{% translate "a<b"|upper %}') == "A&lt;B"


def test_a_sentence_says_the_dates_codes_and_sentences_within_it():
    inner = Said("{n} 日", {"n": 60})
    outer = Said("{how}于{day}到，限{long}", {"how": Channel.LETTER, "day": THU_OCT_8, "long": inner})
    assert draw("{{ s|said }}", s=outer) == "来信于2026年10月8日（周四）到，限60 日"


def test_what_a_sentence_carries_is_escaped():
    assert "<script>" not in draw("{{ s|said }}", s=Said("{x}", {"x": "<script>"}))


def test_a_missing_route_yields_nothing():
    assert draw('[{% url_if "citizen:no-such-page" %}]') == "[]"
    assert "文字" not in draw('{% nav_link "citizen:no-such-page" "文字" %}')
    assert draw('{% url_if "account_login" %}') == "/accounts/login/"


def test_an_icon_is_decoration_unless_it_has_words():
    assert 'aria-hidden="true"' in draw('{% icon "clock" %}')
    assert 'aria-label="期限"' in draw('{% icon "clock" "期限" %}')


class Asking(forms.Form):
    day = DayField(label="哪一天？", help_text="例如 2026-10-08")
    kind = forms.ChoiceField(label="哪一种？", choices=[("A", "甲"), ("B", "乙")], widget=forms.RadioSelect)
    note = forms.CharField(label="还有吗？", required=False)


def test_an_error_stands_beside_its_field_and_is_tied_to_it():
    html = draw("{% field form.day %}", form=Asking({"day": "2026年2月30日", "kind": "A"}))
    assert 'aria-describedby="id_day_hint id_day_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_day_error"' in html
    assert 'value="2026年2月30日"' in html  # what was typed stays
    assert "没有这一天" in html


def test_choices_are_one_group_with_the_question_as_legend():
    html = draw("{% field form.kind %}", form=Asking())
    assert html.count('type="radio"') == 2
    assert "<legend>哪一种？" in html


def test_only_what_may_be_left_out_is_marked():
    assert "可不填" in draw("{% field form.note %}", form=Asking())
    assert "可不填" not in draw("{% field form.day %}", form=Asking())


@pytest.mark.parametrize(
    "typed",
    [
        "2026-10-08",
        "2026/10/8",
        "2026年10月8日",
        " 2026 年 10 月 8 日 ",
        "20261008",
        "２０２６－１０－０８",
        "2026.10.8",
    ],
)
def test_a_day_is_understood_as_people_write_it(typed):
    assert DayField().clean(typed) == THU_OCT_8


@pytest.mark.parametrize("typed", ["2026-02-30", "明天", "10-08", "2026年13月1日", "20261"])
def test_a_day_that_is_none_is_refused(typed):
    with pytest.raises(forms.ValidationError):
        DayField().clean(typed)


def test_telephone_numbers_in_a_text_are_called_by_a_tap_and_days_are_not():
    said = draw("{% dial t %}", t="请打 110、12345 或者 0537-1234567；60 日内、2026年、<b>")
    assert [part.split('"')[0] for part in said.split("tel:")[1:]] == ["110", "12345", "0537-1234567"]
    assert said.endswith("60 日内、2026年、&lt;b&gt;")


def test_the_screen_of_the_hall_offers_no_calls():
    assert draw("{% dial t %}", t="110 <b>", kiosk=120) == "110 &lt;b&gt;"


def test_beside_its_date_a_clock_says_only_the_days_left():
    clock = {"day": THU_OCT_8, "provisional": True}
    drawn = draw("{% chip c t dated=False %}", c=clock, t=dt.date(2026, 10, 1))
    assert "还剩 7 日（暂定）" in drawn and "10月8日" not in drawn
    assert "10月8日前" in draw("{% chip c t %}", c=clock, t=dt.date(2026, 10, 1))
