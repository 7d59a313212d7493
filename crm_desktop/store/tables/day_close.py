"""Days that were closed."""

from datetime import date, datetime

from sqlalchemy import Date, DateTime, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from crm_desktop.store.tables.columns import Root


class DayClose(Root):
    """A closed day (日结) of this consultant: its note and what it came to."""

    __tablename__ = "day_close"

    owner: Mapped[str] = mapped_column(String, default="", server_default="", nullable=False)  # user; "": not enrolled
    on: Mapped[date] = mapped_column(Date, nullable=False)
    closed_at: Mapped[datetime] = mapped_column(DateTime, nullable=False)
    note: Mapped[str] = mapped_column(Text, default="", nullable=False)
    touches: Mapped[int] = mapped_column(Integer, default=0, nullable=False)
    effective: Mapped[int] = mapped_column(Integer, default=0, nullable=False)
    new_customers: Mapped[int] = mapped_column(Integer, default=0, nullable=False)
    unlogged: Mapped[int] = mapped_column(Integer, default=0, nullable=False)

    __table_args__ = (Index("day_close_on", "on"),)
