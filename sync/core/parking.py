"""Why a mutation cannot be judged now: it is parked, whole, and what comes after it goes on."""

from sync.core import rules
from sync.core.access import may_add, may_add_again, may_answer, may_change, may_move
from sync.core.mutations import Mutation, Op
from sync.core.portions import size_of
from sync.core.schema import ENDLESS, MADE_BY_SERVER, UNKNOWN_TABLE
from sync.core.shop import Author, Record, Shop
from sync.core.values import Patch, same
from sync.protocol import MOST_ROW_BYTES

WAITS = frozenset({"unknown row", "unknown root", UNKNOWN_TABLE})
"""Reasons that end by themselves: when the row arrives, or the server learns the table from a later release."""

PURGED = "purged"
"""The row or its root was erased: of what is parked for it only that there was something is kept."""

WORTH_WEIGHING = 4096
"""A shorter edit makes no row much longer."""

REVOKED = "revoked"
"""It is of the rest of a laptop that was shut out."""

ERASED = "{}/erased"
"""What was parked for an aggregate without becoming a row waits here, to be forgotten if the root is erased."""


def is_erased(shop: Shop, mutation: Mutation) -> bool:
    """Whether a mutation is about an erased row, or about one whose root was erased."""
    record = shop.record(mutation.key)
    root = shop.root_record(_root_of(mutation, record))
    return any(one.purged for one in (record, root) if one)


def _root_of(mutation: Mutation, record: Record | None) -> str:
    return str(mutation.patch.get("root") or record.root) if record else mutation.hangs_on


def why_not(shop: Shop, author: Author, mutation: Mutation, record: Record | None) -> str:
    """Why a mutation has to wait for a person, or for a row; empty when it has not."""
    if mutation.op is Op.PURGE and record is None:
        return ""
    root_id = _root_of(mutation, record)
    root = shop.root_record(root_id)
    if record is None and root_id == mutation.id and rules.taken_back(shop, mutation, root):
        root = None
    if record is None and mutation.op is not Op.INSERT:
        return PURGED if root is not None and root.purged and mutation.root else "unknown row"
    if root is None and root_id != mutation.id:
        return "unknown root"
    if mutation.op is not Op.PURGE and ((record and record.purged) or (root and root.purged)):
        return PURGED
    fault = (
        shop.schema.fault(mutation.table, mutation.patch, len(mutation.body) or ENDLESS)
        or rules.stays_as_it_was(shop, mutation)
        or _illegal_step(shop, mutation, record)
        or _too_large(mutation, record)
    )
    if fault:
        return fault
    return "" if _allowed(shop, author.user, mutation, record, root) else "access"


def _allowed(shop: Shop, user: str, mutation: Mutation, record: Record | None, root: Record | None) -> bool:
    if not may_answer(shop, user, mutation, record.values if record else {}):
        return False
    if record is None:
        return may_add(shop, user, mutation, root, mutation.patch)
    if mutation.op is Op.INSERT:
        here = may_add(shop, user, mutation, root, record.values) and may_add_again(shop, user, mutation, record)
    else:
        here = may_change(shop, user, mutation, record)
    return here and may_move(shop, user, record, scope_after(shop, mutation.patch, record))


def _illegal_step(shop: Shop, mutation: Mutation, record: Record | None) -> str:
    if record is None or not shop.schema.tables[mutation.table].transitions:
        return ""
    for column, value in mutation.patch.items():
        now = record.values.get(column)
        if not same(now, value) and not shop.schema.may_follow(mutation.table, column, now, value):
            return f"{column} cannot follow"
    return ""


def _too_large(mutation: Mutation, record: Record | None) -> str:
    """No answer could bring a row that is too long in all: many columns may each be as long as a push holds."""
    if len(mutation.body) < WORTH_WEIGHING:
        return ""
    values = {**record.values, **mutation.patch} if record else mutation.patch
    return "row is too large" if size_of(values) > MOST_ROW_BYTES else ""


def scope_after(shop: Shop, patch: Patch, record: Record) -> str:
    """The scope a row is in once a mutation is taken: its root's, read from the root."""
    values = {**record.values, **patch}
    root_id = str(values.get("root") or record.id)
    if root_id == record.id:
        made_here = record.table in MADE_BY_SERVER  # its scope is what the server gave it
        return record.scope if made_here else shop.schema.scope_of_root(record.table, values)
    root = shop.root_record(root_id)
    return root.scope if root else record.scope
