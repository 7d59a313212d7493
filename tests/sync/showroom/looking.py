"""What must hold when everybody has met the shop: all show the same, and nothing of it contradicts itself."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from crm_desktop.base import i18n
from crm_desktop.features.contacts import commands as contacts
from crm_desktop.store.replica import quarantine
from crm_desktop.store.replica.schema import KEPT_HERE, OF_THE_MANAGER
from crm_desktop.store.replica.shapes import read_rows, shapes
from sync.core.mutations import Row
from sync.core.packing import read
from sync.core.schema import SHOP, own
from tests.sync.showroom.reading import wrong_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tests.sync.showroom.shop import Shop

ROUNDS = 5
INBOX = ("conflict", "parked")
LIVING = "(SELECT 1 FROM contact c WHERE c.id = a.root AND c.deleted IS NULL)"
ONCE = {"customer": "root", "tag": "root, name", "custom_value": "root, field", "relation": "root, other, kind"}
"""By table what there is one living row of. A person in two groups of one name is in both."""


def finish(shop: Shop) -> list[str]:
    """Let everything arrive, then look. What is wrong, nothing for a good history.

    Then whoever was never sent, and waits in a trash, is taken out of it, for what waits with him has to go, too.
    """
    _meet(shop)
    if not shop.wrong and sum(_take_out(shop, user) for user in shop.desks):
        _meet(shop)
    return shop.wrong


def _take_out(shop: Shop, user: str) -> int:
    waiting = "SELECT id FROM contact WHERE deleted IS NOT NULL AND row_seq = 0 AND NOT private"
    ids = [row for (row,) in shop.desks[user].rows(waiting)]
    if ids:
        shop.log.append(f"{user} takes {len(ids)} out of the trash")
        shop.hands[user].write(contacts.restore, ids)
    return len(ids)


def _meet(shop: Shop) -> None:
    """All meet the server until nothing moves, then everything is looked at."""
    for _ in range(ROUNDS):
        before = _head(shop)
        quiet = [shop.sync(user, whole=True) for user in shop.desks]
        if all(quiet) and before == _head(shop):
            break
    else:
        shop.wrong.append(f"not quiet after {ROUNDS} rounds")
    head = _head(shop)
    for user in shop.desks:
        shop.sync(user, whole=True)
    if _head(shop) != head:
        shop.wrong.append("sync made changes of its own")
    shop.inbox = Counter(_inbox(shop))
    for user in shop.desks:
        shop.wrong += _same(shop, user) + _sound(shop, user)
    shop.wrong += _renamed(shop)


def _head(shop: Shop) -> tuple[int, int]:
    with shop.served.service.engine.reading() as link:
        return tuple(link.rows("SELECT epoch, n FROM shop WHERE shop = ?", shop.served.shop)[0])  # type: ignore[return-value]


def _inbox(shop: Shop) -> list[str]:
    """What is in conflict, and why something was not taken."""
    rows = [values for (table, _), (_, values) in _of_server(shop, "meg").items() if table in INBOX]
    return [" ".join(str(one.get(name, "")) for name in ("kind", "reason", "tbl", "op", "col")) for one in rows]


def _of_server(shop: Shop, user: str) -> dict[tuple[str, str], tuple[int, dict[str, Any]]]:
    with shop.served.service.engine.reading() as link:
        rows = link.rows(
            "SELECT tbl, id, scope, row_seq, data FROM record WHERE shop = ? AND purged = 0", shop.served.shop
        )
    roles = shop.served.registry.users(shop.served.shop)
    user = shop.users[user]
    readable = {scope for _, _, scope, _, _ in rows if roles[user] == "manager" or scope in (SHOP, own(user))}
    return {(table, row): (seq, read(bytes(data))) for table, row, scope, seq, data in rows if scope in readable}


def _same(shop: Shop, user: str) -> list[str]:
    """The laptop shows what the shop has for it."""
    desk = shop.desks[user]
    with desk.store.replica(None)._lane.look() as raw:  # type: ignore[arg-type]
        keys = [(name, row) for name in shapes() for (row,) in raw.execute(f'SELECT id FROM "{name}"')]
        rows, _ = read_rows(raw, keys)
        gone = {row for (row,) in raw.execute("SELECT id FROM sync_withdrawn")}
        hidden = raw.execute("SELECT tbl, id FROM sync_hidden").fetchall()
        held = list(quarantine.held(raw))
        outbox = raw.execute("SELECT count(*) FROM sync_outbox").fetchone()[0]
    closed = {row.id for row in rows.values() if row.table == "contact" and row.values.get("private")} | gone
    mine = {key: row for key, row in rows.items() if row.root not in closed and not _is_kept_here(row)}
    # Cars and gifts of who worked alone stay his own when he comes into a shop.
    mine = {key: row for key, row in mine.items() if row.row_seq or key[0] not in OF_THE_MANAGER}
    unsent = {row.id for row in mine.values() if not row.row_seq and row.values.get("deleted")}
    waits = {key for key, row in mine.items() if unsent & {key[1], row.root}}  # until he is taken out of the trash
    mine = {key: row for key, row in mine.items() if key not in waits}
    theirs = {key: told for key, told in _of_server(shop, user).items() if key not in waits}
    found = [f"{user} has {key}, the shop has not" for key in sorted(mine.keys() - theirs.keys())]
    for key in sorted(theirs.keys() - mine.keys()):
        if key[1] not in gone and str(theirs[key][1].get("root")) not in gone:
            found.append(f"{user} misses {key}")
    for key in sorted(mine.keys() & theirs.keys()):
        seq, values = theirs[key]
        blank = shapes()[key[0]].blank
        said = {name: value for name, value in {**blank, **values}.items() if name in mine[key].values}
        here = {name: value for name, value in mine[key].values.items() if name in said}
        if key[0] in INBOX:
            here = {name: value for name, value in here.items() if values.get(name) is not None}
            said = {name: said[name] for name in here}
        if here != said:
            wrong = {name: (here[name], said[name]) for name in here if here[name] != said[name]}
            found.append(f"{user} shows {key} {wrong}")
        elif mine[key].row_seq != seq:
            found.append(f"{user} has {key} in state {mine[key].row_seq}, the shop {seq}")
    found += [f"{user} holds back {one}" for one in held]
    found += [f"{user} hides {one}" for one in hidden if one not in waits]
    if outbox:
        found.append(f"{user} has {outbox} to send")
    return found


def _renamed(shop: Shop) -> list[str]:
    """Nobody is called after the place that stood for him on a damaged laptop."""
    with shop.served.service.engine.reading() as link:
        asked = "SELECT id, body FROM history WHERE shop = ? AND tbl = 'contact' AND op = 'U'"
        changes = link.rows(asked, shop.served.shop)
    place = i18n._("Could not be read")
    return [f"{row} is called {place}" for row, body in changes if read(bytes(body)).get("p", {}).get("name") == place]


def _all(session: Session, asked: Any) -> list[Any]:
    return list(session.execute(asked))


def _is_kept_here(row: Row) -> bool:
    column, values = KEPT_HERE.get(row.table, ("", frozenset()))
    return row.values.get(column) in values


def _sound(shop: Shop, user: str) -> list[str]:
    """File, journal, index and lists are true."""
    store = shop.desks[user].store
    found = [f"{user}: {one}" for one in [*store.check(), *wrong_of(store)]]
    names = "SELECT sha256 FROM attachment a WHERE deleted IS NULL AND row_seq > 0 AND EXISTS " + LIVING
    missing = store.blobs.missing([name for (name,) in store.read(_all, text(names))])
    if missing and not shop.lost_disks:  # what was not carried yet is gone with the disk it lay on
        found.append(f"{user}: {len(missing)} attachments are not here")
    for table, what in ONCE.items():
        twice = text(f"SELECT {what} FROM {table} WHERE deleted IS NULL GROUP BY {what} HAVING count(*) > 1")
        found += [f"{user}: {table} {one} is there twice" for one in store.read(_all, twice)]
    return found
