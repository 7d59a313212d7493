"""Which attachments a session has to look at: noted by triggers, so that it does not look through all of them.

One is unsettled when it came or changed, until what it names is here and at the shop, or need not travel. The file of
the bytes and the data file may come from different backups: both keep the same word; where it differs every one is.
"""

import json
import secrets
from typing import TYPE_CHECKING, Any

from crm_desktop.store.plain import Plain

if TYPE_CHECKING:
    from crm_desktop.store.blobs import Blobs

WORD = "blob_unsettled"
"""In `local_value`, beside the one in the file of the bytes."""
_NOTE = "INSERT INTO blob_unsettled"
_ONCE = "ON CONFLICT DO NOTHING; END"
TABLES = (
    "CREATE TABLE IF NOT EXISTS blob_unsettled (id TEXT PRIMARY KEY) WITHOUT ROWID",
    f"""CREATE TRIGGER IF NOT EXISTS blob_unsettled_i AFTER INSERT ON attachment BEGIN
        {_NOTE} VALUES (NEW.id) {_ONCE}""",
    f"""CREATE TRIGGER IF NOT EXISTS blob_unsettled_u
        AFTER UPDATE OF sha256, thumbnail, private, deleted, root, row_seq ON attachment BEGIN
        {_NOTE} VALUES (NEW.id) {_ONCE}""",
    f"""CREATE TRIGGER IF NOT EXISTS blob_unsettled_c AFTER UPDATE OF private, deleted ON contact
        WHEN NEW.private IS NOT OLD.private OR NEW.deleted IS NOT OLD.deleted BEGIN
        {_NOTE} SELECT id FROM attachment WHERE root = NEW.id {_ONCE}""",
    f"""CREATE TRIGGER IF NOT EXISTS blob_unsettled_h AFTER DELETE ON sync_hidden WHEN OLD.tbl = 'attachment' BEGIN
        {_NOTE} VALUES (OLD.id) {_ONCE}""",
)


def is_known(source: Plain, blobs: "Blobs", place: str) -> bool:
    """Whether the list is true: of these two files, and of this server's epoch."""
    here = source.value("SELECT value FROM local_value WHERE key = :key", key=WORD)
    return here is not None and here == blobs.word() and here.startswith(f"{place} ")


def settle(raw: Any, place: str, done: list[str]) -> str:
    """These need not be looked at any more. The word that stands in both files from now on."""
    raw.execute("DELETE FROM blob_unsettled WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(done),))
    word = f"{place} {secrets.token_hex(8)}"
    raw.execute("INSERT OR REPLACE INTO local_value (key, value) VALUES (?, ?)", (WORD, word))
    return word


def all_of_them(raw: Any) -> None:
    """Look at every one, once."""
    raw.execute("INSERT OR IGNORE INTO blob_unsettled SELECT id FROM attachment")
