"""What the lanes do to open a profile, make one, or see whether it wants a passphrase: no widget is touched."""

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from crm_desktop.base import clock
from crm_desktop.base.errors import DiskFull
from crm_desktop.base.i18n import _

if TYPE_CHECKING:
    from crm_desktop.store.store import Store
    from crm_desktop.ui.dialogs.welcome import Start

DEMO_PEOPLE = 300


@dataclass(frozen=True)
class Opened:
    """A profile that is open, and whether it is locked because the shop was not met for long."""

    store: "Store"
    locked: bool = False


def prepare(profile: Path) -> str:
    """Import the store's code and see what the profile wants: "welcome", "passphrase" or nothing."""
    from crm_desktop.store import store, wipe

    if not store.exists(profile):
        return "welcome"
    wipe.check(profile)
    return "passphrase" if needs_passphrase(profile) and not os.environ.get("CRM_PASSPHRASE") else ""


def needs_passphrase(profile: Path) -> bool:
    """Whether it opens only to who is asked."""
    from crm_desktop.store import keys

    return keys.needs_passphrase(profile)


def check_passphrase(profile: Path, passphrase: str) -> None:
    """Raises WrongPassphrase when this one does not open it."""
    from crm_desktop.store import keys

    keys.load_key(profile, passphrase)


def open_profile(
    profile: Path, passphrase: str | None, *, read_only: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Opened:  # fmt: skip
    """Open it; also one that waits for its end, or is locked. `progress`: where a new version computes anew."""
    from crm_desktop.features.search.derived import DERIVERS
    from crm_desktop.features.sync import glance
    from crm_desktop.store.store import Store

    store = Store.open(
        profile, passphrase=passphrase, derivers=DERIVERS, read_only=read_only, shut_out=True, progress=progress
    )
    return Opened(store, store.look(glance.is_locked, clock.today()))


def get_ready(store: "Store") -> None:
    """What saving needs, before anything is saved."""
    from crm_desktop.store.connection import when_full

    with when_full(
        _(
            "The disk is full, so nothing can be saved now; what there is can be looked at and is safe. Free some "
            "space; then saving works again."
        )
    ):
        store.get_ready()


def settle(store: "Store") -> None:
    """Work off what is left of earlier changes; without room it is left for the next time."""
    with suppress(DiskFull):
        store.settle()


def create_profile(
    profile: Path, start: "Start", progress: Callable[[int, int], None], _cancelled: Callable[[], bool]
) -> Opened:
    """Make it as the welcome was answered, with its demo people."""
    from crm_desktop.features.search.derived import DERIVERS
    from crm_desktop.store.store import Store
    from crm_desktop.ui.dialogs.welcome import Beginning, Protection

    store = Store.create(
        profile, passphrase=start.passphrase or None, derivers=DERIVERS,
        in_keyring=start.protection == Protection.KEYRING,
    )  # fmt: skip
    if start.beginning == Beginning.DEMO:
        from crm_desktop.features.demo import commands as demo

        try:
            demo.fill(store, people=DEMO_PEOPLE, progress=progress)
        except BaseException:
            # Let go of the file, or the next try would find it held by this very program.
            store.close()
            raise
    return Opened(store)
