"""Shop data that someone changed, saved segments, and what an import did."""

from datetime import datetime

from sqlalchemy import DateTime, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from crm_desktop.store.tables.columns import Local, Root


class Setting(Root):
    """An override of shipped shop data, or "who I am"; id = UUIDv5 of (kind, key), value as JSON text."""

    __tablename__ = "setting"

    kind: Mapped[str] = mapped_column(String, nullable=False, index=True)
    key: Mapped[str] = mapped_column(String, default="", nullable=False)
    value: Mapped[str] = mapped_column(Text, default="", nullable=False)


class RuleChange(Root):
    """One change of a rule that decides when people are due; insert-only, shown where it moved somebody's day."""

    __tablename__ = "rule_change"

    at: Mapped[datetime] = mapped_column(DateTime, nullable=False)
    kind: Mapped[str] = mapped_column(String, nullable=False)  # list of the shop: levels, statuses, event_rules …
    key: Mapped[str] = mapped_column(String, default="", nullable=False)  # code of the entry
    before: Mapped[str] = mapped_column(Text, default="", nullable=False)  # what held, as JSON
    after: Mapped[str] = mapped_column(Text, default="", nullable=False)


class Segment(Root):
    """A saved filter over the customer list."""

    __tablename__ = "segment"

    owner: Mapped[str] = mapped_column(String, default="", server_default="", nullable=False)  # user; "": not enrolled
    name: Mapped[str] = mapped_column(String, nullable=False)
    filter: Mapped[str] = mapped_column(Text, default="", nullable=False)  # the filter as typed: "level:H due:today"
    position: Mapped[int] = mapped_column(Integer, default=0, nullable=False)


class ImportBatch(Local):
    """One import of one or more files; stays on this laptop."""

    __tablename__ = "import_batch"

    id: Mapped[str] = mapped_column(String, primary_key=True)
    at: Mapped[datetime] = mapped_column(DateTime, nullable=False)
    step: Mapped[int] = mapped_column(Integer, nullable=False)
    report: Mapped[str] = mapped_column(Text, nullable=False)  # JSON
    undone: Mapped[datetime | None] = mapped_column(DateTime, default=None)


class LocalValue(Local):
    """A value of this profile that is neither journaled nor synced: carry kit of the day, schema marks."""

    __tablename__ = "local_value"

    key: Mapped[str] = mapped_column(String, primary_key=True)
    value: Mapped[str] = mapped_column(Text, nullable=False)
