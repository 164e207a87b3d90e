"""Every figure of a monthly report over ten years of a city, beside hand-written SQL of the same definitions.

    python bench/figures.py [--size 3200000] [--rounds 3] [--postgres postgres://…] [--explain]

The store is filled by set-based SQL and dropped afterwards. Both ways answer in the same run, in turn, and every result
is compared; the medians of wall time are printed. Needs PostgreSQL.
"""

from __future__ import annotations

import statistics
import sys
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))
from by_hand import by_hand
from store import indexes_away, options, say, store_of, timed

YEARS, LAST = 10, date(2026, 10, 31)
FIRST = LAST - timedelta(days=365 * YEARS)
DAY = f"(DATE '{FIRST}' + (i::bigint * {365 * YEARS} / {{n}})::int)"
INSERTED = ("Matter", "Submission", "Clock", "Document", "Proceeding", "Rating", "Request", "Task")


# ---- a store of any size, in a few statements --------------------------------------------------------------
def blank(column: Any) -> str:
    """What an unmentioned column holds."""
    if column.null:
        return "NULL"
    kind = column.get_internal_type()
    return {
        "CharField": "''", "TextField": "''", "BooleanField": "false", "BinaryField": "'\\x'::bytea", "JSONField": "'[]'::jsonb",
        "DateTimeField": "TIMESTAMPTZ '2026-10-31 10:00+08'", "FloatField": "0",
    }.get(kind, "1" if column.remote_field else "0")  # fmt: skip


def insert(name: str, given: Mapping[str, str], source: str) -> str:
    """One INSERT … SELECT for a table: what is not given is blank."""
    from django.apps import apps

    model = apps.get_model("lianxin", name)
    columns = [c for c in model._meta.concrete_fields if not c.primary_key or "id" in given]
    values = ", ".join(given.get(c.column, blank(c)) for c in columns)
    names = ", ".join(f'"{c.column}"' for c in columns)
    return f"INSERT INTO {model._meta.db_table} ({names}) SELECT {values} {source}"


def statements(size: int) -> list[tuple[str, str]]:
    """What fills the store: `size` submissions over ten years, six in seven of them with a matter of their own."""
    day, numbers = DAY.format(n=size), f"FROM generate_series(1, {size}) i"
    closed = f"CASE WHEN i % 25 <> 0 AND {day} + 20 + i % 60 <= DATE '{LAST}' THEN {day} + 20 + i % 60 END"
    back = f"GREATEST(i - 1 - (i::bigint * 31 % {max(size // 40, 1)})::int, 1)"
    earlier = f"({back} - ({back} % 7 = 0)::int)"
    organ = "(SELECT ids[1 + i % array_length(ids, 1)] FROM bench_organs)"
    matters = "FROM lianxin_matter m"
    return [
        ("organs", "CREATE TABLE bench_organs AS SELECT array_agg(id ORDER BY id) ids FROM lianxin_organ"),
        ("matters", insert("Matter", {
            "id": "i", "number": "'B' || i", "title": "'来访'", "owner_id": organ, "office_id": "(SELECT ids[1] FROM bench_organs)",
            "state": f"CASE WHEN {closed} IS NULL THEN 'HANDLING' ELSE 'CLOSED' END", "closed_on": closed, "opened_on": day,
            "sealed": "i % 50 = 0", "category": "lpad((1 + i % 19)::text, 2, '0') || '02'", "litigation": "i % 30 = 0",
            "purpose": "CASE WHEN i % 12 = 0 THEN 'INQUIRY' ELSE 'REQUEST' END", "handovers": "i % 3", "returns": "(i % 40 = 0)::int",
        }, f"{numbers} WHERE i % 7 <> 0")),
        ("submissions", insert("Submission", {
            "id": "i", "number": "'S' || i", "matter_id": f"CASE WHEN i % 7 = 0 THEN {earlier} ELSE i END",
            "channel": "(ARRAY['LETTER','VISIT','WEB','PHONE','WEB','APP','VISIT','HOTLINE'])[1 + i % 8]", "received_on": day,
            "relation": "CASE WHEN i % 7 = 0 THEN 'REPEAT' ELSE 'FIRST' END", "source": "'B'", "external_id": "i::text",
            "persons_present": "CASE WHEN i % 8 IN (1, 6) THEN 1 + (i / 8) % 9 END", "persons_concerned": "1 + i % 9",
            "office_id": "(SELECT ids[1] FROM bench_organs)",
        }, numbers)),
        *(("clocks", insert("Clock", {
            "matter_id": "m.id", "period": f"'{period}'", "organ_id": "m.owner_id", "start_on": "m.opened_on",
            "nominal_on": f"m.opened_on + {days}", "lawful_on": f"m.opened_on + {days}", "safe_on": f"m.opened_on + {days}",
            "stopped_on": stopped, "extension": "CASE WHEN m.id % 10 = 0 THEN 30 ELSE 0 END" if period == "HANDLE" else "0",
        }, f"{matters} WHERE m.id % {of} = 1 % {of}")) for period, days, stopped, of in (
            ("ROUTE", 15, f"CASE WHEN m.opened_on + (1 + m.id % 18)::int <= DATE '{LAST}' THEN m.opened_on + (1 + m.id % 18)::int END", 1),
            ("NOTICE_FWD", 30, f"CASE WHEN m.opened_on + (5 + m.id % 29)::int <= DATE '{LAST}' THEN m.opened_on + (5 + m.id % 29)::int END", 1),
            ("HANDLE", 75, "m.closed_on", 1), ("EXECUTE", 120, "m.closed_on + (m.id % 60)::int", 5))),
        ("papers", insert("Document", {
            "matter_id": "m.id", "kind": "'D17'", "state": "'ISSUED'", "issued_on": "m.closed_on - 5", "organ_id": "m.owner_id",
            "overridden": "m.id % 25 = 1",
        }, f"{matters} WHERE closed_on IS NOT NULL")),
        ("later papers", insert("Document", {
            "matter_id": "m.id", "kind": "'D17'", "state": "'ISSUED'", "issued_on": "m.closed_on", "organ_id": "m.owner_id",
        }, f"{matters} WHERE closed_on IS NOT NULL AND m.id % 11 = 0")),
        *(("proceedings", insert("Proceeding", {
            "matter_id": "m.id", "kind": f"'{kind}'", "organ_id": "m.owner_id", "opened_on": "m.opened_on", "concluded_on": "m.closed_on",
            "outcome": "CASE WHEN m.id % 8 = 3 THEN 'CHANGE' ELSE 'UPHOLD' END",
        }, f"{matters} WHERE m.id % {of} = 1 % {of}")) for kind, of in (("HANDLE", 1), ("REVIEW", 33))),
        ("ratings", insert("Rating", {
            "submission_id": "s.id", "office_grade": "(ARRAY['SATISFIED','BASICALLY','DISSATISFIED'])[1 + s.id % 3]",
            "organ_grade": "(ARRAY['SATISFIED','BASICALLY','DISSATISFIED'])[1 + s.id % 2]",
        }, "FROM lianxin_submission s WHERE s.id % 9 = 0")),
        ("requests", insert("Request", {
            "matter_id": "m.id", "submission_id": "m.id", "position": "1",
            "outcome": "(ARRAY['SUPPORT','EXPLAIN','PARTIAL','NOT_SUPPORT'])[1 + m.id % 4]",
        }, f"{matters} WHERE closed_on IS NOT NULL")),
        ("tasks", insert("Task", {
            "matter_id": "CASE WHEN m.id % 2 = 0 THEN m.id END", "kind": "'IMPROVE_WORK'", "issuer_id": "m.office_id", "organ_id": "m.owner_id",
            "issued_on": "m.opened_on", "due_on": "m.opened_on + 30", "adoption": "CASE WHEN m.id % 3 = 0 THEN 'ADOPTED' ELSE '' END",
        }, f"{matters} WHERE m.id % 1000 IN (1, 2)")),
    ]  # fmt: skip


def fill(size: int) -> None:
    """Fill the empty store; plain indexes are dropped meanwhile and made again at the end."""
    from django.apps import apps
    from django.db import connection

    tables = [apps.get_model("lianxin", name) for name in INSERTED]
    with connection.cursor() as cursor:
        cursor.execute(
            "SET session_replication_role = replica; SET synchronous_commit = off; SET maintenance_work_mem = '512MB'"
        )
        with indexes_away(tables):
            for what, statement in statements(size):
                seconds, _done = timed(lambda statement=statement: cursor.execute(statement))
                say(f"- {what}: {cursor.rowcount:,} rows, {seconds:.0f} s")
        cursor.execute("RESET session_replication_role")
        cursor.execute("VACUUM ANALYZE")


# ---- both ways ---------------------------------------------------------------------------------------------
def measure(rounds: int) -> None:
    """Let both answer in turn; print each part's median, the totals and their ratio."""
    from lianxin.actions.counted import keep_earlier
    from lianxin.queries.briefing import lines
    from lianxin.queries.figures import PARTS, Span, ordinary
    from lianxin.queries.figures import measure as by_product
    from lianxin.rules.figure_rows import FIGURES, Sizes
    from lianxin.rules.spans import Rhythm, interval, one_before, year_before

    month, today = interval(Rhythm.MONTH, date(2026, 9, 15)), LAST
    spans = [month, year_before(month), one_before(month)]
    took: dict[str, list[float]] = {"product": [], "hand": [], "report": [], "kept": []}
    parts: dict[str, list[float]] = {}
    for _round in range(rounds + 1):  # the first warms the caches and is not counted
        took["product"].append(0.0)
        took["hand"].append(0.0)
        for each in spans:
            span = Span(each.first, each.last, today)
            seconds, product = timed(lambda span=span: by_product(ordinary(), span))
            took["product"][-1] += seconds
            seconds, hand = timed(lambda span=span: by_hand(span, Sizes()))
            took["hand"][-1] += seconds
            for code in FIGURES:
                pair = (product[code].numerator, product[code].denominator)
                if pair != hand[code]:
                    raise SystemExit(f"{code} {each.first}: product {pair}, by hand {hand[code]}")
        took["report"].append(timed(lambda: lines(ordinary(), month, today=today))[0])
        if not took[
            "kept"
        ]:  # once, as the first report of a month does; the comparisons above were counted anew
            first, _n = timed(lambda: keep_earlier(ordinary(), month, today=today))
            say(f"- the two earlier months counted and kept: {first:.2f} s")
        took["kept"].append(timed(lambda: lines(ordinary(), month, today=today))[0])
        for codes, part in PARTS.items():
            seconds, _found = timed(
                lambda part=part: part(ordinary(), Span(month.first, month.last, today), Sizes())
            )
            parts.setdefault(min(codes), []).append(seconds)
    middle = {name: statistics.median(each[1:]) for name, each in took.items()}
    say("\n| Part (one month) | ms |\n|---|---:|")
    for name, each in parts.items():
        say(f"| {name} | {1000 * statistics.median(each[1:]):.0f} |")
    say(f"\n{len(FIGURES)} figures of {len(spans)} months each, {rounds} rounds, every result equal")
    say(f"product {middle['product']:.2f} s, by hand {middle['hand']:.2f} s, ratio {middle['product'] / middle['hand']:.2f}; "
        f"the report that counts both comparisons {middle['report']:.2f} s, that finds them kept {middle['kept']:.2f} s")  # fmt: skip


def explain() -> None:
    """Print the plan of every statement of one month that takes longer than 100 ms."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from lianxin.queries.figures import Span, measure, ordinary

    with CaptureQueriesContext(connection) as found:
        measure(ordinary(), Span(date(2026, 9, 1), date(2026, 9, 30), LAST))
    for query in found.captured_queries:
        if float(query["time"]) >= 0.1:
            with connection.cursor() as cursor:
                cursor.execute("EXPLAIN (ANALYZE, BUFFERS) " + query["sql"])
                say(
                    f"\n{query['time']} s  {query['sql'][:300]}\n"
                    + "\n".join(row[0] for row in cursor.fetchall())
                )


def main() -> None:
    """Fill, measure, drop."""
    given = options(
        __doc__,
        size=3_216_190,
        rounds=3,
        postgres="postgres://postgres@127.0.0.1:5432/postgres",
        explain=False,
    )
    with store_of(given.postgres):
        say(f"## {given.size:,} submissions")
        fill(given.size)
        measure(given.rounds)
        if given.explain:
            explain()


if __name__ == "__main__":
    main()
