"""The customer archive, its opportunities and the history of the three scales."""

from datetime import date, datetime

from sqlalchemy import Boolean, Date, DateTime, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from crm_desktop.store.tables.columns import OfContact


class Customer(OfContact):
    """The archive (客户档案) opened for a contact; at most one that is not deleted per contact."""

    __tablename__ = "customer"

    status: Mapped[str] = mapped_column(String, default="N", nullable=False)  # N P O D F1 F2 L T
    level: Mapped[str] = mapped_column(String, default="", nullable=False)  # H A B C, "" not yet known
    tier: Mapped[int | None] = mapped_column(Integer, default=None)  # 1 (best) - 4
    tier_reason: Mapped[str] = mapped_column(String, default="", nullable=False)
    opened_on: Mapped[date] = mapped_column(Date, nullable=False)
    decision_maker: Mapped[str] = mapped_column(String, default="", nullable=False)
    next_step: Mapped[str] = mapped_column(Text, default="", nullable=False)


class Opportunity(OfContact):
    """One purchase intent (商机) with the needs behind it. Money in fen.

    `lost_truth`: "true" when the customer really bought elsewhere or gave up, "false" when we lost him ourselves.
    """

    __tablename__ = "opportunity"

    stage: Mapped[str] = mapped_column(String, default="open", nullable=False)  # ordered, delivered, lost, cancelled
    model: Mapped[str] = mapped_column(String, default="", nullable=False)
    colour: Mapped[str] = mapped_column(String, default="", nullable=False)
    use: Mapped[str] = mapped_column(String, default="", nullable=False)
    budget_low: Mapped[int | None] = mapped_column(Integer, default=None)
    budget_high: Mapped[int | None] = mapped_column(Integer, default=None)
    payment: Mapped[str] = mapped_column(String, default="", nullable=False)
    trade_in: Mapped[str] = mapped_column(String, default="", nullable=False)
    trade_in_value: Mapped[int | None] = mapped_column(Integer, default=None)
    rival: Mapped[str] = mapped_column(String, default="", nullable=False)
    concerns: Mapped[str] = mapped_column(Text, default="", nullable=False)
    quote: Mapped[int | None] = mapped_column(Integer, default=None)
    expected_on: Mapped[date | None] = mapped_column(Date, default=None)
    ordered_on: Mapped[date | None] = mapped_column(Date, default=None)
    deliver_on: Mapped[date | None] = mapped_column(Date, default=None)  # planned day of the delivery
    delivered_on: Mapped[date | None] = mapped_column(Date, default=None)
    cancelled_on: Mapped[date | None] = mapped_column(Date, default=None)  # the order was taken back
    frozen_until: Mapped[date | None] = mapped_column(Date, default=None)  # no selling before this day
    lost_on: Mapped[date | None] = mapped_column(Date, default=None)
    lost_reason: Mapped[str] = mapped_column(String, default="", nullable=False)
    lost_note: Mapped[str] = mapped_column(Text, default="", nullable=False)
    lost_truth: Mapped[str] = mapped_column(String, default="", server_default="", nullable=False)
    revive_on: Mapped[date | None] = mapped_column(Date, default=None)  # the day to try again after a loss
    note: Mapped[str] = mapped_column(Text, default="", nullable=False)


class ScaleChange(OfContact):
    """One change of intent level, status or value tier; insert-only, shown on the timeline."""

    __tablename__ = "scale_change"

    at: Mapped[datetime] = mapped_column(DateTime, nullable=False)
    scale: Mapped[str] = mapped_column(String, nullable=False)  # level, status, tier
    before: Mapped[str] = mapped_column(String, default="", nullable=False)
    after: Mapped[str] = mapped_column(String, default="", nullable=False)
    reason: Mapped[str] = mapped_column(String, default="", nullable=False)

    __table_args__ = (Index("scale_change_at", "at"),)


class Vehicle(OfContact):
    """A car: the person's own, a rival's or one to trade in."""

    __tablename__ = "vehicle"

    kind: Mapped[str] = mapped_column(String, default="own", nullable=False)  # own, rival, trade_in
    brand: Mapped[str] = mapped_column(String, default="", nullable=False)
    model: Mapped[str] = mapped_column(String, default="", nullable=False)
    trim: Mapped[str] = mapped_column(String, default="", nullable=False)
    colour: Mapped[str] = mapped_column(String, default="", nullable=False)
    vin: Mapped[str] = mapped_column(String, default="", nullable=False)
    plate: Mapped[str] = mapped_column(String, default="", nullable=False)
    plate_normal: Mapped[str] = mapped_column(String, default="", nullable=False)  # upper case, no dot or space
    bought_on: Mapped[date | None] = mapped_column(Date, default=None)
    delivered_on: Mapped[date | None] = mapped_column(Date, default=None)
    mileage: Mapped[int | None] = mapped_column(Integer, default=None)  # km
    mileage_on: Mapped[date | None] = mapped_column(Date, default=None)
    insurer: Mapped[str] = mapped_column(String, default="", nullable=False)
    insurance_until: Mapped[date | None] = mapped_column(Date, default=None)
    inspection_until: Mapped[date | None] = mapped_column(Date, default=None)
    maintenance_on: Mapped[date | None] = mapped_column(Date, default=None)
    maintenance_km: Mapped[int | None] = mapped_column(Integer, default=None)
    sold_by_us: Mapped[bool] = mapped_column(Boolean, default=False, nullable=False)
    note: Mapped[str] = mapped_column(Text, default="", nullable=False)

    __table_args__ = (Index("vehicle_vin", "vin"), Index("vehicle_plate", "plate_normal"))
