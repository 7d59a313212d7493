"""Typed views over the opaque rows, for reports: one for each table of the schema document. Only living rows."""

from collections.abc import Mapping
from typing import Any

SQLITE = {"integer": "INTEGER", "real": "REAL", "text": "TEXT", "blob": "TEXT"}
POSTGRES = {"integer": "bigint", "real": "double precision", "text": "text", "blob": "text"}
_NUMBER = {
    "integer": "^-{0,1}[0-9]{1,18}$",
    "real": "^-{0,1}[0-9]{1,200}([.][0-9]+){0,1}([eE][+-]{0,1}[0-9]{1,2}){0,1}$",
}

_TEXT = "convert_from(data, 'UTF8')"
_APART = rf"replace({_TEXT}, '\\', chr(1))"  # a stroke written twice is one of the text: it begins no escape
_NO_ZERO = rf"replace({_APART}, '\u0000', '')"
_PAIRS = rf"regexp_replace({_NO_ZERO}, '\\u([dD][89aAbB]..)\\u([dD][c-fC-F]..)', chr(2) || '\1' || chr(2) || '\2', 'g')"
_WHOLE = rf"replace(regexp_replace({_PAIRS}, '\\u[dD][89a-fA-F]..', '\\ufffd', 'g'), chr(2), '\u')"
_PLAIN = rf"(CASE WHEN strpos({_TEXT}, '\u') = 0 THEN {_TEXT} ELSE replace({_WHOLE}, chr(1), '\\') END)"
"""What json of PostgreSQL cannot show, the character with the number 0 and half a pair, a report can do without."""


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
    if postgres:
        source = f"record, LATERAL (SELECT {_PLAIN}::json AS j) AS said"
    columns = ", ".join(["shop", "id", "root", "scope AS sync_scope", "row_seq AS sync_seq", *shown])
    return f"CREATE VIEW {_quoted(f'v_{name}')} AS SELECT {columns} FROM {source} WHERE tbl = '{name}' AND purged = 0"


def _sqlite(column: str, kind: str) -> str:
    return f"CAST(json_extract(CAST(data AS TEXT), '$.\"{column}\"') AS {SQLITE[kind]})"


def _postgres(column: str, kind: str) -> str:
    """What is no number of its kind is none: one row that an odd program wrote must not end the whole report."""
    value = f"j ->> '{column}'"
    if kind not in _NUMBER:
        return value
    return f"CASE WHEN {value} ~ '{_NUMBER[kind]}' THEN CAST({value} AS {POSTGRES[kind]}) END"


def _quoted(name: str) -> str:
    return f'"{name}"'
