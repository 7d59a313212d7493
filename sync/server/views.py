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
_NO_ZERO = rf"replace({_APART}, '\u0000', '\ufffd')"
_PAIRS = rf"regexp_replace({_NO_ZERO}, '\\u([dD][89aAbB]..)\\u([dD][c-fC-F]..)', chr(2) || '\1' || chr(2) || '\2', 'g')"
_WHOLE = rf"replace(regexp_replace({_PAIRS}, '\\u[dD][89a-fA-F]..', '\\ufffd', 'g'), chr(2), '\u')"
_PLAIN = rf"(CASE WHEN strpos({_TEXT}, '\u') = 0 THEN {_TEXT} ELSE replace({_WHOLE}, chr(1), '\\') END)"
"""What json of PostgreSQL cannot show, the character with the number 0 and half a pair, is shown as a mark."""

_TAKEN_OUT = r"replace(replace(replace(CAST(data AS TEXT), '\\', char(1)), '\ud', char(2)), '\', char(3))"
_PIECES = rf'''json_each('[' || replace(json_quote({_TAKEN_OUT}), '\u0002', '","') || ']')'''
_JOINED = rf"""
SELECT group_concat(CASE
    WHEN key = 0 THEN value
    WHEN value GLOB '[89ab]??' AND after GLOB '[c-f]*' OR value GLOB '[c-f]*' AND before GLOB '[89ab]??' AND key > 1
      OR value GLOB '[0-7]*' THEN '\ud' || value
    ELSE '\ufffd' || substr(value, 4) END, '')
FROM (SELECT key, value, lag(value) OVER (ORDER BY key) AS before, lead(value) OVER (ORDER BY key) AS after
  FROM {_PIECES})"""
_PUT_BACK = r"replace(replace(replace(({}), char(3) || 'u0000', '\ufffd'), char(3), '\'), char(1), '\\')"
_SQLITE_PLAIN = (
    f"CASE WHEN instr(data, X'5C75') = 0 THEN CAST(data AS TEXT)"
    f" ELSE {_PUT_BACK.format(' '.join(_JOINED.split()))} END"
)
"""json of SQLite ends a text where the first stands, and makes of the second what nobody can read. The text is cut
where a half begins, each piece looks at its neighbours, and they are joined again: SQLite has no other way to search
that does not begin from the start each time.
"""


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
    if postgres:
        source = f"record, LATERAL (SELECT {_PLAIN}::json AS j) AS said"
    else:
        source = f"(SELECT *, {_SQLITE_PLAIN} AS j FROM record)"
    columns = ", ".join(["shop", "id", "root", "scope AS sync_scope", "row_seq AS sync_seq", *shown])
    return f"CREATE VIEW {_quoted(f'v_{name}')} AS SELECT {columns} FROM {source} WHERE tbl = '{name}' AND purged = 0"


def _sqlite(column: str, kind: str) -> str:
    return f"CAST(json_extract(j, '$.\"{column}\"') AS {SQLITE[kind]})"


def _postgres(column: str, kind: str) -> str:
    """What is no number of its kind is none: one row that an odd program wrote must not end the whole report."""
    value = f"j ->> '{column}'"
    if kind not in _NUMBER:
        return value
    return f"CASE WHEN {value} ~ '{_NUMBER[kind]}' THEN CAST({value} AS {POSTGRES[kind]}) END"


def _quoted(name: str) -> str:
    return f'"{name}"'
