"""What happened with a person, what is planned, what was promised, what is attached."""

from datetime import date, datetime

from sqlalchemy import Boolean, Date, DateTime, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from crm_desktop.store.tables.columns import OfContact


class Touch(OfContact):
    """One contact event (接触). `effective` says whether it restarts the clock: answered, met, replied."""

    __tablename__ = "touch"

    private: Mapped[bool] = mapped_column(Boolean, default=True, nullable=False)
    at: Mapped[datetime] = mapped_column(DateTime, nullable=False)  # local civil time
    kind: Mapped[str] = mapped_column(String, nullable=False)  # code of the shop's list: call, wechat, visit …
    result: Mapped[str] = mapped_column(String, default="", nullable=False)  # code: answered, no_answer …
    effective: Mapped[bool] = mapped_column(Boolean, default=False, nullable=False)
    opener: Mapped[str] = mapped_column(String, default="", nullable=False)  # news, help, benefit
    mood: Mapped[int | None] = mapped_column(Integer, default=None)  # 1-5
    minutes: Mapped[int | None] = mapped_column(Integer, default=None)
    note: Mapped[str] = mapped_column(Text, default="", nullable=False)
    script: Mapped[str] = mapped_column(String, default="", nullable=False)  # key of the script used
    script_version: Mapped[int] = mapped_column(Integer, default=0, server_default="0", nullable=False)  # 0: as shipped
    follow_key: Mapped[str] = mapped_column(String, default="", nullable=False)  # rule/occurrence this answers

    # What is due is reckoned from these columns for everybody at once: the index holds them all.
    __table_args__ = (
        Index("touch_root_at", "root", "at", "deleted", "effective", "kind", "follow_key"), Index("touch_at", "at"),
        # The calendar counts by day what was answered.
        Index("touch_answer", "at", "effective", "deleted", "root", sqlite_where=text("follow_key <> ''")),
        # How well a script works is counted from these columns alone.
        Index(
            "touch_script", "script", "script_version", "root", "at", "effective", "deleted",
            sqlite_where=text("script <> ''")),
        # What came of the openers is counted from these columns alone, and from who came in afterwards.
        Index("touch_opener", "opener", "root", "at", "effective", "deleted", sqlite_where=text("opener <> ''")),
        Index(
            "touch_came", "root", "at", "deleted", "kind", sqlite_where=text("kind IN ('came_in', 'test_drive')")),
    )


class FollowUp(OfContact):
    """A planned contact (回访) that a person planned or moved; what rules ask for is derived, not stored.

    `rule` and `occurrence` key it: two laptops that move the same due item make one row each with the same key.
    """

    __tablename__ = "follow_up"

    rule: Mapped[str] = mapped_column(String, default="planned", nullable=False)
    occurrence: Mapped[str] = mapped_column(String, default="", nullable=False)
    due_on: Mapped[date] = mapped_column(Date, nullable=False)
    due_at: Mapped[str] = mapped_column(String, default="", nullable=False)  # "HH:MM" or ""
    kind: Mapped[str] = mapped_column(String, default="call", nullable=False)  # how: code of the touch kinds
    purpose: Mapped[str] = mapped_column(Text, default="", nullable=False)
    state: Mapped[str] = mapped_column(String, default="planned", nullable=False)  # planned, done, cancelled
    touch: Mapped[str] = mapped_column(String, default="", nullable=False)  # id of the touch that did it
    closed_at: Mapped[datetime | None] = mapped_column(DateTime, default=None)  # when it was cancelled

    __table_args__ = (Index("follow_up_due", "state", "due_on"),)


class Commitment(OfContact):
    """A promise given to a person (承诺): price, gift, date …; rings before it breaks."""

    __tablename__ = "commitment"

    kind: Mapped[str] = mapped_column(String, default="other", nullable=False)
    text: Mapped[str] = mapped_column(Text, nullable=False)
    due_on: Mapped[date | None] = mapped_column(Date, default=None)
    state: Mapped[str] = mapped_column(String, default="open", nullable=False)  # open, kept, broken, cancelled
    closed_on: Mapped[date | None] = mapped_column(Date, default=None)

    __table_args__ = (Index("commitment_due", "state", "due_on"),)


class Attachment(OfContact):
    """A file kept with a person. The bytes live in the encrypted blob file under `sha256`."""

    __tablename__ = "attachment"

    private: Mapped[bool] = mapped_column(Boolean, default=True, nullable=False)
    name: Mapped[str] = mapped_column(String, nullable=False)
    mime: Mapped[str] = mapped_column(String, default="application/octet-stream", nullable=False)
    size: Mapped[int] = mapped_column(Integer, default=0, nullable=False)
    sha256: Mapped[str] = mapped_column(String, nullable=False)
    thumbnail: Mapped[str] = mapped_column(String, default="", nullable=False)  # sha256 of a JPEG, or ""
    note: Mapped[str] = mapped_column(String, default="", nullable=False)
