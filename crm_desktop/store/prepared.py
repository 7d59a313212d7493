"""Selects compiled once and for all: for small queries that are asked at every step of the user.

What an ORM does around one of them (key, compiling, result metadata) costs several times what SQLite needs for it,
and an archive asks twenty.
"""

from collections import namedtuple
from collections.abc import Callable
from functools import cached_property
from typing import Any

from sqlalchemy import Dialect
from sqlalchemy.dialects import sqlite
from sqlalchemy.orm import Session

Convert = Callable[[Any], Any]
_DRIVER = "driver"
"""Where a session remembers its connection."""


class Prepared:
    """`rows(session, name=value, …)` gives named tuples. For selects whose values are all bind parameters."""

    def __init__(self, statement: Any) -> None:
        self._statement = statement

    @cached_property
    def _compiled(self) -> tuple[str, list[tuple[str, Any, Convert | None]], type[Any], list[tuple[int, Convert]]]:
        dialect = sqlite.dialect()
        compiled = self._statement.compile(dialect=dialect)
        constants, binds = compiled.params, compiled.binds
        places = [
            (name, constants[name], binds[name].type.dialect_impl(dialect).bind_processor(dialect))
            for name in compiled.positiontup
        ]
        columns = list(self._statement.selected_columns)
        made: type[Any] = namedtuple("Row", [column.key for column in columns], rename=True)  # type: ignore[misc]
        converts = [(at, convert) for at, column in enumerate(columns) if (convert := _from_file(column, dialect))]
        return str(compiled), places, made, converts

    def rows(self, session: Session, **values: Any) -> list[Any]:
        """What is found, in order."""
        sql, places, made, converts = self._compiled
        given = tuple([
            convert(value) if convert else value
            for name, constant, convert in places
            for value in (values.get(name, constant),)
        ])  # fmt: skip
        found = _driver(session).execute(sql, given).fetchall()
        if not converts:
            return list(map(made._make, found))
        rows = []
        for plain in found:
            row = list(plain)
            for at, convert in converts:
                row[at] = convert(row[at])
            rows.append(made._make(row))
        return rows

    def first(self, session: Session, **values: Any) -> Any:
        """The first one, or None."""
        return next(iter(self.rows(session, **values)), None)


def _driver(session: Session) -> Any:
    """The open connection itself, inside the session's transaction: asked for once in each."""
    transaction, known = session.get_transaction(), session.info.get(_DRIVER)
    if known is None or transaction is None or known[0] is not transaction or not transaction.is_active:
        driver = session.connection().connection.driver_connection
        known = session.info[_DRIVER] = (session.get_transaction(), driver)
    return known[1]


def _from_file(column: Any, dialect: Dialect) -> Convert | None:
    converted: Convert | None = column.type.dialect_impl(dialect).result_processor(dialect, None)
    return converted
