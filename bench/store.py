"""A store of any size to measure against: real lives made by actions, then copied row by row in SQL.

Nothing here is ever imported by the product. The copies keep every relation; only numbers get a suffix.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import uuid
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TODAY = date(2026, 8, 3)
PER_MATTER = (
    "Matter", "Submission", "Party", "Request", "ComplainedOf", "Involvement", "Link", "Proceeding", "Event",
    "Clock", "Document", "Service", "Task", "Rating", "Outbox", "Leaf",
)  # fmt: skip
SUFFIXED = {"number", "external_id"}


def open_store(kind: str) -> None:
    """Set up Django on a fresh, empty database: "sqlite" (a file) or a PostgreSQL server's address."""
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


def close_store() -> None:
    """Remove what `open_store` made on disk."""
    shutil.rmtree(os.environ["LIANXIN_HOME"], ignore_errors=True)


def _fresh_postgres(address: str) -> str:
    import psycopg

    name = "lianxin_bench"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name}")  # type: ignore[arg-type]
        connection.execute(f"CREATE DATABASE {name}")  # type: ignore[arg-type]
    return f"{address.rsplit('/', 1)[0]}/{name}"


def live(upto: int = 9) -> str:
    """One life through the one door, or its first `upto` steps; gives the matter's number."""
    from lianxin.models import Matter
    from tests import make
    from tests.cast import Cast

    def act(action: str, who: str, on: str, **facts: object) -> None:
        make.act(Cast(TODAY), number, action, actors(who), on, **facts)

    number = make.file(external_id=uuid.uuid4().hex).submission.number
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
            live(place % 9 + 1)
        have = seed
    tables = [apps.get_model("lianxin", name) for name in PER_MATTER]
    base = {
        model: model.objects.order_by("-pk").values_list("pk", flat=True).first() or 0 for model in tables
    }
    stride = max(base.values()) + 1
    with connection.cursor() as cursor:
        for copy in range(1, max(matters // have, 1)):
            for model in tables:
                cursor.execute(_copy(model, base[model], copy * stride, f"{have}x{copy}", set(tables)))
    _after_copy(tables)
    return Matter.objects.count()


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


def _after_copy(tables: list[type]) -> None:
    from django.core.management.color import no_style
    from django.db import connection

    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), tables):
            cursor.execute(statement)
        cursor.execute("ANALYZE")
