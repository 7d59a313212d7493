"""Typed views over the opaque rows, for reports: one for each table of the schema document. Only living rows."""

from collections.abc import Mapping
from typing import Any

SQLITE = {"integer": "INTEGER", "real": "REAL", "text": "TEXT", "blob": "TEXT"}
POSTGRES = {"integer": "bigint", "real": "double precision", "text": "text", "blob": "text"}


def views(document: Mapping[str, Any], *, postgres: bool) -> list[str]:
    """The statements that make them anew."""
    made = []
    for table in document["tables"]:
        name, columns = table["name"], table.get("columns", {})
        shown = [
            f"{_postgres(column, kind) if postgres else _sqlite(column, kind)} AS {_quoted(column)}"
            for column, kind in columns.items()
            if column not in ("id", "root")
        ]
        made += [f"DROP VIEW IF EXISTS {_quoted(f'v_{name}')}", _view(name, shown, postgres=postgres)]
    return made


def _view(name: str, shown: list[str], *, postgres: bool) -> str:
    source = "record"
    if postgres:  # json cannot show the character with the number 0; a report can do without it
        source = "record, LATERAL (SELECT replace(convert_from(data, 'UTF8'), '\\u0000', '')::json AS j) AS said"
    columns = ", ".join(["shop", "id", "root", "scope AS sync_scope", "row_seq AS sync_seq", *shown])
    return f"CREATE VIEW {_quoted(f'v_{name}')} AS SELECT {columns} FROM {source} WHERE tbl = '{name}' AND purged = 0"


def _sqlite(column: str, kind: str) -> str:
    return f"CAST(json_extract(CAST(data AS TEXT), '$.\"{column}\"') AS {SQLITE[kind]})"


def _postgres(column: str, kind: str) -> str:
    return f"CAST(j ->> '{column}' AS {POSTGRES[kind]})"


def _quoted(name: str) -> str:
    return f'"{name}"'
