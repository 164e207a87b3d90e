"""Every shared part with invented contents: it says what it must, in words as well as colour."""

import re
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

from lianxin.web import design
from lianxin.web.list_rows import COLUMNS

PARTS = Path(__file__).parents[2] / "lianxin" / "web" / "templates" / "shared" / "parts"
SPRITE = Path(__file__).parents[2] / "frontend" / "icons.svg"
TEMPLATES = PARTS.parents[1]


def part(name: str, **context: object) -> str:
    return render_to_string(f"shared/parts/_{name}.html", {"today": design.TODAY, **context})


@pytest.mark.parametrize("path", sorted(PARTS.glob("_*.html")), ids=lambda path: path.stem)
def test_every_part_begins_with_what_it_takes(path):
    assert path.read_text().startswith("{% comment %}")


def test_every_icon_asked_for_is_drawn():
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', SPRITE.read_text()))
    sources = [*TEMPLATES.rglob("*.html"), *(TEMPLATES.parent).glob("*.py")]
    asked = {name for path in sources for name in re.findall(r'{% icon "([\w-]+)"', path.read_text())}
    asked |= set(re.findall(r'"icon": "([\w-]+)"', (TEMPLATES.parent / "design.py").read_text()))
    assert asked
    assert asked <= drawn


def test_no_template_holds_what_the_security_policy_forbids():
    for path in TEMPLATES.rglob("*.html"):
        source = path.read_text()
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|javascript:", source), path


def test_the_clock_says_the_days_the_date_and_the_reckoning():
    html = part("clock", clock=design._clock(design.dt.date(2026, 10, 8)))
    assert "还剩 3 日" in html
    assert "10月8日前" in html
    assert "如何计算" in html
    assert "自2026年8月9日（周日）受理起算" in html
    assert 'data-tone="soon"' in html


def test_a_date_of_an_unpublished_year_is_called_provisional():
    html = part("clock", clock=design._clock(design.dt.date(2027, 10, 8), provisional=True))
    assert "（暂定）" in html
    assert "尚未公布" in html


def test_a_right_that_ran_out_is_over_but_a_duty_is_late():
    day = design.dt.date(2026, 9, 1)
    over = part("clock", clock={**design._clock(day), "right": True})
    assert "9月1日期满" in over and 'data-tone="calm"' in over and "已超" not in over
    assert "已超" in part("clock", clock=design._clock(day))


def test_a_finished_clock_is_never_late():
    html = part("clock", clock=design._clock(design.dt.date(2026, 9, 1), ended=design.dt.date(2026, 8, 30)))
    assert 'data-tone="good"' in html
    assert "已超" not in html


def test_the_four_questions_are_all_answered():
    html = part(
        "four_questions",
        place="县人社局",
        who="劳动监察大队",
        next="书面答复您",
        clock=design._clock(design.dt.date(2026, 10, 8)),
    )
    for words in ("在哪里", "谁在办", "下一步", "最晚哪一天", "2026年10月8日（周四）", "劳动监察大队"):
        assert words in html


def test_the_timeline_marks_now_for_eye_and_ear():
    html = part("timeline", items=design.ITEMS)
    assert html.count("<li ") == len(design.ITEMS)
    assert html.count('aria-current="step"') == 1
    assert "信访事项受理告知书" in html


def test_a_refused_action_is_no_button_and_says_why():
    html = part("actions", actions=[design.ACTIONS[-1]])
    assert "<button" not in html
    assert "href" not in html.replace("icons.svg", "").replace("<use href", "")
    assert "只有本机关负责人可以批准延期" in html
    assert "第三十四条" in html


def test_a_person_is_opened_only_with_a_reason():
    html = part("person", person=design.PERSON)
    assert 'name="reason" required' in html
    closed = part("person", person={**design.PERSON, "reveal_url": "", "refused": "不在您的经办范围"})
    assert "<form" not in closed
    assert "不在您的经办范围" in closed


@pytest.mark.parametrize(
    ("stage", "words"), [("draft", "草稿"), ("checked", "待签发"), ("issued", "未送达"), ("served", "已送达")]
)
def test_a_paper_says_its_stage(stage, words):
    assert words in part("paper", paper={"title": "处理意见书", "stage": stage})


def test_the_work_list_shows_every_row_with_its_clock_in_words():
    html = part("worklist", rows=design.ROWS, pick=True)
    assert html.count('name="pick"') == len(design.ROWS)
    for words in ("已超 3 日", "今天到期", "还剩 3 日", "暂停计时：等听证", "9月18日已办"):
        assert words in html


def test_names_and_titles_are_escaped():
    script = "<img src=x onerror=alert(1)>\"'"
    marks = [{"label": script, "icon": "people"}]
    texts = ("pk", "number", "url", "title", "who", "holder", "holder_note", "state", "next", "category")
    row = {
        **design.ROWS[0],
        **dict.fromkeys(texts, script),
        "marks": marks,
        "excerpt": (script, script, script, script),
    }
    row["opened"] = design.ROWS[0]["clock"]["day"]
    for more in ({}, {"waits": script}):
        html = part("worklist", rows=[{**row, **more}], pick=True, columns=tuple(COLUMNS))
        assert html.count("&lt;img") == len(texts) + len(marks) + 4 + 1 + len(more)  # the number stands twice
        assert "<img" not in html
        assert "\"'" not in html


@pytest.mark.parametrize("allowed", [True, False])
def test_what_a_step_says_is_escaped(allowed):
    script = "<img src=x onerror=alert(1)>\"'"
    shown = ("text", "url", "hint") if allowed else ("text", "because", "article")
    html = part("actions", actions=[{**dict.fromkeys(shown, script), "allowed": allowed}])
    assert html.count("&lt;img") == len(shown)
    assert "<img" not in html
    assert "\"'" not in html


def test_what_happened_and_how_a_day_was_reached_are_escaped():
    script = "<img src=x onerror=alert(1)>\"'"
    clock = {
        **design._clock(design.dt.date(2026, 10, 8)),
        "title": script,
        "article": script,
        "steps": [script],
    }
    item = {**dict.fromkeys(("title", "text", "who", "article"), script), "at": design.TODAY, "clock": clock}
    html = part("timeline", items=[{**item, "paper": {"url": script, "title": script}}])
    assert html.count("&lt;img") == 4 + 3 + 2
    assert "<img" not in html
    assert "\"'" not in html


def test_the_error_summary_links_each_error_to_its_field():
    html = part("error_summary", form=design.SampleForm({"kind": "R"}))
    assert 'href="#id_what"' in html
    assert "请写一写发生了什么事。" in html
    assert part("error_summary", form=design.SampleForm()).strip() == ""


def test_paging_keeps_the_other_filters():
    request = RequestFactory().get("/list/?q=工资&after=old")
    html = render_to_string(
        "shared/parts/_pagination.html", {"shown": 50, "total": None, "after": "new"}, request=request
    )
    assert "q=%E5%B7%A5%E8%B5%84" in html
    assert "after=new" in html
    assert "after=old" not in html


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["", "?side=staff", "?side=staff&state=empty", "?state=wrong"])
def test_the_gallery_shows_on_both_sides(query):
    request = RequestFactory().get(f"/design/{query}")
    answer = design.gallery(request)
    assert answer.status_code == 200
    assert 'id="main"' in answer.content.decode()
