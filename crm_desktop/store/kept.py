"""What this laptop keeps for itself (`local_value`): no step of the user's, so nothing is journaled or derived."""

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from crm_desktop.store.connection import known_errors
from crm_desktop.store.long_step import Change

if TYPE_CHECKING:
    from crm_desktop.store.store import Store

_READ = "SELECT key, value FROM local_value WHERE key IN (SELECT value FROM json_each(?))"
_KEEP = "INSERT OR REPLACE INTO local_value (key, value) VALUES (?, ?)"


def change(store: "Store", changed: Callable[[Mapping[str, str]], Mapping[str, str]], *keys: str) -> None:
    """Keep the values that are made of those under some keys: one transaction, announced like any write."""
    with store._write_lock, known_errors(store.profile):
        connection = store._may_write().raw_connection()
        try:
            connection.execute("BEGIN IMMEDIATE")
            before = connection.execute(_READ, (json.dumps(keys),)).fetchall() if keys else []
            connection.executemany(_KEEP, list(changed(dict(before)).items()))
            connection.commit()
        finally:
            connection.close()  # gives it back; what was not kept is undone
    store._announce(Change(0, "", frozenset({"local_value"})))
