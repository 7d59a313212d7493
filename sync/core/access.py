"""Who may read and write what. This is code of the server, never a document a laptop could send."""

from sync.core.mutations import Mutation, Op
from sync.core.schema import SHOP, own
from sync.core.shop import Record, Shop
from sync.core.values import Patch

MANAGER = "manager"


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
    base = min(mutation.base.values(), default=0)
    return base > 0 and writes(shop, user, shop.scope_at(record, base), record.table)


def may_add(shop: Shop, user: str, mutation: Mutation, root: Record | None, patch: Patch) -> bool:
    """A new root, or a new row of an aggregate one has access to (or had, when it was added)."""
    if root is None:
        return writes(shop, user, shop.schema.scope_of_root(mutation.table, patch), mutation.table)
    if writes(shop, user, root.scope, mutation.table):
        return True
    return mutation.root_seq > 0 and writes(shop, user, shop.scope_at(root, mutation.root_seq), mutation.table)


def may_move(shop: Shop, user: str, mutation: Mutation, target: str) -> bool:
    """A consultant may give away his own customers, never take or add to the shop's own data."""
    return mutation.op is not Op.MOVE or shop.roles.get(user) == MANAGER or target != SHOP
