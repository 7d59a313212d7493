"""Laptops that were in a later epoch than the data: it was restored without being marked, or one of them lies."""

from sync.core.handshake import SAID_BY, Ahead, Hello, check_ahead
from sync.server import logs
from sync.server.storage.engine import Link
from sync.server.storage.stored import StoredShop

MOST_A_DAY = 4
"""So many epochs begin in a day because laptops say so, one for each: all laptops compare after each of them."""
DAY = len("2026-11-28")


def check(link: Link, stored: StoredShop, said: Hello, at: str) -> None:
    """Whether an epoch may begin for a laptop that is ahead."""
    if said.epoch <= stored.epoch:
        return
    try:
        check_ahead(stored, said, _raised_by(link, stored.name, at[:DAY]), MOST_A_DAY)
    except Ahead:
        logs.event("a laptop is ahead of the data", device=said.author.device, epoch=said.epoch, data=stored.epoch)
        raise


def _raised_by(link: Link, shop: str, day: str) -> list[str]:
    sql = "SELECT reason FROM epoch_log WHERE shop = ? AND substr(at, 1, ?) = ?"
    reasons = [str(row[0]) for row in link.rows(sql, shop, DAY, day)]
    return [one.removeprefix(SAID_BY) for one in reasons if one.startswith(SAID_BY)]
