"""The columns every synced row has, and the classes of tables."""

from datetime import datetime

from sqlalchemy import DateTime, ForeignKey, Integer, String, event
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from crm_desktop.base import clock
from crm_desktop.base.ids import new_id


class Table(DeclarativeBase):
    """Base of every table; its metadata is the whole schema."""


class Synced(Table):
    """A row that is journaled and later exchanged with the server (`sync.md`).

    `root` is the id of the aggregate's root: for everything about a person the contact's id, for shop data the
    row's own id. `row_seq` is the server state last merged into the row (0: never confirmed) and has no writer here.
    `deleted` is the tombstone. There is no `updated` column: it is derived from the journal.
    """

    __abstract__ = True

    id: Mapped[str] = mapped_column(String, primary_key=True, default=new_id)
    row_seq: Mapped[int] = mapped_column(Integer, default=0, nullable=False, server_default="0")
    created: Mapped[datetime] = mapped_column(DateTime, default=lambda: clock.now(), nullable=False)
    deleted: Mapped[datetime | None] = mapped_column(DateTime, default=None)


class Root(Synced):
    """A row that is the root of its own aggregate: `root` is its own `id`, filled before the first flush."""

    __abstract__ = True

    root: Mapped[str] = mapped_column(String, nullable=False)


def to_contact() -> ForeignKey:
    """To the person a row hangs on; looked at as a transaction ends.

    Looked at with every row, SQLite keeps a copy of each page that the row and its triggers change, to be able to take
    back that one row: a third of the time of an insert.
    """
    return ForeignKey("contact.id", ondelete="CASCADE", deferrable=True, initially="DEFERRED")


class OfContact(Synced):
    """A row of a contact's aggregate; the only foreign key is the one to its root."""

    __abstract__ = True

    root: Mapped[str] = mapped_column(String, to_contact(), nullable=False, index=True)


class Local(Table):
    """A row that never leaves this laptop and is not journaled."""

    __abstract__ = True


@event.listens_for(Session, "before_flush")
def _root_of_roots(session: Session, _context: object, _instances: object) -> None:
    for row in session.new:
        if isinstance(row, Root) and not row.root:
            row.id = row.id or new_id()
            row.root = row.id
        if isinstance(row, Root) and getattr(row, "owner", None) in (None, ""):
            _own(row, session.info.get("user", ""))


def _own(row: Root, user: str) -> None:
    """What is made on the laptop of a shop belongs to its user."""
    if user and "owner" in row.__table__.columns:
        row.owner = user  # type: ignore[attr-defined]


__all__ = ["Local", "OfContact", "Root", "Synced", "Table", "to_contact"]
