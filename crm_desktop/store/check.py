"""Is the file whole, the journal true, the derived data right? Sentences for what is not."""

import hashlib
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

import sqlcipher3.dbapi2 as sqlcipher

from crm_desktop.base.errors import ProfileDamaged
from crm_desktop.base.i18n import _, ngettext
from crm_desktop.store import capture
from crm_desktop.store.blobs import Blobs
from crm_desktop.store.connection import MUCH_CACHE
from crm_desktop.store.derived import Deriver

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from sqlalchemy.orm import Session


Reader = Callable[[], AbstractContextManager[Callable[..., Any]]]


def problems(reader: Reader, blobs: Blobs, derivers: Sequence[Deriver]) -> list[str]:
    """All that is wrong, without names or phones; empty when all is well.

    On new connections, also because one that read before and sees what others wrote meanwhile calls a sound index
    damaged. SQLite's own check is as much work as all the rest, so the two go side by side.
    """
    from concurrent.futures import ThreadPoolExecutor

    from sqlalchemy.exc import DatabaseError

    with reader() as one, reader() as other, ThreadPoolExecutor(1) as beside:
        structure = beside.submit(one, _much_cached, _structure)
        try:
            found: list[str] = other(_much_cached, _content, blobs, derivers)
        except (ProfileDamaged, DatabaseError):
            if not structure.result():
                raise
            found = []  # the broken structure is why the rest could not be read
        return [*structure.result(), *found]


def _much_cached(session: "Session", check_of: Callable[..., list[str]], *args: Any) -> list[str]:
    session.connection().exec_driver_sql(MUCH_CACHE)  # spares reading pages again and again
    return check_of(session.connection(), *args)


def _structure(connection: "Connection") -> list[str]:
    """In one sentence: what SQLite says of each place helps nobody who can only have the whole file saved."""
    places = sum(row != "ok" for row in connection.exec_driver_sql("PRAGMA integrity_check").scalars())
    if not places:
        return []
    told = ngettext(
        "The data file is damaged in {n} place. “salvage” saves what can still be read, and keeps this file.",
        "The data file is damaged in {n} places. “salvage” saves what can still be read, and keeps this file.", places,
    )  # fmt: skip
    return [told.format(n=places)]


def _content(connection: "Connection", blobs: Blobs, derivers: Sequence[Deriver]) -> list[str]:
    found = _seals(connection)
    if not found:
        found += _journal(connection) + _triggers(connection) + _blobs(connection, blobs)
        for deriver in derivers:
            found += deriver.problems(connection)
    return found


def _seals(connection: "Connection") -> list[str]:
    pages = connection.exec_driver_sql("PRAGMA cipher_integrity_check").scalars().all()
    keys = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    found = [_("The data file has damaged pages ({count}).").format(count=len(pages))] if pages else []
    if keys:
        found.append(_("{count} rows belong to no person.").format(count=len(keys)))
    return found


def _journal(connection: "Connection") -> list[str]:
    from crm_desktop.store.tables import SYNCED

    found = []
    for table in SYNCED:
        name = table.__tablename__
        lost = connection.exec_driver_sql(
            f'SELECT count(*) FROM "{name}" t WHERE row_seq = 0 AND NOT EXISTS '
            f"(SELECT 1 FROM journal j WHERE j.tbl = '{name}' AND j.id = t.id AND j.op = 'I')"
        ).scalar_one()
        if lost:
            found.append(_("{count} rows of {table} are not in the journal.").format(count=lost, table=name))
    for name, column, wrong in connection.exec_driver_sql(_last_values()):
        found.append(
            _("{count} values of {table}.{column} differ from the journal.").format(
                count=wrong, table=name, column=column
            )
        )
    left = connection.exec_driver_sql("SELECT count(*) FROM derived_stale").scalar_one()
    if left:
        found.append(_("{count} changes never reached the search index.").format(count=left))
    return found


def _last_values() -> str:
    """Counts, by table and column, rows that differ from the last change of the column since they were entered: what
    was withdrawn from the shop is as if entered anew, and what was noted of it before is emptied.

    The journal is read through once, in the order of the file: asked for each column by itself, a journal of millions
    of lines was read a hundred times.
    """
    from crm_desktop.store.tables import SYNCED

    parts = []
    for table in SYNCED:
        name = table.__tablename__
        columns = [c.name for c in table.__table__.columns if c.name not in capture.UNTRACKED]
        differs = " ".join(f"""WHEN '{column}' THEN t."{column}" IS NOT l.after""" for column in columns)
        parts.append(
            f"""SELECT l.tbl, l.col, count(*) FROM last_change l CROSS JOIN "{name}" t ON t.id = l.id
                WHERE l.tbl = '{name}' AND t.row_seq = 0 AND CASE l.col {differs} END
                AND NOT EXISTS (SELECT 1 FROM journal i
                    WHERE i.id = l.id AND i.tbl = l.tbl AND i.op = 'I' AND i.n > l.n)
                GROUP BY l.col"""
        )
    return (
        "WITH last_change AS MATERIALIZED (SELECT tbl, id, col, after, max(n) AS n FROM journal NOT INDEXED "
        f"WHERE col IS NOT NULL GROUP BY tbl, id, col) {' UNION ALL '.join(parts)}"
    )


def _triggers(connection: "Connection") -> list[str]:
    return (
        []
        if capture.is_sound(connection)
        else [_("The triggers that keep the journal are not as they should be.")]
    )


def _blobs(connection: "Connection", blobs: Blobs) -> list[str]:
    # What was taken in of somebody else's has its bytes at the shop, with the change that was not taken.
    known = "row_seq > 0 OR id IN (SELECT row FROM parked WHERE tbl = 'attachment')"
    asked = f"SELECT {known}, sha256, thumbnail FROM attachment WHERE deleted IS NULL"
    rows = connection.exec_driver_sql(asked).all()
    wanted = {name for _seq, *named in rows for name in named if name}
    if not wanted:
        return []
    try:
        return _bytes_of(rows, wanted, blobs)
    except (ProfileDamaged, sqlcipher.DatabaseError):
        return [_("The file of the attachments is damaged. “salvage” saves what can still be read.")]


def _bytes_of(rows: Sequence[Any], wanted: set[str], blobs: Blobs) -> list[str]:
    there = set(blobs.names())
    # What the shop has confirmed may lie there, and comes when it is asked for.
    lost = {name for is_known, *named in rows for name in named if name and not is_known} - there
    found = [_("{count} attachments have lost their content.").format(count=len(lost))] if lost else []
    broken = sum(hashlib.sha256(blobs.get(name) or b"").hexdigest() != name for name in wanted & there)
    if broken:
        found.append(_("{count} attachments have changed content.").format(count=broken))
    return found
