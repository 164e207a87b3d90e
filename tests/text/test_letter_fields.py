"""What is found in a letter for its registration."""

from __future__ import annotations

from datetime import date

import pytest

from lianxin.text.letter_fields import letter_fields, requests
from tests.drawn import ID, LETTER

ORGANS = ("临水县信访局", "柳河镇人民政府", "县自然资源和规划局")
PLACES = ("临水县", "柳河镇", "前柳村", "后柳村")


def test_a_whole_letter() -> None:
    found = letter_fields(LETTER, organs=ORGANS, places=PLACES)
    assert (found.name, found.phone, found.id_number) == ("王秀英", "13812341234", ID)
    assert found.address == "临水县柳河镇前柳村12号"
    assert found.requests == ["请发放拖欠的征地补偿款42000元", "请公开征地补偿的账目"]
    assert found.written_on == date(2026, 8, 3)
    assert "2019年3月" in found.dates and "42000元" in found.amounts
    assert found.places == ["临水县", "柳河镇", "前柳村"]


CALLED = {"水利局": "临水县水利局", "县自规局": "临水县自然资源和规划局"}


@pytest.mark.parametrize(
    ("text", "organs"),
    [
        ("水利局没有管。", ["临水县水利局"]),
        ("找过县水利局、县自规局。", ["临水县水利局", "临水县自然资源和规划局"]),
        ("我县水利局说，在县自规局办。", ["临水县水利局", "临水县自然资源和规划局"]),
        ("临水县水利局没有管，水利局又推给别人。", ["临水县水利局"]),
        ("縣水利局沒有管。", ["临水县水利局"]),
        ("德安市水利局来过。", []),
        ("石桥县水利局来过。", []),
        ("市水利局推给水利局。", ["临水县水利局"]),
    ],
)
def test_an_organ_is_known_by_its_short_name_too(text: str, organs: list[str]) -> None:
    assert letter_fields(text, organs=["临水县水利局"], called=CALLED).organs == organs


def test_a_number_with_a_wrong_check_digit_is_shown_and_not_filled_in() -> None:
    wrong = ID[:-1] + ("0" if ID[-1] != "0" else "1")
    found = letter_fields(f"身份证号：{wrong}")
    assert found.id_number == ""
    assert [(one.field, one.read) for one in found.doubts] == [("id_number", wrong)]
    assert "校验" in str(found.doubts[0].why)


def test_a_name_from_the_signature_says_where_it_comes_from() -> None:
    found = letter_fields("楼上漏水，物业不管，请政府督促物业尽快维修。\n此致敬礼\n李建国\n2026年8月1日")
    assert found.name == "李建国"
    assert [one.field for one in found.doubts] == ["name"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("我举报柳河镇后柳村支部书记赵德贵侵吞征地款二十万元，请查处。", ""),
        ("请依法查处后柳村支部书记赵德贵", ""),
        ("被举报人：赵德贵，后柳村支部书记", ""),
        ("物业乱收费，请查处。\n被投诉人：钱七", ""),
        ("物业乱收费，请查处。\n被投诉人姓名：钱七", ""),
        ("物业乱收费，请查处。\n被投诉单位联系人：钱七", ""),
        ("物业乱收费，请查处。\n被投诉人 钱七", ""),
        ("物业乱收费，请查处。\n被投诉人：\n钱七", ""),
        ("路一直没有修。\n村主任：李强", ""),
        ("拖欠工资三个月。\n老板： 王大海\n2026年8月1日", ""),
        ("拖欠工资三个月。\n投诉人姓名：李大明\n老板：王大海", "李大明"),
        ("被举报人：赵德贵\n举报人：李大明", "李大明"),
        ("请查处赵德贵。\n前柳村村民李大明\n2026年8月1日", "李大明"),
        ("村口路灯不亮两个月了，请求修好。赵小川", "赵小川"),
        ("我是朱镕喆，家里漏水，找过李建国。", "朱镕喆"),
        ("请退还押金。阿依古丽·买买提（手机13812341234）", "阿依古丽·买买提"),
        ("我是举报赵德贵，请查处。", ""),
        ("我是被赵德贵打的，请查处。", ""),
        ("我是王秀英的儿子，母亲低保停了。", ""),
        ("本人找过赵德贵，没有用。", ""),
        ("我是工地的包工头，工钱没有给。", ""),
        ("我是楼下的商户，油烟很大。", ""),
        ("我是这里的房东，租客不走。", ""),
    ],
)
def test_whom_a_letter_tells_of_is_not_taken_for_its_writer(text: str, name: str) -> None:
    assert letter_fields(text).name == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("您好！我是东关村的郑海涛，路灯坏了。", "郑海涛"),
        ("我是临水县柳河镇前柳村村民王秀英，家里的地被占了。", "王秀英"),
        ("本人系前柳村村民赵铁柱，现反映路灯坏了。", "赵铁柱"),
        ("楼上噪音，本人陈大文。", "陈大文"),
        ("我是东关村的王伟，路灯坏了。", "王伟"),
        ("我是住在和平路小区3号楼的李建国，停水。", "李建国"),
    ],
)
def test_who_says_where_they_are_from_is_named_to_be_compared(text: str, name: str) -> None:
    found = letter_fields(text)
    assert (found.name, [one.field for one in found.doubts]) == (name, ["name"])
    assert letter_fields(f"{text}\n{name}\n2026年8月1日").doubts == []  # signed with the same name


@pytest.mark.parametrize(
    "text", ["我叫了救护车，没有来。", "漏水三天，我叫他来修，他不来。", "我叫物业，物业不管。"]
)
def test_whom_somebody_calls_is_no_name_of_the_writer(text: str) -> None:
    assert letter_fields(text).name == "" and letter_fields(f"{text}我叫水生，住前柳村。").name == "水生"


def test_what_follows_a_name_on_its_line_is_none_of_it() -> None:
    assert letter_fields("信访人:张小红 女 汉族 1980年生").name == "张小红"
    assert letter_fields("反映人（签字）：孙  莉").name == "孙莉"
    assert letter_fields("我是住在和平路小区3号楼的李建国，停水。").address == "和平路小区3号楼"


def test_days_without_a_year_and_sums_by_their_sign_are_found() -> None:
    found = letter_fields("去年8月起拖欠￥18,500.00，今年3月又欠5000元，9月3日去问过，说要三个月。")
    assert found.dates == ["去年8月", "今年3月", "9月3日"]
    assert found.amounts == ["￥18,500.00", "5000元"]


@pytest.mark.parametrize(
    "line",
    [
        "申请人：王秀英电话：13812341234",
        "申请人：王秀英 联系电话13812341234",
        "信访人：王秀英住址：前柳村12号",
    ],
)
def test_a_name_ends_where_the_next_label_begins(line: str) -> None:
    assert letter_fields(f"土地补偿款没有发。\n{line}\n2026年3月5日").name == "王秀英"


@pytest.mark.parametrize(
    "text",
    ["反映人：李㛃\n电话：13812341234", "我叫李㛃，住前柳村。", "请求修路。\n此致\n敬礼\n李㛃\n2026年8月3日"],
)
def test_a_name_of_a_rare_character_is_whole(text: str) -> None:
    assert letter_fields(text).name == "李㛃"


def test_a_letter_in_traditional_characters_is_read_and_stays_as_it_was_written() -> None:
    found = letter_fields(
        "臨水縣信訪局：\n住址：臨水縣前柳村12號\n請求：\n一、發放補償款三萬元；\n二、書面答覆。\n來信人：陳國強\n電話13812341234",
        organs=ORGANS, places=PLACES,
    )  # fmt: skip
    assert (found.name, found.address) == ("陳國強", "臨水縣前柳村12號")
    assert found.requests == ["發放補償款三萬元", "書面答覆"]
    assert (found.organs, found.places) == (["临水县信访局"], ["临水县", "前柳村"])
    assert "三万元" in found.amounts


def test_a_doubt_shows_a_traditional_name_as_it_was_written() -> None:
    found = letter_fields("樓上漏水，物業不管，請督促維修。\n此致敬禮\n張國偉\n2026年8月1日")
    assert [found.name, *(one.read for one in found.doubts)] == ["張國偉", "張國偉"]


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("诉求：\n1、退还多收的电费\n2、道歉\n谢谢", ["退还多收的电费", "道歉"]),
        ("路灯坏了。\r\n\r\n诉求：\r\n1、退还多收的电费\r\n2、道歉", ["退还多收的电费", "道歉"]),
        ("（一）背景。请求事项\n（一）撤销处罚；\n（二）赔偿损失。\n", ["撤销处罚", "赔偿损失"]),
        ("多年无人管。因此强烈要求镇政府把路修好！谢谢。", ["强烈要求镇政府把路修好"]),
        ("天气很好。", []),
        ("", []),
    ],
)
def test_requests(text: str, asked: list[str]) -> None:
    assert requests(text) == asked


@pytest.mark.parametrize(
    "text", ["", "王", "\n" * 50, "一" * 100_000, "请" * 100_000, "诉求：" * 30_000, "1" * 100_000]
)
def test_odd_texts_cost_little(text: str) -> None:
    assert letter_fields(text, organs=ORGANS).organs == []


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        (
            "我的请求有两项：一、请镇政府付清补偿款；二、请书面答复批文号。",
            ["请镇政府付清补偿款", "请书面答复批文号"],
        ),
        ("诉求如下：1.退还押金3500元，2、公开账目。谢谢。", ["退还押金3500元", "公开账目。谢谢"]),
        ("我们共有以下三点要求：\n1、修路\n2、装灯\n3、通水\n此致", ["修路", "装灯", "通水"]),
        (
            "具体诉求共2条：（1）停止施工；（2）赔偿损失，第3.5米处的墙要恢复。",
            ["停止施工", "赔偿损失，第3.5米处的墙要恢复"],
        ),
        ("请求：一、修好水泵，3月以前通水。", ["修好水泵，3月以前通水"]),
    ],
)
def test_several_requests_are_told_apart_also_where_they_stand_in_one_line(
    text: str, asked: list[str]
) -> None:
    assert letter_fields(text).requests == asked
