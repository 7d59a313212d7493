"""Who may read and write what. This is code of the server, never a document a laptop could send."""

from collections.abc import Mapping

from sync.core import rules
from sync.core.mutations import Mutation, Op
from sync.core.schema import SHOP, own
from sync.core.shop import CREATED, Record, Shop
from sync.core.values import Patch, Value, same

MANAGER = "manager"

ANSWERS: Mapping[str, Mapping[str, tuple[Value, ...]]] = {
    "review": {"state": ("asked",), "decided_by": ("",), "decided_on": (), "note": ("",)},
    "visit": {"review": ("",), "review_note": ("",), "reviewed_at": ()},
}
"""What only a manager answers, by table and column; and what anybody may put there, besides nothing at all, to take
an answer back or to ask anew."""


def reads(shop: Shop, user: str, scope: str) -> bool:
    """Whether a user sees a scope."""
    return scope in (SHOP, own(user)) or shop.roles.get(user) == MANAGER


def scopes_of(shop: Shop, user: str) -> tuple[str, ...]:
    """The scopes a laptop of this user holds."""
    if shop.roles.get(user) == MANAGER:
        return (SHOP, *(own(one) for one in shop.roles))
    return (SHOP, own(user))


def writes(shop: Shop, user: str, scope: str, table: str) -> bool:
    """Whether a user may write a table in a scope."""
    if shop.roles.get(user) == MANAGER or scope == own(user):
        return True
    return scope == SHOP and shop.schema.tables[table].open_to_all


def may_change(shop: Shop, user: str, mutation: Mutation, record: Record) -> bool:
    """An edit counts if its author has access now, or had it when he made it and could not know better."""
    if writes(shop, user, record.scope, record.table):
        return True
    return _had_access(shop, user, mutation, record, min(mutation.base.values(), default=0))


def may_add(shop: Shop, user: str, mutation: Mutation, root: Record | None, patch: Patch) -> bool:
    """A new root, or a new row of an aggregate one has access to (or had, when it was added).

    A new root may be a colleague's: handed over before it was sent.
    """
    if root is None:
        scope = shop.schema.scope_of_root(mutation.table, patch)
        return writes(shop, user, scope, mutation.table) or scope in map(own, shop.roles)
    return _may_write_in(shop, user, mutation, root)


def may_add_again(shop: Shop, user: str, mutation: Mutation, record: Record) -> bool:
    """A row that is there already: naming a root of one's own opens nobody else's row."""
    return _may_write_in(shop, user, mutation, record)


def _may_write_in(shop: Shop, user: str, mutation: Mutation, record: Record) -> bool:
    if writes(shop, user, record.scope, mutation.table):
        return True
    return _had_access(shop, user, mutation, record, mutation.root_seq)


def _had_access(shop: Shop, user: str, mutation: Mutation, record: Record, base: int) -> bool:
    """Whether a row was its author's at the state he knew; at none he knew it as the one who made it. To erase what was
    handed on since, that is not enough.
    """
    if base > 0:
        return writes(shop, user, shop.scope_at(record, base, mutation.inc), mutation.table)
    return mutation.op is not Op.PURGE and rules.own(shop, record.writer(CREATED), mutation)


def may_move(shop: Shop, user: str, record: Record, target: str) -> bool:
    """A consultant may give away his own customers, never take or add to the shop's own data."""
    return target != SHOP or target == record.scope or shop.roles.get(user) == MANAGER


def may_answer(shop: Shop, user: str, mutation: Mutation, now: Patch) -> bool:
    """A consultant asks for a look and takes back what he asked; what the answer is, is not his to say."""
    answers = ANSWERS.get(mutation.table)
    if answers is None or shop.roles.get(user) == MANAGER:
        return True
    return all(
        value is None or value in answers[column] or same(now.get(column), value)
        for column, value in mutation.patch.items()
        if column in answers
    )
