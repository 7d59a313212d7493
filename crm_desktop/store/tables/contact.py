"""People: the contact and the repeated values that belong to one."""

from datetime import date

from sqlalchemy import Boolean, Date, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from crm_desktop.store.tables.columns import OfContact, Root


class Contact(Root):
    """Any person (人脉). `private` until promoted to a shop customer or shared on purpose."""

    __tablename__ = "contact"

    private: Mapped[bool] = mapped_column(Boolean, default=True, nullable=False)
    name: Mapped[str] = mapped_column(String, default="", nullable=False)
    nickname: Mapped[str] = mapped_column(String, default="", nullable=False)
    gender: Mapped[str] = mapped_column(String, default="", nullable=False)  # "", "male", "female"
    birthday: Mapped[str] = mapped_column(String, default="", nullable=False)  # base.dates.PartialDate as text
    company: Mapped[str] = mapped_column(String, default="", nullable=False)
    job: Mapped[str] = mapped_column(String, default="", nullable=False)
    estate: Mapped[str] = mapped_column(String, default="", nullable=False)  # housing estate 小区
    address: Mapped[str] = mapped_column(String, default="", nullable=False)
    ring: Mapped[int | None] = mapped_column(Integer, default=None)  # 1-4, the four rings of the network
    closeness: Mapped[int | None] = mapped_column(Integer, default=None)  # 1-5
    occasion: Mapped[str] = mapped_column(String, default="", nullable=False)  # code of the chance occasion
    met_on: Mapped[date | None] = mapped_column(Date, default=None)
    source: Mapped[str] = mapped_column(String, default="", nullable=False)  # code of the shop's source list
    preferences: Mapped[str] = mapped_column(Text, default="", nullable=False)  # "call after 18:00"
    family: Mapped[str] = mapped_column(Text, default="", nullable=False)
    note: Mapped[str] = mapped_column(Text, default="", nullable=False)
    photo: Mapped[str] = mapped_column(String, default="", nullable=False)  # id of an attachment
    do_not_contact: Mapped[bool] = mapped_column(Boolean, default=False, nullable=False)
    consent: Mapped[str] = mapped_column(String, default="", nullable=False)  # "", "given", "refused", "withdrawn"
    consent_on: Mapped[date | None] = mapped_column(Date, default=None)
    verified_on: Mapped[date | None] = mapped_column(Date, default=None)  # "still right?" last answered yes
    merged_into: Mapped[str] = mapped_column(String, default="", nullable=False)  # survivor's id, on a tombstone
    owner: Mapped[str] = mapped_column(String, default="", server_default="", nullable=False)  # user; "": not enrolled
    how_known: Mapped[str] = mapped_column(String, default="", server_default="", nullable=False)  # relative, peer …

    __table_args__ = (Index("contact_owner", "owner"),)


class ContactWay(OfContact):
    """A way to reach a person: phone, wechat, email, qq, web, other."""

    __tablename__ = "contact_way"

    kind: Mapped[str] = mapped_column(String, nullable=False)
    value: Mapped[str] = mapped_column(String, nullable=False)  # as typed
    normal: Mapped[str] = mapped_column(String, default="", nullable=False)  # comparable form; "" if it has none
    label: Mapped[str] = mapped_column(String, default="", nullable=False)
    position: Mapped[int] = mapped_column(Integer, default=0, nullable=False)  # 0 comes first

    __table_args__ = (Index("contact_way_normal", "kind", "normal"),)


class Tag(OfContact):
    """One tag on one person."""

    __tablename__ = "tag"

    name: Mapped[str] = mapped_column(String, nullable=False)

    __table_args__ = (Index("tag_name", "name", "root"),)


class CustomValue(OfContact):
    """One value of a custom field of the shop."""

    __tablename__ = "custom_value"

    field: Mapped[str] = mapped_column(String, nullable=False)
    value: Mapped[str] = mapped_column(Text, default="", nullable=False)


class Relation(OfContact):
    """A typed link from the person it was entered on (`root`) to another (`other`, a soft id).

    `kind` is read from the owning side: "spouse", "introducer" (other introduced root) and so on.
    """

    __tablename__ = "relation"

    private: Mapped[bool] = mapped_column(Boolean, default=True, nullable=False)
    other: Mapped[str] = mapped_column(String, nullable=False, index=True)
    kind: Mapped[str] = mapped_column(String, nullable=False)
    note: Mapped[str] = mapped_column(String, default="", nullable=False)


class DistinctPair(OfContact):
    """The memory "not the same person": `root` and `other` were looked at and are two people."""

    __tablename__ = "distinct_pair"

    other: Mapped[str] = mapped_column(String, nullable=False, index=True)


class Merge(OfContact):
    """One merge: `loser` was merged into the survivor `root` by the journal step `step`."""

    __tablename__ = "merge"

    loser: Mapped[str] = mapped_column(String, nullable=False, index=True)
    step: Mapped[int] = mapped_column(Integer, default=0, nullable=False)
