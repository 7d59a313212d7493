"""The columns of the synced tables as plain SQL needs them, and reading rows by their keys."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import Boolean, Date, DateTime, Integer, String

from crm_desktop.store.replica.places import ASKED
from crm_desktop.store.replica.schema import KEPT_HERE
from crm_desktop.store.tables import SYNCED, Synced
from sync.core.mutations import Row
from sync.core.schema import PRIVATE
from sync.core.values import Key, Patch, Value

LEAVING = -1
"""The `row_seq` of a row that sync is removing. A person of whom something private stays here keeps it."""
ANYTHING: tuple[type, ...] = (str, int, float, bytes)
AMONG = "IN (SELECT value FROM json_each(?))"


@dataclass(frozen=True, slots=True)
class Shape:
    """One synced table: all of its columns but `id` and `row_seq`, and what a column without a value gets."""

    name: str
    columns: tuple[str, ...]
    blank: dict[str, Value]
    empty: dict[str, Value] = field(repr=False)
    """Every column, in order, with what it gets when nothing is said."""
    hangs: bool
    """Whether its rows need their person."""
    places: dict[str, int] = field(repr=False)
    days: tuple[str, ...] = ()
    """The columns that hold days or moments."""
    kinds: tuple[type | None, ...] = ()
    """What each column holds; None for anything."""

    @property
    def allowed(self) -> tuple[frozenset[type], ...]:
        """The types of value each column may have."""
        nothing = type(None)
        return tuple(frozenset[type]((kind, nothing) if kind else (*ANYTHING, nothing)) for kind in self.kinds)

    @property
    def select(self) -> str:
        """Its rows by their ids, given as a JSON list."""
        return f"{self.select_all} WHERE id {AMONG}"

    @property
    def select_all(self) -> str:
        """All of its rows."""
        listed = ", ".join(f'"{column}"' for column in self.columns)
        return f'SELECT id, row_seq, {listed} FROM "{self.name}"'

    @property
    def insert(self) -> str:
        """A whole row: id, row_seq, and the columns in order."""
        listed = ", ".join(f'"{column}"' for column in self.columns)
        return f'INSERT INTO "{self.name}" (id, row_seq, {listed}) VALUES (?, ?{", ?" * len(self.columns)})'


@cache
def shapes() -> dict[str, Shape]:
    """Every synced table by its name, parents before children."""
    return {table.__tablename__: _shape(table) for table in SYNCED}


def _shape(table: type[Synced]) -> Shape:
    columns = [column for column in table.__table__.columns if column.name not in ("id", "row_seq")]
    names = tuple(column.name for column in columns)
    blank: dict[str, Any] = {
        column.name: _stored(column.default.arg)
        for column in columns
        if column.default is not None and column.default.is_scalar
    }
    if PRIVATE in blank:  # what the shop knows is not private, though whoever is new here is
        blank[PRIVATE] = 0
    hangs = bool(table.__table__.columns["root"].foreign_keys)
    empty = {name: blank.get(name) for name in names}
    places = {name: place for place, name in enumerate(names)}
    days = tuple(column.name for column in columns if isinstance(column.type, Date | DateTime))
    kinds = tuple(_kind(column.type) for column in columns)
    return Shape(table.__tablename__, names, blank, empty, hangs, places, days, kinds)


def _kind(said: Any) -> type | None:
    if isinstance(said, Integer | Boolean):
        return int
    return str if isinstance(said, String | Date | DateTime) else None


def _stored(value: Any) -> Value:
    plain: Value = int(value) if isinstance(value, bool) else value
    return plain


def by_table(keys: Iterable[Key]) -> dict[str, list[str]]:
    """Ids by table, in the order of the tables."""
    found: dict[str, list[str]] = defaultdict(list)
    for table, row in keys:
        found[table].append(row)
    return {table: found[table] for table in shapes() if table in found}


def read_rows(raw: Any, keys: Iterable[Key]) -> tuple[dict[Key, Row], set[Key]]:
    """The rows that are there; and those of which only the place is left."""
    rows: dict[Key, Row] = {}
    leaving: set[Key] = set()
    for table, ids in by_table(keys).items():
        shape = shapes()[table]
        for found in raw.execute(shape.select, (json.dumps(ids),)):
            key = (table, found[0])
            if found[1] == LEAVING:
                leaving.add(key)
            else:
                rows[key] = Row(table, found[0], found[1], dict(zip(shape.columns, found[2:], strict=True)))
    return rows, leaving


def is_kept(table: str, values: Patch) -> bool:
    """Whether a row by itself says that it stays on this laptop."""
    column, kept = KEPT_HERE.get(table, ("", frozenset()))
    return bool(column) and values.get(column) in kept


def kept_here(raw: Any, rows: Iterable[Row]) -> frozenset[Key]:
    """Those of the rows that never leave the laptop: by themselves, or with the person they hang on."""
    listed = list(rows)
    closed = _closed(raw, sorted({one for row in listed for one in (row.root, row.id)})) if listed else set()
    return frozenset(row.key for row in listed if is_kept(row.table, row.values) or closed & {row.root, row.id})


def _closed(raw: Any, ids: list[str]) -> set[str]:
    """Those of these that are private persons, were withdrawn from the shop, or of whom it was not asked yet."""
    told = json.dumps(ids)
    found = raw.execute(
        f"SELECT id FROM contact WHERE private = 1 AND id {AMONG} UNION ALL "
        f"SELECT id FROM sync_withdrawn WHERE id {AMONG} UNION ALL {ASKED}", (told, told),
    )  # fmt: skip
    return {row for (row,) in found}
