"""`lianxin import-submissions`: every row in is a row out, whatever happens on the way."""

from __future__ import annotations

import re
from datetime import date
from io import StringIO
from pathlib import Path
from time import process_time

import pypdfium2
import pytest
from django.core.management import CommandError, call_command

from lianxin.actions import imports
from lianxin.actions.numbers import query_hash
from lianxin.ledger.receipt_file import loads
from lianxin.ledger.verify import Asked, exit_code, verify
from lianxin.models import Clock, Event, Leaf, Matter, Outbox, Party, SearchText, Serial, Submission
from lianxin.queries.log import verifiers
from tests.actions.test_sealed import seers
from tests.cast import Cast

pytestmark = pytest.mark.django_db
MAP = "title=标题,content=正文,external_id=编号,received_on=时间,name=用户"
SET = "office=37142601,channel=WEB,purpose=REQUEST"
HEAD = ("编号", "用户", "时间", "标题", "正文")
GOOD = [
    ("11", "王秀英", "2019-04-25 09:32:09", "路灯", "村口的路灯不亮"),
    ("12", "A00045581", "2021/6/1 8:00", "井盖", "井盖丢了，𠮷先生差点摔倒🙂"),
    ("13", "李建国", "2023年5月8日", "噪音", "工地半夜施工"),
]
BAD = [
    ("21", "王秀英", "2019-02-30", "日期", "没有这一天"),
    ("22", "王秀英", "", "空", "   "),
    ("23", "王秀英", "2004-01-01", "太早", "那时还没有信访条例"),
    ("", "王秀英", "", "没有编号", "认不出"),
    ("25", "王秀英", "", "长", "长" * 20_001),
    ("26", "王秀英", "2999-01-01", "太晚", "还没有到的一天"),
]


def table(path: Path, rows: list[tuple[str, ...]], encoding: str = "utf-8") -> Path:
    path.write_text("\n".join("\t".join(row) for row in (HEAD, *rows)) + "\n", encoding=encoding)
    return path


def bring(path: Path, *options: str, fixed: str = SET, mapped: str = MAP) -> tuple[str, int]:
    """(what it says, exit code)."""
    said = StringIO()
    try:
        call_command("import-submissions", str(path), "--map", mapped, "--set", fixed, *options, stdout=said)
    except CommandError as fault:
        return said.getvalue() + str(fault), fault.returncode
    return said.getvalue(), 0


def counts(said: str) -> tuple[int, ...]:
    """(read, new, known, refused), which must agree."""
    read, new, known, refused = (
        int(number)
        for number in re.search(
            r"读到 (\d+) 行 = 新登记 (\d+) \+ 以前已登记 (\d+) \+ 未登记 (\d+)", said
        ).groups()
    )
    assert read == new + known + refused
    return read, new, known, refused


def everything() -> tuple[int, ...]:
    return tuple(
        model.objects.count() for model in (Submission, Matter, Party, Event, Leaf, Clock, Outbox, Serial)
    )


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_good_rows_become_submissions_through_the_one_door(cast: Cast, tmp_path: Path, encoding: str) -> None:
    said, code = bring(table(tmp_path / "来信.tsv", GOOD, encoding))
    assert (counts(said), code) == ((3, 3, 0, 0), 0)
    rows = {row.external_id: row for row in Submission.objects.filter(source="import:来信")}
    assert {key: row.received_on for key, row in rows.items()} == {
        "11": date(2019, 4, 25),
        "12": date(2021, 6, 1),
        "13": date(2023, 5, 8),
    }
    assert rows["12"].content == "井盖丢了，𠮷先生差点摔倒🙂"
    assert Leaf.objects.count() == Event.objects.count() == 3
    assert not list(tmp_path.glob("*refused*"))


def test_the_time_to_forward_runs_from_the_past_day_under_the_law_of_that_day(
    cast: Cast, tmp_path: Path
) -> None:
    bring(table(tmp_path / "x.tsv", GOOD))
    found = Clock.objects.values_list(
        "matter__submissions__external_id", "period", "edition", "start_on", "lawful_on"
    )
    assert sorted(found) == [
        ("11", "ROUTE", "cn-2005", date(2019, 4, 25), date(2019, 5, 10)),
        ("12", "ROUTE", "cn-2005", date(2021, 6, 1), date(2021, 6, 16)),
        ("13", "ROUTE", "cn-2022", date(2023, 5, 8), date(2023, 5, 23)),
    ]


def test_the_name_of_an_account_is_kept_and_the_filing_is_anonymous(cast: Cast, tmp_path: Path) -> None:
    said, _code = bring(table(tmp_path / "x.tsv", GOOD))
    assert "1 件没有写真实姓名" in said
    found = {row.external_id: (row.anonymous, row.parties.get().name) for row in Submission.objects.all()}
    assert found == {"11": (False, "王秀英"), "12": (True, "A00045581"), "13": (False, "李建国")}


@pytest.mark.parametrize(
    "written",
    [
        "20190425",
        "20190425093209",
        "43580",
        "43580.3973",
        "2019年4月25日9时32分",
        "2019/4/25 下午 2:30",
        "2019.4.25",
    ],
)
def test_days_are_read_however_tables_write_them(cast: Cast, tmp_path: Path, written: str) -> None:
    assert counts(bring(table(tmp_path / "x.tsv", [("11", "王秀英", written, "路灯", "不亮")]))[0])[1] == 1
    assert Submission.objects.get().received_on == date(2019, 4, 25)


@pytest.mark.parametrize("written", ["4月25日", "12345", "2019", "20190231", "99999999"])
def test_what_may_be_any_day_is_none(cast: Cast, tmp_path: Path, written: str) -> None:
    said, _code = bring(table(tmp_path / "x.tsv", [("11", "王秀英", written, "路灯", "不亮")]))
    assert counts(said)[3] == 1


def test_a_day_with_blanks_behind_it_costs_by_their_number() -> None:
    """Red once: one cell of them took eight seconds."""

    def work(count: int) -> float:
        started = process_time()
        with pytest.raises(ValueError, match="x"):
            imports.READERS["received_on"]("2026-08-03" + " " * count + "x")
        return process_time() - started

    assert work(16_000) < 10 * max(work(4_000), 0.02)


@pytest.mark.parametrize("written", ["13812341234.0", "'13812341234"])
def test_a_telephone_is_read_as_programs_write_numbers(cast: Cast, tmp_path: Path, written: str) -> None:
    path = tmp_path / "x.csv"
    path.write_text(f"编号,内容,手机\n1,路灯不亮,{written}\n2,路灯不亮,1.38123E+10\n", "utf-8")
    said, _code = bring(path, mapped="content=内容,external_id=编号,phone=手机")
    assert counts(said) == (2, 1, 0, 1)
    assert Party.objects.get().phone == "13812341234"


def test_a_number_that_a_spreadsheet_has_cut_is_refused_with_what_to_do(cast: Cast, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    cut = ("2.02611E+13,路灯不亮,,", "2,路灯不亮,1.38123E+10,", "3,路灯不亮,,3.71426E+17", "3.7e17,不亮,,")
    path.write_text("\n".join(("编号,内容,手机,身份证", *cut)), "utf-8")
    said, _code = bring(path, mapped="content=内容,external_id=编号,phone=手机,id_number=身份证")
    assert counts(said) == (4, 0, 0, 4)
    assert (tmp_path / "x.refused.tsv").read_text("utf-8").count("设成文本格式") == 4


def test_a_second_run_adds_nothing(cast: Cast, tmp_path: Path) -> None:
    path = table(tmp_path / "x.tsv", GOOD)
    bring(path)
    before = everything()
    said, code = bring(path)
    assert (counts(said), code) == ((3, 0, 3, 0), 0)
    assert everything() == before


def test_bad_rows_go_to_the_side_file_and_good_ones_come_in(cast: Cast, tmp_path: Path) -> None:
    mixed = [GOOD[0], *BAD[:3], GOOD[1], *BAD[3:], GOOD[2]]
    said, code = bring(table(tmp_path / "x.tsv", mixed), "--batch", "4")
    assert (counts(said), code) == ((9, 3, 0, 6), 1)
    side = (tmp_path / "x.refused.tsv").read_text("utf-8").splitlines()
    assert side[0].split("\t") == ["line", "reason", *HEAD]
    told = {line.split("\t")[0]: line.split("\t")[1] for line in side[1:]}
    assert list(told) == ["3", "4", "5", "7", "8", "9"]
    assert "2019-02-30" in told["3"]
    assert told["4"] == "正文：请写清楚发生了什么事"
    assert "早于《信访条例》施行日" in told["5"]
    assert "编号" in told["7"]
    assert told["8"] == "正文：最多20000字，现在有20001字"
    assert "还没有到" in told["9"]
    assert (tmp_path / "x.refused.tsv").stat().st_mode & 0o077 == 0


def test_the_side_file_once_mended_comes_in_and_only_once(cast: Cast, tmp_path: Path) -> None:
    path = table(tmp_path / "x.tsv", [*GOOD, BAD[0]])
    bring(path)
    side = tmp_path / "x.refused.tsv"
    side.write_text(side.read_text("utf-8").replace("2019-02-30", "2019-03-01"), "utf-8")
    assert counts(bring(side)[0]) == (1, 1, 0, 0)
    assert counts(bring(path)[0]) == (4, 0, 3, 1)
    assert Submission.objects.filter(source="import:x").count() == 4


def test_a_rehearsal_says_the_same_and_writes_nothing(cast: Cast, tmp_path: Path) -> None:
    path = table(tmp_path / "x.tsv", [*GOOD, BAD[0], GOOD[0]])
    before, files = everything(), sorted(tmp_path.iterdir())
    said, code = bring(path, "--dry-run", "--batch", "2")
    assert (counts(said), code) == ((5, 3, 1, 1), 1)
    assert "第 5 行：" in said
    assert everything() == before
    assert sorted(tmp_path.iterdir()) == files
    real, _code = bring(path)
    assert counts(real) == counts(said)


@pytest.mark.parametrize("fails_at", [1, 3, 5])
def test_stopped_in_the_middle_and_started_again_it_completes(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails_at: int
) -> None:
    rows = [(str(n), "王秀英", "2023-05-08", f"第{n}件", f"正文{n}") for n in range(1, 7)]
    path, real, calls = table(tmp_path / "x.tsv", rows), imports.register, []

    def dies(*args: object, **more: object) -> object:
        calls.append(1)
        if len(calls) == fails_at:
            raise KeyboardInterrupt
        return real(*args, **more)

    monkeypatch.setattr(imports, "register", dies)
    with pytest.raises(KeyboardInterrupt):
        bring(path, "--batch", "2")
    saved = Submission.objects.count()
    assert saved == (fails_at - 1) // 2 * 2
    monkeypatch.undo()
    assert counts(bring(path, "--batch", "2")[0]) == (6, 6 - saved, saved, 0)
    numbers = list(Submission.objects.order_by("number").values_list("number", flat=True))
    assert [int(number.split("-")[2]) for number in numbers] == [1, 2, 3, 4, 5, 6]


def test_without_an_office_the_offices_are_listed(cast: Cast, tmp_path: Path) -> None:
    path = table(tmp_path / "x.tsv", GOOD)
    for fixed in ("channel=WEB,purpose=REQUEST", "office=99999999,channel=WEB,purpose=REQUEST"):
        said, code = bring(path, fixed=fixed)
        assert code == 2
        assert "37142601 临水县信访局" in said
    assert Submission.objects.count() == 0


@pytest.mark.parametrize(
    ("mapped", "fixed", "told"),
    [
        ("title=标题,content=没有的列,external_id=编号", SET, "有的列是：编号、用户、时间、标题、正文"),
        ("colour=标题,content=正文,external_id=编号", SET, "没有“colour”这个字段"),
        ("content=正文", SET, "external_id"),
        ("content=正文,external_id", SET, "字段=值"),
        ("content=正文,content=标题,external_id=编号", SET, "写了两次"),
        ("content=正文,external_id=编号", "office=37142601,channel=PIGEON,purpose=REQUEST", "来信"),
    ],
)
def test_a_wrong_map_is_refused_before_anything_is_read(
    cast: Cast, tmp_path: Path, mapped: str, fixed: str, told: str
) -> None:
    said, code = bring(table(tmp_path / "x.tsv", GOOD), mapped=mapped, fixed=fixed)
    assert code == 2
    assert told in said
    assert Submission.objects.count() == 0


def test_codes_are_read_by_their_labels_and_lines_can_stand_for_numbers(cast: Cast, tmp_path: Path) -> None:
    path = table(tmp_path / "x.tsv", GOOD[:1])
    fixed = "office=37142601,channel=来信,purpose=求决"
    bring(path, mapped="content=正文,external_id=#,name=用户", fixed=fixed)
    row = Submission.objects.get()
    assert (row.external_id, row.channel, row.purpose, row.title) == (
        "2",
        "LETTER",
        "REQUEST",
        "村口的路灯不亮",
    )


def test_a_clerk_may_stand_for_the_import_but_nobody_unknown(cast: Cast, tmp_path: Path) -> None:
    path = table(tmp_path / "x.tsv", GOOD[:1])
    assert bring(path, "--as", "nobody")[1] == 2
    bring(path, "--as", "dengji")
    assert Submission.objects.get().registered_by.username == "dengji"


def test_long_names_of_sources_stay_apart(cast: Cast, tmp_path: Path) -> None:
    for year in ("2018", "2019"):
        bring(table(tmp_path / f"a_very_long_name_of_a_file_of_letters_{year}.tsv", GOOD[:1]))
    assert Submission.objects.count() == 2


def test_other_words_under_a_known_number_are_refused_not_lost(cast: Cast, tmp_path: Path) -> None:
    bring(table(tmp_path / "x.tsv", GOOD))
    other = ("11", "王秀英", "2019-04-25", "路灯", "还有一件：桥也塌了")
    said, code = bring(table(tmp_path / "x.tsv", [GOOD[0], other]))
    assert (counts(said), code) == ((2, 0, 1, 1), 1)
    assert "登记过内容不同的另一件" in (tmp_path / "x.refused.tsv").read_text("utf-8")


def test_a_row_above_with_the_same_number_is_told_by_its_line(cast: Cast, tmp_path: Path) -> None:
    other = (GOOD[0][0], "王秀英", "2019-04-25", "路灯", "还有一件：桥也塌了")
    said, _code = bring(table(tmp_path / "x.tsv", [*GOOD, other]), "--dry-run")
    assert "和第2行的编号相同，内容不同" in said and "3714" not in said


def test_a_refusal_names_the_column_it_is_about(cast: Cast, tmp_path: Path) -> None:
    bring(table(tmp_path / "x.tsv", [("31", "王秀英", "", "题" * 201, "正文")]))
    assert "标题：最多200字，现在有201字" in (tmp_path / "x.refused.tsv").read_text("utf-8")


def test_what_reads_like_an_accusation_waits_behind_the_wall_though_its_list_calls_it_a_request(
    cast: Cast, tmp_path: Path
) -> None:
    accusing = ("41", "王秀英", "2023-05-08", "补偿款", "前柳村支书赵铁柱侵吞征地补偿款，请查处。")
    path = table(tmp_path / "x.tsv", [GOOD[0], accusing])
    tried, _code = bring(path, "--dry-run")
    said, code = bring(path)
    told = "1 件读起来像检举控告"
    assert (counts(said), code, told in said, told in tried) == ((2, 2, 0, 0), 0, True, True)
    row = Submission.objects.get(external_id="41")
    assert (row.purpose, row.title, row.content, row.matter.sealed) == ("REQUEST", "", "", True)
    assert seers(cast, row.matter) == {"fenban", "fenban2"}
    assert not SearchText.objects.filter(matter=row.matter).exists()
    again, _code = bring(path)
    assert (counts(again), told in again) == ((2, 0, 2, 0), False)


def test_one_that_is_called_an_accusation_is_not_told_of_twice(cast: Cast, tmp_path: Path) -> None:
    accusing = ("41", "王秀英", "2023-05-08", "补偿款", "前柳村支书赵铁柱侵吞征地补偿款，请查处。")
    said, _code = bring(table(tmp_path / "x.tsv", [accusing]), fixed=SET.replace("REQUEST", "ACCUSATION"))
    assert "像检举控告" not in said and Submission.objects.get().matter.sealed


def printed(place: Path) -> list[str]:
    """The text of each page of every PDF of a folder."""
    found = [page for path in sorted(place.glob("*.pdf")) for page in pypdfium2.PdfDocument(path)]
    return [page.get_textpage().get_text_bounded() for page in found]


def test_who_imports_gets_a_receipt_for_every_row_that_anybody_can_check(cast: Cast, tmp_path: Path) -> None:
    place = tmp_path / "receipts"
    said, code = bring(table(tmp_path / "x.tsv", [*GOOD, GOOD[0]]), "--receipts", str(place), "--batch", "2")
    assert (counts(said), code, "写出回执 3 份" in said) == ((4, 3, 1, 0), 0, True)
    rows = Submission.objects.order_by("pk")
    listed = [line.split("\t") for line in (place / "receipts.tsv").read_text("utf-8").splitlines()]
    assert [line[1:3] for line in listed[1:]] == [[row.external_id, row.number] for row in rows]
    keys = verifiers()
    for row, (line, _mark, number, query_code, name) in zip(rows, listed[1:], strict=True):
        receipt = loads((place / name).read_text("utf-8"))
        assert exit_code(verify(receipt, Asked(keys))) == 0 and receipt.promise.number == number
        assert row.query_hash == query_hash(number, query_code) and GOOD[int(line) - 2][0] == row.external_id
    pages = printed(place)
    assert len(pages) == 3 and all(
        line[2] in page and line[3] in page for line, page in zip(listed[1:], pages, strict=True)
    )
    assert {path.stat().st_mode & 0o77 for path in place.iterdir()} == {0}


def test_a_run_that_stopped_leaves_no_row_without_its_receipt(cast: Cast, tmp_path: Path) -> None:
    path, place = table(tmp_path / "x.tsv", GOOD), tmp_path / "receipts"
    said, _code = bring(path)
    assert "没有写出回执" in said
    said, code = bring(path, "--receipts", str(place))
    assert (counts(said), code) == ((3, 0, 3, 0), 0)
    assert len(list(place.glob("*.json"))) == len(printed(place)) == 3
    before = {file.name: file.read_bytes() for file in place.iterdir()}
    assert "写出回执 0 份" in bring(path, "--receipts", str(place))[0]
    assert {file.name: file.read_bytes() for file in place.iterdir()} == before


def test_the_receipt_of_an_imported_accusation_says_nothing(cast: Cast, tmp_path: Path) -> None:
    place = tmp_path / "receipts"
    bring(
        table(tmp_path / "x.tsv", GOOD[:1]),
        "--receipts",
        str(place),
        fixed=SET.replace("REQUEST", "ACCUSATION"),
    )
    [file], [page], row = list(place.glob("*.json")), printed(place), Submission.objects.get()
    told = (file.name, file.read_text("utf-8"), page)
    listed = (place / "receipts.tsv").read_text("utf-8").splitlines()[1].split("\t")
    for kept in (row.number, listed[3], "路灯", "王秀英"):
        assert kept and not any(kept in text for text in told)
    assert loads(told[1]).promise.sealed and listed[2] == row.number


@pytest.mark.parametrize("options", [("--dry-run",), ()])
def test_a_folder_that_cannot_be_written_is_told_before_anything_is_registered(
    cast: Cast, tmp_path: Path, options: tuple[str, ...]
) -> None:
    (tmp_path / "taken").write_text("")
    said, code = bring(table(tmp_path / "x.tsv", GOOD), "--receipts", str(tmp_path / "taken"), *options)
    assert Submission.objects.count() == 0
    assert (code, "--receipts" in said) == ((0, False) if options else (2, True))
