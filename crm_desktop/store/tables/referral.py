"""Asking for referrals, who was gained by them, what is owed for it, and the gifts it is paid with."""

from datetime import date, datetime

from sqlalchemy import Boolean, Date, DateTime, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from crm_desktop.store.tables.columns import OfContact, Root


class ReferralAsk(OfContact):
    """One time somebody (`root`) was asked for names (转介绍请求). Private while the person is."""

    __tablename__ = "referral_ask"

    private: Mapped[bool] = mapped_column(Boolean, default=True, nullable=False)
    at: Mapped[datetime] = mapped_column(DateTime, nullable=False)
    situation: Mapped[str] = mapped_column(String, nullable=False)  # owner, just_closed, strong, weak
    script: Mapped[str] = mapped_column(String, default="", nullable=False)  # key of the script used
    script_version: Mapped[int] = mapped_column(Integer, default=0, nullable=False)
    channel: Mapped[str] = mapped_column(String, default="", nullable=False)  # code of the touch kinds
    result: Mapped[str] = mapped_column(String, nullable=False)  # code of `ask_results`
    note: Mapped[str] = mapped_column(Text, default="", nullable=False)
    touch: Mapped[str] = mapped_column(String, default="", nullable=False)  # soft id of the touch it logged

    __table_args__ = (Index("referral_ask_at", "at"), Index("referral_ask_touch", "touch"))


class Referral(OfContact):
    """One person (`contact`, a soft id) named by another (`root`, the introducer). Private with a private end.

    What became of the person is derived from what the records of that person hold.
    """

    __tablename__ = "referral"

    private: Mapped[bool] = mapped_column(Boolean, default=True, nullable=False)
    ask: Mapped[str] = mapped_column(String, default="", nullable=False)  # soft id; "": named unasked
    contact: Mapped[str] = mapped_column(String, nullable=False)
    named_on: Mapped[date] = mapped_column(Date, nullable=False)
    note: Mapped[str] = mapped_column(Text, default="", nullable=False)

    __table_args__ = (Index("referral_contact", "contact"), Index("referral_ask_of", "ask"))


class Reward(OfContact):
    """What an introducer (`root`) gets for one referral and one event. Money in fen.

    A row exists only once somebody decided about it: until then it is derived from the shop's rules. The id is made
    of referral and event, so that two laptops which approve the same reward have one row.
    """

    __tablename__ = "reward"

    referral: Mapped[str] = mapped_column(String, nullable=False, index=True)  # soft id
    event: Mapped[str] = mapped_column(String, nullable=False)  # visited, ordered, delivered
    rule: Mapped[str] = mapped_column(String, default="", nullable=False)  # code of `reward_rules`; "": by hand
    kind: Mapped[str] = mapped_column(String, nullable=False)  # cash, gift, points, service
    amount: Mapped[int] = mapped_column(Integer, default=0, nullable=False)
    gift: Mapped[str] = mapped_column(String, default="", nullable=False)  # soft id
    quantity: Mapped[int] = mapped_column(Integer, default=1, nullable=False)
    state: Mapped[str] = mapped_column(String, default="promised", nullable=False)  # due, approved, paid, void
    promised_on: Mapped[date | None] = mapped_column(Date, default=None)
    due_on: Mapped[date | None] = mapped_column(Date, default=None)
    approved_on: Mapped[date | None] = mapped_column(Date, default=None)
    approved_by: Mapped[str] = mapped_column(String, default="", nullable=False)
    paid_on: Mapped[date | None] = mapped_column(Date, default=None)
    evidence: Mapped[str] = mapped_column(Text, default="", nullable=False)  # words, or the id of an attachment
    note: Mapped[str] = mapped_column(Text, default="", nullable=False)


class Gift(Root):
    """A gift the shop keeps in stock; what is left is derived from the moves and the rewards paid with it."""

    __tablename__ = "gift"

    name: Mapped[str] = mapped_column(String, nullable=False)
    cost: Mapped[int] = mapped_column(Integer, default=0, nullable=False)  # of one, in fen
    stock: Mapped[int] = mapped_column(Integer, default=0, nullable=False)  # at the start


class GiftMove(Root):
    """Gifts that came in or went out otherwise than as a reward."""

    __tablename__ = "gift_move"

    gift: Mapped[str] = mapped_column(String, nullable=False, index=True)  # soft id
    day: Mapped[date] = mapped_column(Date, nullable=False)
    quantity: Mapped[int] = mapped_column(Integer, nullable=False)  # below 0: they went out
    why: Mapped[str] = mapped_column(String, default="", nullable=False)
