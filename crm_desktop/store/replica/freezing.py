"""Freezing: the open edits that may leave the laptop, in chunks, become mutations by the core's own function."""

import itertools
import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from crm_desktop.store.replica import edits as journal
from crm_desktop.store.replica import new_rows, outbox
from crm_desktop.store.replica.schema import KEPT_HERE
from crm_desktop.store.replica.shapes import AMONG, LEAVING, kept_here, read_rows, shapes
from crm_desktop.store.replica.state import State, counted
from crm_desktop.store.replica.withdrawal import share_again, withdraw
from sync.core import freeze as core
from sync.core.journal import DROPPED, Edit, is_known, leaves_the_shop, made_and_deleted, was_never_sent
from sync.core.mutations import Mutation, Row
from sync.core.overlay import settle
from sync.core.schema import Schema
from sync.core.values import Key, Patch

CHUNK = 300
"""Rows frozen in one transaction: a save that waits for it waits less than 300 ms, on a slow machine too."""
_WALK, _MOST_WALKED = 300, 5_000
# Without the hint SQLite walks through the whole journal: both lead it along `n`.
_OPEN = "SELECT n, tbl, id, col FROM journal INDEXED BY journal_open WHERE lsn IS NULL AND n > ? ORDER BY n LIMIT ?"


@dataclass
class Found:
    """Rows with open edits, in the order they may be sent: what is deleted or erased after everything else."""

    plain: dict[Key, int] = field(default_factory=dict)
    """Each with the first of its open edits."""
    last: dict[Key, bool] = field(default_factory=dict)
    """Deleted rows, and (True) those that were erased."""
    withdrawn: list[Key] = field(default_factory=list)
    """What the server knows and was made private, or was moved to somebody who is."""
    held: dict[Key, bool] = field(default_factory=dict)
    """Rows too large to be sent as they are; those the server does not know (True) hold back what hangs on them."""
    until: int = 0
    """The last edit that was looked at."""
    stuck: int = 0
    """The first edit that was held back: from there it is looked again, for a shorter text may let it go."""
    all: bool = False
    rows: dict[Key, Row] = field(default_factory=dict)
    pending: dict[Key, list[Edit]] = field(default_factory=dict)
    """What was read of all these, and of the persons they hang on."""

    def chosen(self, most: int) -> list[Key]:
        """The next ones, not more than this."""
        keys = list(self.plain)
        if self.all:
            keys += sorted(self.last, key=lambda key: self.last[key])
        return keys[:most]

    def before_the_rest(self, most: int) -> int:
        """After which edit the rows stand that were found and not chosen."""
        return min([self.until, *(n - 1 for n in list(self.plain.values())[most:])])

    def before_all_but(self, keys: Collection[Key]) -> int:
        """After which edit every open one of the others stands: what hangs on a person may be older than his own."""
        others = (self.plain.keys() | self.last.keys()) - set(keys)
        firsts = [edit.n for key in others for edit in self.pending[key] if edit.lsn is None]
        return min(firsts, default=self.until + 1) - 1


@dataclass
class Walk:
    """How far one session has walked through the open edits: it does not begin anew for each of many transactions.

    What lies before may have become free meanwhile; so nothing is called done before a walk from the start says so.
    """

    until: int = 0
    held: dict[Key, bool] = field(default_factory=dict)


def find(raw: Any, looked: int, most: int, held: Mapping[Key, bool] = MappingProxyType({})) -> Found:
    """Walk through the open edits until so many rows are found that may be sent. `held`: on the way so far."""
    found, walk, walked = Found(until=looked, held=dict(held)), max(most, _WALK), 0
    while len(found.plain) < most and not found.all:
        edits = raw.execute(_OPEN, (found.until, walk)).fetchall()
        found.all = len(edits) < walk
        walked += len(edits)
        found.until = edits[-1][0] if edits else found.until
        sendable, withdrawn, behind = _sendable(raw, edits, found)
        found.withdrawn += withdrawn
        caught = behind | found.held.keys()
        found.stuck = found.stuck or next((n for n, table, row, _column in edits if (table, row) in caught), 0)
        for key in sorted(sendable, key=lambda one: sendable[one][0].n):
            if any(edit.op == "X" or (edit.column == "deleted" and edit.after is not None) for edit in sendable[key]):
                found.last[key] = any(edit.op == "X" for edit in sendable[key])
            else:
                found.plain[key] = sendable[key][0].n
        # Many edits of few rows, or of rows that stay here: then more are needed for as many rows.
        needed = walked * (most - len(found.plain)) // len(found.plain) if found.plain else 4 * walk
        walk = min(max(needed, _WALK), _MOST_WALKED)
    return found


def _sendable(
    raw: Any, edits: list[Any], met: Found
) -> tuple[dict[Key, list[Edit]], list[Key], set[Key]]:
    """The open edits of their rows, and of what hangs on persons that may go from now on; not of what stays here.

    Then those withdrawn, and those that wait for a person who is held back.
    """
    keys = {(table, row) for _n, table, row, _column in edits}
    moving = {KEPT_HERE["contact"][0], "deleted"}
    keys |= set(_hanging(raw, {row for _n, table, row, column in edits if table == "contact" and column in moving}))
    rows, pending = _read(raw, keys)
    stays = kept_here(raw, rows.values())
    met.rows.update(rows)
    met.pending.update(pending)
    held = met.held
    found: dict[Key, list[Edit]] = {}
    behind: set[Key] = set()
    for key in sorted(keys - stays, key=lambda one: one[0] != "contact"):
        opened, row = [edit for edit in pending.get(key, ()) if edit.lsn is None], rows.get(key)
        if not opened or _waits(key, row, pending):
            continue
        if row is not None and core.is_too_large(row, opened):
            held[key] = was_never_sent(opened)
        elif row is not None and held.get(("contact", row.root)):
            behind.add(key)
        else:
            found[key] = opened
    withdrawn = [key for key in sorted(stays) if leaves_the_shop(rows[key].row_seq, pending.get(key, ()))]
    return found, withdrawn, behind


def _waits(key: Key, row: Row | None, pending: dict[Key, list[Edit]]) -> bool:
    """Made and deleted here without being sent, or under a person who was."""
    if row is None:
        return False
    return any(made_and_deleted(pending.get(one, ())) for one in {key, ("contact", row.root)})


def _hanging(raw: Any, roots: Iterable[str]) -> list[Key]:
    ids = json.dumps(sorted(roots))
    if ids == "[]":
        return []
    return [
        (shape.name, row)
        for shape in shapes().values()
        if shape.hangs
        for (row,) in raw.execute(f'SELECT id FROM "{shape.name}" WHERE root {AMONG}', (ids,))
    ]


_ANYTHING = (
    "SELECT EXISTS (SELECT 1 FROM journal INDEXED BY journal_open WHERE lsn IS NULL) "
    "OR EXISTS (SELECT 1 FROM sync_hidden)"
)


def may_freeze(raw: Any, state: State) -> bool:
    """Whether any edit is open or was held back, or a row is hidden that may go."""
    return bool(state.held or raw.execute(_ANYTHING).fetchone()[0])


def freeze(
    raw: Any, schema: Schema, state: State, name: Callable[[], str], most: int, walk: Walk
) -> tuple[State, bool, tuple[Mutation, ...]]:
    """Freeze the next rows. Whether there were any, and what they became."""
    if not walk.until:
        state = share_again(raw, state)
    plain = new_rows.find(raw, walk.until or state.looked, most) if not walk.held else []
    if plain:
        walk.until = plain[-1].n
        made = new_rows.freeze(raw, schema, state.inc, state.next_lsn, _uids(name()), plain)
        return state.changed(next_lsn=state.next_lsn + len(made)), True, made
    return _freeze_any(raw, schema, state, name, most, walk)


def _freeze_any(
    raw: Any, schema: Schema, state: State, name: Callable[[], str], most: int, walk: Walk
) -> tuple[State, bool, tuple[Mutation, ...]]:
    """The general way, whatever the edits are."""
    found = find(raw, walk.until, most, walk.held) if walk.until else Found()
    found.all = False  # of what goes last a walk from the start has to know that nothing else is left
    if not (found.plain or found.withdrawn):
        found = find(raw, state.looked, most)
    keys = found.chosen(most)
    walk.until, walk.held = found.before_the_rest(most), found.held
    others = found.before_all_but(keys)
    made: tuple[Mutation, ...] = ()
    if found.withdrawn:
        state = withdraw(raw, state, found.withdrawn, name)
        found.rows, found.pending = _read(raw, keys)
    if keys:
        state, made = _freeze(raw, state, _local(raw, schema, keys, found), name)
        # Nobody would look for those again where this session ends here.
        state = state.changed(looked=min(state.looked, others))
    elif found.all:
        held = tuple(sorted(f"{table}/{row}" for table, row in found.held))
        state = state.changed(looked=found.stuck - 1 if found.stuck else found.until, held=held)
    return state, bool(keys or found.withdrawn), made


def _freeze(
    raw: Any, state: State, local: core.Local, name: Callable[[], str]
) -> tuple[State, tuple[Mutation, ...]]:
    frozen = core.freeze(local, state.inc, state.next_lsn, _uids(name()))
    outbox.post(raw, frozen.mutations)
    journal.number(raw, frozen.inc, frozen.numbered)
    dropped = [edit for edit, lsn in frozen.numbered if lsn == DROPPED]
    outbox.void(raw, {edit.key for edit in dropped if edit.op == "X"})  # erased unsent
    # Of a row that is to go, erased perhaps, what came to nothing is of no use: no value of it stays.
    hidden = set(raw.execute("SELECT tbl, id FROM sync_hidden")) if dropped else set()
    journal.empty(raw, [edit for edit in dropped if edit.key in hidden or edit.key not in local.rows])
    for key, values in frozen.shown.items():
        show(raw, key, values)
    return state.changed(next_lsn=state.next_lsn + len(frozen.mutations)), frozen.mutations


def _uids(random: str) -> Callable[[], str]:
    """Names of mutations: 96 random bits of this freeze, and which of it. Alike, they take no room on the wire."""
    counted = itertools.count()
    return lambda: f"{random[:24]}{next(counted):08x}"


def _read(raw: Any, keys: Iterable[Key]) -> tuple[dict[Key, Row], dict[Key, list[Edit]]]:
    """Rows, and all that is pending of them and of the persons they hang on."""
    rows, _leaving = read_rows(raw, keys)
    found = journal.pending(raw, {row for _table, row in keys} | {row.root for row in rows.values()})
    for key in [key for key, edits in found.items() if key[0] == "contact" and made_and_deleted(edits)]:
        if _hangs_any_known_on(raw, key[1]):
            # The shop knows what was moved to him: he goes there too, and his deletion after him.
            found[key] = [edit for edit in found[key] if edit.column != "deleted"]
    return rows, found


def _hangs_any_known_on(raw: Any, root: str) -> bool:
    hanging = _states(raw, [root])
    edits = journal.pending(raw, [row for _table, row in hanging])
    return any(is_known(row.row_seq, edits.get(key, ())) for key, row in hanging.items())


def _local(raw: Any, schema: Schema, keys: list[Key], found: Found) -> core.Local:
    """What the core must know to freeze these rows, and no more."""
    rows = {key: found.rows[key] for key in keys if key in found.rows}
    roots = {("contact", row.root) for row in rows.values() if row.root != row.id} - rows.keys()
    above, _leaving = read_rows(raw, roots)
    edits = {key: found.pending[key] for key in (*keys, *roots) if key in found.pending}
    family: dict[str, set[Key]] = {}
    for key in [*rows, *above]:
        family.setdefault(rows[key].root if key in rows else key[1], set()).add(key)
    everything = {**above, **rows}
    deleted = [key for key in keys if key in rows and key[0] == "contact" and _is_deletion(edits.get(key, ()))]
    if deleted:
        hanging = _states(raw, [row for _table, row in deleted])
        for key, row in hanging.items():
            everything.setdefault(key, row)
            family.setdefault(row.root, set()).add(key)
        edits.update(journal.pending(raw, {row for _table, row in hanging}))
    # A child that was moved to somebody entered after it does not go before him.
    chosen = {*keys, *(key for key in above if was_never_sent(edits.get(key, ())))}
    return core.Local(
        schema, everything, tuple(edit for one in edits.values() for edit in one),
        frozenset(key for key in edits if key not in chosen),
        {root: frozenset(members) for root, members in family.items()}, counted(raw),
    )  # fmt: skip


def _is_deletion(edits: Iterable[Edit]) -> bool:
    return any(edit.lsn is None and edit.column == "deleted" and edit.after is not None for edit in edits)


def _states(raw: Any, roots: list[str]) -> dict[Key, Row]:
    """The rows that hang on these persons, with their states only: what somebody who deletes a person had seen."""
    ids = json.dumps(roots)
    found: dict[Key, Row] = {}
    for shape in shapes().values():
        if shape.hangs:
            told = raw.execute(
                f'SELECT id, row_seq, root FROM "{shape.name}" WHERE root {AMONG} AND row_seq <> {LEAVING}', (ids,)
            )
            found.update({(shape.name, row): Row(shape.name, row, seq, {"root": root}) for row, seq, root in told})
    return found


def show(raw: Any, key: Key, values: Patch) -> None:
    """Show the server's values again, without a word in the journal: the state of the row stays what it was."""
    written = "".join(f'"{column}" = ?, ' for column in values)
    raw.execute(f'UPDATE "{key[0]}" SET {written}row_seq = row_seq + 1 WHERE id = ?', (*values.values(), key[1]))
    raw.execute(f'UPDATE "{key[0]}" SET row_seq = row_seq - 1 WHERE id = ?', (key[1],))


def settle_column(raw: Any, key: Key, column: str) -> bool:
    """An edit that was taken back before it was frozen shows what came meanwhile, at once. Whether it did."""
    opened = [one for one in journal.pending(raw, [key[1]]).get(key, ()) if one.column == column and one.lsn is None]
    settled = settle(opened) if opened else None
    if settled is None:
        return False
    raw.executemany(f"UPDATE journal SET lsn = {DROPPED} WHERE n = ?", [(edit.n,) for edit in opened])
    show(raw, key, {column: settled.value})
    return True
