"""Who works in the simulated shop, what its tables are, and what may go wrong in which class of histories."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sync.core.schema import Schema, Table
from sync.core.shop import Shop

USERS = {"ann": "consultant", "bo": "consultant", "cy": "consultant", "meg": "manager"}
NEXT = {"new": frozenset({"quote", "won"}), "quote": frozenset({"won", "new"}), "won": frozenset({"quote"})}
SCHEMA = Schema(
    (
        Table(
            "contact", owner="owner", longest={"name": 40}, transitions={"occasion": NEXT}, texts=frozenset({"family"})
        ),
        Table("touch", parent="contact"),
        Table("scale_change", parent="contact", insert_only=True),
        Table("script", open_to_all=True),
    )
)
STAGES = ("new", "quote", "won")


@dataclass(frozen=True)
class Faults:
    """What may go wrong in a history."""

    wire: tuple[float, ...] = (0.0, 0.05, 0.15, 0.3)
    """How often a request goes wrong: one of these for each history, so that much also arrives."""
    kill: tuple[float, ...] = (0.0, 0.01, 0.05)
    laptops: bool = False
    server: bool = False
    aged: bool = False
    """Laptops stay away for so long that the server counts on them no more, and compacts."""


CLASSES = {
    "network": Faults(),
    "laptop": Faults(laptops=True),
    "server": Faults(server=True),
    "both": Faults(laptops=True, server=True),
    "aged": Faults(aged=True),
    "aged, both": Faults(laptops=True, server=True, aged=True),
}


def copied(shop: Shop) -> Shop:
    """A backup of the server."""
    return replace(
        shop,
        devices=dict(shop.devices), revoked=set(shop.revoked), origins=dict(shop.origins), records=dict(shop.records),
        aggregates={root: dict(rows) for root, rows in shop.aggregates.items()}, history=list(shop.history),
        by_uid=dict(shop.by_uid), by_lsn=dict(shop.by_lsn), incarnations=dict(shop.incarnations),
        exits=list(shop.exits), waiting=dict(shop.waiting), roles=dict(shop.roles),
        reached=dict(shop.reached), told=dict(shop.told),
    )  # fmt: skip
