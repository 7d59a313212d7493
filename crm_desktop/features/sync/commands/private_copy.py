"""What is private leaves with the consultant: a profile of its own under his passphrase, which any laptop opens."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from crm_desktop.base.errors import ProfileProblem
from crm_desktop.base.i18n import _
from crm_desktop.store.connection import when_full
from crm_desktop.store.replica.schema import KEPT_HERE
from crm_desktop.store.tables import SYNCED, Synced

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from crm_desktop.store.store import Store

Rows = dict[str, list[tuple[Any, ...]]]
_PRIVATE = "SELECT id FROM contact WHERE private = 1 AND deleted IS NULL"


def private_people(session: Session) -> int:
    """How many private contacts there are."""
    return int(session.connection().exec_driver_sql(f"SELECT count(*) FROM ({_PRIVATE})").scalar_one())


def place_beside(profile: Path) -> Path:
    """A folder beside the profile that is not there yet."""
    names = (f"{profile.name}-private{f'-{n}' if n > 1 else ''}" for n in range(1, 1000))
    return next(place for name in names if not (place := profile.with_name(name)).exists())


def write_private_copy(store: "Store", folder: Path, passphrase: str) -> int:
    """Put the private contacts and what hangs on them into a new profile. Returns how many people are in it.

    It appears whole and read back, or not at all; nothing is on the disk that is not encrypted.
    """
    part = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    rows = store.read(_rows)
    try:
        with _no_room():
            _write(store, part, passphrase, rows)
            _read_back(store, part, passphrase, rows)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    part.rename(folder)
    return len(rows["contact"])


def _write(store: "Store", part: Path, passphrase: str, rows: Rows) -> None:
    copy = type(store).create(part, passphrase=passphrase, derivers=store.derivers)
    try:
        for name in _files(rows):
            content = store.blobs.get(name)
            if content is not None:
                copy.blobs.put(content)
        copy.load_in_bulk(_("Private contacts"), lambda session: _fill(session, rows))
    finally:
        copy.close()


def _no_room() -> "AbstractContextManager[None]":
    return when_full(
        _(
            "The disk is full, so your private contacts could not be copied. Nothing was destroyed. Free some space, "
            "then try again."
        )
    )


def _columns(table: type[Synced]) -> list[str]:
    return [column.name for column in table.__table__.columns if column.name != "row_seq"]


def _chosen(table: type[Synced]) -> str:
    """Which rows of a table go along: what hangs on a private person, and what never leaves the laptop by itself."""
    name = table.__tablename__
    if name == "contact":
        return "private = 1"
    if table.__table__.columns["root"].foreign_keys:
        return f"root IN ({_PRIVATE})"
    column, kept = KEPT_HERE.get(name, ("", frozenset()))
    values = ", ".join(f"'{one}'" if isinstance(one, str) else str(one) for one in sorted(kept))
    return f'"{column}" IN ({values})' if column else "0"


def _rows(session: Session) -> Rows:
    """Parents before children. Nobody owns them any more: outside the shop there is one user."""
    found: Rows = {}
    for table in SYNCED:
        listed = ", ".join("''" if name == "owner" else f'"{name}"' for name in _columns(table))
        sql = f'SELECT {listed} FROM "{table.__tablename__}" WHERE {_chosen(table)} AND deleted IS NULL ORDER BY id'
        found[table.__tablename__] = [tuple(row) for row in session.connection().exec_driver_sql(sql)]
    return found


def _fill(session: Session, rows: Rows) -> None:
    for table in SYNCED:
        names = _columns(table)
        listed, marks = ", ".join(f'"{name}"' for name in names), ", ".join("?" * len(names))
        if rows[table.__tablename__]:
            session.connection().exec_driver_sql(
                f'INSERT INTO "{table.__tablename__}" ({listed}) VALUES ({marks})', rows[table.__tablename__]
            )


def _files(rows: Rows) -> Iterator[str]:
    (table,) = [one for one in SYNCED if one.__tablename__ == "attachment"]
    places = [_columns(table).index(name) for name in ("sha256", "thumbnail")]
    return (str(row[place]) for row in rows["attachment"] for place in places if row[place])


def _read_back(store: "Store", part: Path, passphrase: str, rows: Rows) -> None:
    copy = type(store).open(part, passphrase=passphrase, derivers=store.derivers)
    try:
        same = copy.read(_rows) == rows and all(copy.blobs.get(name) == store.blobs.get(name) for name in _files(rows))
    finally:
        copy.close()
    if not same:
        raise ProfileProblem(
            _("The copy of your private contacts could not be verified. Nothing was destroyed; try again.")
        )
