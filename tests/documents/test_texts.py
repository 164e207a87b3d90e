"""Wordings: every paper has one with all its parts; an office's own is refused when it loses one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from lianxin.documents import texts
from lianxin.documents.docx import docx
from lianxin.documents.measures import PAGES
from lianxin.documents.pdf import pdf
from lianxin.documents.sheet import Block, Kind, Sheet, title_lines
from lianxin.rules.papers import PAPERS, Format
from tests.documents.page import leaves
from tests.documents.test_page import SHEET

HOSTILE = '#import "/etc/passwd" $x$ *粗* _斜_ \\ {organ_name} <b> @ref // 注'


@pytest.mark.parametrize("code", PAPERS)
def test_every_paper_has_a_wording_with_all_its_parts_that_can_be_laid_out(code: str) -> None:
    text = texts.wording(code)
    texts.check(text, PAPERS[code])
    values = {key: f"甲{key}乙" for key in texts.GAP.findall(text)}
    title, blocks = texts.filled(text, values, [[("", "诉求"), ("处理结果", "支持")]])
    said = "".join(block.text for block in blocks) + title
    assert all(value in said for key, value in values.items() if key != texts.ANSWERS)
    if any(part.each for part in PAPERS[code].required):
        assert "处理结果：支持" in said
    sheet = replace(SHEET, title=title or PAPERS[code].title, blocks=blocks, format=PAPERS[code].format)
    assert sheet.title in leaves(pdf(sheet))[0].text


def test_a_wording_that_loses_a_required_part_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "D09.txt").write_text(texts.standard("D09").replace("{rights}", ""), "utf-8")
    with pytest.raises(texts.BadText, match=r"D09\.txt.*受理告知书.*权利告知"):
        texts.wording("D09", tmp_path)
    (tmp_path / "D17.txt").write_text(texts.standard("D17").replace("{answers}", ""), "utf-8")
    with pytest.raises(texts.BadText, match="逐项答复诉求"):
        texts.wording("D17", tmp_path)


@pytest.mark.parametrize(("added", "why"), [("{grade_of_person}", "不是文书的内容项"), ("{{", "不成对")])
def test_a_gap_that_means_nothing_is_refused(tmp_path: Path, added: str, why: str) -> None:
    (tmp_path / "D13.txt").write_text(texts.standard("D13") + added, "utf-8")
    with pytest.raises(texts.BadText, match=why):
        texts.wording("D13", tmp_path)


def test_an_office_says_it_in_its_own_words(tmp_path: Path) -> None:
    (tmp_path / "D13.txt").write_text("# 请补充材料\n请于{by}前交来：\n{missing}\n", "utf-8")
    title, blocks = texts.filled(texts.wording("D13", tmp_path), {"by": "8月3日", "missing": "合同"})
    assert (title, [block.text for block in blocks]) == ("请补充材料", ["请于8月3日前交来：", "合同"])
    assert texts.wording("D17", tmp_path) == texts.standard("D17")


def test_a_paragraph_with_nothing_to_say_is_left_out_and_headings_count_on() -> None:
    text = "## 甲\n{reason}\n## 乙\n{answer}\n### 丙\n{law}\n### 丁\n{note}\n"
    _title, blocks = texts.filled(text, {"answer": "答", "note": "记"})
    assert [block.text for block in blocks] == ["一、乙", "答", "（一）丁", "记"]


def test_what_people_write_is_printed_and_never_obeyed() -> None:
    _title, blocks = texts.filled("{reason}\n| 理由 | {reason}", {"reason": HOSTILE, "organ_name": "泄露"})
    assert [block.text for block in blocks] == [HOSTILE, HOSTILE]
    leaf = leaves(pdf(replace(SHEET, blocks=blocks, title=HOSTILE[:18])))[0]
    assert leaf.text.count("".join(HOSTILE.split())) == 2


def test_a_long_title_breaks_by_sense() -> None:
    assert title_lines("甲局", "受理告知书", mark=False) == ["甲局", "受理告知书"]
    lines = title_lines("甲局", "关于清河县柳河镇征地补偿款发放问题的信访事项的函", mark=True)
    assert len(lines) == 2 and lines[0].endswith("的") and max(map(len, lines)) <= 20


def test_a_long_title_is_not_broken_inside_a_word_where_one_joins() -> None:
    lines = title_lines("甲局", "大桥村等六个村征地补偿款和青苗补偿费发放问题信访事项的函", mark=True)
    assert lines == ["大桥村等六个村征地补偿款", "和青苗补偿费发放问题信访事项的函"]


def test_word_has_the_same_measures_and_is_the_same_file_each_time() -> None:
    from io import BytesIO

    from docx import Document

    made = docx(SHEET)
    assert made == docx(SHEET)
    for form in Format:
        file, page = Document(BytesIO(docx(replace(SHEET, format=form)))), PAGES[form]
        section = file.sections[0]
        edges = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
        wanted = (page.top_mm, page.bottom_mm, page.left_mm, page.right_mm)
        assert [edge.mm for edge in edges] == pytest.approx(wanted, abs=0.1)
        sizes = {run.text: run.font.size.pt for line in file.paragraphs for run in line.runs if run.text}
        assert sizes[SHEET.title] == 22 and sizes[SHEET.blocks[0].text] == page.body_pt


def test_a_form_is_a_table_of_its_parts() -> None:
    _title, blocks = texts.filled(texts.standard("D35"), {"clock": "受理期限", "requirement": "抓紧办理"})
    assert {block.kind for block in blocks} == {Kind.ROW} and len(blocks) == len(PAPERS["D35"].required)
    sheet = Sheet("催办单", Format.FORM, "清河县信访局", blocks)
    assert "抓紧办理" in leaves(pdf(sheet))[0].text


@pytest.mark.parametrize("code", ["D23", "D26"])
def test_an_application_without_a_reason_has_no_empty_row_for_one(code: str) -> None:
    """Red once: a box to be filled in stood in a paper that was issued."""
    said = {
        why: [block.label for block in texts.filled(texts.standard(code), {"reason": why})[1]]
        for why in ("", "面积少算了")
    }
    assert "理由" not in said[""] and {"理由", "签名"} <= set(said["面积少算了"])
    assert "签名" in said[""]  # signed by hand


def test_a_part_beside_a_gap_that_may_stay_empty_is_refused() -> None:
    text = texts.standard("D13")
    for spoiled in (
        text.replace("{missing}", "{note}：{missing}"),
        f"# 补充{{missing}}\n{text.replace('{missing}', '')}",
    ):
        with pytest.raises(texts.BadText, match=r"单独成段.*缺少的材料 \{missing\}"):
            texts.check(spoiled, PAPERS["D13"])
    with pytest.raises(texts.BadText, match=r"第三十一条第六项、第三十二条"):
        texts.check(texts.standard("D17").replace("{answers}", "答复：{answers}"), PAPERS["D17"])


def test_a_full_stop_is_written_once_however_the_gap_ends() -> None:
    text = "报告内容：{reason}。\n{answer}。\n{owner}，{due_on}前完成。\n{note}。"
    values = {
        "reason": "办理经过。",
        "answer": "是吗？",
        "owner": "镇政府。",
        "due_on": "8月3日",
        "note": "他说“好。”",
    }
    _title, blocks = texts.filled(text, values)
    assert [block.text for block in blocks] == [
        "报告内容：办理经过。", "是吗？", "镇政府，8月3日前完成。", "他说“好。”",
    ]  # fmt: skip


def test_each_line_of_a_list_ends_as_a_sentence() -> None:
    _title, [block] = texts.filled("{missing}。", {"missing": "两样：\n1. 合同\n2. 户口簿。"})
    assert block.text == "两样：\n1. 合同。\n2. 户口簿。"


@pytest.mark.parametrize(("people", "said"), [(0, "你（们）"), (1, "你"), (40, "你们")])
def test_a_paper_speaks_to_one_or_to_several(people: int, said: str) -> None:
    _title, [block] = texts.filled("{matter_no}：请你（们）补充。", {"matter_no": "1"}, people=people)
    assert block.text == f"1：请{said}补充。"


def test_thirty_requests_are_counted_to_thirty() -> None:
    answers = [[("", f"诉求{n}"), ("处理结果", "支持")] for n in range(1, 31)]
    _title, blocks = texts.filled("{answers}", {}, answers)
    heads = [block.text for block in blocks if block.kind is Kind.SUBHEADING]
    assert heads[9:12] == [
        "（十）信访人提出：诉求10。",
        "（十一）信访人提出：诉求11。",
        "（十二）信访人提出：诉求12。",
    ]
    assert len(set(heads)) == 30 and heads[-1].startswith("（三十）")


def test_a_long_request_stands_below_its_heading_as_it_was_said() -> None:
    asked = "要求如下：\n一要查清；\n二要答复"
    _title, blocks = texts.filled("{answers}", {}, [[("", asked), ("答复", "照办。")]])
    assert [(block.kind, block.text) for block in blocks] == [
        (Kind.SUBHEADING, "（一）第1项诉求"), (Kind.QUOTE, asked), (Kind.PARAGRAPH, "答复：照办。"),
    ]  # fmt: skip


def test_what_is_enclosed_is_noted_below_and_counted_where_there_is_more() -> None:
    _title, blocks = texts.filled("甲\n+ {enclosed}", {"enclosed": "信访材料1件"})
    assert blocks[-1] == Block(Kind.ENCLOSED, "附件：信访材料1件")
    _title, blocks = texts.filled("甲\n+ {enclosed}\n+ 送达回证", {"enclosed": "信访材料1件"})
    assert [block.text for block in blocks[1:]] == ["附件：1. 信访材料1件", "　　　2. 送达回证"]
    _title, blocks = texts.filled("## 乙\n{note}\n+ 清单", {})
    assert [block.kind for block in blocks] == [Kind.ENCLOSED]


@pytest.mark.parametrize(
    ("organ", "lines"),
    [
        ("巴音郭楞蒙古自治州和静县人力资源和社会保障局信访接待办公室", ["巴音郭楞蒙古自治州和静县人力资源", "和社会保障局信访接待办公室"]),
        ("黔东南苗族侗族自治州凯里市市场监督管理和知识产权局", ["黔东南苗族侗族自治州凯里市", "市场监督管理和知识产权局"]),
        ("某某经济技术开发区新型城镇化建设领导小组工作委员会办公室", ["某某经济技术开发区", "新型城镇化建设领导小组工作委员会办公室"]),
        ("临水县信访局", ["临水县信访局"]),
    ],
)  # fmt: skip
def test_a_long_name_of_an_organ_is_broken_between_its_words(organ, lines):
    """Red once: it ran to the edge and broke in the middle of a word."""
    assert title_lines(organ, "受理告知书", mark=False) == [*lines, "受理告知书"]


@pytest.mark.parametrize(
    ("code", "old", "new", "why"),
    [
        (
            "D25",
            "{remedy}。",
            "+ {remedy}",
            "单独成段",
        ),  # noted as an enclosure, where nobody looks for a right
        (
            "D09",
            "@ {petitioner}",
            "# 甲\n# 乙\n@ {petitioner}",
            "两个标题",
        ),  # the first was dropped without a word
        ("D09", "{rights}", "{rights}\n｛how_to_query｝", "不成对"),  # printed as it stands
    ],
)
def test_what_would_be_printed_wrongly_is_refused(code: str, old: str, new: str, why: str) -> None:
    with pytest.raises(texts.BadText, match=why):
        texts.check(texts.standard(code).replace(old, new), PAPERS[code])
