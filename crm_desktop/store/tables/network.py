"""What ties people together beside relations: groups they belong to, and tips that go to and fro."""

from datetime import date

from sqlalchemy import Boolean, Date, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from crm_desktop.store.tables.columns import OfContact, Root


class PeopleGroup(Root):
    """A household, company, housing estate or club. `private` until it is shared with the shop on purpose."""

    __tablename__ = "people_group"

    owner: Mapped[str] = mapped_column(String, default="", server_default="", nullable=False)  # user; "": not enrolled
    private: Mapped[bool] = mapped_column(Boolean, default=True, nullable=False)
    kind: Mapped[str] = mapped_column(String, nullable=False)  # household, company, estate, club
    name: Mapped[str] = mapped_column(String, nullable=False)
    note: Mapped[str] = mapped_column(Text, default="", nullable=False)


class Membership(OfContact):
    """One person in one group (a soft id). Private while the person or the group is."""

    __tablename__ = "membership"

    private: Mapped[bool] = mapped_column(Boolean, default=True, nullable=False)
    people_group: Mapped[str] = mapped_column(String, nullable=False, index=True)
    role: Mapped[str] = mapped_column(String, default="", nullable=False)  # "head of the family", as typed
    since: Mapped[date | None] = mapped_column(Date, default=None)


class Tip(OfContact):
    """A hint about a buyer, given to or received from a colleague or peer (`root`). Private with a private end.

    It is about a person of the book (`about`, a soft id) or about whom `about_name` says.
    """

    __tablename__ = "tip"

    private: Mapped[bool] = mapped_column(Boolean, default=True, nullable=False)
    direction: Mapped[str] = mapped_column(String, nullable=False)  # given, received
    about: Mapped[str] = mapped_column(String, default="", nullable=False)
    about_name: Mapped[str] = mapped_column(String, default="", nullable=False)
    day: Mapped[date] = mapped_column(Date, nullable=False)
    outcome: Mapped[str] = mapped_column(String, default="", nullable=False)  # "": open, else a code of `tip_outcomes`
    note: Mapped[str] = mapped_column(Text, default="", nullable=False)

    __table_args__ = (Index("tip_about", "about"), Index("tip_day", "day"))
