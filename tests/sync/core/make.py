"""A small shop for tests of single decisions."""

from sync.core.mutations import Mutation, Op, Outcome, sealed
from sync.core.push import push
from sync.core.schema import Schema, Table
from sync.core.shop import Author, Incarnation, Shop

SCHEMA = Schema(
    (
        Table(
            "contact",
            owner="owner",
            longest={"name": 20, "story": 100},
            texts=frozenset({"story"}),
            transitions={"stage": {"new": frozenset({"won"})}},
        ),
        Table("touch", parent="contact"),
        Table("deed", parent="contact", insert_only=True),
        Table("attachment", parent="contact", blobs=frozenset({"sha256", "thumbnail"})),
        Table("setting"),
        Table("script", open_to_all=True),
    )
)


class Pen:
    """One laptop that writes mutations by hand: its own incarnation and numbers."""

    def __init__(self, shop: Shop, user: str, inc: str = "") -> None:
        self.shop, self.lsn = shop, 0
        self.author = Author(user, f"{user}-pc", inc or f"{user}-1")
        shop.devices[self.author.device] = user
        shop.incarnations.setdefault(self.author.inc, Incarnation(self.author.device))

    def frozen(self, op: Op, table: str, row: str, patch: object = None, base: object = 0, **more: object) -> Mutation:
        """The next mutation; one number as base counts for every column."""
        self.lsn += 1
        columns = dict(patch or {})  # type: ignore[call-overload]
        bases = base if isinstance(base, dict) else dict.fromkeys(columns, base)
        uid = f"{self.author.inc}/{self.lsn}"
        return sealed(Mutation(self.author.inc, self.lsn, uid, table, row, op, columns, bases, **more))  # type: ignore[arg-type]

    def send(self, *batch: Mutation) -> list[Outcome]:
        """Push them."""
        return push(self.shop, self.author, self.shop.epoch, batch)

    def write(self, op: Op, table: str, row: str, patch: object = None, base: object = 0, **more: object) -> Outcome:
        """Freeze and push one."""
        return self.send(self.frozen(op, table, row, patch, base, **more))[0]

    def contact(self, row: str, **values: object) -> Outcome:
        """A new contact of this user."""
        return self.write(Op.INSERT, "contact", row, {"root": row, "owner": self.author.user, "name": row, **values})


def shop() -> Shop:
    """Ann and Bo sell; Meg is their manager."""
    return Shop(SCHEMA, {"ann": "consultant", "bo": "consultant", "meg": "manager"})


def inbox(known: Shop, table: str = "conflict") -> list[dict[str, object]]:
    """The rows that wait for a person."""
    return [dict(record.values) for record in known.records.values() if record.table == table]
