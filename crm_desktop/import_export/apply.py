"""Writes what a preview planned: a few transactions under one undo step, a whole number of people in each.

The batch is noted in the first transaction, so that an import cut off by a crash can be taken back too.
"""

import gc
import time
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import func, insert, update
from sqlalchemy.orm import Session

from crm_desktop.base import clock
from crm_desktop.base.collecting import uncollected
from crm_desktop.base.errors import FileProblem
from crm_desktop.base.i18n import _
from crm_desktop.base.ids import new_id
from crm_desktop.features.attachments.rules import thumbnail
from crm_desktop.import_export.bulk import insert_all, update_row
from crm_desktop.import_export.full_copy_reading import import_full_copy
from crm_desktop.import_export.known import Known, Row
from crm_desktop.import_export.only_one import fresh_only
from crm_desktop.import_export.plan import mark_of, preview
from crm_desktop.import_export.source import SourceKind
from crm_desktop.import_export.undo import undo_import
from crm_desktop.import_export.verdicts import FileReport, ImportPreview, ImportReport
from crm_desktop.store.long_step import LongStep
from crm_desktop.store.store import Store
from crm_desktop.store.tables import ImportBatch

Progress = Callable[[int, int], None]
_FIRST_BATCH, _LARGEST_BATCH = 250, 2000
_TARGET = 0.18  # seconds a batch should take: a save that waits comes after it


def apply_import(
    store: Store,
    planned: ImportPreview,
    *,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> ImportReport:
    """Write what was planned. Cancelled in the middle, it takes back what it wrote."""
    copies = [table.path for table in planned.tables if table.kind is SourceKind.COPY]
    if copies:
        return import_full_copy(store, copies[0], progress=progress, cancelled=cancelled)
    batch = new_id()
    gc.freeze()  # the plan is no garbage: looking through it after each transaction took a fifth of the time
    try:
        return _apply(store, planned, batch, progress=progress, cancelled=cancelled)
    finally:
        gc.unfreeze()


def _apply(
    store: Store,
    planned: ImportPreview,
    batch: str,
    *,
    progress: Progress | None,
    cancelled: Callable[[], bool] | None,
) -> ImportReport:
    with store.long_step(_("Import of contacts")) as step:
        planned = step.write(_begin, planned, batch)
        finished = _write_people(step, planned.plan.changed, progress=progress, cancelled=cancelled)
        if finished:
            step.write(_finish, batch)
    if not finished:
        undo_import(store, batch)
    return ImportReport(batch, planned.files, cancelled=not finished)


def _begin(session: Session, planned: ImportPreview, batch: str) -> ImportPreview:
    """Plan anew if the profile changed since the preview, then note the batch."""
    import orjson

    if mark_of(session) != planned.mark:
        planned = preview(session, planned.tables, planned.mappings, as_=planned.imported_as)
    report = orjson.dumps(_record(planned.files, complete=False)).decode()
    session.execute(insert(ImportBatch).values(id=batch, at=clock.now(), step=session.info["step"], report=report))
    return planned


def _record(files: Sequence[FileReport], *, complete: bool) -> dict[str, Any]:
    shapes = [report.to_json() for report in files]
    for shape, report in zip(shapes, files, strict=True):
        shape["verdicts"] = [[row.sheet, row.row, row.verdict, row.contact_id] for row in report.rows]
    return {"complete": complete, "files": shapes}


def _finish(session: Session, batch: str) -> None:
    complete = func.json_set(ImportBatch.report, "$.complete", func.json("true"))
    session.execute(update(ImportBatch).where(ImportBatch.id == batch).values(report=complete))


def _write_people(
    step: LongStep, people: Sequence[Known], *, progress: Progress | None, cancelled: Callable[[], bool] | None
) -> bool:
    """Returns whether everything was written."""
    at, size = 0, _FIRST_BATCH
    while at < len(people):
        with step.part() as part:
            while at < len(people):
                if cancelled is not None and cancelled():
                    return False
                began = time.perf_counter()
                with uncollected(kept=True):
                    part.write(write_people, people[at : at + size])
                took = time.perf_counter() - began
                at += size
                size = max(1, min(_LARGEST_BATCH, size * 4, round(size * _TARGET / max(took, 0.001))))
                if progress is not None:
                    progress(min(at, len(people)), len(people))
                if not part.may_go_on:
                    break
    return True


def write_people(session: Session, people: Sequence[Known]) -> None:
    """One transaction of an import: whole people only."""
    for known in people:
        for row, data in known.photos:
            if not _keep_photo(session, row, data) and known.contact.values["photo"] == row.values["id"]:
                known.contact.set("photo", "")
    added = [row for known in people if not known.contact.stored for row in known.added]
    added += fresh_only(session, (row for known in people if known.contact.stored for row in known.added))
    insert_all(session, added)
    connection = session.connection()
    for known in people:
        if not known.contact.stored:
            continue  # all of him is new
        whole = (known.contact, known.customer, known.opportunity)
        for part in (*whole, *known.vehicles, *known.ways, *known.own.values()):
            if part is not None and part.stored and part.changed:
                update_row(connection, part)


def _keep_photo(session: Session, row: Row, data: bytes) -> bool:
    """Store a picture; returns whether it can be shown. One that cannot stays among the files."""
    blobs = session.info["blobs"]
    row.values["sha256"] = blobs.put(data)
    try:
        small = thumbnail(data)
    except FileProblem:  # more pixels than any camera makes
        small = None
    row.values["thumbnail"] = blobs.put(small) if small else ""
    return bool(small)
