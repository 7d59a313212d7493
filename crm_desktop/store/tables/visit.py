"""Visits: what was planned beside the follow-up, and the report that came back."""

from datetime import datetime

from sqlalchemy import DateTime, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from crm_desktop.store.tables.columns import OfContact


class Visit(OfContact):
    """One planned visit (拜访). Day, time and purpose stand in the follow-up it belongs to; so it is moved like any."""

    __tablename__ = "visit"

    follow_up: Mapped[str] = mapped_column(String, nullable=False)  # soft id
    place: Mapped[str] = mapped_column(String, default="", nullable=False)
    people: Mapped[str] = mapped_column(String, default="", nullable=False)  # who comes along, whom we meet
    preparation: Mapped[str] = mapped_column(Text, default="", nullable=False)
    position: Mapped[int] = mapped_column(Integer, default=0, nullable=False)  # order of the day's route
    touch: Mapped[str] = mapped_column(String, default="", nullable=False)  # id of the touch that reports it, or ""
    report: Mapped[str] = mapped_column(Text, default="", nullable=False)
    agreed: Mapped[str] = mapped_column(Text, default="", nullable=False)  # what was agreed, the next step
    reported_at: Mapped[datetime | None] = mapped_column(DateTime, default=None)
    review: Mapped[str] = mapped_column(String, default="", nullable=False)  # code of `review_marks`, the manager's
    review_note: Mapped[str] = mapped_column(Text, default="", nullable=False)
    reviewed_at: Mapped[datetime | None] = mapped_column(DateTime, default=None)

    __table_args__ = (
        Index("visit_follow_up", "follow_up"), Index("visit_touch", "touch"), Index("visit_reported", "reported_at"),
    )  # fmt: skip
