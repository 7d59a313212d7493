"""How this laptop stands with the shop."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from crm_desktop.features.sync.glance import days_left
from crm_desktop.features.sync.queries.aside import gone, held, mended
from crm_desktop.features.sync.queries.listed import CONFLICTS, PARKED
from crm_desktop.features.sync.queries.whose import of_contact
from crm_desktop.features.sync.records import (
    IDLE,
    MOST_RECEIPTS,
    OPEN,
    RECEIPTS,
    FilesStanding,
    SyncSession,
    SyncState,
)
from crm_desktop.store.loose import place_of
from crm_desktop.store.plain import Plain, plain
from crm_desktop.store.replica.files import standing

if TYPE_CHECKING:
    from crm_desktop.store.plain import Source

MOST_WAITING = 10_000
"""Beyond it the waiting changes are no longer counted: "more than …" is enough to know."""


def state(source: "Source") -> SyncState:
    """How this laptop stands with the shop."""
    reader = plain(source)
    facts = enrolled_facts(reader)
    if not (facts.get("inc") or facts.get("device")):
        return SyncState(enrolled=False)
    return SyncState(
        enrolled=True, user=facts.get("user", ""), role=facts.get("role", ""), shop_name=facts.get("shop_name", ""),
        server=facts.get("url", ""), keys_in=facts.get("keys_in", ""),
        waiting=waiting(reader, int(facts.get("looked") or 0)),
        conflicts=reader.count(f"SELECT count(*) {CONFLICTS}", state=OPEN),
        parked=reader.count(f"SELECT count(*) {PARKED}", state=OPEN) + len(held(reader))
        + len(mended(reader)) + len(gone(reader)),
        sessions=sessions(reader),
        days_left=days_left(reader),
    )  # fmt: skip


def enrolled_facts(source: "Source") -> dict[str, str]:
    """What this copy of the file knows of its place in the shop."""
    return dict(plain(source).rows("SELECT key, value FROM sync_state"))


def files(source: "Source") -> FilesStanding:
    """How the files stand with the shop: originals only, for a small picture comes with its file."""
    reader = plain(source)
    facts = enrolled_facts(reader)
    if not facts.get("inc"):
        return FilesStanding()
    found = standing(reader, reader.info["blobs"], place_of(facts))
    return FilesStanding(
        sum(1 for _row, one in found.to_send if not one.thumbnail), sum(1 for one in found.missing if not one.thumbnail)
    )


def sessions(source: "Source") -> tuple[SyncSession, ...]:
    """The last sessions, newest first."""
    sql = "SELECT key, value FROM local_value WHERE key IN (:idle, :receipts)"
    texts = dict(plain(source).rows(sql, idle=IDLE, receipts=RECEIPTS))
    return tuple(session_of(one) for one in kept_sessions(texts)[:MOST_RECEIPTS])


def kept_sessions(texts: Mapping[str, str]) -> list[dict[str, Any]]:
    """The same as they are kept."""
    return [one for key in (IDLE, RECEIPTS) for one in json.loads(texts.get(key) or "[]")]


def session_of(kept: Mapping[str, Any]) -> SyncSession:
    """One of them."""
    return SyncSession(**{**kept, "at": datetime.fromisoformat(kept["at"])})


def waiting(source: "Source", looked: int = 0) -> int:
    """How many records have changes that wait to be sent; what is private does not wait."""
    reader = plain(source)
    open_rows: dict[str, set[str]] = {}
    for table, row in reader.rows(
        "SELECT tbl, id FROM sync_outbox UNION SELECT tbl, id FROM journal WHERE lsn IS NULL AND n > :looked "
        "LIMIT :most",
        looked=looked, most=MOST_WAITING,
    ):  # fmt: skip
        open_rows.setdefault(table, set()).add(row)
    private = {
        (table, row) for table, rows in open_rows.items() for row in _private_of(reader, table, rows)
    }  # fmt: skip
    return sum(len(rows) for rows in open_rows.values()) - len(private)


def _private_of(reader: Plain, table: str, rows: Iterable[str]) -> set[str]:
    """Those of these records that stay here until their person is shared."""
    if table == "contact":
        sql = "SELECT id FROM contact WHERE private = 1 AND id IN (SELECT value FROM json_each(:ids))"
    elif table in of_contact():
        sql = (
            f'SELECT r.id FROM "{table}" r JOIN contact c ON c.id = r.root '
            "WHERE c.private = 1 AND r.id IN (SELECT value FROM json_each(:ids))"
        )
    else:
        return set()
    return {found for (found,) in reader.rows(sql, ids=json.dumps(sorted(rows)))}
