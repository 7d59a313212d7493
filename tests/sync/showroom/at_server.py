"""What is done at the shop's server: roles, laptops turned away, customers given away, backups put back."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from crm_desktop.features.sync.commands import device_keys, leave
from crm_desktop.features.sync.rules import SyncStopped
from sync.protocol import LEAVER, STOLEN
from sync.server.compacting import compact
from sync.server.opening import Opened
from sync.server.reassign import reassign
from tests.sync.codes import code_for
from tests.sync.loopback.office import Desk
from tests.sync.server.serving import back_up, restore

if TYPE_CHECKING:
    from tests.sync.showroom.shop import Shop

ROLES = ("consultant", "consultant", "manager")


def events() -> list[str]:
    """The names of all that can be done."""
    return ["role", "reassign", "backup", "backup", "restore", "enrol", "revoke", "compact"]


def happen(shop: Shop, what: str, user: str) -> None:
    """One of them."""
    {"role": _role, "reassign": _reassign, "backup": _backup, "restore": _restore, "enrol": _enrol,
     "revoke": _revoke, "compact": _compact}[what](shop, user)  # fmt: skip
    shop.done[f"server {what}"] += 1


def _role(shop: Shop, user: str) -> None:
    """Somebody becomes a manager or is none any more; Meg stays one."""
    if user != "meg":
        shop.served.registry.add_user(shop.served.shop, user, shop.dice.choice(ROLES))


def _reassign(shop: Shop, user: str) -> None:
    to = shop.dice.choice([one for one in shop.desks if one != user])
    moved = reassign(_parts(shop), shop.served.shop, (user, to), shop.some_of(user))
    shop.log.append(f"server gives {moved} of {user} to {to}")


def _parts(shop: Shop) -> Opened:
    served = shop.served
    return Opened(served.service.engine, served.registry, served.service)


def _copy(shop: Shop) -> Path:
    return shop.images.with_name("yesterday.db")


def _backup(shop: Shop, _user: str) -> None:
    _copy(shop).unlink(missing_ok=True)
    back_up(shop.served, _copy(shop))


def _restore(shop: Shop, _user: str) -> None:
    """Yesterday's data; nobody is asking meanwhile."""
    if _copy(shop).exists():
        restore(shop.served, _copy(shop))


def _enrol(shop: Shop, user: str) -> None:
    """The same laptop once more."""
    shop.desks[user].enrol(code_for(shop.served, user))


def _revoke(shop: Shop, user: str) -> None:
    """The laptop is turned away: its rest goes to the manager, and its user comes with a fresh one."""
    desk, kind = shop.desks[user], shop.dice.choice([LEAVER, STOLEN])
    shop.served.registry.revoke(desk.device, kind)
    for _ in range(3):
        with suppress(SyncStopped):
            desk.sync()
        if desk.store.shut_out is not None:
            break
    else:
        shop.wrong.append(f"{user} was turned away and does not hear of it")
    if desk.store.shut_out is not None:
        leave(desk.store, "my own 2026", device_keys())
    desk.close()
    shop.lost_disks += 1
    shutil.rmtree(shop.images / user, ignore_errors=True)
    folder = desk.folder.with_name(f"{user}{shop.done['server revoke']}")
    fresh = shop.desks[user] = Desk(folder)
    fresh.patience = desk.patience
    fresh.enrol(code_for(shop.served, user))


def _compact(shop: Shop, _user: str) -> None:
    service = shop.served.service
    compact(service.engine, service.schema, shop.served.shop, "2026-01-01")
