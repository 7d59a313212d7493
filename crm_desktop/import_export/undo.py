"""Takes an import back: what nobody touched since goes, what was edited since is kept and listed.

The journal tells: a person whose rows a later step changed, or who got rows of a later step (a touch, a follow-up),
was edited since. Of people who were there before, each column goes back unless it changed since.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, select, update
from sqlalchemy.orm import Session

from crm_desktop.base import clock
from crm_desktop.base.errors import NotFound, Refused
from crm_desktop.base.i18n import _
from crm_desktop.import_export.bulk import TABLES, stored_form
from crm_desktop.import_export.verdicts import BatchLine, KeptRow, UndoReport, Verdict
from crm_desktop.store.store import Store
from crm_desktop.store.tables import ImportBatch

_CHUNK = 400
_PEOPLE_A_TRANSACTION = 150
_CHILDREN = [
    name
    for name, table in TABLES.items()
    if name != "contact" and "root" in table.__table__.columns and table.__table__.c.root.foreign_keys
]

_SHOP_DATA = [name for name in TABLES if name != "contact" and name not in _CHILDREN]


def list_batches(session: Session) -> list[BatchLine]:
    """Past imports, the latest first."""
    rows = session.execute(
        select(ImportBatch.id, ImportBatch.at, ImportBatch.report, ImportBatch.undone).order_by(
            ImportBatch.at.desc(), ImportBatch.id.desc()
        )
    )
    return [_line(*row) for row in rows]


def _line(batch: str, at: Any, report: str, undone: Any) -> BatchLine:
    told = json.loads(report)
    files = told["files"]
    count = {verdict: sum(file[verdict] for file in files) for verdict in (Verdict.NEW, Verdict.UPDATED)}
    return BatchLine(
        batch,
        at,
        tuple(file["file"] for file in files),
        count[Verdict.NEW],
        count[Verdict.UPDATED],
        bool(told["complete"]),
        undone,
    )


def undo_import(store: Store, batch: str) -> UndoReport:
    """Take one import back."""
    step_id = store.read(_step_of, batch)
    roots = store.read(_roots_of, step_id)
    removed = restored = 0
    kept: list[KeptRow] = []
    with store.long_step(_("Undo the import")) as step:
        for start in range(0, len(roots), _PEOPLE_A_TRANSACTION):
            chunk = roots[start : start + _PEOPLE_A_TRANSACTION]
            gone, back, stayed = step.write(_take_back, step_id, chunk)
            removed, restored = removed + gone, restored + back
            kept += stayed
        step.write(_take_back_shop_data, step_id)
        step.write(_mark_undone, batch)
    return UndoReport(batch, removed, restored, tuple(kept))


def _step_of(session: Session, batch: str) -> int:
    row = session.get(ImportBatch, batch)
    if row is None:
        raise NotFound(_("There is no import with this number. Nothing was changed."))
    if row.undone is not None:
        raise Refused(_("This import was undone already. Nothing was changed."))
    return row.step


def _mark_undone(session: Session, batch: str) -> None:
    session.execute(update(ImportBatch).where(ImportBatch.id == batch).values(undone=clock.now()))


def _roots_of(session: Session, step: int) -> list[str]:
    """Everybody the import touched, in the order it did."""
    connection = session.connection()
    found: dict[str, None] = {}
    for table in ("contact", *_CHILDREN):
        rows = connection.exec_driver_sql(
            f'SELECT DISTINCT t.root FROM journal j JOIN "{table}" t ON t.id = j.id '
            "WHERE j.step = ? AND j.tbl = ? ORDER BY t.root",
            (step, table),
        )
        found.update(dict.fromkeys(row[0] for row in rows))
    return list(found)


def _take_back_shop_data(session: Session, step: int) -> None:
    """Settings and segments that a full copy brought, unless someone changed them since."""
    connection = session.connection()
    for table in _SHOP_DATA:
        sql = (
            f'UPDATE "{table}" SET deleted = ? WHERE deleted IS NULL AND id IN '
            "(SELECT id FROM journal WHERE step = ? AND tbl = ? AND op = 'I') "
            "AND id NOT IN (SELECT id FROM journal WHERE tbl = ? AND step > ?)"
        )
        connection.exec_driver_sql(sql, (stored_form(clock.now()), step, table, table, step))


def _take_back(session: Session, step: int, roots: Sequence[str]) -> tuple[int, int, list[KeptRow]]:
    connection = session.connection()
    here = int(session.info["step"])
    rows = _rows_of(connection, roots)
    journal = _journal_of(connection, [row for _table, row in rows])
    by_root: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for key, root in rows.items():
        by_root[root].append(key)
    removed = restored = 0
    kept: list[KeptRow] = []
    for root in roots:
        made_here = any(op == "I" and s == step for s, op, *_rest in journal.get(("contact", root), ()))
        later = [key for key in by_root[root] if any(s > step and s != here for s, *_rest in journal.get(key, ()))]
        if made_here and later:
            kept.append(KeptRow(root, _name(connection, root), _("Edited since the import, so it was kept.")))
        elif made_here:
            _bury(connection, by_root[root])
            removed += 1
        else:
            stuck = _restore(connection, by_root[root], journal, step=step, here=here)
            restored += 1
            if stuck:
                kept.append(
                    KeptRow(
                        root, _name(connection, root), _("Some fields were edited since the import, so they were kept.")
                    )
                )
    return removed, restored, kept


def _rows_of(connection: Connection, roots: Sequence[str]) -> dict[tuple[str, str], str]:
    """(table, id) -> root of all rows of these people."""
    marks = ", ".join("?" * len(roots))
    found: dict[tuple[str, str], str] = {("contact", root): root for root in roots}
    for table in _CHILDREN:
        rows = connection.exec_driver_sql(f'SELECT id, root FROM "{table}" WHERE root IN ({marks})', tuple(roots))
        found.update({(table, row[0]): row[1] for row in rows})
    return found


def _journal_of(connection: Connection, ids: Iterable[str]) -> dict[tuple[str, str], list[tuple[Any, ...]]]:
    found: dict[tuple[str, str], list[tuple[Any, ...]]] = defaultdict(list)
    listed = list(ids)
    for start in range(0, len(listed), _CHUNK):
        chunk = listed[start : start + _CHUNK]
        marks = ", ".join("?" * len(chunk))
        rows = connection.exec_driver_sql(
            f"SELECT tbl, id, step, op, col, before, after FROM journal WHERE id IN ({marks}) ORDER BY n", tuple(chunk)
        )
        for table, row, *change in rows:
            found[table, row].append(tuple(change))
    return found


def _bury(connection: Connection, rows: Sequence[tuple[str, str]]) -> None:
    """Tombstone a person and all that came with him."""
    stamp = stored_form(clock.now())
    for table, row in rows:
        connection.exec_driver_sql(f'UPDATE "{table}" SET deleted = ? WHERE id = ? AND deleted IS NULL', (stamp, row))


def _restore(
    connection: Connection,
    rows: Sequence[tuple[str, str]],
    journal: dict[tuple[str, str], list[tuple[Any, ...]]],
    *,
    step: int,
    here: int,
) -> bool:
    """Put back what the import changed on somebody who was there before. Returns whether something had to stay."""
    stuck = False
    for key in rows:
        table, row = key
        later = {(op, col) for s, op, col, *_rest in journal.get(key, ()) if s > step and s != here}
        for s, op, col, before, _after in reversed(journal.get(key, ())):
            if s != step:
                continue
            if op == "I" and not later:
                _bury(connection, [key])
            elif (op in "IR" and later) or any(changed == col for _op, changed in later):
                stuck = True
            elif op in "UR":  # what had been removed before the import goes again
                connection.exec_driver_sql(f'UPDATE "{table}" SET "{col}" = ? WHERE id = ?', (before, row))
    return stuck


def _name(connection: Connection, root: str) -> str:
    return str(connection.exec_driver_sql("SELECT name FROM contact WHERE id = ?", (root,)).scalar_one_or_none() or "")
