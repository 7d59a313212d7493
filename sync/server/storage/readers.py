"""How far each laptop has read, as it said in its hellos, and how far the shop is compacted."""

from sync.server.storage.engine import Link

FLOOR = "floor"
"""Under this name the shop keeps it among its settings."""
DAY = len("2026-11-28")
_REPLACED = (
    "EXISTS (SELECT 1 FROM device n WHERE n.shop = d.shop AND n.public_key = d.public_key AND n.made > d.made"
    " AND n.seen <> '')"
)
"""As `Registry.devices` tells it."""


def floor(link: Link, shop: str, name: str = FLOOR) -> int:
    """A number the shop keeps; 0 before there was one."""
    found = link.rows("SELECT value FROM setting WHERE shop = ? AND name = ?", shop, name)
    return int(bytes(found[0][0])) if found else 0


def keep_floor(link: Link, shop: str, value: int, name: str = FLOOR) -> None:
    """Keep it."""
    link.upsert("setting", [(shop, name, str(value).encode())])


def is_due(link: Link, shop: str, device: str, seq: int, at: str) -> bool:
    """Whether it is to be noted how far a laptop has read: once a day, and when it is less than what was noted."""
    found = link.rows("SELECT seq, at FROM reader WHERE shop = ? AND device = ?", shop, device)
    return not found or found[0][1] != at[:DAY] or found[0][0] > seq


def note(link: Link, shop: str, device: str, seq: int, at: str) -> None:
    """Note how far a laptop has read, and on which day it said so."""
    link.upsert("reader", [(shop, device, seq, at[:DAY])])


def reached(link: Link, shop: str, since: str, recent: str) -> list[int]:
    """How far the laptops have read that were here since a day and may come in; one that was enrolled again since, and
    comes under that name, only if it was here under this one since a recent day.
    """
    sql = (
        "SELECT r.seq FROM reader r JOIN device d ON d.shop = r.shop AND d.id = r.device"
        f" WHERE r.shop = ? AND r.at >= ? AND d.state = 'active' AND (r.at >= ? OR NOT {_REPLACED})"
    )
    return [row[0] for row in link.rows(sql, shop, since[:DAY], recent[:DAY])]
