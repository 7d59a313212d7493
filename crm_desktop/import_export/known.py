"""A person as the profile has him (or as the import is about to make him), and what a row adds to him."""

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from crm_desktop.base import names
from crm_desktop.base.ids import new_id, only_id

ONLY = {"customer": "", "custom_value": "field", "tag": "name"}
"""Tables of which a person has one row, or one of each name: the column of the name."""


@dataclass(slots=True, eq=False)
class Row:
    """One row of a table: what it holds, and what of it is not written yet."""

    table: str
    values: dict[str, Any]
    stored: bool = True
    changed: dict[str, Any] = field(default_factory=dict)

    def set(self, column: str, value: Any) -> None:
        """Change a column now and in the profile later."""
        self.values[column] = value
        if self.stored:
            self.changed[column] = value


@dataclass(slots=True, eq=False)
class Known:
    """One person with everything a row may add to."""

    contact: Row
    ways: list[Row] = field(default_factory=list)
    tags: set[str] = field(default_factory=set)
    own: dict[str, Row] = field(default_factory=dict)  # the shop's own fields by code
    customer: Row | None = None
    opportunity: Row | None = None
    vehicles: list[Row] = field(default_factory=list)
    plans: dict[date, set[str]] = field(default_factory=dict)  # purposes by day
    touches: set[tuple[datetime, str]] = field(default_factory=set)
    pictures: set[str] = field(default_factory=set)  # sha256
    added: list[Row] = field(default_factory=list)  # rows to insert, parents first
    photos: list[tuple[Row, bytes]] = field(default_factory=list)

    @property
    def id(self) -> str:
        """The contact's id."""
        return str(self.contact.values["id"])

    @property
    def name(self) -> str:
        """The name to show."""
        return str(self.contact.values["name"])

    @property
    def unnamed(self) -> bool:
        """Whether the name is only a stand-in: a number, an address, a company."""
        name = self.name
        return any(name == way.values["value"] for way in self.ways) or name in ("", self.contact.values["company"])

    def add(self, table: str, **values: Any) -> Row:
        """A new row of this person."""
        root = str(self.contact.values["id"])
        name = ONLY.get(table)
        made = new_id() if name is None else only_id(table, root, values[name] if name else "")
        values["id"], values["root"] = made, root
        row = Row(table, values, stored=False)
        self.added.append(row)
        return row

    def way_keys(self) -> set[tuple[str, str]]:
        """The ways the person has, in comparable form."""
        return {(way.values["kind"], way.values["normal"] or way.values["value"].casefold()) for way in self.ways}

    def car(self, *, vin: str, plate: str) -> Row | None:
        """The car with this VIN or plate."""
        for row in self.vehicles:
            if (vin and row.values["vin"] == vin) or (plate and row.values["plate_normal"] == plate):
                return row
        return None


EMPTY_CONTACT: dict[str, Any] = {
    **dict.fromkeys(
        (
            "nickname",
            "gender",
            "birthday",
            "company",
            "job",
            "estate",
            "address",
            "occasion",
            "source",
            "preferences",
            "family",
            "note",
            "photo",
            "consent",
            "merged_into",
            "how_known",
        ),
        "",
    ),
    "met_on": None,
    "do_not_contact": False,
}
"""What a contact does not say as it begins."""


class NewContact(dict[str, Any]):
    """A contact as it begins: only what is known is kept, the rest reads as empty."""

    def __missing__(self, column: str) -> Any:
        return EMPTY_CONTACT[column]


def new_person(*, private: bool, name: str) -> Known:
    """Somebody the profile does not know yet."""
    made = new_id()
    known = Known(Row("contact", NewContact(id=made, root=made, private=private, name=name), stored=False))
    known.added.append(known.contact)
    return known


@lru_cache(maxsize=4096)
def folded_name(name: str) -> str:
    """A name as it is compared; each row asks several times."""
    return names.normal_name(name)


def same_name(one: str, other: str) -> bool:
    """Whether two names may be the same person's: equal, or one is a part of the other."""
    a, b = folded_name(one), folded_name(other)
    return a == b or (min(len(a), len(b)) >= 2 and (a in b or b in a))
