"""What the demo makes: rows as the tables take them, and how many there were."""

from dataclasses import dataclass, field
from datetime import date

Row = tuple[str | int | None, ...]

# fmt: off
COLUMNS: dict[str, tuple[str, ...]] = {
    "contact": (
        "id", "root", "created", "private", "name", "nickname", "gender", "birthday", "company", "job", "estate",
        "address", "ring", "closeness", "occasion", "met_on", "source", "preferences", "family", "note",
        "do_not_contact", "consent", "consent_on", "verified_on", "photo", "how_known",
    ),
    "contact_way": ("id", "root", "created", "kind", "value", "normal", "label", "position"),
    "tag": ("id", "root", "created", "name"),
    "relation": ("id", "root", "created", "private", "other", "kind", "note"),
    "customer": (
        "id", "root", "created", "status", "level", "tier", "tier_reason", "opened_on", "decision_maker", "next_step",
    ),
    "opportunity": (
        "id", "root", "created", "stage", "model", "colour", "use", "budget_low", "budget_high", "payment", "trade_in",
        "trade_in_value", "rival", "concerns", "quote", "expected_on", "ordered_on", "delivered_on", "lost_on",
        "lost_reason", "lost_note",
    ),
    "scale_change": ("id", "root", "created", "at", "scale", "before", "after", "reason"),
    "vehicle": (
        "id", "root", "created", "kind", "brand", "model", "trim", "colour", "vin", "plate", "plate_normal",
        "bought_on", "delivered_on", "mileage", "mileage_on", "insurer", "insurance_until", "inspection_until",
        "maintenance_on", "maintenance_km", "sold_by_us",
    ),
    "touch": (
        "id", "root", "created", "private", "at", "kind", "result", "effective", "opener", "mood", "minutes", "note",
        "follow_key", "script",
    ),
    "follow_up": ("id", "root", "created", "rule", "occurrence", "due_on", "due_at", "kind", "purpose", "state"),
    "commitment": ("id", "root", "created", "kind", "text", "due_on", "state", "closed_on"),
    "attachment": ("id", "root", "created", "private", "name", "mime", "size", "sha256", "thumbnail"),
    "segment": ("id", "root", "created", "name", "filter", "position"),
    "people_group": ("id", "root", "created", "private", "kind", "name", "note"),
    "membership": ("id", "root", "created", "private", "people_group", "role", "since"),
    "tip": (
        "id", "root", "created", "private", "direction", "about", "about_name", "day", "outcome", "note",
    ),
}
# fmt: on
"""The columns the demo fills, per table, parents first; all others get their defaults."""


@dataclass(frozen=True)
class DemoCounts:
    """How much was made."""

    people: int
    customers: int
    touches: int


@dataclass(frozen=True)
class World:
    """What the made-up people live in: the day, how many they are, and the shop's own lists."""

    today: date
    people: int
    seed: int
    language: str
    sources: tuple[str, ...]
    occasions: tuple[str, ...]
    payments: tuple[str, ...]
    uses: tuple[str, ...]
    lost_reasons: tuple[str, ...]
    intervals: dict[str, int] = field(default_factory=dict)  # days between contacts, by "P:H", "O", "F1" …
    salt: str = ""  # gives other ids where people are there already


@dataclass
class Batch:
    """Rows on their way into the tables."""

    rows: dict[str, list[Row]] = field(default_factory=lambda: {name: [] for name in COLUMNS})

    def add(self, table: str, *values: str | int | None) -> None:
        """Append one row in the order of `COLUMNS`."""
        self.rows[table].append(values)
