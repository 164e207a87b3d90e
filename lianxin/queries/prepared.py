"""Questions that are asked on every page with another key: written with the ORM once, compiled once a connection.

Building and compiling a query costs Django several times what asking it costs; the words of these never change.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Generic, TypeVar
from weakref import WeakKeyDictionary

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model, QuerySet

Row = TypeVar("Row")
M = TypeVar("M", bound=Model)
# They stand for a key, a number and a day in their places while the question is compiled; no row has them.
STAND_INS: dict[type, Callable[[int], Any]] = {
    int: lambda place: (1 << 62) + place,
    str: lambda place: f"\x1astand-in {place}",
    date: lambda place: date(1, 2, 3 + place),
}
Key = int | str | date


class Prepared(Generic[M, Row]):
    """`ask(…)` gives a query set for one value of each of `kinds`; calling this with such values gives its rows.

    The words of the query must not depend on the values: they are never None, and no condition of Python's.
    """

    def __init__(self, ask: Callable[..., QuerySet[M, Row]], *kinds: type[Key]) -> None:
        self._ask = ask
        self._stand_ins = tuple(STAND_INS[kind](place) for place, kind in enumerate(kinds or (int,)))
        self._compiled: WeakKeyDictionary[Any, tuple[Any, Any, str, tuple[Any, ...]]] = WeakKeyDictionary()

    def __call__(self, *keys: Key) -> list[Row]:
        # A connection belongs to one thread, and so does what is compiled for it.
        own = connections[DEFAULT_DB_ALIAS]
        try:
            rows, compiler, sql, params = self._compiled.get(own) or self._compile(own)
        except EmptyResultSet:  # nobody's organs: the question answers itself
            return []
        given = {_sent(own, one): _sent(own, key) for one, key in zip(self._stand_ins, keys, strict=True)}
        asked = tuple(given.get(p, p) if isinstance(p, Key) else p for p in params)
        compiler, query, rows = _twin(compiler), _twin(rows.query), _twin(rows)
        compiler.as_sql = lambda *_, **__: (sql, asked)
        query.get_compiler = lambda *_, **__: compiler
        rows._query = query
        return list(rows)

    def _compile(self, own: Any) -> tuple[Any, Any, str, tuple[Any, ...]]:
        rows: Any = self._ask(*self._stand_ins)
        compiler = rows.query.get_compiler(own.alias)
        sql, params = compiler.as_sql()
        columns = [column[0] for column in compiler.select[: compiler.col_count]]
        converters = compiler.get_converters(columns)
        compiler.get_converters = lambda _: converters  # how the columns are read never changes either
        self._compiled[own] = known = (rows, compiler, sql, tuple(params))
        return known


def _sent(own: Any, key: Key) -> Any:
    return own.ops.adapt_datefield_value(key) if isinstance(key, date) else key


def _twin(one: Any) -> Any:
    # Not `copy`: a query set that is copied reads its rows first.
    other = object.__new__(type(one))
    other.__dict__.update(one.__dict__)
    return other
