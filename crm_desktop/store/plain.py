"""Reading in plain SQL: what the first page asks before SQLAlchemy is loaded, and any session afterwards."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from sqlalchemy.orm import Session

    Source: TypeAlias = "Session | Connection | Plain"
    """What a query in plain SQL takes: it may be asked alone or as part of a session."""


class Plain:
    """One reading of the file; `info` remembers what was read once, as a session's does."""

    def __init__(self, raw: Any, info: dict[Any, Any]) -> None:
        self._raw = raw
        self.info = info

    def rows(self, sql: str, /, **values: object) -> list[tuple[Any, ...]]:
        """The rows of a query; dates are text, as they are stored."""
        found: list[tuple[Any, ...]] = self._raw.execute(sql, values).fetchall()
        return found

    def row_of(self, table: str, row: str) -> dict[str, Any] | None:
        """One record by its id, with every column."""
        found = self._raw.execute(f'SELECT * FROM "{table}" WHERE id = ?', (row,))
        names, values = [one[0] for one in found.description], found.fetchone()
        return dict(zip(names, values, strict=True)) if values else None

    def walk(self, sql: str, /, **values: object) -> Iterator[tuple[Any, ...]]:
        """The same one by one, for very many: they need not be in memory together."""
        return iter(self._raw.execute(sql, values))

    def value(self, sql: str, /, **values: object) -> Any:
        """The first column of the first row, or None."""
        row = self._raw.execute(sql, values).fetchone()
        return row[0] if row else None

    def count(self, sql: str, /, **values: object) -> int:
        """What a `SELECT count(*)` counts."""
        return int(self.value(sql, **values))


def plain(source: "Source") -> Plain:
    """The plain way to read from this source: of a session, inside its transaction and with what it changed."""
    if isinstance(source, Plain):
        return source
    of_session: Any = source
    if not hasattr(of_session, "flush"):
        return Plain(of_session.connection.driver_connection, {})
    of_session.flush()
    return Plain(of_session.connection().connection.driver_connection, of_session.info)


FEW, MANY = 50, 2_000


def stretches(source: "Source", ids: Sequence[str], size: int) -> Iterator[tuple[Sequence[str], bool]]:
    """These contacts (in order) in parts of this size, each with whether it is alone on its stretch of the file.

    People who lie side by side, as an import makes them, come in larger parts: one walk through each table finds their
    rows, and a table without any is done with at once.
    """
    for start in range(0, len(ids), MANY):
        many = ids[start : start + MANY]
        if side_by_side(source, many):
            yield many, True
            continue
        for at in range(0, len(many), size):
            part = many[at : at + size]
            yield part, len(part) < len(many) and side_by_side(source, part)


def side_by_side(source: "Source", ids: Sequence[str]) -> bool:
    """Whether these are all the contacts from the first of them to the last. Of few it is not worth asking."""
    if len(ids) < FEW:
        return False
    between = "SELECT id FROM contact WHERE id BETWEEN :first AND :last ORDER BY id LIMIT :most"
    # As one text: a row for each would take three times as long.
    found = plain(source).value(
        f"SELECT group_concat(id) FROM ({between})", first=ids[0], last=ids[-1], most=len(ids) + 1)
    return bool(found == ",".join(ids))


def day(text: str | None) -> date | None:
    """A stored day."""
    return date.fromisoformat(text) if text else None
