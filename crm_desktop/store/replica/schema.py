"""What the protocol must know of the tables (`sync/schema.json`), and which rows never leave the laptop."""

from typing import Any

from sqlalchemy import String, Text

from crm_desktop.store.tables import SYNCED, Synced

OPEN_TO_ALL = frozenset({"gift_move", "script"})
"""Shop data a consultant may add to; the rest is the manager's."""
OF_THE_MANAGER = frozenset({"setting", "rule_change", "catalogue_model", "gift"})
INSERT_ONLY = frozenset({"scale_change", "rule_change"})
INBOX = frozenset({"conflict", "parked"})
"""Made by the server, which knows them without being told."""

PERSONAL_SETTINGS = frozenset({"me", "days_off", "leave", "network_targets"})
KEPT_HERE: dict[str, tuple[str, frozenset[Any]]] = {
    **{table.__tablename__: ("private", frozenset({1})) for table in SYNCED if "private" in table.__table__.columns},
    "setting": ("kind", PERSONAL_SETTINGS),
    "rule_change": ("kind", PERSONAL_SETTINGS),
    "script": ("scope", frozenset({"personal"})),
}
"""By table the column that keeps a row on this laptop, and at which values. What hangs on such a root stays too."""

BLOBS = {"attachment": ("sha256", "thumbnail")}
"""By table the columns that name bytes kept beside the rows."""

_DOCUMENTS = frozenset({("script", "beats"), ("setting", "value"), ("rule_change", "before"), ("rule_change", "after"),
                        ("segment", "filter")})  # fmt: skip
"""Long texts that a merge by lines would break."""
_KINDS = {int: "integer", bool: "integer", float: "real", str: "text", bytes: "blob"}
"""What the server's views for reports show a column as."""
_LONGEST_LINE, _LONGEST_TEXT = 2_000, 100_000


def document() -> dict[str, Any]:
    """The schema document: the synced tables in their order, parents before children."""
    return {"tables": [_described(table) for table in SYNCED if table.__tablename__ not in INBOX]}


def _described(table: type[Synced]) -> dict[str, Any]:
    name, columns = table.__tablename__, table.__table__.columns
    kinds = {column.name: _KINDS.get(column.type.python_type, "text") for column in columns}
    texts = [column.name for column in columns if isinstance(column.type, Text)]
    lines = [column.name for column in columns if isinstance(column.type, String) and column.name not in texts]
    return {
        "name": name,
        "parent": "contact" if columns["root"].foreign_keys else None,
        "owner": "owner" if "owner" in columns else None,
        "longest": {**dict.fromkeys(lines, _LONGEST_LINE), **dict.fromkeys(texts, _LONGEST_TEXT)},
        "transitions": {},
        "open_to_all": name in OPEN_TO_ALL,
        "insert_only": name in INSERT_ONLY,
        "columns": {column: kind for column, kind in kinds.items() if column != "row_seq"},
        "texts": [column for column in texts if (name, column) not in _DOCUMENTS],
        **({"blobs": list(BLOBS[name])} if name in BLOBS else {}),
    }
