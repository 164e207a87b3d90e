"""`lianxin due`: what it prints, what it refuses, and that it needs no database."""

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

OVERLAYS = Path(__file__).parents[2] / "docs" / "overlays"


def asked(*words):
    out = StringIO()
    call_command("due", *words, stdout=out)
    return out.getvalue()


def answer(*words):
    return json.loads(asked(*words, "--json"))


def test_json_carries_the_dates_the_article_and_the_steps():
    found = answer("HANDLE", "--start", "2026-08-03")
    assert (found["nominal"], found["lawful"], found["safe"]) == ("2026-10-02", "2026-10-08", "2026-09-30")
    assert found["provisional"] is False and found["article"] == "《信访工作条例》第三十四条"
    assert all(isinstance(step, str) for step in found["steps"])
    assert "国庆节假期" in found["steps"][2]


def test_the_table_is_for_reading():
    text = asked("HANDLE", "--start", "2026-12-03")
    assert (
        "法定届满日  2027-02-01" in text
        and "日期是暂定的" in text
        and "1. 受理信访事项之日2026年12月3日" in text
    )


def test_options_reach_the_law(tmp_path):
    assert answer("HANDLE", "--start", "2026-08-03", "--extension", "30")["lawful"] == "2026-11-02"
    hearing = ["--pause", "2026-07-10..2026-07-20", "--pause", "2026-07-18..2026-07-24"]
    assert answer("REREVIEW", "--start", "2026-07-01", *hearing)["lawful"] == "2026-08-17"
    assert answer("assign_report", "--start", "2026-08-03", "--days", "20")["nominal"] == "2026-08-23"
    assert answer("HANDLE", "--start", "2010-03-01")["edition"] == "cn-2005"


def test_overlays_and_calendars_come_from_files(tmp_path):
    local = [f"--overlay={OVERLAYS / name}.toml" for name in ("zhejiang-2016", "discipline")]
    assert answer("HANDLE", "--start", "2026-08-03", *local)["lawful"] == "2026-09-02"
    notice = tmp_path / "2027.csv"
    festivals = "放假,清明节、端午节、中秋节,2027-04-03,2027-04-05\n"
    notice.write_text(
        "类型,名称,开始,结束\n来源,示例,2027,\n放假,元旦,2027-01-01,2027-01-03\n放假,春节,2027-02-01,2027-02-08\n"
        "放假,劳动节,2027-05-01,2027-05-01\n放假,国庆节,2027-10-01,2027-10-03\n" + festivals,
        encoding="utf-8",
    )
    found = answer("HANDLE", "--start", "2026-12-03", "--calendar", str(notice))
    assert (found["lawful"], found["provisional"]) == ("2027-02-09", False)


def test_rules_not_in_force_are_said_to_be_so():
    steps = answer("HANDLE", "--start", "2010-03-01", "--edition", "cn-2022")["steps"]
    assert steps[0].startswith("注意：《信访工作条例》（2022年）在2010-03-01并不施行")
    early = answer("HANDLE", "--start", "2010-03-01", "--overlay", str(OVERLAYS / "zhejiang-2016.toml"))
    assert "没有采用" in early["steps"][0] and early["article"] == "《信访条例》第三十三条"


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ([], "请写明期限代码和起算日"),
        (["HANDLE"], "请写明期限代码和起算日"),
        (["HANDLE", "--start", "2026-02-30"], "日期“2026-02-30”不对"),
        (["HANDLE", "--start", "八月三日"], "日期“八月三日”不对"),
        (["HANDLE", "--start", "9999-12-31"], "超出可计算的范围"),
        (["HANDLE", "--start", "1999-01-01"], "早于《信访条例》施行日"),
        (["NOSUCH", "--start", "2026-08-03"], "没有名为“NOSUCH”的期限"),
        (["HANDLE", "--start", "2026-08-03", "--edition", "cn-1995"], "没有名为“cn-1995”的规则版本"),
        (["HANDLE", "--start", "2026-08-03", "--extension", "31"], "最多延长30日"),
        (["HANDLE", "--start", "2026-08-03", "--extension", "x"], "天数“x”不是整数"),
        (["HANDLE", "--start", "2026-08-03", "--pause", "2026-08-05..2026-08-06"], "不因听证停止计算"),
        (["REREVIEW", "--start", "2026-08-03", "--pause", "2026-08-05"], "听证时间“2026-08-05”应写作"),
        (["REREVIEW", "--start", "2026-08-03", "--pause", "a..b"], "日期“a”不对"),
        (["ASSIGN_REPORT", "--start", "2026-08-03"], "请写明天数"),
        (["HANDLE", "--start", "2026-08-03", "--overlay", "no.toml"], "读不到地方规则文件“no.toml”"),
        (["HANDLE", "--start", "2026-08-03", "--calendar", "no.csv"], "读不到放假通知文件“no.csv”"),
        (["HANDLE", "--start", "2026-08-03", "--colour"], "命令写法不对"),
    ],
)
def test_bad_input_gets_one_sentence_and_exit_2(words, complaint):
    with pytest.raises(CommandError, match=complaint) as refused:
        asked(*words)
    assert refused.value.returncode == 2 and "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["HANDLE", "--start", "2026-08-03"], 0, ""),
        (["HANDLE", "--start", "2026-02-30"], 2, "日期“2026-02-30”不对"),
        (["HANDLE", "--colour"], 2, "命令写法不对"),
    ],
)
def test_the_program_itself(words, code, says, tmp_path):
    """No database is there to be found."""
    env = os.environ | {"LIANXIN_HOME": str(tmp_path), "PYTHONIOENCODING": "utf-8"}
    env |= {"DJANGO_SETTINGS_MODULE": "lianxin.settings", "DATABASE_URL": "postgres://no@127.0.0.1:1/none"}
    done = subprocess.run(
        [sys.executable, "-m", "lianxin", "due", *words],
        env=env,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == code, done.stderr
    assert says in done.stderr and len(done.stderr.splitlines()) == (1 if code else 0)


def test_a_command_whose_reader_has_read_enough_ends_quietly():
    """Red once: `lianxin … | head` ended with a traceback."""
    reading, writing = os.pipe()
    os.close(reading)
    ran = subprocess.run(
        [sys.executable, "-m", "lianxin", "due", "HANDLE", "--start", "2026-08-03"],
        stdout=writing, stderr=subprocess.PIPE, text=True, check=False,
    )  # fmt: skip
    os.close(writing)
    assert (ran.stderr, ran.returncode) == ("", 141)
