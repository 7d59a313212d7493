"""The rows of a damaged file into a new, empty one, as they stand."""

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from crm_desktop.store.replica.shapes import shapes
from crm_desktop.store.salvage.reading import DamagedFile

Progress = Callable[[int, int], None]
AT_ONCE = 500
BESIDE = (
    "import_batch", "local_value", "step", "journal", "sync_outbox", "sync_acked", "sync_state", "sync_cursor",
    "sync_hidden", "sync_quarantine", "sync_withdrawn", "sync_extra", "blob_loose", "blob_spared",
)  # fmt: skip
"""What is taken along beside the records. The rest is derived from them."""


@dataclass
class Count:
    """How many records came along, and how many are known to be lost."""

    read: int = 0
    lost: int = 0


def fill(raw: Any, damaged: DamagedFile, progress: Progress) -> Count:
    """Take along what can be read. What the new file has itself, as marks of its own making, stays."""
    count, tables = Count(), (*shapes(), *BESIDE)
    for done, table in enumerate(tables):
        progress(done, len(tables))
        known = damaged.known(table) if table in shapes() else set()
        read = _take(raw, damaged, table)
        count.read += read if table in shapes() else 0
        count.lost += max(0, len(known) - read)
    return count


def _take(raw: Any, damaged: DamagedFile, table: str) -> int:
    there = damaged.tables[table].columns if table in damaged.tables else ()
    columns = [name for _n, name, *_rest in raw.execute(f'PRAGMA table_info("{table}")') if name in there]
    if not columns:
        return 0
    listed, marks = ", ".join(f'"{column}"' for column in columns), ", ".join("?" * len(columns))
    sql = f'INSERT OR IGNORE INTO "{table}" ({listed}) VALUES ({marks})'
    before = raw.total_changes
    rows = (tuple(row[column] for column in columns) for row in damaged.rows(table))
    while some := list(itertools.islice(rows, AT_ONCE)):
        raw.executemany(sql, some)
    return int(raw.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]) if before != raw.total_changes else 0


def add_missing(raw: Any, table: str, rows: Sequence[dict[str, Any]]) -> None:
    """Rows from elsewhere, where there is none of their key."""
    for row in rows:
        listed, marks = ", ".join(f'"{column}"' for column in row), ", ".join("?" * len(row))
        raw.execute(f'INSERT OR IGNORE INTO "{table}" ({listed}) VALUES ({marks})', tuple(row.values()))
