"""What happens to the laptops themselves: they are ended, copied, put back, damaged, and their clocks are wrong."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from crm_desktop.base import clock
from crm_desktop.base.errors import ProfileDamaged, Refused
from crm_desktop.features.search.derived import DERIVERS
from crm_desktop.store import backup
from crm_desktop.store.salvage.saving import look, salvage
from tests.store.salvage.damage import overwrite, pages_of
from tests.sync.loopback.office import Desk

if TYPE_CHECKING:
    from tests.sync.showroom.shop import Shop

MOST = 5
"""Laptops of a shop."""
OFF = (timedelta(), timedelta(), timedelta(hours=-8), timedelta(1), timedelta(-1), timedelta(365), timedelta(-3650))
"""By how much a clock is wrong."""
DAMAGED = (
    "contact", "touch", "attachment", "customer", "journal", "sync_outbox", "sync_acked", "setting", "follow_up",
    "sync_cursor", "step", "contact_way", "opportunity", "visit", "relation", "commitment", "vehicle", "membership",
    "scale_change", "sync_state", "sync_withdrawn", "sync_hidden", "local_value", "derived_person", "parked",
    "conflict",
)  # fmt: skip
"""Tables whose pages are lost."""
BAD_DISKS, OFTEN = 5, 12
"""Every so many shops bought bad disks, of which pages are lost so often."""


def faults(seed: int) -> list[str]:
    """The names of all that can happen."""
    return ["again"] * 6 + ["image", "restored"] * 3 + ["damaged"] * (1 if seed % BAD_DISKS else OFTEN) + [
        "clock", "clock", "back_up", "back_up", "put_back", "copied", "second", "elsewhere",
    ]  # fmt: skip


def happen(shop: Shop, what: str, name: str) -> None:
    """One of them."""
    {"again": _again, "image": _image, "restored": _restored, "clock": _clock, "back_up": _back_up,
     "put_back": _put_back, "copied": _copied, "second": _second, "elsewhere": _elsewhere,
     "damaged": _damaged}[what](shop, name)  # fmt: skip
    shop.done[f"laptop {what}"] += 1


@contextmanager
def at(desk: Desk, shift: timedelta) -> Iterator[None]:
    """On this machine: it has its own key store and its own clock."""
    home, machine = os.environ.get("CRM_HOME"), str(getattr(desk, "machine", ""))
    if machine:
        os.environ["CRM_HOME"] = machine
    clock.stop_at(None)
    clock.stop_at(clock.now() + shift if shift else None)
    try:
        yield
    finally:
        clock.stop_at(None)
        if machine:
            os.environ.pop("CRM_HOME")
            os.environ |= {} if home is None else {"CRM_HOME": home}


def _again(shop: Shop, name: str) -> None:
    shop.desks[name].close()
    shop.desks[name].open()


def _image(shop: Shop, name: str) -> None:
    shutil.rmtree(shop.images / name, ignore_errors=True)
    shop.desks[name].copy_to(shop.images / name)


def _restored(shop: Shop, name: str) -> None:
    if (shop.images / name).exists():
        shop.desks[name].restore_from(shop.images / name)
        shop.lost_disks += 1


def _clock(shop: Shop, name: str) -> None:
    """From now on it is wrong by so much, or right again."""
    shop.shifts[name] = shop.dice.choice(OFF)


def _back_up(shop: Shop, name: str) -> None:
    shop.desks[name].store.back_up()


def _put_back(shop: Shop, name: str) -> None:
    """One of the program's own backups takes the place of the data file; the attachments' bytes stay."""
    desk = shop.desks[name]
    files = sorted((desk.folder / backup.FOLDER).glob("*.db"))
    if not files:
        return
    desk.close()
    for side in ("-wal", "-shm"):
        Path(f"{desk.folder / 'data.db'}{side}").unlink(missing_ok=True)
    shutil.copyfile(shop.dice.choice(files), desk.folder / "data.db")
    desk.open()


def _folder(shop: Shop, name: str) -> Path:
    shop.machines += 1
    return shop.desks[name].folder.with_name(f"{shop.users[name]}-{shop.machines}")


def _copied(shop: Shop, name: str) -> None:
    """The profile is copied to a second machine, and both go on; what tells them apart stays behind with the first."""
    if len(shop.desks) >= MOST:
        return
    folder = _folder(shop, name)
    shop.desks[name].copy_to(folder)
    desk = Desk.reopened(folder)
    if shop.dice.random() < 0.5:
        desk.machine = str(folder.with_name(f"{folder.name}-home"))  # type: ignore[attr-defined]
    shop.take(folder.name, shop.users[name], desk)


def _second(shop: Shop, name: str) -> None:
    """One of them gets another laptop."""
    if len(shop.desks) >= MOST:
        return
    desk, user = Desk(_folder(shop, name)), shop.users[name]
    shop.take(desk.folder.name, user, desk)
    if shop.dice.random() < 0.5:
        shop.act(desk.folder.name, "do_customer")
    shop.enrol(desk.folder.name)


def _elsewhere(shop: Shop, name: str) -> None:
    """An older copy of the whole profile is opened in another folder, and used from then on."""
    image, desk = shop.images / name, shop.desks[name]
    if not image.exists():
        return
    desk.close()
    desk.folder = _folder(shop, name)
    shutil.copytree(image, desk.folder)
    desk.open()
    shop.lost_disks += 1


def _damaged(shop: Shop, name: str) -> None:
    """Pages of the data file are lost, and what can be read of it is saved."""
    desk = shop.desks[name]
    _image(shop, name)  # nobody has no copy at all
    desk.close()
    found = pages_of(desk.folder, shop.dice.choice(DAMAGED))
    overwrite(desk.folder / "data.db", [shop.dice.choice(found)])
    try:
        told = salvage(look(desk.folder, None), DERIVERS)
        shop.log.append(f"{name} salvaged {told}")
    except Refused:
        pass
    except ProfileDamaged:
        shutil.rmtree(desk.folder)
        shutil.copytree(shop.images / name, desk.folder)
    desk.open()
    shop.lost_disks += 1
