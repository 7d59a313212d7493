"""What waits for a person after a sync: rows the server makes (`sync/PROTOCOL.md`, sections 6 and 11)."""

from typing import Any

from sqlalchemy import Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import UserDefinedType

from crm_desktop.store.tables.columns import Root


class AnyValue(UserDefinedType[Any]):
    """A value as SQLite keeps it. No declared type: an affinity would change integers and floats."""

    cache_ok = True

    def get_col_spec(self, **_options: Any) -> str:
        """No type in the DDL."""
        return ""


class Conflict(Root):
    """Two people changed one thing: the first arrival stays (`kept`), the second (`lost`) waits here.

    `kind` is "field", "resurrected" (a deletion was taken back) or "refused_delete". `root` is the person's.
    """

    __tablename__ = "conflict"

    tbl: Mapped[str] = mapped_column(String, nullable=False)
    row: Mapped[str] = mapped_column(String, nullable=False)
    col: Mapped[str] = mapped_column(String, default="", server_default="", nullable=False)
    kind: Mapped[str] = mapped_column(String, nullable=False)
    kept: Mapped[Any] = mapped_column(AnyValue, nullable=True, default=None)
    kept_author: Mapped[str] = mapped_column(String, default="", server_default="", nullable=False)
    lost: Mapped[Any] = mapped_column(AnyValue, nullable=True, default=None)
    lost_author: Mapped[str] = mapped_column(String, default="", server_default="", nullable=False)
    base: Mapped[int] = mapped_column(Integer, default=0, server_default="0", nullable=False)
    state: Mapped[str] = mapped_column(String, default="open", server_default="open", nullable=False)  # open, done

    __table_args__ = (Index("conflict_state", "state", "row"),)


class Parked(Root):
    """A change the server could not take: whole (`body`, JSON), with the reason."""

    __tablename__ = "parked"

    uid: Mapped[str] = mapped_column(String, default="", server_default="", nullable=False)
    tbl: Mapped[str] = mapped_column(String, nullable=False)
    row: Mapped[str] = mapped_column(String, nullable=False)
    op: Mapped[str] = mapped_column(String, default="", server_default="", nullable=False)
    reason: Mapped[str] = mapped_column(String, nullable=False)
    body: Mapped[str] = mapped_column(Text, default="", server_default="", nullable=False)
    state: Mapped[str] = mapped_column(String, default="open", server_default="open", nullable=False)  # open, done

    __table_args__ = (Index("parked_state", "state", "row"),)
