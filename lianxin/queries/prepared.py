"""Questions that are asked on every page with another key: written with the ORM once, compiled once a connection.

Building and compiling a query costs Django several times what asking it costs; the words of these never change.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Generic, TypeVar
from weakref import WeakKeyDictionary

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model, QuerySet

Row = TypeVar("Row")
M = TypeVar("M", bound=Model)
# They stand for key and day while the question is compiled; no row has them.
_KEY, _DAY = 1 << 62, date(1, 2, 3)


class Prepared(Generic[M, Row]):
    """`ask(key)`, or `ask(key, day)`, gives a query set; calling this gives its rows, as a list.

    The words of the query must not depend on key and day: they are never None, and no condition of Python's.
    """

    def __init__(self, ask: Callable[..., QuerySet[M, Row]], *, day: bool = False) -> None:
        self._ask, self._day = ask, day
        self._compiled: WeakKeyDictionary[Any, tuple[Any, Any, str, tuple[Any, ...]]] = WeakKeyDictionary()

    def __call__(self, key: int, day: date | None = None) -> list[Row]:
        # A connection belongs to one thread, and so does what is compiled for it.
        own = connections[DEFAULT_DB_ALIAS]
        rows, compiler, sql, params = self._compiled.get(own) or self._compile(own)
        written = own.ops.adapt_datefield_value
        given: dict[object, object] = {_KEY: key, written(_DAY): written(day)}
        asked = tuple(given.get(p, p) if isinstance(p, int | str | date) else p for p in params)
        compiler, query, rows = _twin(compiler), _twin(rows.query), _twin(rows)
        compiler.as_sql = lambda *_, **__: (sql, asked)
        query.get_compiler = lambda *_, **__: compiler
        rows._query = query
        return list(rows)

    def _compile(self, own: Any) -> tuple[Any, Any, str, tuple[Any, ...]]:
        rows: Any = self._ask(_KEY, _DAY) if self._day else self._ask(_KEY)
        compiler = rows.query.get_compiler(own.alias)
        sql, params = compiler.as_sql()
        self._compiled[own] = known = (rows, compiler, sql, tuple(params))
        return known


def _twin(one: Any) -> Any:
    # Not `copy`: a query set that is copied reads its rows first.
    other = object.__new__(type(one))
    other.__dict__.update(one.__dict__)
    return other
