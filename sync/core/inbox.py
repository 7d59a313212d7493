"""What waits for a person: conflicts with both values, and parked mutations with their reason.

Both are ordinary rows that the server adds. Their ids come from the mutation, so a replay makes the same rows again.
"""

from dataclasses import dataclass, replace

from sync.core.access import reads
from sync.core.mutations import Mutation, Op
from sync.core.schema import own
from sync.core.shop import CREATED, Author, Entry, Record, Shop, Writer
from sync.core.values import Key, Patch, Value, canonical, hash_of, to_wire

SERVER = "server"


@dataclass(frozen=True, slots=True)
class Lost:
    """What did not get its way: of which kind, in which column, with which value."""

    kind: str
    column: str
    value: Value


def add_conflict(shop: Shop, author: Author, mutation: Mutation, seq: int, record: Record, lost: Lost) -> str:
    """Put a conflict where the record is read; its author gets a copy without foreign values if he reads it no more."""
    name = conflict_id(mutation, record.key, lost.column)
    writer = record.writer(lost.column)
    seen: dict[str, Value] = {
        "tbl": record.table, "row": record.id, "col": lost.column, "kind": lost.kind, "lost": lost.value,
        "lost_author": author.user, "base": mutation.base.get(lost.column, 0), "state": "open",
    }  # fmt: skip
    full = {**seen, "root": record.root, "kept": record.values.get(lost.column), "kept_author": writer.user}
    _add(shop, seq, "conflict", name, record.scope, full)
    if not reads(shop, author.user, record.scope):
        copy = copy_id(name, author.user)
        _add(shop, seq, "conflict", copy, own(author.user), {**seen, "root": copy})
    return name


def add_parked(shop: Shop, author: Author, mutation: Mutation, seq: int, *, reason: str) -> str:
    """Keep a mutation whole for its author and the manager; of an erased record only that there was one."""
    name = parked_id(mutation.uid)
    body = canonical({column: to_wire(value) for column, value in mutation.patch.items()})
    shown = "" if reason == "purged" or mutation.op is Op.VOID else body.decode("utf-8", "surrogatepass")
    values: dict[str, Value] = {
        "root": name, "uid": mutation.uid, "tbl": mutation.table, "row": mutation.id, "op": mutation.op.value,
        "reason": reason, "body": shown, "state": "open",
    }  # fmt: skip
    _add(shop, seq, "parked", name, own(author.user), values)
    return name


def close_parked(shop: Shop, mutation: Mutation, seq: int) -> None:
    """It was let in after all."""
    set_values(shop, "parked", parked_id(mutation.uid), seq, {"state": "done"})


def parked_id(uid: str) -> str:
    """Where a mutation waits if it is parked."""
    return hash_of(f"{uid}/parked".encode())[:32]


def conflict_id(mutation: Mutation, key: Key, column: str) -> str:
    """Where a column of a row that a mutation lost waits."""
    return hash_of(f"{mutation.uid}/{key[0]}/{key[1]}/{column}".encode())[:32]


def copy_id(conflict: str, user: str) -> str:
    """Where the copy of a conflict is, of an author who may not read the row."""
    return hash_of(f"{conflict}/{user}".encode())[:32]


def forget(shop: Shop, entry: Entry, seq: int) -> None:
    """The row was erased: what the inbox says about an edit of it loses its values, also in its author's copy."""
    set_values(shop, "parked", parked_id(entry.mutation.uid), seq, {"body": ""})
    for column in entry.outcome.columns:
        name = conflict_id(entry.mutation, entry.mutation.key, column)
        for one in (name, copy_id(name, entry.author.user)):
            set_values(shop, "conflict", one, seq, {"lost": None, "kept": None})


def set_values(shop: Shop, table: str, name: str, seq: int, patch: Patch) -> None:
    """Change a row of the inbox on behalf of the server."""
    record = shop.record((table, name))
    if record is not None and not record.purged:
        writer = Writer(seq, SERVER, 0, SERVER)
        fver = {**record.fver, **dict.fromkeys(patch, writer)}
        shop.put(replace(record, row_seq=seq, values={**record.values, **patch}, fver=fver))


def _add(shop: Shop, seq: int, table: str, name: str, scope: str, values: Patch) -> None:
    if shop.record((table, name)) is None:
        shop.put(Record(table, name, scope, seq, values, {CREATED: Writer(seq, SERVER, 0, SERVER)}))
