"""Attachments that no row names any more: noted when they are found, let go some time after, if still nobody does."""

import contextlib
import time
from collections.abc import Iterator

from sync.server import logs
from sync.server.blobs import forget
from sync.server.opening import Opened
from sync.server.regularly import every
from sync.server.storage.engine import Engine, Link

HOUR = 3600
AT_ONCE = 50
"""Let go in one transaction: pushes wait for it."""

_UNNAMED = (
    "SELECT b.sha256 FROM blob b WHERE b.shop = ? AND NOT EXISTS"
    " (SELECT 1 FROM blob_ref r WHERE r.shop = b.shop AND r.sha256 = b.sha256)"
)


def sweep(engine: Engine, shop: str, now: int, grace: int) -> int:
    """Look once: how many were let go. `grace` in seconds.

    Under the shop's lock, as pushes are: a row that names one is either there before, and spares it, or comes after,
    and its laptop is told that the bytes are not here. An upload under way has such a row, or is not taken.
    """
    with engine.writing() as link:
        engine.lock(link, shop)
        due = _due(link, shop, now, grace)
    gone = 0
    for start in range(0, len(due), AT_ONCE):
        with engine.writing() as link:
            engine.lock(link, shop)
            still = {row[0] for row in link.rows(_UNNAMED, shop)}
            for name in still & set(due[start : start + AT_ONCE]):
                forget(link, shop, name)
                link.run("DELETE FROM blob_loose WHERE shop = ? AND sha256 = ?", shop, name)
                gone += 1
    return gone


def _due(link: Link, shop: str, now: int, grace: int) -> list[str]:
    unnamed = {row[0] for row in link.rows(_UNNAMED, shop)}
    since: dict[str, int] = dict(link.rows("SELECT sha256, since FROM blob_loose WHERE shop = ?", shop))
    for name in since.keys() - unnamed:
        link.run("DELETE FROM blob_loose WHERE shop = ? AND sha256 = ?", shop, name)
    link.upsert("blob_loose", [(shop, name, now) for name in sorted(unnamed - since.keys())])
    return sorted(name for name in unnamed if now - since.get(name, now) >= grace)


@contextlib.contextmanager
def swept(parts: Opened, grace: int) -> Iterator[None]:
    """Look every hour while the server runs."""

    def look() -> None:
        for shop, _name in parts.registry.shops():
            with contextlib.suppress(Exception):  # one shop that cannot be looked at must not keep the others waiting
                gone = sweep(parts.engine, shop, int(time.time()), grace)
                logs.event("attachments let go", count=gone)

    with every(HOUR, look):
        yield
