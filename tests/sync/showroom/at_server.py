"""What is done at the shop's server: roles, laptops turned away, customers given away, backups put back."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from crm_desktop.features.sync.commands import device_keys, leave
from crm_desktop.features.sync.rules import SyncStopped
from sync.protocol import LEAVER, STOLEN
from sync.server.compacting import compact
from sync.server.opening import Opened
from sync.server.reassign import reassign
from tests.sync.loopback.office import Desk
from tests.sync.server.serving import back_up, restore
from tests.sync.showroom.machines import at

if TYPE_CHECKING:
    from tests.sync.showroom.shop import Shop

ROLES = ("consultant", "consultant", "manager")
USERS = ("ann", "bo", "meg")
NOT_ENROLLED = "not enrolled"


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
    if shop.users[user] != "meg":
        shop.served.registry.add_user(shop.served.shop, shop.users[user], shop.dice.choice(ROLES))


def _reassign(shop: Shop, user: str) -> None:
    whose = shop.users[user]
    to = shop.dice.choice(sorted({*shop.users.values()} - {whose}))
    moved = reassign(_parts(shop), shop.served.shop, (whose, to), shop.some_of(user))
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
    shop.enrol(user)


def _revoke(shop: Shop, name: str) -> None:
    """The laptop is turned away, and so is every copy of it that has its key: its rest goes to the manager, and its
    user comes with a fresh one."""
    device, kind = shop.desks[name].device, shop.dice.choice([LEAVER, STOLEN])
    if not device:  # whose it was is lost with a page of its file
        return
    shop.served.registry.revoke(device, kind)
    copies = [one for one in shop.desks if shop.desks[one].device == device]
    heard = [one for one in sorted(copies, key=lambda one: one != name) if _leaves(shop, one)]
    for one in heard:
        if one != name and one not in USERS:
            shop.let_go(one)
            continue
        desk = shop.desks[one]
        shop.lost_disks += 1
        shutil.rmtree(shop.images / one, ignore_errors=True)
        fresh = Desk(desk.folder.with_name(f"{one}{shop.done['server revoke']}"))
        shop.take(one, shop.users[one], fresh)
        shop.enrol(one)


def _leaves(shop: Shop, name: str) -> bool:
    """Whether it is turned away: a copy without the key is nobody to the shop until it is enrolled."""
    desk = shop.desks[name]
    for _ in range(3):
        try:
            with at(desk, timedelta()):
                desk.sync()
        except SyncStopped as stopped:
            if stopped.kind == NOT_ENROLLED:
                return False
        if desk.store.shut_out is not None:
            break
    else:
        shop.wrong.append(f"{name} was turned away and does not hear of it")
    if desk.store.shut_out is not None:
        with at(desk, timedelta()):
            leave(desk.store, "my own 2026", device_keys())
    desk.close()
    return True


def _compact(shop: Shop, _user: str) -> None:
    service = shop.served.service
    compact(service.engine, service.schema, shop.served.shop, "2026-01-01")
