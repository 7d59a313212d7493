"""The schema document: what a server must know of the desktop's tables. Made from them, shipped with both."""

from collections.abc import Mapping
from typing import Any

from sync.core.schema import Schema, Table


def schema_from(document: Mapping[str, Any]) -> Schema:
    """The tables of a document."""
    return Schema(tuple(_table(one) for one in document["tables"]))


def _table(document: Mapping[str, Any]) -> Table:
    allowed = {
        column: {before: frozenset(after) for before, after in steps.items()}
        for column, steps in document.get("transitions", {}).items()
    }
    known = {name: document[name] for name in document if name in Table.__slots__ and name != "transitions"}
    made: dict[str, Any] = {
        name: frozenset(value) if isinstance(value, list) else value for name, value in known.items()
    }
    return Table(**made, transitions=allowed)
