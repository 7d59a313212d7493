"""What each laptop tells of epochs this data knows nothing of: it was restored from a backup of before them.

Kept by laptop, for it counts for that laptop's edits only.
"""

from collections.abc import Mapping

from sync.core.packing import read as parsed
from sync.core.packing import spell
from sync.server.storage.engine import Link

NAME = "told/{}"
"""Under this name the shop keeps it among its settings."""


def read(link: Link, shop: str, device: str) -> dict[int, int]:
    """Epoch → the number after which it began."""
    found = link.rows("SELECT value FROM setting WHERE shop = ? AND name = ?", shop, NAME.format(device))
    return dict(parsed(bytes(found[0][0]))) if found else {}


def keep(link: Link, shop: str, told: Mapping[str, Mapping[int, int]]) -> None:
    """Keep it, by device."""
    rows = [(shop, NAME.format(device), spell(sorted(origins.items()))) for device, origins in told.items()]
    link.upsert("setting", rows)
