"""The server's tables. Every key begins with the shop: it lives on one node of a cluster. No sequence, no trigger.

Rows are opaque to the server: a new table or column of the desktop needs no new server.
"""

from collections.abc import Mapping
from dataclasses import dataclass

NAME, NUMBER, BYTES = "name", "number", "bytes"
SQLITE = {NAME: "TEXT", NUMBER: "INTEGER", BYTES: "BLOB"}
POSTGRES = {NAME: "text", NUMBER: "bigint", BYTES: "bytea"}
ORDERED = {**POSTGRES, NAME: 'text COLLATE "C"'}
"""Names are compared byte by byte, as SQLite and every laptop does."""


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its columns, how many of them are the key, what else is looked up by."""

    name: str
    columns: Mapping[str, str]
    key: int
    indexes: tuple[str, ...] = ()

    def create(self, types: Mapping[str, str]) -> list[str]:
        """The statements that make it, unless it is there."""
        columns = ", ".join(f"{name} {types[kind]}" for name, kind in self.columns.items())
        key = ", ".join(list(self.columns)[: self.key])
        made = [f"CREATE TABLE IF NOT EXISTS {self.name} ({columns}, PRIMARY KEY ({key}))"]
        made += [
            f"CREATE INDEX IF NOT EXISTS {self.name}_by_{index.split(', ')[-1]} ON {self.name} ({index})"
            for index in self.indexes
        ]
        return made

    def upsert(self, values: str) -> str:
        """The statement that writes rows, whether they are there or not."""
        names = list(self.columns)
        key, rest = ", ".join(names[: self.key]), names[self.key :]
        what = "UPDATE SET " + ", ".join(f"{name} = excluded.{name}" for name in rest) if rest else "NOTHING"
        return f"INSERT INTO {self.name} ({', '.join(names)}) {values} ON CONFLICT ({key}) DO {what}"


def _columns(**kinds: str) -> dict[str, str]:
    return {"shop": NAME, **kinds}


TABLES = {
    table.name: table
    for table in (
        Table("shop", _columns(name=NAME, epoch=NUMBER, n=NUMBER, made=NAME), 1),
        Table("setting", _columns(name=NAME, value=BYTES), 2),
        Table("epoch_log", _columns(epoch=NUMBER, began=NUMBER, reason=NAME, at=NAME), 2),
        Table(
            "record",
            _columns(
                tbl=NAME, id=NAME, root=NAME, scope=NAME, row_seq=NUMBER, data=BYTES, fver=BYTES,
                deleted_seq=NUMBER, purged=NUMBER,
            ),
            3,
            ("shop, scope, row_seq", "shop, root"),
        ),
        Table(
            "history",
            _columns(
                uid=NAME, seq=NUMBER, inc=NAME, lsn=NUMBER, sha256=NAME, usr=NAME, device=NAME, tbl=NAME, id=NAME,
                op=NAME, body=BYTES, result=NAME, reason=NAME, cols=NAME, at=NAME,
            ),
            2,
            ("shop, tbl, id",),
        ),
        Table("alias", _columns(inc=NAME, lsn=NUMBER, uid=NAME), 3),
        Table(
            "incarnation",
            _columns(inc=NAME, device=NAME, parent=NAME, parent_lsn=NUMBER, last_lsn=NUMBER, last_uid=NAME),
            2,
        ),
        Table("scope_exit", _columns(scope=NAME, seq=NUMBER, tbl=NAME, id=NAME), 5, ("shop, tbl, id",)),
        Table("waiting", _columns(missing=NAME, uid=NAME, place=NUMBER), 3),
        Table("usr", _columns(name=NAME, role=NAME, made=NAME), 2),
        Table(
            "device",
            _columns(id=NAME, usr=NAME, name=NAME, public_key=NAME, state=NAME, wipe=NAME, made=NAME, seen=NAME),
            2,
        ),
        Table("reader", _columns(device=NAME, seq=NUMBER, at=NAME), 2),
        Table("code", _columns(secret=NAME, usr=NAME, expires=NUMBER, used=NUMBER), 2),
        Table("blob", _columns(sha256=NAME, size=NUMBER, state=NAME), 2),
        Table("blob_part", _columns(sha256=NAME, place=NUMBER, body=BYTES), 3),
        Table("blob_ref", _columns(sha256=NAME, tbl=NAME, id=NAME), 4, ("shop, tbl, id",)),
        Table("blob_had", _columns(sha256=NAME, usr=NAME, shown=NUMBER), 3),
        Table("blob_loose", _columns(sha256=NAME, since=NUMBER), 2),
    )
}  # fmt: skip


def ddl(types: Mapping[str, str]) -> list[str]:
    """The statements that make all tables."""
    return [statement for table in TABLES.values() for statement in table.create(types)]


def citus_ddl() -> list[str]:
    """The same for Citus: every table is spread by shop, and a shop's rows stay together."""
    first, *others = TABLES
    spread = [f"SELECT create_distributed_table('{first}', 'shop')"]
    spread += [f"SELECT create_distributed_table('{name}', 'shop', colocate_with => '{first}')" for name in others]
    return [*ddl(ORDERED), *spread]
