"""What belongs to the shop and its day, not to one person: the catalogue of cars, the register of who came."""

from datetime import date

from sqlalchemy import Boolean, Date, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from crm_desktop.store.tables.columns import Root


class CatalogueModel(Root):
    """One car the shop sells (车型库): brand, model, trim and colour name it. Money in fen, distances in km.

    The id of a new one is made of that name, so that two laptops which import the same price list have one row.
    """

    __tablename__ = "catalogue_model"

    brand: Mapped[str] = mapped_column(String, default="", nullable=False)
    model: Mapped[str] = mapped_column(String, nullable=False)
    trim: Mapped[str] = mapped_column(String, default="", nullable=False)
    colour: Mapped[str] = mapped_column(String, default="", nullable=False)
    list_price: Mapped[int | None] = mapped_column(Integer, default=None)
    first_months: Mapped[int | None] = mapped_column(Integer, default=None)  # first service: months after delivery
    first_km: Mapped[int | None] = mapped_column(Integer, default=None)
    later_months: Mapped[int | None] = mapped_column(Integer, default=None)  # every later one: months since the last
    later_km: Mapped[int | None] = mapped_column(Integer, default=None)
    active: Mapped[bool] = mapped_column(Boolean, default=True, nullable=False)  # False: no longer offered
    position: Mapped[int] = mapped_column(Integer, default=0, nullable=False)


class Reception(Root):
    """One line of the showroom's register (来店(电)登记表): who came in or called in on a day.

    A root of its own, for a line belongs to the day and to who received, not to the person: also somebody who leaves
    no name is a line, and it stays on the sheet when the customer goes over to a colleague or into the trash.
    `contact` and `touch` are soft ids ("" for somebody without a name); a line of a private contact is `private`,
    and a merge repoints it.
    """

    __tablename__ = "reception"

    owner: Mapped[str] = mapped_column(String, default="", server_default="", nullable=False)  # user; "": not enrolled
    private: Mapped[bool] = mapped_column(Boolean, default=True, nullable=False)
    contact: Mapped[str] = mapped_column(String, default="", nullable=False)
    touch: Mapped[str] = mapped_column(String, default="", nullable=False)
    kind: Mapped[str] = mapped_column(String, nullable=False)  # came_in, called_in
    day: Mapped[date] = mapped_column(Date, nullable=False)
    time_in: Mapped[str] = mapped_column(String, nullable=False)  # "HH:MM"
    time_out: Mapped[str] = mapped_column(String, default="", nullable=False)  # "": still here, or not noted
    party: Mapped[int | None] = mapped_column(Integer, default=None)  # how many they were
    arrival: Mapped[str] = mapped_column(String, default="", nullable=False)  # code: own car, on foot …
    visit: Mapped[str] = mapped_column(String, default="", nullable=False)  # first, again
    purpose: Mapped[str] = mapped_column(String, default="", nullable=False)  # code: new car, pick-up, service …
    models: Mapped[str] = mapped_column(String, default="", nullable=False)  # what they looked at
    source: Mapped[str] = mapped_column(String, default="", nullable=False)  # code of the shop's source list
    level: Mapped[str] = mapped_column(String, default="", nullable=False)  # the intent level as of that visit
    rival: Mapped[str] = mapped_column(String, default="", nullable=False)
    plate: Mapped[str] = mapped_column(String, default="", nullable=False)  # of their car, or where the quota stands
    survey: Mapped[bool] = mapped_column(Boolean, default=False, nullable=False)
    quoted: Mapped[bool] = mapped_column(Boolean, default=False, nullable=False)
    test_drive: Mapped[bool] = mapped_column(Boolean, default=False, nullable=False)
    trade_in: Mapped[bool] = mapped_column(Boolean, default=False, nullable=False)
    finance: Mapped[bool] = mapped_column(Boolean, default=False, nullable=False)
    result: Mapped[str] = mapped_column(String, default="", nullable=False)  # code: left details …
    weather: Mapped[str] = mapped_column(String, default="", nullable=False)
    note: Mapped[str] = mapped_column(Text, default="", nullable=False)

    __table_args__ = (
        Index("reception_day", "day", "time_in"),
        Index("reception_contact", "contact"),
        Index("reception_touch", "touch"),
    )
