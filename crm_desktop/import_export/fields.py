"""What a column of a source can mean."""

from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property


class Field(StrEnum):
    """The meaning of a column. NOTE_LINE: there is no field for it, it is kept in the note as "header: value"."""

    NOTE_LINE = "note_line"
    SKIP = "skip"  # only when the user says so
    ID = "id"
    NAME = "name"
    FAMILY_NAME = "family_name"
    GIVEN_NAME = "given_name"
    MIDDLE_NAME = "middle_name"
    NAME_PREFIX = "name_prefix"
    NAME_SUFFIX = "name_suffix"
    NICKNAME = "nickname"
    PHONE = "phone"
    WECHAT = "wechat"
    EMAIL = "email"
    QQ = "qq"
    WEB = "web"
    OTHER_WAY = "other_way"
    OWN = "own"  # a field the shop added; `Column.own` says which
    CUSTOM = "custom"  # a pair of columns: what it is, and its value
    GENDER = "gender"
    BIRTHDAY = "birthday"
    LUNAR_BIRTHDAY = "lunar_birthday"
    COMPANY = "company"
    JOB = "job"
    ESTATE = "estate"
    ADDRESS = "address"
    ADDRESS_PART = "address_part"
    SOURCE = "source"
    TAG = "tag"
    NOTE = "note"
    PREFERENCES = "preferences"
    FAMILY = "family"
    MET_ON = "met_on"
    DO_NOT_CONTACT = "do_not_contact"
    LEVEL = "level"
    STATUS = "status"
    TIER = "tier"
    OPENED_ON = "opened_on"
    DECISION_MAKER = "decision_maker"
    MODEL = "model"
    COLOUR = "colour"
    USE = "use"
    BUDGET = "budget"
    PAYMENT = "payment"
    TRADE_IN = "trade_in"
    RIVAL = "rival"
    CONCERNS = "concerns"
    QUOTE = "quote"
    EXPECTED_ON = "expected_on"
    ORDERED_ON = "ordered_on"
    DELIVERED_ON = "delivered_on"
    PLATE = "plate"
    VIN = "vin"
    OWN_CAR = "own_car"
    BRAND = "brand"
    BOUGHT_ON = "bought_on"
    MILEAGE = "mileage"
    INSURER = "insurer"
    INSURANCE_UNTIL = "insurance_until"
    INSPECTION_UNTIL = "inspection_until"
    MAINTENANCE_ON = "maintenance_on"
    FOLLOW_ON = "follow_on"
    FOLLOW_PURPOSE = "follow_purpose"
    TOUCH_ON = "touch_on"
    TOUCH_NOTE = "touch_note"


CUSTOMER_SIGNS = frozenset({Field.LEVEL, Field.STATUS, Field.MODEL})
"""A file with one of these holds shop customers unless the user says otherwise."""

WAYS = frozenset({Field.PHONE, Field.WECHAT, Field.EMAIL, Field.QQ, Field.WEB, Field.OTHER_WAY})
IDENTITY = WAYS | {
    Field.NAME,
    Field.FAMILY_NAME,
    Field.GIVEN_NAME,
    Field.NICKNAME,
    Field.COMPANY,
    Field.VIN,
    Field.PLATE,
}
"""A table without any of these is not about people."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column and what it means; `group` and `part` order the pieces of an address."""

    header: str
    field: Field
    label: str = ""  # "work", "fax": said by the header
    label_header: str = ""  # the column whose cell says it ("Phone 1 - Type")
    group: str = ""
    part: str = ""
    own: str = ""  # code of the shop's own field

    @property
    def meaning(self) -> str:
        """The field, and of the shop's own fields which one, as one word."""
        return f"{Field.OWN}:{self.own}" if self.field is Field.OWN else self.field.value

    def with_meaning(self, meaning: str) -> "Column":
        """The column after the user chose a meaning by hand."""
        field, _colon, own = meaning.partition(":")
        return replace(self, field=Field(field), own=own)


@dataclass(frozen=True)
class Mapping:
    """What every column of a table means; every header appears once."""

    columns: tuple[Column, ...]
    day_first: frozenset[str] = frozenset()  # date columns written 31/12/1985
    month_first: frozenset[str] = frozenset()

    def field_of(self, header: str) -> Field:
        """The meaning of one column."""
        column = self.by_header.get(header)
        return column.field if column else Field.NOTE_LINE

    def with_field(self, header: str, field: Field) -> "Mapping":
        """The mapping after the user chose a meaning by hand."""
        changed = tuple(replace(c, field=field) if c.header == header else c for c in self.columns)
        return replace(self, columns=changed)

    @cached_property
    def by_header(self) -> dict[str, Column]:
        """The columns by their header."""
        return {column.header: column for column in self.columns}

    @cached_property
    def plain(self) -> dict[str, Column]:
        """The columns that are read by their field alone: no ids, nothing skipped, no label beside them."""
        special = {Field.ID, Field.SKIP}
        return {
            column.header: column
            for column in self.columns
            if column.field not in special and not column.label_header and column.header not in self.label_headers
        }

    @cached_property
    def label_headers(self) -> frozenset[str]:
        """Columns that only say what their neighbour is."""
        return frozenset(column.label_header for column in self.columns if column.label_header)

    @cached_property
    def signs(self) -> tuple[str, ...]:
        """The columns of level, status and model."""
        return tuple(column.header for column in self.columns if column.field in CUSTOMER_SIGNS)

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """The columns of record numbers: only our own exports have them."""
        return tuple(column.header for column in self.columns if column.field is Field.ID)

    @property
    def has_customers(self) -> bool:
        """Whether the file speaks of level, status or model."""
        return bool(self.signs)

    @cached_property
    def has_people(self) -> bool:
        """Whether anything names or reaches a person."""
        return any(column.field in IDENTITY for column in self.columns)
