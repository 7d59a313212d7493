"""What a consultant did that the manager looks at: a loss, a merge, a visit's report."""

from datetime import date

from sqlalchemy import Date, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from crm_desktop.store.tables.columns import OfContact


class Review(OfContact):
    """One asking for a look. `of` is a soft id: the purchase that was lost, the merge, the visit."""

    __tablename__ = "review"

    kind: Mapped[str] = mapped_column(String, nullable=False)  # loss, merge, visit
    of: Mapped[str] = mapped_column(String, nullable=False)
    state: Mapped[str] = mapped_column(String, default="asked", server_default="asked", nullable=False)
    asked_by: Mapped[str] = mapped_column(String, default="", server_default="", nullable=False)  # user
    decided_by: Mapped[str] = mapped_column(String, default="", server_default="", nullable=False)
    decided_on: Mapped[date | None] = mapped_column(Date, default=None)
    note: Mapped[str] = mapped_column(Text, default="", server_default="", nullable=False)

    # state: asked, approved, rejected
    __table_args__ = (Index("review_state", "state", "kind", "asked_by"),)
