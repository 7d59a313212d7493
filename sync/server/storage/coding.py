"""Records and history as the tables keep them. The values of a row are kept as the bytes that travel."""

from collections.abc import Mapping
from dataclasses import replace
from math import isfinite
from typing import Any

import orjson

from sync.core.mutations import Mutation, Op, Outcome, Result, body_of, thawed
from sync.core.own import Wrote
from sync.core.packing import read, spell
from sync.core.shop import Author, Entry, Record, Writer
from sync.core.values import Patch, from_wire, to_wire

RECORD = "tbl, id, scope, row_seq, data, fver, purged"
ENTRY = "uid, seq, inc, lsn, sha256, usr, device, tbl, id, op, body, result, reason, cols"

AMEND = (
    "UPDATE history SET seq = ?, tbl = ?, id = ?, op = ?, body = ?, result = ?, reason = ?, cols = ?"
    " WHERE shop = ? AND uid = ?"
)

_PLAIN = frozenset({str, int, float, type(None)})


def record_row(shop: str, record: Record) -> tuple[Any, ...]:
    """A record as its table keeps it."""
    values = record.values
    data = spell(values if _is_plain(values) else {column: to_wire(value) for column, value in values.items()})
    deleted = record.writer("deleted").seq if record.dead else None
    return (
        shop, record.table, record.id, record.root, record.scope, record.row_seq, data, _spelled(record.fver), deleted,
        int(record.purged),
    )  # fmt: skip


def _is_plain(values: Patch) -> bool:
    """Whether the values are in JSON what they are here: no bytes, no infinities."""
    kinds = set(map(type, values.values()))
    if not kinds <= _PLAIN:
        return False
    return float not in kinds or all(isfinite(value) for value in values.values() if type(value) is float)


def record_of(found: tuple[Any, ...]) -> Record:
    """A record of what was found as RECORD."""
    table, row, scope, row_seq, data, fver, purged = found
    values = read(data)
    if not _PLAIN.issuperset(map(type, values.values())):
        values = {column: from_wire(value) for column, value in values.items()}
    return Record(table, row, scope, row_seq, values, writers_of(fver), bool(purged))


def _spelled(fver: Mapping[str, Writer]) -> bytes:
    """Who last wrote each column: each writer once, with the columns that are his."""
    if len(fver) == 1:
        ((column, one),) = fver.items()
        return orjson.dumps([[one.seq, one.inc, one.lsn, one.user, [column]]])
    told: dict[tuple[int, str, int, str], list[str]] = {}
    last: Writer | None = None
    columns: list[str] = []
    for column, one in fver.items():
        if one is not last:
            last, columns = one, told.setdefault((one.seq, one.inc, one.lsn, one.user), [])
        columns.append(column)
    return orjson.dumps([[*writer, columns] for writer, columns in told.items()])


def writers_of(fver: bytes) -> dict[str, Writer]:
    """Who last wrote each column, as it is kept; earlier versions kept a writer for each."""
    told = orjson.loads(fver)
    if isinstance(told, dict):
        return {column: Writer(*one) for column, one in told.items()}
    found: dict[str, Writer] = {}
    for *writer, columns in told:
        found |= dict.fromkeys(columns, Writer(*writer))
    return found


def wrote(fver: bytes) -> list[Wrote]:
    """The same, writer by writer."""
    told = orjson.loads(fver)
    if isinstance(told, dict):
        return [(seq, inc, lsn, (column,)) for column, (seq, inc, lsn, _user) in told.items()]
    return [(seq, inc, lsn, columns) for seq, inc, lsn, _user, columns in told]


def entry_row(shop: str, entry: Entry, at: str) -> tuple[Any, ...]:
    """An entry of the history as its table keeps it."""
    one, outcome, author = entry.mutation, entry.outcome, entry.author
    return (
        shop, one.uid, outcome.seq, one.inc, one.lsn, one.sha256, author.user, author.device, one.table, one.id,
        one.op.value, _bytes(one), outcome.result.value, outcome.reason, ",".join(outcome.columns), at,
    )  # fmt: skip


def amended_row(entry: Entry | None) -> tuple[Any, ...]:
    """What may change of an entry, in the order of AMEND."""
    assert entry is not None
    one, outcome = entry.mutation, entry.outcome
    return (
        outcome.seq, one.table, one.id, one.op.value, _bytes(one), outcome.result.value, outcome.reason,
        ",".join(outcome.columns),
    )  # fmt: skip


def _bytes(mutation: Mutation) -> bytes:
    return b"" if mutation.op is Op.VOID else mutation.body or body_of(mutation)


def entry_of(found: tuple[Any, ...]) -> Entry:
    """An entry of what was found as ENTRY."""
    uid, seq, inc, lsn, sha256, user, device, table, row, op, body, result, reason, columns = found
    if table:
        mutation = thawed(inc, lsn, uid, body)
        if mutation.sha256 != sha256:
            mutation = replace(mutation, sha256=sha256)
    else:  # a void, or one that could never be read
        mutation = Mutation(inc, lsn, uid, table, row, Op(op), sha256=sha256, body=body)
    outcome = Outcome(lsn, uid, Result(result), seq, reason, tuple(filter(None, columns.split(","))))
    return Entry(Author(user, device, inc), mutation, outcome)
