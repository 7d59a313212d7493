"""What is proposed to be changed at a customer, and how the consultant answered."""

from datetime import date, datetime

from sqlalchemy import Date, DateTime, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from crm_desktop.store.tables.columns import Local, OfContact


class ProposalAnswer(OfContact):
    """The answer to one proposal; `code` and `occurrence` name it, the same on every laptop."""

    __tablename__ = "proposal_answer"

    code: Mapped[str] = mapped_column(String, nullable=False)
    occurrence: Mapped[str] = mapped_column(String, nullable=False)
    state: Mapped[str] = mapped_column(String, nullable=False)  # accepted, declined
    at: Mapped[datetime] = mapped_column(DateTime, nullable=False)


class DerivedProposal(Local):
    """One open proposal: from `from_on` on the scale should go from `before` to `after`. Free of today."""

    __tablename__ = "derived_proposal"

    n: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    root: Mapped[str] = mapped_column(String, nullable=False)
    code: Mapped[str] = mapped_column(String, nullable=False)
    occurrence: Mapped[str] = mapped_column(String, nullable=False)
    from_on: Mapped[date] = mapped_column(Date, nullable=False)
    scale: Mapped[str] = mapped_column(String, nullable=False)  # level, status, "talk": no scale but a contact
    before: Mapped[str] = mapped_column(String, nullable=False)
    after: Mapped[str] = mapped_column(String, nullable=False)  # "" where the consultant chooses
    base_on: Mapped[date] = mapped_column(Date, nullable=False)  # the day it hangs on, told in the reason
    number: Mapped[int] = mapped_column(Integer, nullable=False)  # the days or attempts told in the reason
    level_rank: Mapped[int] = mapped_column(Integer, nullable=False)

    __table_args__ = (
        Index("dpr_root", "root", "from_on"),
        Index("dpr_from", "from_on"),
        Index("dpr_rank", "level_rank", text("from_on DESC")),
    )
