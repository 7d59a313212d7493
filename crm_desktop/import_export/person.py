"""One person as a row of a source tells it, in the profile's own terms."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from crm_desktop.import_export.source import Photo


@dataclass(frozen=True, slots=True)
class IncomingWay:
    """A way to reach the person, with its comparable form."""

    kind: str
    value: str
    normal: str
    label: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """Two ways with the same key are the same way."""
        return self.kind, self.normal or self.value.casefold()


@dataclass(slots=True)
class Incoming:
    """What one row says. The dicts hold columns of the tables; `headers` says under which header each stood."""

    id: str = ""  # only our own exports know it
    named: bool = False  # the row itself has a name
    contact: dict[str, Any] = field(default_factory=dict)
    customer: dict[str, Any] = field(default_factory=dict)
    opportunity: dict[str, Any] = field(default_factory=dict)
    vehicle: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)  # the cell behind a value, as typed
    ways: list[IncomingWay] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    own: dict[str, Any] = field(default_factory=dict)  # the shop's own fields by code
    follow_on: date | None = None
    follow_at: str = ""
    follow_purpose: str = ""
    touch_at: datetime | None = None
    touch_note: str = ""
    notes: list[str] = field(default_factory=list)  # the note first, then "header: value" lines
    photos: tuple[Photo, ...] = ()

    @property
    def name(self) -> str:
        """The name to show."""
        return str(self.contact.get("name", ""))

    def keep(self, header: str, text: str) -> None:
        """Keep in the note what has no field or does not fit into it."""
        line = f"{header}: {text}"
        if line not in self.notes:
            self.notes.append(line)
