"""What is said: the shop's and one's own scripts, a row for each version."""

from sqlalchemy import Boolean, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from crm_desktop.store.tables.columns import Root


class Script(Root):
    """One version of a script (话术). Version 0 is the shipped text, which has no row; versions are only added.

    The newest active version of a key is the one that is said. No `situation`: as the shipped script of this key.
    """

    __tablename__ = "script"

    key: Mapped[str] = mapped_column(String, nullable=False)
    scope: Mapped[str] = mapped_column(String, default="personal", nullable=False)  # personal, shop
    situation: Mapped[str] = mapped_column(String, default="", nullable=False)
    stage: Mapped[str] = mapped_column(String, default="", nullable=False)  # code of `script_stages`, "" for any
    opener: Mapped[str] = mapped_column(String, default="", nullable=False)  # news, help, benefit
    channel: Mapped[str] = mapped_column(String, default="", nullable=False)  # code of the touch kinds, "" for any
    statuses: Mapped[str] = mapped_column(String, default="", nullable=False)  # "N P": whom it fits, "" for all
    levels: Mapped[str] = mapped_column(String, default="", nullable=False)  # "H A -", where - is no level yet
    title: Mapped[str] = mapped_column(String, nullable=False)
    beats: Mapped[str] = mapped_column(Text, nullable=False)  # JSON: [[what it is for, the words], …]
    truth: Mapped[str] = mapped_column(Text, default="", nullable=False)  # what must be true before it is said
    version: Mapped[int] = mapped_column(Integer, default=1, nullable=False)
    active: Mapped[bool] = mapped_column(Boolean, default=True, nullable=False)

    __table_args__ = (Index("script_key", "key", "version"),)
