"""Reads a full copy back: row by row, into an empty profile identically, into another one without overwriting.

A row that is here with other values stays as it is here and is refused; nothing of the profile is changed.
"""

import base64
import binascii
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert
from sqlalchemy.orm import Session

from crm_desktop.base import clock
from crm_desktop.base.errors import FileProblem
from crm_desktop.base.i18n import _
from crm_desktop.base.ids import new_id
from crm_desktop.import_export.bulk import ORDER, TABLES, blank_row
from crm_desktop.import_export.files import unreadable
from crm_desktop.import_export.full_copy import FORMAT, VERSION, columns_of
from crm_desktop.import_export.undo import undo_import
from crm_desktop.import_export.verdicts import FileReport, ImportReport, RowVerdict, Verdict
from crm_desktop.store.long_step import LongStep
from crm_desktop.store.store import Store
from crm_desktop.store.tables import ImportBatch
from sync.core.schema import MADE_BY_SERVER

Progress = Callable[[int, int], None]
Entry = tuple[str, Any]  # (table, row) or ("blobs", (name, base64))
_BATCH = 400
_USUAL_ROW = 330  # bytes, to show how far it is


def judge_full_copy(session: Session, path: Path) -> FileReport:
    """What importing a full copy would do: nothing is written."""
    report, people = FileReport(path.name, [], "full_copy"), set[str]()
    for batch in _batches(_numbered(_entries(path))):
        report.rows.extend(_judge_all(session, batch, path.name, people)[0])
    return report


def import_full_copy(
    store: Store, path: Path, *, progress: Progress | None = None, cancelled: Callable[[], bool] | None = None
) -> ImportReport:
    """Bring the rows of a full copy into this profile: all of them, or none when it is stopped or cannot be read."""
    _check(path)
    report, batch, stopped = FileReport(path.name, [], "full_copy"), new_id(), False
    try:
        with store.long_step(_("Import a full copy")) as step:
            step.write(_note, batch, path.name)
            stopped = not _write_all(step, path, report, progress=progress, cancelled=cancelled)
            if not stopped:
                step.write(_finish, batch, report)
    except FileProblem:  # it was whole a moment ago: the stick was pulled out, or another program writes it
        undo_import(store, batch)
        raise
    if stopped:
        undo_import(store, batch)
    return ImportReport(batch, [report], cancelled=stopped)


def _write_all(
    step: LongStep, path: Path, report: FileReport, *, progress: Progress | None, cancelled: Callable[[], bool] | None
) -> bool:
    """Returns whether everything was written."""
    people, size = set[str](), path.stat().st_size
    for batch in _batches(_numbered(_entries(path))):
        if cancelled is not None and cancelled():
            return False
        report.rows.extend(step.write(_write_batch, batch, path.name, people))
        if progress is not None:
            progress(min(len(report.rows) * _USUAL_ROW, size), size)
    return True


def _note(session: Session, batch: str, file: str) -> None:
    empty = FileReport(file, []).to_json()
    told = json.dumps({"complete": False, "files": [empty]}, ensure_ascii=False)
    session.execute(insert(ImportBatch).values(id=batch, at=clock.now(), step=session.info["step"], report=told))


def _finish(session: Session, batch: str, report: FileReport) -> None:
    told = json.dumps({"complete": True, "files": [report.to_json()]}, ensure_ascii=False)
    session.get_one(ImportBatch, batch).report = told


def _check(path: Path) -> None:
    """Refuse what cannot be read through to the end before anything is written."""
    for _entry in _entries(path):
        pass


def _entries(path: Path) -> Iterator[Entry]:
    """The rows in order; FileProblem where they end too early, or the file is gone."""
    try:
        for table, row in _read(path):
            if table != "blobs" and not isinstance(row, dict):
                raise ValueError
            yield table, row
    except OSError as error:
        raise unreadable(path, error) from error
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise FileProblem(
            _(
                "{file} is a damaged or incomplete copy, so it was not imported. Export it once more. Nothing "
                "was changed."
            ).format(file=path.name)
        ) from error


def _read(path: Path) -> Iterator[Entry]:
    """What stands in it. A copy that another program laid out anew is read as a whole."""
    with path.open("rb") as file:
        head = file.readline().removeprefix(b"\xef\xbb\xbf")
        if head.rstrip() == f'{{"format":"{FORMAT}","version":{VERSION},"tables":{{'.encode():
            yield from _by_line(file)
            return
    yield from _as_a_whole(path)


def _by_line(file: Iterator[bytes]) -> Iterator[Entry]:
    import orjson

    table, ended = "", False
    for raw in file:
        line = raw.strip()
        if line.startswith(b'"') and line.endswith(b":["):
            table = orjson.loads(line[:-2])
        elif line in (b"],", b"]"):
            table = ""
        elif line == b'},"blobs":{':
            table = "blobs"
        elif line == b"}}":
            ended = True
        elif table == "blobs":
            ((name, content),) = orjson.loads(b"{" + line.rstrip(b",") + b"}").items()
            yield "blobs", (name, content)
        elif line and table:
            yield table, orjson.loads(line.removesuffix(b","))
        elif line:
            raise ValueError
    if not ended:
        raise ValueError


def _as_a_whole(path: Path) -> Iterator[Entry]:
    import orjson

    whole = orjson.loads(path.read_bytes().removeprefix(b"\xef\xbb\xbf"))
    if int(whole["version"]) > VERSION:
        raise FileProblem(
            _(
                "{file} was written by a later version of the program. Update this one, then import again. "
                "Nothing was changed."
            ).format(file=path.name)
        )
    tables = whole["tables"]
    for table in sorted(tables, key=lambda name: ORDER.get(name, len(ORDER))):  # parents before children
        for row in tables[table]:
            yield table, row
    for name, content in whole["blobs"].items():
        yield "blobs", (name, content)


def _numbered(entries: Iterator[Entry]) -> Iterator[tuple[int, Entry]]:
    """Files do not count as rows."""
    number = 0
    for entry in entries:
        number += entry[0] != "blobs"
        yield number, entry


def _batches(entries: Iterator[tuple[int, Entry]]) -> Iterator[list[tuple[int, Entry]]]:
    batch: list[tuple[int, Entry]] = []
    for entry in entries:
        batch.append(entry)
        if len(batch) >= _BATCH or (entry[1][0] == "blobs" and len(batch) >= 20):
            yield batch
            batch = []
    if batch:
        yield batch


def _write_batch(session: Session, batch: list[tuple[int, Entry]], file: str, people: set[str]) -> list[RowVerdict]:
    verdicts, fresh = _judge_all(session, batch, file, people)
    connection = session.connection()
    for table, rows in fresh.items():
        _insert(connection, table, rows)
    for _number, (table, row) in batch:
        if table == "blobs":
            try:
                session.info["blobs"].put(base64.b64decode(row[1], validate=True))
            except (binascii.Error, TypeError, ValueError):
                continue  # its attachment says that the bytes are not here
    return verdicts


def _insert(connection: Connection, table: str, rows: list[dict[str, Any]]) -> None:
    names = columns_of(table)
    listed = ", ".join(f'"{name}"' for name in names)
    marks = ", ".join("?" if name != "deleted" else "NULL" for name in names)
    values = [tuple(row[name] for name in names if name != "deleted") for row in rows]
    connection.exec_driver_sql(f'INSERT INTO "{table}" ({listed}) VALUES ({marks})', values)
    # The journal knows a row that was made and then deleted: the shop hears of none that was deleted from the start.
    gone = [(row["deleted"], row["id"]) for row in rows if row["deleted"] is not None]
    if gone:
        connection.exec_driver_sql(f'UPDATE "{table}" SET deleted = ? WHERE id = ?', gone)


def _judge_all(
    session: Session, batch: list[tuple[int, Entry]], file: str, people: set[str]
) -> tuple[list[RowVerdict], dict[str, list[dict[str, Any]]]]:
    """The verdicts, and the rows to insert by table."""
    verdicts: list[RowVerdict] = []
    fresh: dict[str, list[dict[str, Any]]] = {}
    here = _here(session, batch)
    people |= _people_here(session, batch)
    for number, (table, row) in batch:
        if table == "blobs":
            continue
        reason = _impossible(table, row, people)
        verdict = Verdict.REFUSED
        if not reason:
            full = _full(table, row)
            known = here.get((table, row["id"]))
            if known is None and table in MADE_BY_SERVER:
                reason = _("This waits for a decision on the laptop the copy was made on, and stays there.")
            elif known is None:
                verdict = Verdict.NEW
                fresh.setdefault(table, []).append(full)
                here[table, row["id"]] = full
                if table == "contact":
                    people.add(row["id"])
            elif known == full:
                verdict = Verdict.DUPLICATE
            else:
                reason = _("This row is here already with other values; what is here stays.")
        name = str(row.get("name", "")) if isinstance(row, dict) and table == "contact" else ""
        verdicts.append(RowVerdict(file, table, number, verdict, name, str(row.get("root", "")), reason))
    return verdicts, fresh


def _here(session: Session, batch: list[tuple[int, Entry]]) -> dict[tuple[str, str], dict[str, Any]]:
    """The rows of the batch that the profile has already."""
    ids: dict[str, list[str]] = {}
    for _number, (table, row) in batch:
        if table in TABLES and isinstance(row.get("id"), str):
            ids.setdefault(table, []).append(row["id"])
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for table, listed in ids.items():
        names = columns_of(table)
        columns = ", ".join(f'"{name}"' for name in names)
        marks = ", ".join("?" * len(listed))
        rows = session.connection().exec_driver_sql(
            f'SELECT {columns} FROM "{table}" WHERE id IN ({marks})', tuple(listed)
        )
        full = (dict(zip(names, row, strict=True)) for row in rows)
        found.update({(table, row["id"]): row for row in full})
    return found


def _people_here(session: Session, batch: list[tuple[int, Entry]]) -> set[str]:
    """The people that rows of the batch belong to and that are here, deleted or not."""
    wanted = sorted({str(row.get("root")) for _number, (table, row) in batch if table in TABLES and table != "contact"})
    if not wanted:
        return set()
    marks = ", ".join("?" * len(wanted))
    rows = session.connection().exec_driver_sql(f"SELECT id FROM contact WHERE id IN ({marks})", tuple(wanted))
    return {row[0] for row in rows}


def _impossible(table: str, row: dict[str, Any], people: set[str]) -> str:
    """Why a row cannot be kept; "" when it can."""
    if table not in TABLES:
        return _("This version of the program does not know “{table}”.").format(table=table)
    if not isinstance(row.get("id"), str) or not row["id"] or not isinstance(row.get("root"), str):
        return _("This row has no id.")
    if any(not isinstance(value, str | int | float | None) for value in row.values()):
        return _("This row is damaged.")
    columns, full = TABLES[table].__table__.columns, _full(table, row)
    if any(full[c.name] is None and not c.nullable for c in columns if c.name in full):
        return _("This row is damaged.")
    needs_person = bool(columns["root"].foreign_keys)
    return _("The person this row belongs to is missing.") if needs_person and row["root"] not in people else ""


def _full(table: str, row: dict[str, Any]) -> dict[str, Any]:
    """The row with every column, in the order of the table."""
    blank = blank_row(table)
    return {name: row.get(name, blank[name]) for name in columns_of(table)}
