"""The rules that keep an edit from being lost in silence, one function each.

The tests break them one at a time and must see it; so they are called through this module.
"""

from sync.core import texts
from sync.core.mutations import Mutation, Op
from sync.core.schema import MADE_BY_SERVER
from sync.core.shop import CREATED, Author, Exit, Record, Shop, Writer


def own(shop: Shop, writer: Writer, mutation: Mutation) -> bool:
    """Whether the author of a mutation made that write himself before: in this unbroken history or its ancestry.

    Never "the same device": a laptop restored from a copy does not know what it did after the copy was made (R8b).
    """
    inc, last = mutation.inc, mutation.lsn - 1
    while inc:
        if writer.inc == inc and writer.lsn <= last:
            return True
        known = shop.incarnation(inc)
        inc, last = (known.parent, known.parent_lsn) if known else ("", 0)
    return False


def was_unseen(shop: Shop, writer: Writer, base: int, mutation: Mutation) -> bool:
    """Whether somebody else changed it after the state the author had on screen (R1). Who makes a row anew saw nothing
    of the one that is there: if he wrote to it himself, it left his laptop since, and came back out of an older file.
    """
    if writer.seq <= shop.counted(base, mutation.inc):
        return False
    return mutation.op is Op.INSERT or not own(shop, writer, mutation)


def hidden_edit(shop: Shop, record: Record, mutation: Mutation) -> bool:
    """Whether a deletion would swallow an edit, or a row, that its author never saw (R5). Of an erased row nothing is
    left to swallow.
    """
    rows = shop.rows_of(record.id) if record.root == record.id else iter([record])
    return any(
        was_unseen(shop, writer, mutation.base.get(f"{row.table}/{row.id}", 0), mutation)
        for row in rows
        if row.table not in MADE_BY_SERVER and not row.purged and not (row.dead and row.key != record.key)
        for writer in row.fver.values()
    )


def taken_back(shop: Shop, mutation: Mutation, record: Record | None) -> bool:
    """Whether an insert brings back a row that its author himself had the shop erase: made private, and shared again.
    Or it makes one anew under a root that lives: the id of such a row is derived from the root, or he to whom it hung
    was erased and is one with that root on the laptop it comes from.

    Whatever else is asked about an erased row, or by anybody else, comes too late.
    """
    if mutation.op is not Op.INSERT or record is None or not record.purged:
        return False
    root_id = str(mutation.patch.get("root") or record.id)
    root = shop.root_record(root_id) if root_id != record.id else None
    anew = root is not None and not root.purged
    return anew or own(shop, record.writer(CREATED), mutation)


def stays_as_it_was(shop: Shop, mutation: Mutation) -> str:
    """A row of an insert-only table is deleted, brought back or moved, but not changed."""
    return "insert only" if mutation.op is Op.UPDATE and shop.schema.tables[mutation.table].insert_only else ""


def both_texts(shop: Shop, record: Record, mutation: Mutation, column: str) -> str | None:
    """A long text that two changed: what this edit changes in it, done to what is there; None where they overlap."""
    was, mine, theirs = mutation.was.get(column), mutation.patch[column], record.values.get(column)
    if column not in shop.schema.texts(record.table):
        return None
    if not (isinstance(was, str) and isinstance(mine, str) and isinstance(theirs, str)):
        return None
    both = texts.merged(was, mine, theirs, common=is_common(shop, mutation, column))
    return None if both is not None and shop.schema.fault(record.table, {column: both}) else both


def is_common(shop: Shop, mutation: Mutation, column: str) -> bool:
    """Whether a base stands in the history that counts now: what was on screen then, this server once had, too."""
    base = mutation.base.get(column, 0)
    return shop.counted(base, mutation.inc) == base


def writer_of_both(author: Author, seq: int) -> Writer:
    """A merged text is nobody's own: neither of the two has had it on screen."""
    return Writer(seq, "", 0, author.user)


def log_exits(shop: Shop, record: Record, seq: int) -> None:
    """A row leaves its scope (R6a)."""
    shop.log_exit(Exit(seq, record.scope, record.table, record.id))
