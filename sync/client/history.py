"""What the shop's server tells of a person's history: who changed what, on which laptop and when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sync.core.packing import Malformed, integer, text


@dataclass(frozen=True, slots=True)
class Told:
    """One mutation, as its author's laptop sent it and the server judged it."""

    inc: str
    lsn: int
    seq: int
    user: str
    laptop: str
    table: str
    row: str
    op: str
    at: str
    """By the clock of that laptop."""
    result: str
    refused: tuple[str, ...]
    """Columns that kept another value."""
    patch: Mapping[str, Any]
    """The values as they travel."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a history, newest first; `before` is where it goes on, 0 at its end."""

    entries: Sequence[Told]
    before: int


def part_from(document: Mapping[str, Any]) -> Part:
    """Read an answer; raises Malformed."""
    entries = document.get("entries")
    if not isinstance(entries, list):
        raise Malformed("no history")
    return Part([_told(one) for one in entries], integer(document.get("before", 0)) if document.get("more") else 0)


def _told(one: Any) -> Told:
    if not isinstance(one, dict) or not isinstance(one.get("p"), dict) or not isinstance(one.get("cols"), list):
        raise Malformed("no entry of a history")
    conflict = one.get("o") == "conflict"
    return Told(
        text(one.get("inc")), integer(one.get("lsn")), integer(one.get("seq")), text(one.get("user"), least=0),
        text(one.get("laptop", ""), least=0), text(one.get("t"), least=0), text(one.get("id"), least=0),
        text(one.get("op")), text(one.get("at"), least=0), text(one.get("o")),
        tuple(map(str, one["cols"])) if conflict else (), one["p"],
    )  # fmt: skip
