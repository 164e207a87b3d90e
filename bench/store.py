"""A store of any size to measure against: real lives made by actions, then copied row by row in SQL.

Nothing here is ever imported by the product. The copies keep every relation and get numbers of their own.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
TODAY = date(2026, 8, 3)
PER_MATTER = (
    "Matter", "Submission", "Party", "Request", "ComplainedOf", "Involvement", "Link", "Proceeding", "Event",
    "Clock", "Document", "Service", "Task", "Rating", "Outbox", "Leaf", "SearchText",
)  # fmt: skip
SUFFIXED = {"number", "external_id"}
SUBJECTS = (  # one matter in fifteen is about each, at every step of its life as many
    ("征地补偿款没有发放", "2019年征了我家三亩地，补偿款至今没有发到手。"),
    ("村口路灯不亮", "村口的路灯坏了两个月，晚上老人出门不安全。"),
    ("工地拖欠工资", "去年在工地干了四个月，工资还欠着一万二千元。"),
    ("自来水浑浊", "楼上自来水发黄有味道，反映多次没有解决。"),
    ("医保报销没有到账", "住院的费用交了材料三个月，报销的钱没有到。"),
    ("夜间施工噪音", "对面工地夜里十二点还在打桩，孩子没法睡觉。"),
    ("宅基地边界争议", "邻居砌墙占了我家宅基地半米，请求丈量确权。"),
    ("学校门口堵车", "放学时校门口车辆乱停，学生过马路很危险。"),
    ("小区停车收费", "物业把公共车位改成收费车位，没有征求业主意见。"),
    ("低保申请没有答复", "家里两人残疾，申请低保半年没有得到答复。"),
    ("化工厂排放废气", "村东化工厂晚上排气，气味刺鼻，庄稼也枯了。"),
    ("房产证办不下来", "房款交清五年，开发商一直没有办房产证。"),
    ("危房改造补助", "房子是危房，名单上有我家，补助没有下来。"),
    ("公交线路取消", "去县城的公交停了，老人看病要走十里路。"),
    ("养老保险断缴", "单位改制时断缴了三年养老保险，请求补缴。"),
)
PHASES = 9
OFFICE = "37142601"


def say(text: str) -> None:
    """Print a line at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def options(doc: str | None, **defaults: Any) -> argparse.Namespace:
    """What was asked for: an option of the same name and kind for each default."""
    parser = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, default in defaults.items():
        how = {"action": "store_true"} if default is False else {"type": type(default), "default": default}
        parser.add_argument(f"--{name}", **how)
    return parser.parse_args()


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds elapsed, and what came of it."""
    begun = time.perf_counter()
    found = work()
    return time.perf_counter() - begun, found


@contextmanager
def store_of(kind: str) -> Iterator[None]:
    """Django on a fresh, empty database, removed afterwards: "sqlite" (a file) or a PostgreSQL server's address."""
    _open(kind)
    try:
        yield
    finally:
        _close()


def _open(kind: str) -> None:
    home = Path(tempfile.mkdtemp(prefix="lianxin-bench-"))
    os.environ["LIANXIN_HOME"] = str(home)
    os.environ["DJANGO_SETTINGS_MODULE"] = "lianxin.settings"
    if kind == "sqlite":
        os.environ.pop("DATABASE_URL", None)
    else:
        os.environ["DATABASE_URL"] = _fresh_postgres(kind)
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from tests.cast import found_county

    found_county(today=TODAY)


def _close() -> None:
    from django.db import connection

    connection.close()
    if connection.vendor == "postgresql":
        _on_server(os.environ["DATABASE_URL"], "DROP DATABASE IF EXISTS {}")
    shutil.rmtree(os.environ["LIANXIN_HOME"], ignore_errors=True)


def server_cpu() -> Callable[[], float]:
    """Reads the CPU seconds of the database process behind our connection; nothing where there is none (SQLite)."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return lambda: 0.0
    with connection.cursor() as cursor:
        # One process per query, so that its clock tells all of it.
        cursor.execute("SET max_parallel_workers_per_gather = 0")
        cursor.execute("SELECT pg_backend_pid()")
        told = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")
    return lambda: int(told.read_text().split()[0]) / 1e9


def cpu_clock() -> Callable[[], float]:
    """Reads the CPU seconds of this process and of the database behind its connection together."""
    server = server_cpu()
    return lambda: time.process_time() + server()


def _fresh_postgres(address: str) -> str:
    own = f"{address.rsplit('/', 1)[0]}/lianxin_bench_{os.getpid()}"
    _on_server(own, "DROP DATABASE IF EXISTS {}")
    _on_server(own, "CREATE DATABASE {}")
    return own


def _on_server(database: str, statement: str) -> None:
    import psycopg
    from psycopg import sql

    server, _slash, name = database.rpartition("/")
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(sql.Identifier(name)))  # type: ignore[arg-type]


def live(upto: int = PHASES, subject: int = 0) -> str:
    """One life through the one door, or its first `upto` steps; gives the matter's number."""
    from lianxin.models import Matter
    from tests import make
    from tests.cast import Cast

    def act(action: str, who: str, on: str, **facts: object) -> None:
        make.act(Cast(TODAY), number, action, actors(who), on, **facts)

    title, content = SUBJECTS[subject]
    number = make.file(external_id=uuid.uuid4().hex, title=title, content=content).submission.number
    steps = (
        ("CLASSIFY", "fenban", "2026-08-03", make.CLASSIFY),
        ("FORWARD", "fenban", "2026-08-03", {"to": "37142602", "mode": "FORWARD", "reason": "属地"}),
        ("ACCEPT", "ziran", "2026-08-04", {"procedure": "ORDINARY", "method": "MAIL"}),
        ("DRAFT_OPINION", "ziran", "2026-08-10", make.OPINION),
        ("CHECK_OPINION", "ziran2", "2026-08-11", {}),
        ("SIGN_OPINION", "zirantou", "2026-08-12", {}),
        ("SERVE", "ziran", "2026-08-13",
         {"recipients": [number], "method": "IN_PERSON", "served_on": "2026-08-13"}),
        ("CLOSE", "ziran", "2026-10-01",
         {"solved": "已发放", "explained": "已说明", "assisted": "无此情形", "conduct": "无此情形"}),
    )  # fmt: skip
    for action, who, on, facts in steps[: upto - 1]:
        act(action, who, on, **facts)
    return str(Matter.objects.values_list("number", flat=True).get(number=number))


_ACTORS: dict[str, object] = {}


def actors(username: str) -> object:
    """The person as an actor, looked up once as a signed-in session would be."""
    from tests.cast import Cast

    if username not in _ACTORS:
        _ACTORS[username] = Cast(TODAY)(username)
    return _ACTORS[username]


def fill(matters: int, *, seed: int = 270) -> int:
    """Bring the store to about so many matters: `seed` real ones in all phases, the rest copies."""
    from django.apps import apps
    from django.db import connection

    from lianxin.models import Matter

    have = Matter.objects.count()
    if have == 0:
        for place in range(seed):
            live(place % PHASES + 1, place // PHASES % len(SUBJECTS))
        have = seed
    tables = [apps.get_model("lianxin", name) for name in PER_MATTER]
    base = {
        model: model.objects.order_by("-pk").values_list("pk", flat=True).first() or 0 for model in tables
    }
    stride = max(base.values()) + 1
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Copies of sound rows are sound: their keys need not be looked up one by one.
            cursor.execute("SET session_replication_role = replica; SET synchronous_commit = off")
            # Each copy reads the first rows only, whatever the planner guesses.
            cursor.execute("SET enable_seqscan = off")
        with indexes_away(tables):
            for copy in range(1, max(matters // have, 1)):
                for model in tables:
                    cursor.execute(_copy(model, base[model], copy * stride, f"{have}x{copy}", set(tables)))
            _renumber()
        if connection.vendor == "postgresql":
            cursor.execute("RESET session_replication_role; RESET synchronous_commit; RESET enable_seqscan")
    _after_copy(tables)
    return Matter.objects.count()


@contextmanager
def indexes_away(tables: list[type]) -> Iterator[None]:
    """The indexes that no constraint needs are made once at the end, which takes a fraction of the time."""
    from django.db import connection

    names = [model._meta.db_table for model in tables]  # type: ignore[attr-defined]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s) AND NOT EXISTS "
                "(SELECT FROM pg_constraint WHERE conindid = quote_ident(indexname)::regclass)", [names],
            )  # fmt: skip
            indexes = cursor.fetchall()
        else:
            cursor.execute("SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'index' AND sql <> ''")
            indexes = [(name, sql) for table, name, sql in cursor.fetchall() if table in names]
        for name, _definition in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        yield
        for _name, definition in indexes:
            cursor.execute(definition)


def _copy(model: type, newest: int, shift: int, copy: str, tables: set[type]) -> str:
    from django.db import connection

    quote = connection.ops.quote_name
    names, values = [], []
    for column in model._meta.concrete_fields:  # type: ignore[attr-defined]
        name = quote(column.column)
        names.append(name)
        related = column.remote_field.model if column.remote_field else None
        if column.primary_key or related in tables:
            values.append(f"{name} + {shift}")
        elif column.name in SUFFIXED:
            values.append(f"CASE WHEN {name} = '' THEN '' ELSE {name} || '.{copy}' END")
        elif model.__name__ == "Leaf" and column.name == "index":
            values.append("NULL")
        else:
            values.append(name)
    table = quote(model._meta.db_table)  # type: ignore[attr-defined]
    pk = quote(model._meta.pk.column)  # type: ignore[attr-defined]
    return f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(values)} FROM {table} WHERE {pk} <= {newest}"  # noqa: S608


def _renumber() -> None:
    """Give copied matters and their submissions real numbers, with check digits, after the last one given."""
    from django.db import connection, transaction

    from lianxin.models import Matter, Serial
    from lianxin.rules.identity import number

    copied = list(Matter.objects.filter(number__contains=".").order_by("pk").values_list("pk", flat=True))
    series = Serial.objects.get(series=f"submission:{OFFICE}:{TODAY.year}")
    given = [(pk, number(OFFICE, TODAY.year, series.last + n)) for n, pk in enumerate(copied, 1)]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE given (matter bigint PRIMARY KEY, number text)")
        cursor.executemany("INSERT INTO given VALUES (%s, %s)", given)
        for table, key in (("lianxin_matter", "id"), ("lianxin_submission", "matter_id")):
            cursor.execute(
                f"UPDATE {table} SET number = (SELECT g.number FROM given g WHERE g.matter = {table}.{key}) "  # noqa: S608
                f"WHERE {key} IN (SELECT matter FROM given)"
            )
        cursor.execute("DROP TABLE given")
        Serial.objects.filter(pk=series.pk).update(last=series.last + len(copied))


def _after_copy(tables: list[type]) -> None:
    from django.core.management.color import no_style
    from django.db import connection

    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), tables):
            cursor.execute(statement)
        # As autovacuum leaves a store that has stood for a while.
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
