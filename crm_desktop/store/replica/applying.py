"""Taking in what the server says: pages of its feed, and the rows of a comparison."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from crm_desktop.store import loose
from crm_desktop.store.replica import edits as journal
from crm_desktop.store.replica import outbox, quarantine, state
from crm_desktop.store.replica.book import Book
from crm_desktop.store.replica.schema import KEPT_HERE, OF_THE_MANAGER
from crm_desktop.store.replica.shapes import LEAVING, shapes
from crm_desktop.store.replica.withdrawal import was_withdrawn
from crm_desktop.store.tables import Attachment
from sync.core import overlay
from sync.core.journal import outlasts
from sync.core.mutations import Row
from sync.core.pages import Differences, Eviction
from sync.core.seqs import COUNTER_BITS
from sync.core.values import Key

# As `overlay.come_over` says it.
_WARN = (
    "UPDATE journal AS j SET theirs_seq = CASE WHEN j.theirs_seq = 0 THEN ?1 "
    f"WHEN j.theirs_seq >> {COUNTER_BITS} = ?1 >> {COUNTER_BITS} THEN min(j.theirs_seq, ?1) ELSE 1 END "
    f"WHERE j.id = ?2 AND j.col = 'deleted' AND j.op = 'D' AND (j.lsn IS NULL OR (j.lsn > 0 AND {journal.WAITS}))"
)


def apply(raw: Any, rows: Sequence[Row], at: Callable[[str], None], *, force: bool = False) -> None:
    """Lay rows of the server under what is pending here (R2, R12). `force`: whatever their number is."""
    unknown = [row for row in rows if row.table not in shapes()]
    quarantine.note(raw, [(row, quarantine.UNKNOWN_TABLE) for row in unknown if not row.purged])
    quarantine.clear(raw, [row.key for row in unknown if row.purged])
    known = [row for row in rows if row.table in shapes()]
    book = Book(raw, {row.key for row in known}, at)
    warned: list[tuple[int, str]] = []
    erased: list[Key] = []
    stays = book.kept_here(book.rows)
    for row in known:
        if row.purged and (row.key in stays or _is_shared_again(raw, book, row.key)):
            continue  # withdrawn: the server lets go of it, this laptop does not
        if row.purged:
            erased.append(row.key)
            book.erase(row.key)
        elif force or overlay.is_news(row, book.rows.get(row.key)) or row.key in book.hidden:
            book.take(row.key, overlay.lay(book.whole(row), book.rows.get(row.key), book.edits.get(row.key, [])))
            book.hidden.discard(row.key)
            if row.root != row.id:
                warned.append((row.row_seq, row.root))
    at("apply: laid")
    book.close()
    at("apply: warning")
    raw.executemany(_WARN, warned)
    quarantine.clear(raw, erased)
    outbox.void(raw, erased)
    loose.spare_no_more(raw, [row for table, row in erased if table == Attachment.__tablename__])


def evict(raw: Any, evictions: Sequence[Eviction], at: Callable[[str], None]) -> None:
    """Rows that are not the user's any more go; those with pending edits are hidden until these are judged (R6c)."""
    held = quarantine.held(raw)
    quarantine.clear(raw, [one.key for one in evictions if one.erased or held.get(one.key, one.seq) < one.seq])
    book = Book(raw, {one.key for one in evictions}, at)
    stays = book.kept_here(book.rows)
    stays |= {one.key for one in evictions if _is_shared_again(raw, book, one.key)}
    erased = [one.key for one in evictions if one.erased and one.key not in stays]
    for one in evictions:
        row = book.rows.get(one.key)
        if one.key in stays or (not one.erased and (row is None or row.row_seq >= one.seq)):
            continue
        if one.erased:
            book.erase(one.key)
        elif outlasts(book.edits.get(one.key, [])):
            book.hidden.add(one.key)
        else:
            book.let_go(one.key)
    book.close()
    outbox.void(raw, erased)
    loose.spare_no_more(raw, [row for table, row in erased if table == Attachment.__tablename__])


def _is_shared_again(raw: Any, book: Book, key: Key) -> bool:
    """Whether a row was withdrawn and is on its way to the shop again."""
    row = book.rows.get(key)
    return row is not None and not row.row_seq and bool(book.edits.get(key)) and was_withdrawn(raw, key)


def let_go_hidden(raw: Any, at: Callable[[str], None]) -> None:
    """Hidden rows of which nothing is pending any more go."""
    hidden = set(raw.execute("SELECT tbl, id FROM sync_hidden"))
    if hidden:
        book = Book(raw, hidden, at)
        for key in hidden:
            if not book.edits.get(key):
                book.let_go(key)
        book.close()


def drop(raw: Any, keys: Iterable[Key], at: Callable[[str], None]) -> None:
    """Rows the server has not: it lost them, or they are not for this user any more."""
    chosen = set(keys)
    book = Book(raw, chosen, at)
    counted = state.counted(raw)
    files = [key for key in chosen if key[0] == Attachment.__tablename__ and key in book.rows]
    lost = [key[1] for key in files if counted(book.rows[key].row_seq) < book.rows[key].row_seq]
    for key in chosen:
        book.rows.pop(key, None)
        book.hidden.discard(key)
    quarantine.clear(raw, chosen)
    book.close()
    loose.spare(raw, lost)


def held(raw: Any) -> dict[str, dict[str, int]]:
    """The state of every row, by table, that may be compared. What never leaves the laptop is no part of it."""
    states: dict[str, dict[str, int]] = {}
    for (table, row), seq in quarantine.held(raw).items():
        states.setdefault(table, {})[row] = seq
    for shape in shapes().values():
        told = raw.execute(f'SELECT t.id, t.row_seq FROM "{shape.name}" t WHERE {_leaves(shape.name)}')
        states.setdefault(shape.name, {}).update(told)
    return states


def differences(raw: Any, inventory: Mapping[Key, int]) -> Differences:
    """What this file has otherwise than the server says. What never leaves the laptop is no part of it."""
    held = quarantine.held(raw)
    fetch: set[Key] = {key for key in inventory if key[0] not in shapes() and held.get(key) != inventory[key]}
    gone: set[Key] = {key for key in held if key not in inventory}
    met: set[Key] = set()
    for shape in shapes().values():
        for row, seq in raw.execute(f'SELECT t.id, t.row_seq FROM "{shape.name}" t WHERE {_leaves(shape.name)}'):
            key = (shape.name, row)
            met.add(key)
            if key not in inventory:
                gone.add(key)
            elif inventory[key] != seq:
                fetch.add(key)
    fetch |= {key for key in inventory if key[0] in shapes() and key not in met and held.get(key) != inventory[key]}
    pending = journal.pending(raw, {row for _table, row in gone})
    return Differences(frozenset(fetch), frozenset(key for key in gone if not pending.get(key)))


def _leaves(table: str) -> str:
    """The condition that a row is no place that is left, and does not stay here by itself or with its person."""
    column, kept = KEPT_HERE.get(table, ("", frozenset()))
    values = ", ".join(repr(value) for value in sorted(kept, key=str))
    own = f' AND t."{column}" NOT IN ({values})' if column else ""
    if table in OF_THE_MANAGER:  # a consultant's own cars and gifts, which are not sent
        own += " AND t.row_seq <> 0"
    above = (
        " AND NOT EXISTS (SELECT 1 FROM contact c WHERE c.id = t.root AND c.private = 1)"
        if shapes()[table].hangs
        else ""
    )
    withdrawn = " AND t.root NOT IN (SELECT id FROM sync_withdrawn) AND t.id NOT IN (SELECT id FROM sync_withdrawn)"
    return f"t.row_seq <> {LEAVING}{own}{above}{withdrawn}"
