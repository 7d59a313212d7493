"""What is computed from other rows and cached for lists: never journaled, never synced, rebuilt by `check`."""

from datetime import date, datetime

from sqlalchemy import Boolean, Date, DateTime, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from crm_desktop.store.tables.columns import Local, to_contact

_FILTERED = ("level_rank", "status", "tier", "source", "ring", "due_on", "cold_on")


class DerivedPerson(Local):
    """One living contact as the lists need it; `n` is the row number the search index uses."""

    __tablename__ = "derived_person"

    n: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    id: Mapped[str] = mapped_column(String, nullable=False, unique=True)
    private: Mapped[bool] = mapped_column(Boolean, nullable=False)
    is_customer: Mapped[bool] = mapped_column(Boolean, nullable=False)
    name: Mapped[str] = mapped_column(String, nullable=False)
    sort_name: Mapped[str] = mapped_column(String, nullable=False)  # pinyin, lower case
    subtitle: Mapped[str] = mapped_column(String, nullable=False)  # model, car or company: the second line
    phone: Mapped[str] = mapped_column(String, nullable=False)  # the first phone, as shown
    status: Mapped[str] = mapped_column(String, nullable=False)
    level: Mapped[str] = mapped_column(String, nullable=False)
    level_rank: Mapped[int] = mapped_column(Integer, nullable=False)  # H 0, A 1, B 2, C 3, none 9; not buying: +10
    tier: Mapped[int | None] = mapped_column(Integer)
    source: Mapped[str] = mapped_column(String, nullable=False)
    ring: Mapped[int | None] = mapped_column(Integer)
    closeness: Mapped[int | None] = mapped_column(Integer)
    opened_on: Mapped[date | None] = mapped_column(Date)  # archive opened, else contact created
    last_touch_at: Mapped[datetime | None] = mapped_column(DateTime)
    last_effective_on: Mapped[date | None] = mapped_column(Date)
    due_on: Mapped[date | None] = mapped_column(Date)  # the next follow-up, planned or asked by a rule
    due_at: Mapped[str] = mapped_column(String, nullable=False)  # "HH:MM" of an appointment, or ""
    due_rule: Mapped[str] = mapped_column(String, nullable=False)  # key of the rule, "planned" for a person's plan
    due_occurrence: Mapped[str] = mapped_column(String, nullable=False)
    cold_on: Mapped[date | None] = mapped_column(Date)  # from this day on it counts as going cold
    birth_key: Mapped[str] = mapped_column(String, nullable=False)  # "S08-15" solar, "L06-15" lunar, "" none
    promise_on: Mapped[date | None] = mapped_column(Date)  # earliest open commitment
    completeness: Mapped[int] = mapped_column(Integer, nullable=False)  # 0-100
    owner: Mapped[str] = mapped_column(String, server_default="", nullable=False)  # user; "": not enrolled

    # Each order of the list also holds what lists are filtered by: a filter is tested without reading the rows.
    __table_args__ = (
        Index("dp_name", "is_customer", "sort_name", "id", *_FILTERED, "owner"),
        Index("dp_due", "is_customer", "due_on", "id", *_FILTERED[:-2], "cold_on", "owner"),
        Index("dp_level", "is_customer", "level_rank", "due_on", "id", *_FILTERED[1:-2], "cold_on", "owner"),
        Index("dp_touch", "is_customer", "last_touch_at", "id", *_FILTERED, "owner"),
        Index("dp_opened", "is_customer", "opened_on", "id", *_FILTERED, "owner"),
        Index("dp_status", "is_customer", "status", "sort_name", "id", "level_rank", *_FILTERED[2:], "owner"),
        # The narrowest that counts whatever a filter lets pass: after each change it is decrypted anew.
        Index(
            "dp_count", "is_customer", "level_rank", "status", "ring", "tier", "source", "due_on", "cold_on", "owner",
        ),
        Index("dp_ring", "ring", "is_customer", "private", "last_effective_on"),
        Index("dp_cold", "cold_on"),
        Index("dp_due_all", "due_on", "due_at", "level_rank"),
        Index("dp_birth", "birth_key"),
        Index("dp_promise", "promise_on"),
    )


class DerivedDue(Local):
    """One open item of a living person: planned, or asked for by a rule. A person may have several."""

    __tablename__ = "derived_due"

    n: Mapped[int] = mapped_column(Integer, primary_key=True)
    root: Mapped[str] = mapped_column(String, nullable=False)
    rule: Mapped[str] = mapped_column(String, nullable=False)  # "planned", or what asks: level, delivery_d3 …
    occurrence: Mapped[str] = mapped_column(String, nullable=False)  # with root and rule the key; of a plan its id
    due_on: Mapped[date] = mapped_column(Date, nullable=False)
    due_at: Mapped[str] = mapped_column(String, nullable=False)  # "HH:MM" of an appointment, or ""
    level_rank: Mapped[int] = mapped_column(Integer, nullable=False)  # as in derived_person: what comes first on a day
    kind: Mapped[str] = mapped_column(String, nullable=False)  # how: code of the touch kinds
    plan: Mapped[str] = mapped_column(String, nullable=False)  # id of the follow-up that planned or moved it, or ""
    base_on: Mapped[date] = mapped_column(Date, nullable=False)  # the day the rule asks for, before days off
    chain: Mapped[str] = mapped_column(String, nullable=False)  # what is answered together, or ""

    __table_args__ = (Index("dd_root", "root"), Index("dd_due", "due_on", "due_at", "level_rank"))


class DerivedHistory(Local):
    """What the shop's server told of a person's history: one mutation of some laptop, this one among them."""

    __tablename__ = "derived_history"

    root: Mapped[str] = mapped_column(to_contact(), primary_key=True)
    inc: Mapped[str] = mapped_column(String, primary_key=True)  # with lsn: the mutation, as the journal knows it too
    lsn: Mapped[int] = mapped_column(Integer, primary_key=True)
    seq: Mapped[int] = mapped_column(Integer, nullable=False)
    tbl: Mapped[str] = mapped_column(String, nullable=False)
    row: Mapped[str] = mapped_column(String, nullable=False)
    op: Mapped[str] = mapped_column(String, nullable=False)
    user: Mapped[str] = mapped_column(String, nullable=False)
    laptop: Mapped[str] = mapped_column(String, nullable=False)
    at: Mapped[str] = mapped_column(String, nullable=False)  # by the clock of that laptop
    result: Mapped[str] = mapped_column(String, nullable=False)
    refused: Mapped[str] = mapped_column(String, nullable=False)  # columns that kept another value, JSON
    patch: Mapped[str] = mapped_column(String, nullable=False)  # the values as they travel, JSON


class DerivedHistoryRead(Local):
    """When a person's history was last fetched, whole."""

    __tablename__ = "derived_history_read"

    root: Mapped[str] = mapped_column(to_contact(), primary_key=True)
    at: Mapped[datetime] = mapped_column(DateTime, nullable=False)
