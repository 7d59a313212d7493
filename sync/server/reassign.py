"""Gives customers of one consultant to another: ordinary mutations of the server, under the shop's lock."""

import secrets
from collections.abc import Collection, Iterator, Sequence

from sync.core.access import MANAGER
from sync.core.mutations import Mutation, Op, Result, sealed
from sync.core.push import push
from sync.core.schema import own
from sync.core.shop import Author, Incarnation
from sync.server.opening import Opened, wall
from sync.server.registry import Unknown
from sync.server.storage.stored import StoredShop

SERVER = "server"
AT_ONCE = 200
CUSTOMERS = "contact"


def reassign(parts: Opened, shop: str, user: tuple[str, str], chosen: Sequence[str] = ()) -> tuple[int, int]:
    """From one user to another, the chosen customers or all: how many went, and how many did not."""
    before, after = user
    users = parts.registry.users(shop)
    if after not in users:
        raise Unknown(after)
    owned = _owned_by(parts, shop, before)
    if before not in users and not owned:
        raise Unknown(before)
    wanted = list(chosen) or owned
    moved = 0
    for start in range(0, len(wanted), AT_ONCE):
        moved += _move(parts, shop, user, wanted[start : start + AT_ONCE])
    return moved, len(wanted) - moved


def _owned_by(parts: Opened, shop: str, user: str) -> list[str]:
    with parts.engine.reading() as link:
        sql = "SELECT id FROM record WHERE shop = ? AND scope = ? AND tbl = ? AND purged = 0 ORDER BY id"
        return [row[0] for row in link.rows(sql, shop, own(user), CUSTOMERS)]


def _move(parts: Opened, shop: str, user: tuple[str, str], ids: Collection[str]) -> int:
    with parts.engine.writing() as link:
        stored = parts.service.opened(link, shop, locked=True)
        stored.devices[SERVER], stored.roles[SERVER] = SERVER, MANAGER
        known = stored.incarnation(SERVER) or Incarnation(SERVER)
        stored.enter(SERVER, known)
        batch = list(_mutations(stored, known.last_lsn, user, ids))
        stored.prefetch(batch)
        outcomes = push(stored, Author(SERVER, SERVER, SERVER), stored.epoch, batch)
        stored.flush(wall())
    return sum(one.result is not Result.PARKED for one in outcomes)


def _mutations(stored: StoredShop, last: int, user: tuple[str, str], ids: Collection[str]) -> Iterator[Mutation]:
    before, after = user
    for row in ids:
        record = stored.record((CUSTOMERS, row))
        if record is None or record.purged or record.scope != own(before):
            continue
        last += 1
        patch, base = {"owner": after}, {"owner": record.row_seq}
        uid = secrets.token_hex(16)
        yield sealed(Mutation(SERVER, last, uid, CUSTOMERS, row, Op.MOVE, patch, base, at=wall()))
