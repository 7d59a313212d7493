"""What connecting to a shop will do to the data that is here."""

from typing import TYPE_CHECKING

from crm_desktop.features.settings.rules import OWN
from crm_desktop.features.sync.records import Before
from crm_desktop.store.plain import plain

if TYPE_CHECKING:
    from crm_desktop.store.plain import Source

MADE_UP = "demo"
"""The local value that marks a profile filled with made-up people."""


def before_enrolling(source: "Source") -> Before:
    """Who becomes the shop's, who stays here, and which rules were changed here."""
    reader = plain(source)
    customers = (
        "SELECT count(*) FROM customer c JOIN contact p ON p.id = c.root "
        "WHERE c.deleted IS NULL AND p.deleted IS NULL AND p.private = 0"
    )
    own = ", ".join(f"'{kind}'" for kind in sorted(OWN))
    kinds = reader.rows(f"SELECT DISTINCT kind FROM setting WHERE deleted IS NULL AND kind NOT IN ({own}) ORDER BY 1")
    return Before(
        customers=reader.count(customers),
        shared=reader.count("SELECT count(*) FROM contact WHERE deleted IS NULL AND private = 0"),
        private=reader.count("SELECT count(*) FROM contact WHERE deleted IS NULL AND private = 1"),
        rules=tuple(kind for (kind,) in kinds),
        made_up=reader.value("SELECT value FROM local_value WHERE key = :key", key=MADE_UP) is not None,
    )
