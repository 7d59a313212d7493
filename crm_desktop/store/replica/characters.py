"""Texts that a file can hold. Another client may write half of a pair (an emoji cut in two): SQLite takes none."""

from dataclasses import replace

from sync.core.mutations import Row
from sync.core.values import Value


def storable(row: Row) -> Row:
    """A row whose texts are whole: what is half a character becomes its mark, and stays at the shop as it is."""
    try:
        "".join([value for value in row.values.values() if value.__class__ is str]).encode()
    except UnicodeEncodeError:
        return replace(row, values={column: _whole(value) for column, value in row.values.items()})
    return row


def whole_text(text: str) -> str:
    """A text with a mark for each half of a character; two halves that follow each other are one."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _whole(value: Value) -> Value:
    return whole_text(value) if isinstance(value, str) else value
