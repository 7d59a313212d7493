"""Reading in plain SQL: what the first page asks before SQLAlchemy is loaded, and any session afterwards."""

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


def day(text: str | None) -> date | None:
    """A stored day."""
    return date.fromisoformat(text) if text else None
