"""The tables of a damaged file: what can still be read of each, and what is known to be missing."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crm_desktop.store.salvage.logs import Logs
from crm_desktop.store.salvage.pages import Pages
from crm_desktop.store.salvage.trees import Cell, Met, cells, free, is_leaf, walk

_KINDS = frozenset({"table", "index", "trigger", "view"})


@dataclass
class Shape:
    """How the rows of a table stand in the file."""

    name: str
    root: int
    columns: tuple[str, ...] = ()
    number: str = ""
    """The column that is the number of the row."""
    own_index: bool = False
    """WITHOUT ROWID: the table is its own index."""
    stored: tuple[str, ...] = ()
    """The columns in the order of the file."""
    index: int = 0
    """The root of the index over its key."""
    blank: dict[str, Any] = field(default_factory=dict)
    """What a column has in rows that were made before it."""


@dataclass
class DamagedFile:
    """Its tables. `close` lets go of it."""

    file: Path
    key: bytes
    logs: Logs = field(default_factory=Logs)
    met: Met = field(default_factory=Met)

    def __post_init__(self) -> None:
        """Find the tables."""
        self.pages = Pages(self.file, self.key, self.logs)
        self._strays: dict[str, list[bytes]] | None = None
        self._torn: list[Shape] = []
        told = list(self._schema())
        self._roots = {root for *_rest, root in told if root}
        indexes = {of: root for kind, name, of, _sql, root in told if name == f"sqlite_autoindex_{of}_1"}
        self.tables = {
            name: shape
            for kind, name, _of, sql, root in told
            if kind == "table" and root and not name.startswith("sqlite_")
            if (shape := _shape(name, sql, root, indexes.get(name, 0))) is not None
        }

    def close(self) -> None:
        """Let go of the file."""
        self.pages.close()

    def rows(self, table: str) -> Iterator[dict[str, Any]]:
        """What can be read of a table; nothing of one that is not found."""
        shape = self.tables.get(table)
        if shape is None:
            return
        for cell in self._cells(shape):
            if len(cell.values) <= len(shape.stored):
                row = {**shape.blank, **dict(zip(shape.stored, cell.values, strict=False))}
                yield {**row, shape.number: cell.rowid} if shape.number else row
            else:
                self.met.rows += 1

    def known(self, table: str) -> set[str]:
        """The keys of a table as its index tells them: more than its rows where some of these are damaged."""
        shape = self.tables.get(table)
        if shape is None or not shape.index:
            return set()
        return {str(cell.values[0]) for cell in walk(self.pages, shape.index, Met()) if cell.values}

    def _cells(self, shape: Shape) -> Iterator[Cell]:
        met = Met()
        yield from walk(self.pages, shape.root, met)
        self.met.rows += met.rows
        if met.torn:
            for page in self._stray(shape):
                yield from cells(self.pages, page, self.met)

    # Leaves whose branch is damaged -------------------------------------------------------------------------------

    def _stray(self, shape: Shape) -> list[bytes]:
        if self._strays is None:
            self._strays = {}
            for page, own_index in self._nobodys():
                width = self._width(page)
                torn = [one for one in self._torn if one.own_index == own_index and len(one.columns) == width]
                if len(torn) == 1:  # else nobody knows whose it is
                    self._strays.setdefault(torn[0].name, []).append(page)
        return self._strays.get(shape.name, [])

    def _nobodys(self) -> Iterator[tuple[bytes, bool]]:
        """Pages in use that no tree leads to."""
        unused, everything = free(self.pages), Met()
        for root in self._roots:
            for _cell in walk(self.pages, root, everything, decode=False):
                pass
        self._torn = [shape for shape in self.tables.values() if shape.root in everything.torn]
        if unused is None:
            return
        for number in set(range(2, self.pages.count + 1)) - unused - everything.seen:
            page = self.pages.page(number)
            for own_index in (False, True):
                if page is not None and is_leaf(page, table=not own_index):
                    yield page, own_index

    def _width(self, page: bytes) -> int:
        return next((len(cell.values) for cell in cells(self.pages, page, Met())), 0)

    # The schema -----------------------------------------------------------------------------------------------------

    def _schema(self) -> Iterator[tuple[str, str, str, str, int]]:
        """Each entry as kind, name, table, text, root. Where its pages are damaged all others are looked through."""
        met = Met()
        found = list(walk(self.pages, 1, met))
        if met.torn:
            for number in range(2, self.pages.count + 1):
                page = self.pages.page(number)
                if page is not None and number not in met.seen and is_leaf(page, table=True):
                    found += [cell for cell in cells(self.pages, page, Met()) if _is_entry(cell)]
        for cell in found:
            if _is_entry(cell):
                kind, name, of, root, sql = cell.values
                yield kind, name, of, sql or "", root or 0


def _is_entry(cell: Cell) -> bool:
    return len(cell.values) == 5 and cell.values[0] in _KINDS and isinstance(cell.values[3], int | None)


def _shape(name: str, sql: str, root: int, index: int) -> Shape | None:
    """Its columns, as SQLite itself reads the text that made it; None when it does not."""
    scratch = sqlite3.connect(":memory:")
    try:
        scratch.execute(sql)
        told = scratch.execute(f'PRAGMA table_info("{name}")').fetchall()
        defaults = [(column, said or "NULL") for _n, column, _kind, _must, said, _key in told]
        blank = {column: scratch.execute(f"SELECT {said}").fetchone()[0] for column, said in defaults}
    except sqlite3.Error:
        return None
    finally:
        scratch.close()
    columns = tuple(column for _n, column, *_rest in told)
    keys = [column for _n, column, *_rest, key in sorted(told, key=lambda one: one[-1]) if key]
    own_index = "WITHOUT ROWID" in sql.upper()
    kinds = {column: kind.upper() for _n, column, kind, *_rest in told}
    number = keys[0] if not own_index and len(keys) == 1 and kinds[keys[0]] == "INTEGER" else ""
    stored = (*keys, *(one for one in columns if one not in keys)) if own_index else columns
    return Shape(name, root, columns, number, own_index, stored, index, blank)
