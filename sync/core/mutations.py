"""What a laptop asks for, and what the server answers.

A mutation is frozen once: its bytes and its hash never change, it is only resent. The hash covers what is asked, not
the number it is asked under, for a laptop restored from a copy asks again under another number.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

import orjson

from sync.core.values import Key, Patch, Value, canonical, from_wire, hash_of, to_wire

_PLAIN = frozenset({str, int, float, type(None)})
"""What JSON holds as it is."""
_SPELLED = frozenset({str, int, type(None)})
"""What is written as it is: of the other numbers some have no spelling in JSON."""
ALL_COLUMNS = ""
"""In a body, the base of all columns of the patch, where they have one."""


class Op(StrEnum):
    """The kinds of mutation."""

    INSERT = "I"
    UPDATE = "U"
    DELETE = "D"
    RESTORE = "R"
    MOVE = "M"  # another root, or another owner: the only two ways a row changes its scope
    PURGE = "P"  # erased for good; wins over every edit
    VOID = "V"  # was erased on this laptop: only its number, id and hash are left


@dataclass(frozen=True, slots=True)
class Mutation:
    """One frozen edit of one row."""

    inc: str
    lsn: int
    uid: str
    table: str
    id: str
    op: Op
    patch: Patch = field(default_factory=dict)
    base: Mapping[str, int] = field(default_factory=dict)
    """By column the state it was edited on; of a delete, by row ("table/id") the state that was deleted."""
    root_seq: int = 0
    """Of an insert: the state of the root it was added to."""
    at: str = ""
    """When the user says it was; shown, never judged by."""
    sha256: str = ""
    body: bytes = field(default=b"", compare=False, repr=False)
    """The bytes it was frozen into, where they are at hand: what the hash is of."""
    was: Patch = field(default_factory=dict)
    """Of an edited long text: what stood there before the edit, for the merge by lines."""
    root: str = ""
    """Of an update of a row that hangs on another: which, for a server that has forgotten the row."""

    @property
    def hangs_on(self) -> str:
        """The root of its row, as far as it says so."""
        return str(self.patch.get("root") or self.root or self.id)

    @property
    def key(self) -> Key:
        """The row it is about."""
        return self.table, self.id


def body_of(mutation: Mutation) -> bytes:
    """The bytes that the hash covers: everything but the numbers it travels under."""
    patch, plain = _wired(mutation.patch)
    said = {
        "t": mutation.table,
        "id": mutation.id,
        "op": mutation.op._value_,  # as `value`, without the way through a descriptor
        "p": patch,
        "b": _spelled(mutation.base, mutation.patch),
        "r": mutation.root_seq,
        "at": mutation.at,
    }
    if mutation.was:
        said["w"] = dict(mutation.was)
    if mutation.root:
        said["o"] = mutation.root
    return canonical(said, floats=not plain)


def _spelled(base: Mapping[str, int], patch: Patch) -> dict[str, int]:
    """Most edits stand on one state: it is told once."""
    if not base:
        return {}
    states = set(base.values())
    if len(base) > 1 == len(states) and base.keys() == patch.keys():
        return {ALL_COLUMNS: states.pop()}
    return dict(base)


def _wired(patch: Patch) -> tuple[dict[str, Any], bool]:
    """The values as JSON can hold them, and whether all of them have one spelling only."""
    if _SPELLED.issuperset(map(type, patch.values())):
        return patch if patch.__class__ is dict else dict(patch), True
    return {column: to_wire(value) for column, value in patch.items()}, False


def sealed(mutation: Mutation) -> Mutation:
    """The mutation with its hash: from here on it never changes."""
    m, body = mutation, body_of(mutation)
    return Mutation(  # not by `replace`, which takes longer than all the rest
        m.inc, m.lsn, m.uid, m.table, m.id, m.op, m.patch, m.base, m.root_seq, m.at, hash_of(body), body, m.was, m.root
    )


def with_numbers(mutation: Mutation, **numbers: Any) -> Mutation:
    """The same request under another number."""
    return replace(mutation, **numbers)


_OPS = {op.value: op for op in Op}


def thawed(inc: str, lsn: int, uid: str, body: bytes) -> Mutation:
    """The mutation of a frozen body."""
    try:
        read = orjson.loads(body)
    except ValueError:  # text that is no Unicode
        read = json.loads(body.decode("utf-8", "surrogatepass"))
    patch: dict[str, Value] = read["p"]
    if not _PLAIN.issuperset(map(type, patch.values())):
        patch = {column: from_wire(value) for column, value in patch.items()}
    op, sha256, was, root = _OPS[read["op"]], hash_of(body), read.get("w", {}), read.get("o", "")
    base: dict[str, int] = read["b"]
    if ALL_COLUMNS in base:
        base = dict.fromkeys(patch, base[ALL_COLUMNS])
    return Mutation(
        inc, lsn, uid, read["t"], read["id"], op, patch, base, read["r"], read["at"], sha256, body, was, root
    )


def voided(mutation: Mutation) -> Mutation:
    """What is left of a mutation about an erased row: enough to answer "that one was already asked"."""
    return Mutation(mutation.inc, mutation.lsn, mutation.uid, "", "", Op.VOID, sha256=mutation.sha256)


class Result(StrEnum):
    """How the server judged a mutation."""

    APPLIED = "applied"
    MERGED = "merged"  # some of it was there already
    CONFLICT = "conflict"  # some columns keep another value; both stand in the inbox
    RESURRECTED = "resurrected"  # applied, and a concurrent deletion was taken back
    REFUSED_DELETE = "refused_delete"  # somebody edited what was deleted
    PARKED = "parked"  # kept for a person to decide, with the reason


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it is shown and as it travels: its values include `root` and `deleted`."""

    table: str
    id: str
    row_seq: int
    values: Patch
    purged: bool = False

    @property
    def key(self) -> Key:
        """Its table and id."""
        return self.table, self.id

    @property
    def root(self) -> str:
        """The root of its aggregate: its own id for a root."""
        return str(self.values.get("root") or self.id)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer to one mutation."""

    lsn: int
    uid: str
    result: Result
    seq: int
    reason: str = ""
    columns: tuple[str, ...] = ()
    row: Row | None = None
    gone: bool = False
    """The row is not in the user's scopes: no data of it is returned."""
