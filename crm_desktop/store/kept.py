"""A value this laptop keeps for itself (`local_value`): no step of the user's, so nothing is journaled or derived."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from crm_desktop.store.connection import known_errors
from crm_desktop.store.long_step import Change

if TYPE_CHECKING:
    from crm_desktop.store.store import Store

_READ = "SELECT value FROM local_value WHERE key = ?"
_KEEP = "INSERT OR REPLACE INTO local_value (key, value) VALUES (?, ?)"


def change(store: "Store", key: str, changed: Callable[[str], str]) -> None:
    """Make another text of a value's, which is empty before the first: one transaction, announced like any write."""
    with store._write_lock, known_errors():
        connection = store._may_write().raw_connection()
        try:
            connection.execute("BEGIN IMMEDIATE")
            found = connection.execute(_READ, (key,)).fetchone()
            connection.execute(_KEEP, (key, changed(found[0] if found else "")))
            connection.commit()
        finally:
            connection.close()  # gives it back; what was not kept is undone
    store._announce(Change(0, "", frozenset({"local_value"})))
