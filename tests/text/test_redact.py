"""Personal data in free text; every name, number and address is invented."""

from __future__ import annotations

from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianxin.ops.evaluation import redact as evaluation
from lianxin.text.redact import find, is_card, is_identity, redact, strip

DATA = Path(__file__).parent / "data"


def test_the_set_is_found_almost_whole_and_little_else() -> None:
    figures = evaluation.measure({"data": DATA})
    assert figures["n"] >= 371
    assert figures["recall"] >= 0.95 and figures["kept"] == 1.0
    by_kind = figures["recall_by_kind"]
    assert all(by_kind[kind] == 1.0 for kind in ("id", "card", "phone", "email", "account", "plate"))
    assert by_kind["name"] >= 0.93 and by_kind["address"] >= 0.88


@pytest.mark.parametrize(
    "text, blanked",
    [
        ("我叫王小明，电话13805341234。", "我叫〔姓名〕，电话〔电话〕。"),
        ("住在前柳村3组12号，车牌鲁N·A1234", "住在〔住址〕，车牌〔车牌〕"),
        ("身份证371481198503123217", "身份证〔身份证号〕"),
        ("我叫陳國強，家住臨水縣前柳村12號。請求調查。", "我叫〔姓名〕，家住〔住址〕。請求調查。"),
        ("高度重视时间安排，方便群众。", "高度重视时间安排，方便群众。"),
        ("", ""),
    ],
)
def test_what_is_found_is_named(text: str, blanked: str) -> None:
    assert redact(text) == blanked


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("原告钟丽娟与被告钱大伟离婚一案", "钱大伟"),
        ("我婆婆魏淑芬瘫痪在床", "魏淑芬"),
        ("被苗建民家占了", "苗建民"),
        ("借款人殷俊不还钱", "殷俊"),
        ("老人叫孔繁德，一直等。", "孔繁德"),
        ("李氏兄弟李金山、李银山霸占鱼塘", "李银山"),
        ("签名：水生（手印）", "水生"),
        ("抖音昵称“临水小霸王”骂我", "临水小霸王"),
        ("学籍号G370102201503071234转不出来", "G370102201503071234"),
        ("固话2231456，没人接", "2231456"),
    ],
)
def test_what_letters_call_people_and_numbers_is_known(text: str, gone: str) -> None:
    assert gone not in redact(text)


@pytest.mark.parametrize(
    "text",
    [
        "中介费谁出？",
        "被告知材料不全",
        "被告人民法院已经受理",
        "姓名如下，",
        "叫停了三次",
        "我叫了救护车，",
        "我叫他来修，",
        "我叫人看过，",
        "我叫老板退钱，",
    ],
)
def test_words_that_only_look_like_the_beginning_of_a_name_stay(text: str) -> None:
    assert redact(text) == text


def test_names_that_are_known_go_in_either_script() -> None:
    assert redact("國強說沒有收到。", ["国强"]) == "〔姓名〕說沒有收到。"


@pytest.mark.parametrize(
    ("text", "known", "blanked"),
    [
        ("王 小 明反映停水", "王小明", "〔姓名〕反映停水"),
        ("王　小明反映停水", "王小明", "〔姓名〕反映停水"),
        ("阿依古丽买买提反映工资", "阿依古丽·买买提", "〔姓名〕反映工资"),
        ("工资 阿依古丽 买买提", "阿依古丽·买买提", "工资 〔姓名〕"),
        ("高兴村修路，高兴反映", "高兴", "高兴村修路，〔姓名〕反映"),
        ("和平街道停水", "和平", "和平街道停水"),
        ("高兴镇政府、和平社区、和平小区", "和平", "高兴镇政府、和平社区、和平小区"),
        ("反映李明镇长、李明村里的地、李明乡亲", "李明", "反映〔姓名〕镇长、〔姓名〕村里的地、〔姓名〕乡亲"),
        ("申请人：高兴，高兴村人。", "", "申请人：〔姓名〕，高兴村人。"),
    ],
)
def test_a_known_name_goes_however_it_is_written_and_a_place_stays(
    text: str, known: str, blanked: str
) -> None:
    assert redact(text, [known]) == blanked


def test_names_that_are_known_go_in_any_case() -> None:
    assert redact("和尚未明说的一样", known=["尚未明"]) == "和〔姓名〕说的一样"


def test_for_counting_words_nothing_is_put_in_its_place() -> None:
    assert strip("我叫王小明，路灯不亮").split() == ["我叫", "，路灯不亮"]


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("请领导解决。\n路遥\n2026年3月1日", "路遥"),
        ("请解决。\n张三 李四 王二麻\n", "王二麻"),
        ("此致\n敬礼\n申大炮\n13800138000", "申大炮"),
        ("工行卡6222021602001234567被扣了三千块", "6222021602001234567"),
        ("钱打到农行6228 4800 1234 5678 910", "6228 4800"),
    ],
)
def test_signatures_and_mistyped_cards_are_found(text: str, gone: str) -> None:
    assert gone not in redact(text)


@pytest.mark.parametrize("unit", ["地址", "申请人：{}，"])
def test_four_times_the_text_takes_about_four_times_the_work(unit: str) -> None:
    def work(times: int) -> float:
        text = "".join(
            unit.format("王" + chr(0x4E00 + n % 5000) + chr(0x5000 + n // 7)) for n in range(times)
        )
        began = process_time()
        find(text)
        return process_time() - began

    work(100)
    assert min(work(8_000) for _turn in range(3)) < 9 * min(work(2_000) for _turn in range(3))


def test_check_digits() -> None:
    assert is_card("6222021234567890128") and not is_card("6222021234567890123")
    assert is_identity("371481198503123217") and not is_identity("371481198513123217")


@given(st.text(alphabet="张王李0123456789１-·号楼村组路住家电话鲁N@. \n，", max_size=200))
def test_any_text_is_read_in_order_and_without_overlap(text: str) -> None:
    at = 0
    for found in find(text):
        assert at <= found.start < found.end <= len(text)
        at = found.end


def test_a_long_letter_takes_no_long_time_and_keeps_the_rest() -> None:
    text = "人民路坑洼不平，下雨积水。" * 8_000
    assert redact(text) == text
